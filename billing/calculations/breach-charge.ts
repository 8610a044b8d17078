import { z } from 'zod'
import { type Act, rateBreach } from '../rules/breach.ts'
import { overCapacityTerms, overQuotaTerms, priceClassTerms, sealedEquipmentTerms } from '../rules/legal.ts'
import { exact } from '../rules/money.ts'
import { answer, calculation } from './calculation.ts'
import { also, isObject } from './constraints.ts'
import {
  amount,
  cycleStartDay,
  date,
  hoursPerDay,
  number,
  period,
  positive,
  price,
  ruleEdition,
  text,
} from './shapes.ts'

const times = number.int().min(1).default(1)
const multipleUpTo = (most: number) => number.min(0).max(most).optional()

const usagePrices = { name: text.optional(), paidPriceYuanPerKwh: price, correctPriceYuanPerKwh: price }
const usage = also(
  z.discriminatedUnion('basis', [
    z.strictObject({ ...usagePrices, basis: z.literal('energy'), energyKwh: positive }),
    z.strictObject({ ...usagePrices, basis: z.literal('months'), monthlyEnergyKwh: z.array(amount).min(1) }),
    z.strictObject({
      ...usagePrices,
      basis: z.literal('capacity'),
      capacityKw: positive,
      hoursPerDay,
      period: period().optional(),
    }),
  ]),
  ({ paidPriceYuanPerKwh: paid, correctPriceYuanPerKwh: correct }, tell) => {
    if (!price.safeParse(paid).success || !price.safeParse(correct).success) return
    const isDearer = exact(String(correct)).gt(String(paid))
    if (!isDearer) tell(['correctPriceYuanPerKwh'], 'the correct price is above the price paid')
  },
)

/** Months, or the days from and to. */
const duration = also(
  z.strictObject({ months: positive.optional(), from: date.optional(), to: date.optional() }),
  ({ months, from, to }, tell) => {
    if (months === undefined && from === undefined && to === undefined) {
      tell(['months'], 'give months, or from and to')
      return
    }
    if (months !== undefined) {
      if (from !== undefined) tell(['from'], 'give months or days, not both')
      if (to !== undefined) tell(['to'], 'give months or days, not both')
      return
    }
    for (const { path, message } of period().safeParse({ from, to }).error?.issues ?? [])
      tell(path as string[], message)
  },
)

const twoPart = (mostPenalty: number) => ({
  tariffSystem: z.literal('two-part'),
  capacityKva: positive,
  duration,
  priceYuanPerKvaMonth: price,
  penaltyMultiple: multipleUpTo(mostPenalty),
})
/** A duration left out altogether lacks its first choice too. */
function timed<Shape extends z.ZodType>(shape: Shape): Shape {
  return also(shape, (value, tell) => {
    if (value.duration === undefined) tell(['duration', 'months'], 'give months, or from and to')
  })
}
const single = { tariffSystem: z.literal('single'), capacityKva: positive, pricePerKva: price.optional() }

const overCapacity = z.literal('over-capacity')
const sealedEquipment = z.literal('sealed-equipment')
const mostOverCapacity = overCapacityTerms['2024'].terms.penaltyMultiple
const mostSealed = sealedEquipmentTerms['2024'].terms.penaltyMultiple

const act = z.discriminatedUnion('act', [
  z.strictObject({
    act: z.literal('price-class'),
    usages: z.array(usage).min(1),
    penaltyMultiple: multipleUpTo(priceClassTerms['2024'].terms.penaltyMultiple),
  }),
  z.discriminatedUnion('tariffSystem', [
    timed(z.strictObject({ act: overCapacity, ...twoPart(mostOverCapacity) })),
    z.strictObject({ act: overCapacity, ...single }),
  ]),
  also(
    z.strictObject({
      act: z.literal('over-quota'),
      peakExcessKw: amount.default(0),
      occurrences: times,
      excessEnergyKwh: amount.default(0),
      priceYuanPerKwh: price.optional(),
    }),
    ({ excessEnergyKwh, priceYuanPerKwh }, tell) => {
      const isUnpriced = Number(excessEnergyKwh) > 0 && priceYuanPerKwh === undefined
      if (isUnpriced) tell(['priceYuanPerKwh'], 'excess energy needs a price')
    },
  ),
  z.discriminatedUnion('tariffSystem', [
    timed(z.strictObject({ act: sealedEquipment, ...twoPart(mostSealed) })),
    z.strictObject({ act: sealedEquipment, ...single, occurrences: times }),
  ]),
  z.strictObject({ act: z.literal('device-tampering'), occurrences: times }),
  z.strictObject({
    act: z.literal('unauthorised-source'),
    capacityKw: positive,
    pricePerKw: price.optional(),
  }),
])

export const breachCharge = calculation({
  title: { zh: '违约用电', en: 'Breach of the supply contract' },
  input: also(
    z.strictObject({
      ruleEdition: ruleEdition.default('2024'),
      customerClass: z.enum(['residential', 'non-residential']),
      cycleStartDay: cycleStartDay.default(1),
      acts: z.array(act).min(1),
    }),
    ({ ruleEdition: edition, acts }, tell) => {
      const hasQuota = Object.hasOwn(overQuotaTerms, String(edition ?? '2024'))
      if (hasQuota || !Array.isArray(acts)) return
      acts.forEach((each, n) => {
        const isQuota = isObject(each) && each.act === 'over-quota'
        if (isQuota) tell(['acts', n, 'act'], 'not an act of this edition')
      })
    },
  ),
  calculate({ acts, ...circumstances }) {
    const { lines, ...fields } = rateBreach(acts as Act[], circumstances)
    return answer({ kind: 'breach-charge', ruleEdition: circumstances.ruleEdition }, fields, lines)
  },
})
