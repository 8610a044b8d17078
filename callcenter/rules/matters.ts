// Decides what a service matter may say of its period, how it stands, and who accepts it; house rules (`matter_rule`).

export const matterKinds = [
  'planned-work',
  'price-change',
  'meter-replacement',
  'system-upgrade',
  'settled-dispute',
  'other',
] as const
export type MatterKind = (typeof matterKinds)[number]

/** As a version is kept; what of an accepted one is coming, in force or over its period says. */
export type KeptState = 'draft' | 'submitted' | 'returned' | 'accepted' | 'superseded' | 'withdrawn'
export const matterStates = [
  'draft',
  'submitted',
  'returned',
  'coming',
  'in-force',
  'over',
  'superseded',
  'withdrawn',
] as const
export type MatterState = (typeof matterStates)[number]

type Period = { validFrom: Date; validTo: Date }
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** Half-open: at the instant of its end it is over. */
export function stateOf({ state, validFrom, validTo }: Period & { state: KeptState }, now: Date): MatterState {
  if (state !== 'accepted') return state
  if (validTo <= now) return 'over'
  return validFrom > now ? 'coming' : 'in-force'
}

type Limits = { now: Date; longestDays: number; lateHours: number }
type Unfit = 'MATTER_TOO_LONG' | 'BEGINNING_MOVED' | 'MATTER_OVER' | 'REPORTED_TOO_LATE'

/**
 * Null where the period may stand. `former`: the period of the accepted version that it changes; once that has begun its beginning stays, so
 * that there is no gap, and it is not late however long ago that was.
 */
export function judgePeriod(
  { validFrom, validTo }: Period,
  former: Period | null,
  { now, longestDays, lateHours }: Limits,
): Unfit | null {
  const hasBegun = former !== null && former.validFrom <= now
  if (validTo.getTime() - validFrom.getTime() > longestDays * DAY_MS) return 'MATTER_TOO_LONG'
  if (hasBegun && validFrom.getTime() !== former.validFrom.getTime()) return 'BEGINNING_MOVED'
  if (validTo <= now) return 'MATTER_OVER'
  if (!hasBegun && now.getTime() - validFrom.getTime() > lateHours * HOUR_MS) return 'REPORTED_TOO_LATE'
  return null
}

/** Of the unit above, or of headquarters, above which there is none. `scope`: path of the reader's unit, '' of the whole company. */
export function isAbove(scope: string, unit: { path: string; isTop: boolean }): boolean {
  return unit.path.startsWith(scope) && (unit.path !== scope || unit.isTop)
}

/** Which of the matters in force an order falls into. */
export function concerns(orders: readonly string[], { kind, subkind }: { kind: string; subkind: string }): boolean {
  return orders.includes(`${kind}~${subkind}`)
}

/** A complaint that names a person or a unit stays one, whatever its caller says. */
export function mayBeOpinion(
  { kind, isAgainst }: { kind: string; isAgainst: boolean },
  { isOffered, matters }: { isOffered: boolean; matters: number },
): boolean {
  return isOffered && kind === 'complaint' && !isAgainst && matters > 0
}
