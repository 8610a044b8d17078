// Decides the loss of a customer's transformer that the meter on the low side does not see (变压器损耗; CONTRACT §8).
import { type Share, splitIntoCycles } from './cycles.ts'
import { copperLossFigures, type RuleEdition } from './editions.ts'
import { type Exact, exact, roundHalfUp, zero } from './money.ts'

export type TransformerLoss = {
  ironLossKwh: Exact
  copperLossKwh: Exact
  ironLossKvarh: Exact
  copperLossKvarh: Exact
}

export type TableLossFacts = {
  capacityKva: Exact
  meteredKwh: Exact
  ironLossKwhPerMonth: Exact
  ironLossKvarhPerMonth: Exact
  /** Percent of the metered energy; null: by capacity. */
  copperLossPercent: Exact | null
  reactiveCopperFactor: Exact
  /** Iron is lost for these shares of a month, one for each cycle. */
  monthShares: Share[]
  energyRounding: 'none' | 'whole'
}

export function lossByTable(facts: TableLossFacts): TransformerLoss {
  const round = roundingOf(facts.energyRounding)
  const { capacityKva, monthShares } = facts
  const ofMonth = (perMonth: Exact) =>
    monthShares.reduce((sum, { numerator, divisor }) => sum.plus(perMonth.times(numerator).div(divisor)), zero)
  const { smallUpToKva, smallPercent, largePercent } = copperLossFigures
  const percent = facts.copperLossPercent ?? exact(capacityKva.lte(smallUpToKva) ? smallPercent : largePercent)
  const copperLossKwh = round(facts.meteredKwh.times(percent).div(100))
  return {
    ironLossKwh: round(ofMonth(facts.ironLossKwhPerMonth)),
    copperLossKwh,
    ironLossKvarh: round(ofMonth(facts.ironLossKvarhPerMonth)),
    copperLossKvarh: round(copperLossKwh.times(facts.reactiveCopperFactor)),
  }
}

export type NameplateLossFacts = {
  capacityKva: Exact
  meteredKwh: Exact
  meteredKvarh: Exact
  noLoadLossKw: Exact
  loadLossKw: Exact
  noLoadCurrentPercent: Exact
  impedancePercent: Exact
  energizedHours: Exact
  energyRounding: 'none' | 'whole'
}

/** β² is a quotient of squares: no root is taken. */
export function lossByNameplate(facts: NameplateLossFacts): TransformerLoss {
  const round = roundingOf(facts.energyRounding)
  const { meteredKwh, meteredKvarh, energizedHours: hours } = facts
  const fullLoadKvah = facts.capacityKva.times(hours)
  const squares = meteredKwh.times(meteredKwh).plus(meteredKvarh.times(meteredKvarh))
  return {
    ironLossKwh: round(facts.noLoadLossKw.times(hours)),
    copperLossKwh: round(squares.times(facts.loadLossKw).times(hours).div(fullLoadKvah.times(fullLoadKvah))),
    ironLossKvarh: round(fullLoadKvah.times(facts.noLoadCurrentPercent).div(100)),
    copperLossKvarh: round(squares.times(facts.impedancePercent).div(100).div(fullLoadKvah)),
  }
}

export function monthSharesOf(
  period: { from: string; to: string } | null,
  cycleStartDay: number,
  ruleEdition: RuleEdition,
): Share[] {
  if (period === null) return [{ numerator: 1, divisor: 1 }]
  return splitIntoCycles(period, cycleStartDay, ruleEdition).map(({ share }) => share)
}

function roundingOf(energyRounding: 'none' | 'whole'): (energy: Exact) => Exact {
  return energyRounding === 'whole' ? (energy) => roundHalfUp(energy, 0) : (energy) => energy
}
