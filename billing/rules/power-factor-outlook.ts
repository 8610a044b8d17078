// Decides how a month's power-factor adjustment will end while the month is not over, and what can still be done about it.
import { type Exact, exact, roundHalfUp, roundToFen, yuanToText, zero } from './money.ts'
import { decidePowerFactor, type PowerFactorStandard } from './power-factor.ts'

/**
 * `met`: the month will end at its standard or better. `at-risk`: it will not, and could if less reactive energy were taken from now on.
 * `lost`: it will not, even if none were taken. `idle`: nothing is used.
 */
export type OutlookState = 'met' | 'at-risk' | 'lost' | 'idle'

export type OutlookFacts = {
  standard: PowerFactorStandard
  /** Of the bill's period: days that the registers cover, and days that are to come. */
  daysBehind: number
  daysAhead: number
  soFar: {
    activeKwh: Exact
    reactiveKvarh: Exact
    /** What the adjustment is taken of: energy, and base charge for the days behind. */
    energyYuan: Exact
    chargeYuan: Exact
  }
  /** Months for which the base charge is paid by now, and will be by the end. */
  charged: { behind: Exact; whole: Exact }
  /** What a day takes lately. */
  daily: { activeKwh: Exact; reactiveKvarh: Exact }
  /** Hours of a day in which compensation has work to do; null where no curve tells: 24. */
  hoursPerDay: number | null
}

type Judged = { powerFactor: number | null; ratePercent: number; adjustmentYuan: string }

export type Outlook = {
  state: OutlookState
  /** By the registers behind alone. */
  soFar: Judged
  /** At the month's end, if days go on as they did lately at the mean price of the days behind. */
  projected: Judged & { activeKwh: Exact; reactiveKvarh: Exact; baseYuan: string }
  /** What the projected adjustment could still be brought to by compensation up to the standard: 0 or below, unless lost. */
  reachableYuan: string
  /** kvar that bring this month to its standard from now on; null where it is lost or no day is left, 0 where nothing is needed. */
  kvarThisMonth: number | null
  /** kvar that keep every further month of the recent kind at its standard. */
  kvarLasting: number
}

/** Active and reactive energy go on as they did lately; what compensation takes off is never more than there is. */
export function foreseePowerFactor(facts: OutlookFacts): Outlook {
  const { standard, daysBehind, daysAhead, soFar, daily } = facts
  const activeKwh = soFar.activeKwh.plus(daily.activeKwh.times(daysAhead))
  const reactiveAhead = daily.reactiveKvarh.times(daysAhead)
  const reactiveKvarh = soFar.reactiveKvarh.plus(reactiveAhead)
  const base = projectBase(facts, activeKwh)
  const baseBehind = soFar.energyYuan.plus(soFar.chargeYuan)
  const behind = judge(standard, soFar.activeKwh, soFar.reactiveKvarh, baseBehind)
  const projected = judge(standard, activeKwh, reactiveKvarh, base)
  const allowedKvarh = activeKwh.times(tangentOf(standard))
  const leftKvarh = clamp(allowedKvarh.minus(soFar.reactiveKvarh), reactiveAhead)
  const reached = judge(standard, activeKwh, soFar.reactiveKvarh.plus(leftKvarh), base)
  const state = stateOf({ activeKwh, projected, reached })
  const hours = facts.hoursPerDay ?? HOURS
  const dailyAllowed = daily.activeKwh.times(tangentOf(standard))
  return {
    state,
    soFar: daysBehind > 0 ? behind : { powerFactor: null, ratePercent: 0, adjustmentYuan: '0.00' },
    projected: { ...projected, activeKwh, reactiveKvarh, baseYuan: yuanToText(base) },
    reachableYuan: state === 'met' || state === 'idle' ? projected.adjustmentYuan : reached.adjustmentYuan,
    kvarThisMonth: kvarNeeded(state, reactiveAhead.minus(leftKvarh), daysAhead * hours),
    kvarLasting: kvarOf(daily.reactiveKvarh.minus(dailyAllowed), hours),
  }
}

const HOURS = 24

/** Energy at the mean price of the days behind; the base charge as it is paid for the whole period. */
function projectBase({ soFar, charged }: OutlookFacts, activeKwh: Exact): Exact {
  const energy = soFar.activeKwh.isZero() ? zero : soFar.energyYuan.times(activeKwh).div(soFar.activeKwh)
  const charge = soFar.chargeYuan
  const whole = charged.behind.isZero() ? charge : charge.times(charged.whole).div(charged.behind)
  return roundToFen(energy.plus(whole))
}

function judge(standard: PowerFactorStandard, activeKwh: Exact, reactiveKvarh: Exact, baseYuan: Exact): Judged {
  const { powerFactor, ratePercent } = decidePowerFactor(standard, activeKwh, reactiveKvarh)
  return {
    powerFactor: powerFactor?.toNumber() ?? null,
    ratePercent: ratePercent.toNumber(),
    adjustmentYuan: yuanToText(roundToFen(baseYuan.times(ratePercent).div(100))),
  }
}

type Ends = { activeKwh: Exact; projected: Judged; reached: Judged }

function stateOf({ activeKwh, projected, reached }: Ends): OutlookState {
  if (activeKwh.isZero()) return 'idle'
  if (projected.ratePercent <= 0) return 'met'
  return reached.ratePercent <= 0 ? 'at-risk' : 'lost'
}

function kvarNeeded(state: OutlookState, surplusKvarh: Exact, hours: number): number | null {
  if (state === 'met' || state === 'idle') return 0
  if (state === 'lost' || hours === 0) return null
  return kvarOf(surplusKvarh, hours)
}

function kvarOf(surplusKvarh: Exact, hours: number): number {
  return surplusKvarh.isPositive() && hours > 0 ? roundHalfUp(surplusKvarh.div(hours), 6).ceil().toNumber() : 0
}

/** kvarh that may come with each kWh at the standard itself; the table rounds, so it forgives a little more. */
export function tangentOf(standard: PowerFactorStandard): Exact {
  const cosine = exact(standard)
  return exact(1).div(cosine.times(cosine)).minus(1).sqrt()
}

function clamp(value: Exact, most: Exact): Exact {
  if (value.isNegative()) return zero
  return value.gt(most) ? most : value
}
