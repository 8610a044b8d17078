// Decides what remains of a parent meter after the deductions along its edges (套扣、定量、定比): metered children by period,
// then fixed quantities, then ratios of what remains.
import {
  compare,
  difference,
  type Fraction,
  fraction,
  fractionToNumber,
  product,
  quotient,
  signOf,
  sum,
  zero,
} from './fraction.ts'
import { type EnergyPeriod, energyPeriods } from './price-period.ts'

type Energies = Partial<Record<EnergyPeriod, number | undefined>>
type Left = Map<EnergyPeriod, Fraction>
type Place = EnergyPeriod | 'proportional'

export type DeductionFacts = {
  /** In total, or by period. */
  energyByPeriodKwh: Energies
  children: { id: string; energyByPeriodKwh: Energies }[]
  fixed: { id: string; energyKwh: number; fromPeriod?: Place | undefined }[]
  ratios: { id: string; ratioPercent: number; fromPeriod?: Place | undefined }[]
}

type Deduction = {
  id: string
  method: 'metered' | 'fixed' | 'ratio'
  energyKwh: number
  energyByPeriodKwh: Partial<Record<EnergyPeriod, number>>
}
export type DeductionVerdict =
  | {
      ok: true
      parentKwh: number
      remainingKwh: number
      remainingByPeriodKwh: Partial<Record<EnergyPeriod, number>>
      deductions: Deduction[]
    }
  | { ok: false; because: 'PERIOD_UNKNOWN' | 'EXCEEDS_PARENT'; path: string }

class Refused extends Error {
  readonly because: 'PERIOD_UNKNOWN' | 'EXCEEDS_PARENT'
  readonly path: string
  constructor(because: Refused['because'], path: string) {
    super(because)
    this.because = because
    this.path = path
  }
}

export function deduct(facts: DeductionFacts): DeductionVerdict {
  const parent = toLeft(facts.energyByPeriodKwh)
  const left: Left = new Map(parent)
  try {
    const deductions = [
      ...facts.children.map(({ id, energyByPeriodKwh }, n) =>
        record(id, 'metered', takeMetered(left, energyByPeriodKwh, `children.${n}.energyByPeriodKwh`)),
      ),
      ...facts.fixed.map(({ id, energyKwh, fromPeriod }, n) => {
        const place = fromPeriod ?? (left.has('total') ? 'total' : 'flat')
        return record(id, 'fixed', takeFrom(left, fraction(energyKwh), place, `fixed.${n}`, 'energyKwh'))
      }),
      ...takeRatios(left, facts.ratios),
    ]
    return {
      ok: true,
      parentKwh: fractionToNumber(sum([...parent.values()])),
      remainingKwh: fractionToNumber(sum([...left.values()])),
      remainingByPeriodKwh: show(left),
      deductions,
    }
  } catch (refused) {
    if (!(refused instanceof Refused)) throw refused
    return { ok: false, because: refused.because, path: refused.path }
  }
}

function toLeft(energies: Energies): Left {
  return new Map(
    energyPeriods.flatMap((period) => {
      const energyKwh = energies[period]
      return energyKwh === undefined ? [] : [[period, fraction(energyKwh)]]
    }),
  )
}

/** Under a parent that knows only its total a child counts by its sum. */
function takeMetered(left: Left, energies: Energies, path: string): Left {
  const taken: Left = new Map()
  for (const [period, energy] of toLeft(energies)) {
    const place = left.has('total') ? 'total' : period
    take(left, place, energy, `${path}.${period}`)
    taken.set(place, sum([taken.get(place) ?? zero, energy]))
  }
  return taken
}

/** Every ratio is of the same remainder, so that their order does not matter. */
function takeRatios(left: Left, ratios: DeductionFacts['ratios']): Deduction[] {
  const base = sum([...left.values()])
  const ofPeriod: Left = new Map(left)
  return ratios.map(({ id, ratioPercent, fromPeriod = 'proportional' }, n) => {
    const ratio = fraction(ratioPercent, 100)
    if (fromPeriod !== 'proportional') {
      const taken = takeFrom(left, product(base, ratio), fromPeriod, `ratios.${n}`, 'ratioPercent')
      return record(id, 'ratio', taken)
    }
    const taken: Left = new Map()
    for (const [period, energy] of ofPeriod) {
      take(left, period, product(energy, ratio), `ratios.${n}.ratioPercent`)
      taken.set(period, product(energy, ratio))
    }
    return record(id, 'ratio', taken)
  })
}

function takeFrom(left: Left, energy: Fraction, place: Place, path: string, field: string): Left {
  if (place !== 'proportional') {
    if (!left.has(place)) throw new Refused('PERIOD_UNKNOWN', `${path}.fromPeriod`)
    take(left, place, energy, `${path}.${field}`)
    return new Map([[place, energy]])
  }
  const all = sum([...left.values()])
  if (compare(energy, all) > 0) throw new Refused('EXCEEDS_PARENT', `${path}.${field}`)
  const shares = [...left].map(([period, each]): [EnergyPeriod, Fraction] => [
    period,
    signOf(all) === 0 ? zero : quotient(product(each, energy), all),
  ])
  for (const [period, share] of shares) take(left, period, share, `${path}.${field}`)
  return new Map(shares)
}

function take(left: Left, period: EnergyPeriod, energy: Fraction, path: string): void {
  const before = left.get(period)
  if (!before) throw new Refused('PERIOD_UNKNOWN', path)
  if (compare(energy, before) > 0) throw new Refused('EXCEEDS_PARENT', path)
  left.set(period, difference(before, energy))
}

function record(id: string, method: Deduction['method'], taken: Left): Deduction {
  return { id, method, energyKwh: fractionToNumber(sum([...taken.values()])), energyByPeriodKwh: show(taken) }
}

function show(energies: Left): Partial<Record<EnergyPeriod, number>> {
  return Object.fromEntries([...energies].map(([period, energy]) => [period, fractionToNumber(energy)]))
}
