// Decides the energy to add or return after a metering fault (退补电量; CONTRACT §7; 供电营业规则(1996) 第八十条、第八十一条).
import { rateCharge } from './charge-line.ts'
import { decideFactor, type Fault, isSignPossible, rateOf } from './correction-factor.ts'
import { difference, type Fraction, fraction, fractionToNumber, product, quotient, signOf, sum } from './fraction.ts'
import type { RatedLine } from './lines.ts'
import type { PricePeriod } from './price-period.ts'

type Recorded = { period: PricePeriod | 'total'; energyKwh: number; priceYuanPerKwh?: string | undefined }
type NormalMonth = { mode: 'normal-month'; normalKwh: number; normalDays: number; faultDays: number }
type Creep = {
  mode: 'creep'
  secondsPerRevolution: number
  constantPerKwh: number
  idleHoursPerDay: number
  days: number
  multiplier: number
  priceYuanPerKwh?: string | undefined
}
export type CorrectionFacts = { clause: string; periodFactor: number } & (
  | (Fault & { recorded?: Recorded[] | undefined })
  | (NormalMonth & { recorded: Recorded[] })
  | Creep
)

export type Correction = {
  correctionFactor: number | null
  correctionRate: number | null
  periodFactor: number
  recordedKwh: number | null
  trueKwh: number | null
  differenceKwh: number | null
  backKwh: number | null
  byPeriod: { period: string; backKwh: number; amountYuan: string | null }[]
}
export type CorrectionVerdict =
  | { ok: true; correction: Correction; back: Fraction | null; lines: RatedLine[]; isWithinTolerance: boolean }
  | { ok: false; because: 'METER_STANDS_STILL'; path: string }
  | { ok: false; because: 'SIGN_DISAGREES'; positions: number[] }

export function correctMetering(facts: CorrectionFacts): CorrectionVerdict {
  if (facts.mode === 'creep') return returnCreep(facts)
  if (facts.mode === 'normal-month') return compareNormalMonth(facts)
  const verdict = decideFactor(facts)
  if (!verdict.ok) return verdict
  const { factor, isWithinTolerance } = verdict
  const recorded = facts.recorded ?? []
  const positions = recorded.flatMap(({ energyKwh }, position) => (isSignPossible(factor, energyKwh) ? [] : [position]))
  if (positions.length > 0) return { ok: false, because: 'SIGN_DISAGREES', positions }
  const entries = recorded.map((entry) => ({ ...entry, trueKwh: product(factor, entry.energyKwh) }))
  return assemble(facts, factor, entries, isWithinTolerance)
}

/** True energy is that of normal days, however little was recorded. */
function compareNormalMonth(facts: CorrectionFacts & NormalMonth & { recorded: Recorded[] }): CorrectionVerdict {
  const trueKwh = product(facts.normalKwh, fraction(facts.faultDays, facts.normalDays))
  const [entry] = facts.recorded
  if (!entry) throw new Error('a normal month is compared with what was recorded')
  const factor = entry.energyKwh === 0 ? null : quotient(trueKwh, fraction(entry.energyKwh))
  return assemble(facts, factor, [{ ...entry, trueKwh }], false)
}

/** A meter that turned without load: all that it counted is returned. */
function returnCreep(facts: CorrectionFacts & Creep): CorrectionVerdict {
  const turned = quotient(fraction(3600), product(facts.secondsPerRevolution, facts.constantPerKwh))
  const back = product(turned, facts.idleHoursPerDay, facts.days, facts.multiplier, -1)
  const entry = { period: 'total', back, priceYuanPerKwh: facts.priceYuanPerKwh }
  const { lines, byPeriod } = rateEntries([entry], facts.clause)
  const backKwh = fractionToNumber(back)
  const correction: Correction = {
    correctionFactor: null,
    correctionRate: null,
    periodFactor: facts.periodFactor,
    recordedKwh: null,
    trueKwh: null,
    differenceKwh: backKwh,
    backKwh,
    byPeriod,
  }
  return { ok: true, correction, back, lines, isWithinTolerance: false }
}

function assemble(
  facts: CorrectionFacts,
  factor: Fraction | null,
  entries: (Recorded & { trueKwh: Fraction })[],
  isWithinTolerance: boolean,
): CorrectionVerdict {
  const corrected = entries.map((entry) => ({
    ...entry,
    back: product(difference(entry.trueKwh, fraction(entry.energyKwh)), facts.periodFactor),
  }))
  const { lines, byPeriod } = rateEntries(corrected, facts.clause)
  const recorded = sum(entries.map(({ energyKwh }) => fraction(energyKwh)))
  const truth = sum(entries.map(({ trueKwh }) => trueKwh))
  const back = sum(corrected.map((entry) => entry.back))
  const shown = (energy: Fraction) => (entries.length > 0 ? fractionToNumber(energy) : null)
  const correction: Correction = {
    correctionFactor: factor && fractionToNumber(factor),
    correctionRate: factor && fractionToNumber(rateOf(factor)),
    periodFactor: facts.periodFactor,
    recordedKwh: shown(recorded),
    trueKwh: shown(truth),
    differenceKwh: shown(difference(truth, recorded)),
    backKwh: shown(back),
    byPeriod,
  }
  return { ok: true, correction, back: entries.length > 0 ? back : null, lines, isWithinTolerance }
}

/** Positive: the customer pays. */
function rateEntries(
  entries: { period: string; back: Fraction; priceYuanPerKwh?: string | undefined }[],
  clause: string,
): { lines: RatedLine[]; byPeriod: Correction['byPeriod'] } {
  const rated = entries.map(({ period, back, priceYuanPerKwh: price }) => {
    const line =
      price === undefined
        ? null
        : rateCharge({ item: `correction-${period}`, quantity: back, unit: 'kWh', price, clause })
    return { line, entry: { period, backKwh: fractionToNumber(back), amountYuan: line?.amountYuan ?? null } }
  })
  return { lines: rated.flatMap(({ line }) => line ?? []), byPeriod: rated.map(({ entry }) => entry) }
}

export function isOwed(back: Fraction | null): back is Fraction {
  return back !== null && signOf(back) > 0
}
