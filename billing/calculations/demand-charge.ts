import { z } from 'zod'
import type { Issue } from '../../db/refusal.ts'
import { daysBetween } from '../../db/time.ts'
import { monthShare, type Share, splitIntoCycles } from '../rules/cycles.ts'
import { type DemandFacts, type RatedDemand, rateDemand } from '../rules/demand-charge.ts'
import { editionFigures } from '../rules/editions.ts'
import { exact, sumYuan } from '../rules/money.ts'
import { asList, asObject, checkRequired, checkUnique, isDate, type Loose } from './loose.ts'
import {
  amount,
  cycleStartDay,
  period,
  positive,
  price,
  type Result,
  ruleEdition,
  text,
  toResultLine,
} from './shapes.ts'

export const demandFields = {
  mode: z.enum(['contract', 'actual']).default('contract'),
  priceYuanPerKwMonth: price,
  feeders: z
    .array(
      z.strictObject({
        id: text,
        contractDemandKw: amount.optional(),
        actualDemandKw: amount,
        installedCapacityKva: positive.optional(),
      }),
    )
    .min(1),
}
const demandInput = z.strictObject(demandFields)

const input = z.strictObject({
  ruleEdition: ruleEdition
    .default('2024')
    .refine((edition) => editionFigures[edition].offersDemand, 'this edition has no charge by demand'),
  ...demandFields,
  period: period().optional(),
  cycleStartDay: cycleStartDay.default(1),
})

/** `prefix` is the path of the part that holds the feeders, with a dot behind. */
export function checkDemand(part: Loose, prefix = ''): Issue[] {
  const feeders = asList(part.feeders)
  const isByContract = part.mode === undefined || part.mode === 'contract'
  const required = isByContract ? ['contractDemandKw', 'installedCapacityKva'] : []
  return [
    ...checkUnique(feeders, 'id', `${prefix}feeders`),
    ...feeders.flatMap((feeder, position) => checkRequired(feeder, required, `${prefix}feeders.${position}.`)),
  ]
}

/** A charge by demand lies inside one cycle. */
export function checkOneCycle({ period: days, cycleStartDay: startDay }: Loose): Issue[] {
  const { from, to } = asObject(days)
  const start = cycleStartDay.default(1).safeParse(startDay)
  if (!isDate(from) || !isDate(to) || to <= from || !start.success) return []
  const isInside = splitIntoCycles({ from, to }, start.data, '2024').length === 1
  return isInside ? [] : [{ path: 'period.to', message: 'a charge by demand lies inside one cycle' }]
}

export function toDemandFacts(
  part: z.output<typeof demandInput>,
): Pick<DemandFacts, 'mode' | 'priceYuanPerKwMonth' | 'feeders'> {
  const { mode, priceYuanPerKwMonth } = part
  const feeders = part.feeders.map(({ id, contractDemandKw, actualDemandKw, installedCapacityKva }) => ({
    id,
    contractDemandKw: contractDemandKw === undefined ? null : exact(contractDemandKw),
    actualDemandKw: exact(actualDemandKw),
    installedCapacityKva: installedCapacityKva === undefined ? null : exact(installedCapacityKva),
  }))
  return { mode, priceYuanPerKwMonth, feeders }
}

export const demandCharge = {
  title: { zh: '需量电费', en: 'Charge by demand' },
  input,
  check: (body: Loose): Issue[] => [...checkDemand(body), ...checkOneCycle(body)],
  calculate(body: unknown): Result & Pick<RatedDemand, 'feeders' | 'monthShare'> {
    const facts = body as z.output<typeof input>
    const { feeders, monthShare, lines, notices } = rateDemand({
      ...toDemandFacts(facts),
      ruleEdition: facts.ruleEdition,
      monthShare: shareOf(facts),
    })
    return {
      kind: 'demand-charge',
      ruleEdition: facts.ruleEdition,
      feeders,
      monthShare,
      lines: lines.map(toResultLine),
      totalYuan: sumYuan(lines.map(({ amountYuan }) => amountYuan)),
      notices,
    }
  },
}

function shareOf({ period: days, cycleStartDay: startDay, ruleEdition: edition }: z.output<typeof input>): Share {
  const [part] = days ? splitIntoCycles(days, startDay, edition) : []
  return part && days
    ? monthShare(edition, daysBetween(days.from, days.to), part.daysOfCycle)
    : { numerator: 1, divisor: 1 }
}
