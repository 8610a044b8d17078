// Decides the cycles that a period touches and which share of a month its days are (按日计算; CONTRACT §1.4).
import { addMonths, daysBetween } from '../../db/time.ts'
import { editionFigures, type RuleEdition } from './editions.ts'
import { type Exact, exact, zero } from './money.ts'

/** Numerator ÷ divisor, so that thirtieths and thirty-firsts stay exact. */
export type Share = { numerator: number; divisor: number }

export type CyclePart = {
  /** The part of the cycle that lies in the period. */
  from: string
  to: string
  days: number
  cycleFrom: string
  cycleTo: string
  daysOfCycle: number
  share: Share
}

/** Every cycle that the half-open period touches, in time order, with the days of the period in it. */
export function splitIntoCycles(
  period: { from: string; to: string },
  cycleStartDay: number,
  ruleEdition: RuleEdition,
): CyclePart[] {
  const parts: CyclePart[] = []
  let cycleFrom = startOfCycle(period.from, cycleStartDay)
  while (cycleFrom < period.to) {
    const cycleTo = addMonths(cycleFrom, 1)
    const from = cycleFrom < period.from ? period.from : cycleFrom
    const to = cycleTo < period.to ? cycleTo : period.to
    const days = daysBetween(from, to)
    const daysOfCycle = daysBetween(cycleFrom, cycleTo)
    parts.push({ from, to, days, cycleFrom, cycleTo, daysOfCycle, share: monthShare(ruleEdition, days, daysOfCycle) })
    cycleFrom = cycleTo
  }
  return parts
}

/** Months that a period is worth by its days. */
export function monthsOf(period: { from: string; to: string }, cycleStartDay: number, ruleEdition: RuleEdition): Exact {
  return splitIntoCycles(period, cycleStartDay, ruleEdition).reduce(
    (sum, { share }) => sum.plus(exact(share.numerator).div(share.divisor)),
    zero,
  )
}

function startOfCycle(day: string, cycleStartDay: number): string {
  const start = `${day.slice(0, 8)}${String(cycleStartDay).padStart(2, '0')}`
  return start <= day ? start : addMonths(start, -1)
}

/** The share of a month for a number of counted days of one cycle. */
export function monthShare(ruleEdition: RuleEdition, days: number, daysOfCycle: number): Share {
  const { daysOfMonth } = editionFigures[ruleEdition]
  if (daysOfMonth === null) return { numerator: days, divisor: daysOfCycle }
  if (days === daysOfCycle) return { numerator: 1, divisor: 1 }
  return { numerator: Math.min(days, daysOfMonth), divisor: daysOfMonth }
}
