// Decides the base charge of a bill: only days of two-part segments are charged (CONTRACT §15.2).
import { rateCapacity } from '../capacity-charge.ts'
import { monthShare, splitIntoCycles } from '../cycles.ts'
import { rateDemand } from '../demand-charge.ts'
import { editionFigures } from '../editions.ts'
import { countDays } from './days.ts'
import type { BaseChargeFacts, BillFacts, BillLine, Notice, Rating, RatingIssue } from './facts.ts'

export type RatedBase = { result: Rating['baseCharge']; lines: BillLine[]; notices: Notice[] }

export function findBaseIssues({ ruleEdition, cycleStartDay, period, segments, baseCharge }: BillFacts): RatingIssue[] {
  const hasTwoPart = segments.some(({ tariffSystem }) => tariffSystem === 'two-part')
  if (hasTwoPart && baseCharge === null) {
    return [{ code: 'BASE_CHARGE_MISSING', path: 'baseCharge', message: 'a two-part price has a base charge' }]
  }
  if (baseCharge?.method !== 'demand') return []
  const issues: RatingIssue[] = []
  if (!editionFigures[ruleEdition].offersDemand) {
    const message = 'this edition has no charge by demand'
    issues.push({ code: 'DEMAND_NOT_OFFERED', path: 'ruleEdition', message })
  }
  if (splitIntoCycles(period, cycleStartDay, ruleEdition).length > 1) {
    const message = 'a charge by demand lies inside one cycle'
    issues.push({ code: 'DEMAND_OVER_SEVERAL_CYCLES', path: 'period.to', message })
  }
  return issues
}

export function rateBase(facts: BillFacts): RatedBase {
  const { baseCharge, laterBaseCharges = [], unchargedDays = [], period, segments } = facts
  if (baseCharge === null) return { result: null, lines: [], notices: [] }
  const twoPart = unchargedDays.reduce<Stretch[]>(
    (left, off) => left.flatMap((stretch) => leaveOut(stretch, off)),
    segments.filter(({ tariffSystem }) => tariffSystem === 'two-part'),
  )
  const charges = [{ from: period.from, baseCharge }, ...laterBaseCharges]
  const rated = charges.map(({ from, baseCharge: each }, position) => {
    const days = clip(twoPart, from, charges[position + 1]?.from ?? period.to)
    return each.method === 'capacity' ? byCapacity(facts, each, days) : byDemand(facts, each, days)
  })
  return {
    result: rated[0]?.result ?? null,
    lines: rated.flatMap(({ lines }) => lines),
    notices: rated.flatMap(({ notices }) =>
      notices.map((notice) => ({ ...notice, path: `baseCharge.${notice.path}` })),
    ),
  }
}

type Stretch = { from: string; to: string }

function clip(stretches: Stretch[], first: string, last: string): Stretch[] {
  return stretches
    .map(({ from, to }) => ({ from: from > first ? from : first, to: to < last ? to : last }))
    .filter(({ from, to }) => from < to)
}

function leaveOut({ from, to }: Stretch, off: Stretch): Stretch[] {
  return [
    { from, to: to < off.from ? to : off.from },
    { from: from > off.to ? from : off.to, to },
  ].filter((left) => left.from < left.to)
}

function byCapacity(
  { ruleEdition, cycleStartDay, period }: BillFacts,
  baseCharge: BaseChargeFacts & { method: 'capacity' },
  chargedDays: Stretch[],
): RatedBase {
  const rated = rateCapacity({ ...baseCharge, ruleEdition, cycleStartDay, period, chargedDays })
  const lines = rated.lines.map(({ cycle, ...line }) => ({ ...line, source: { cycle } }))
  return { result: { method: 'capacity', ...rated }, lines, notices: rated.notices }
}

function byDemand(
  { ruleEdition, cycleStartDay, period }: BillFacts,
  baseCharge: BaseChargeFacts & { method: 'demand' },
  chargedDays: Stretch[],
): RatedBase {
  const daysOfCycle = splitIntoCycles(period, cycleStartDay, ruleEdition)[0]?.daysOfCycle ?? 1
  const share = monthShare(ruleEdition, countDays(chargedDays), daysOfCycle)
  const rated = rateDemand({ ...baseCharge, ruleEdition, monthShare: share })
  const lines = rated.lines.map(({ feeder, ...line }) => ({ ...line, source: { feeder } }))
  return { result: { method: 'demand', ...rated }, lines, notices: rated.notices }
}
