// Decides how many calls a half hour of a day is to be expected to bring: the usual day of its kind, at the level of recent weeks.

export const HALF_HOURS = 48
export type DayKind = 'working' | 'make-up' | 'weekend' | 'holiday'
/** `weekday` from 1, Monday. */
export type Day = { day: string; kind: DayKind; weekday: number }
export type CallDay = Day & { calls: number[] }

export type Forecast = {
  /** Which days it was made from: of the same weekday, of the same kind (working or free), or any. */
  basis: 'weekday' | 'kind' | 'any'
  from: string[]
  /** Days that were left out, since a storm or a failure made them unlike all others. */
  outliers: string[]
  /** What the latest weeks have more or less than the days it was made from; 1: the same. */
  level: number
  halfHours: { expected: number; low: number; high: number }[]
}

const FEWEST = 3
const LEVEL_DAYS = 14
/** Four in five half hours lie between low and high. */
const SPREAD = 1.2816
/** Deviations of the median by which a day is unlike its kind. */
const UNLIKE = 4
/** Of the median, below which days do not differ for this. */
const LEAST_SPREAD = 0.15

const isFree = ({ kind }: Day) => kind === 'weekend' || kind === 'holiday'
const isSameKind = (a: Day, b: Day) => isFree(a) === isFree(b)
/** A make-up day is a working day of no weekday of its own, and a holiday a free one. */
const isSameWeekday = (a: Day, b: Day) =>
  a.kind === b.kind && (a.kind === 'make-up' || a.kind === 'holiday' || a.weekday === b.weekday)

const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0)
const total = ({ calls }: CallDay) => sum(calls)

export function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** Null where fewer than three days are known. `history` are whole days before the target. */
export function forecastDay(history: CallDay[], target: Day): Forecast | null {
  const outliers = new Set(findOutliers(history))
  const usual = history.filter(({ day }) => !outliers.has(day))
  const choices = [
    { basis: 'weekday' as const, days: usual.filter((day) => isSameWeekday(day, target)) },
    { basis: 'kind' as const, days: usual.filter((day) => isSameKind(day, target)) },
    { basis: 'any' as const, days: usual },
  ]
  const chosen = choices.find(({ days }) => days.length >= FEWEST)
  if (!chosen) return null
  const { basis, days } = chosen
  const level = findLevel(usual, target)
  const shape = smooth(
    Array.from({ length: HALF_HOURS }, (_, at) => middleMean(days.map(({ calls }) => calls[at] ?? 0))),
  )
  const expected = shape.map((calls) => calls * level)
  const excess = findExcess(days, shape)
  return {
    basis,
    from: days.map(({ day }) => day),
    outliers: [...outliers],
    level,
    halfHours: expected.map((calls) => {
      const around = SPREAD * Math.sqrt(excess * calls)
      return { expected: calls, low: Math.max(0, calls - around), high: calls + around }
    }),
  }
}

/** Days whose total is far from the median of their weekday (of their kind where few are known), by the median of such distances. */
function findOutliers(history: CallDay[]): string[] {
  return history
    .filter((day) => {
      const own = history.filter((other) => isSameWeekday(other, day))
      const kin = (own.length > FEWEST ? own : history.filter((other) => isSameKind(other, day))).map(total)
      if (kin.length <= FEWEST) return false
      const usual = median(kin)
      // Days that are all alike must not make a busy one a storm.
      const spread = Math.max(median(kin.map((each) => Math.abs(each - usual))), LEAST_SPREAD * usual, 1)
      return Math.abs(total(day) - usual) > UNLIKE * 1.4826 * spread
    })
    .map(({ day }) => day)
}

/** What the days of the latest weeks had, of the median of their own kind. */
function findLevel(usual: CallDay[], target: Day): number {
  const latest = usual.toSorted((a, b) => a.day.localeCompare(b.day)).slice(-LEVEL_DAYS)
  const shares = latest.flatMap((day) => {
    const own = usual.filter((other) => isSameWeekday(other, day))
    const kin = (own.length >= FEWEST ? own : usual.filter((other) => isSameKind(other, day))).map(total)
    const typical = median(kin)
    return kin.length >= FEWEST && typical > 0 && isSameKind(day, target) ? [total(day) / typical] : []
  })
  return shares.length === 0 ? 1 : Math.min(2, Math.max(0.5, median(shares)))
}

/** The mean without the highest and the lowest, where there are enough. */
function middleMean(numbers: number[]): number {
  const inner = numbers.length >= FEWEST + 2 ? numbers.toSorted((a, b) => a - b).slice(1, -1) : numbers
  return sum(inner) / inner.length
}

/** A quarter from either neighbour: of few calls, when exactly they came is chance. */
function smooth(calls: number[]): number[] {
  return calls.map((own, at) => (2 * own + (calls[at - 1] ?? own) + (calls[at + 1] ?? own)) / 4)
}

/** How much more they scatter than calls that come by pure chance; at least as much. */
function findExcess(days: CallDay[], shape: number[]): number {
  const parts = days.flatMap(({ calls }) =>
    shape.flatMap((expected, at) => (expected > 0 ? [((calls[at] ?? 0) - expected) ** 2 / expected] : [])),
  )
  return parts.length === 0 ? 1 : Math.max(1, sum(parts) / parts.length)
}

export type Closeness = {
  /** Sum of misses by sum of calls. */
  wape: number | null
  /** Mean of each miss by its calls, of half hours that had any. */
  mape: number | null
}

export function closenessOf(pairs: { said: number; came: number }[]): Closeness {
  const came = sum(pairs.map((pair) => pair.came))
  const some = pairs.filter((pair) => pair.came > 0)
  const miss = ({ said, came: actual }: { said: number; came: number }) => Math.abs(said - actual)
  return {
    wape: came === 0 ? null : sum(pairs.map(miss)) / came,
    mape: some.length === 0 ? null : sum(some.map((pair) => miss(pair) / pair.came)) / some.length,
  }
}

export type Trial = {
  days: number
  model: Closeness
  naive: Closeness /** Share of half hours within the interval. */
  within: number | null
}

/** Each of the latest days forecast from what was known a week before it, beside the same half hour of the week before. */
export function tryOut(history: CallDay[], days: number): Trial {
  const sorted = history.toSorted((a, b) => a.day.localeCompare(b.day))
  const tried = sorted.slice(-days).flatMap((target) => {
    const weekBefore = dayBefore(target.day, 7)
    const naive = sorted.find(({ day }) => day === weekBefore)
    const said = forecastDay(
      sorted.filter(({ day }) => day <= weekBefore),
      target,
    )
    return naive && said ? [{ target, naive, said }] : []
  })
  const each = tried.flatMap(({ target, naive, said }) =>
    said.halfHours.map(({ expected, low, high }, at) => ({
      came: target.calls[at] ?? 0,
      expected,
      naive: naive.calls[at] ?? 0,
      // Calls are whole: an interval of 0.2 to 0.9 means one or none.
      isWithin: (target.calls[at] ?? 0) >= Math.floor(low) && (target.calls[at] ?? 0) <= Math.ceil(high),
    })),
  )
  return {
    days: tried.length,
    model: closenessOf(each.map(({ came, expected }) => ({ said: expected, came }))),
    naive: closenessOf(each.map(({ came, naive }) => ({ said: naive, came }))),
    within: each.length === 0 ? null : each.filter(({ isWithin }) => isWithin).length / each.length,
  }
}

function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10)
}
