// Decides the loss that a point bears: iron for the days on which a transformer is live (加封、停运的不计), copper on what flows through.
import type { LossFacts } from '../bill/facts.ts'
import { splitIntoCycles } from '../cycles.ts'
import type { RuleEdition } from '../editions.ts'
import { type Exact, exact } from '../money.ts'
import type { Cut } from './cut.ts'
import type { MeteredCut } from './energy.ts'
import type { BorneTransformer, Dated, TransformerState } from './facts.ts'

type Rhythm = { cycleStartDay: number; edition: RuleEdition }
type Days = { from: string; to: string }

const live: TransformerState[] = ['in-use', 'hot-standby']

/** Several transformers behind one meter lose together; one rate of copper loss holds where all have the same. */
export function lossOf(
  { point, from, to }: Pick<Cut, 'point' | 'from' | 'to'>,
  { throughKwh }: Pick<MeteredCut, 'throughKwh'>,
  rhythm: Rhythm,
): LossFacts | null {
  if (point.transformers.length === 0) return null
  const borne = point.transformers.map((unit) => ({ unit, days: liveDays(unit, { from, to }) }))
  const alive = borne.filter(({ days }) => days.length > 0).map(({ unit }) => unit)
  // What was metered flowed through something, whatever the file says.
  const units = alive.length > 0 ? alive : point.transformers
  const shareOf = (days: Days[]) => days.reduce((sum, each) => sum.plus(monthsOf(each, rhythm)), exact(0))
  const whole = shareOf([{ from, to }])
  const perMonth = (of: (unit: BorneTransformer) => number) =>
    borne.reduce((sum, { unit, days }) => {
      const isThroughout = days.length === 1 && days[0]?.from === from && days[0].to === to
      return sum.plus(isThroughout ? exact(of(unit)) : exact(of(unit)).times(shareOf(days)).div(whole))
    }, exact(0))
  const [first] = units
  const percent = units.every(({ copperLossPercent }) => copperLossPercent === first?.copperLossPercent)
    ? (first?.copperLossPercent ?? null)
    : null
  return {
    capacityKva: units.reduce((sum, { capacityKva }) => sum.plus(capacityKva), exact(0)),
    ironLossKwhPerMonth: perMonth(({ ironLossKwhPerMonth }) => ironLossKwhPerMonth),
    ironLossKvarhPerMonth: perMonth(({ ironLossKvarhPerMonth }) => ironLossKvarhPerMonth),
    copperLossPercent: percent === null ? null : exact(percent),
    reactiveCopperFactor: exact(first?.reactiveCopperFactor ?? 0),
    ...(throughKwh && { throughKwh }),
  }
}

/** Days of `[from, to)` on which the point bears a transformer that is live; one whose state nobody told is. */
function liveDays({ from: since, to: until, states }: BorneTransformer, { from, to }: Days): Days[] {
  const told: Dated[] = states.length > 0 ? states.filter(({ state }) => live.includes(state)) : [{ from, to }]
  const spans = told
    .map((each) => ({
      from: [from, since, each.from].sort().at(-1) ?? from,
      to: [to, until ?? to, each.to ?? to].sort()[0] ?? to,
    }))
    .filter((each) => each.from < each.to)
    .sort((one, other) => one.from.localeCompare(other.from))
  const joined: Days[] = []
  for (const next of spans) {
    const latest = joined.at(-1)
    if (latest?.to === next.from) latest.to = next.to
    else joined.push(next)
  }
  return joined
}

function monthsOf(days: Days, { cycleStartDay, edition }: Rhythm): Exact {
  return splitIntoCycles(days, cycleStartDay, edition).reduce(
    (sum, { share: { numerator, divisor } }) => sum.plus(exact(numerator).div(divisor)),
    exact(0),
  )
}
