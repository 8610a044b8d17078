import type { Ctx } from '../../db/context.ts'
import { addDays, civilDay, startOfDay } from '../../db/time.ts'
import { sessionOf } from '../collect/dlt645/meter.ts'
import { type KeptReading, readDayFreeze, readLoadProfile } from '../collect/dlt645/records.ts'
import { nameLine, sourceOf } from '../collect/lines/address.ts'
import { BusFault } from '../collect/lines/fault.ts'
import { findLine } from '../collect/lines/registry.ts'
import type { Priority } from '../collect/lines/turns.ts'
import { findDlt645Profile } from '../profiles/all.ts'
import { storeReadings } from '../readings.ts'
import { nextAttempt } from '../rules/collection-schedule.ts'
import { INTERVAL_MS } from '../rules/intervals.ts'
import { claimGaps, type DueGap, type GapState, saveGapStates } from '../sql/collection-gaps.ts'
import { isRereadUnderWay } from '../sql/commands.ts'
import { type LineLink, listLineLinks } from '../sql/links.ts'
import { askTerminal } from './commands.ts'
import { remainingOf } from './gaps.ts'

export const GAPS_AT_ONCE = 100
const LEASE_MS = 600_000
const COMMAND_PATIENCE_MS = 3_600_000

/** What came of one attempt: something may be there now, it may come later, or it cannot be had. */
export type Attempt = { is: 'asked' } | { is: 'failed'; because: string } | { is: 'impossible'; because: string }

/**
 * One bounded round of re-reading (补召): each due gap is looked at for what has come since, and what is still missing is
 * asked of the meter's own memory or of its terminal. Values keep the time at which the meter kept them. Run in the
 * process that owns the lines; not inside a transaction. Returns how many gaps it tried.
 */
export async function rereadGaps(ctx: Ctx, limit = GAPS_AT_ONCE): Promise<number> {
  const due = await claimGaps(ctx, limit, new Date(ctx.now.getTime() + LEASE_MS))
  const before = await remainingOf(ctx, due)
  // What has just failed is not asked for again in the same round: a dead meter costs its line one time-out.
  const failed = new Map<string, Attempt>()
  for (const gap of due) {
    const missing = before.get(gap.gapId)
    const known = failed.get(`meter ${gap.assetNo}`) ?? failed.get(`terminal ${gap.terminalId}`)
    const isThere = missing?.remaining === 0
    const attempt = isThere
      ? undefined
      : (known ?? (await rereadGap(ctx, gap, { missingAt: missing?.missingAt ?? [], priority: 'backfill' })))
    if (attempt?.is === 'failed' && attempt.because.startsWith('LINE_')) {
      const isLine = attempt.because === 'LINE_UNREACHABLE'
      failed.set(isLine ? `terminal ${gap.terminalId}` : `meter ${gap.assetNo}`, attempt)
    }
    const left = (await remainingOf(ctx, [gap])).get(gap.gapId)?.remaining ?? 0
    await saveGapStates(ctx, [stateAfter(ctx, gap, left, attempt)])
  }
  return due.length
}

function stateAfter(ctx: Ctx, gap: DueGap, left: number, attempt: Attempt | undefined): GapState {
  const { gapId } = gap
  if (left === 0) return { gapId, remaining: 0, status: 'filled', nextAt: null, because: null }
  const because = attempt && attempt.is !== 'asked' ? attempt.because : null
  if (attempt?.is === 'impossible') return { gapId, remaining: left, status: 'given-up', nextAt: null, because }
  const retry = nextAttempt(gap, ctx.now)
  if ('giveUp' in retry) {
    return { gapId, remaining: left, status: 'given-up', nextAt: null, because: because ?? retry.giveUp }
  }
  return { gapId, remaining: left, status: 'open', nextAt: retry.again, because }
}

/** What of a point's day is missing; a freeze is wanted as a whole. */
type Wanted = Pick<DueGap, 'pointId' | 'terminalId' | 'day' | 'item' | 'assetNo' | 'isMqtt' | 'isOnline'>
type Manner = { missingAt?: Date[]; priority: Priority }

/** Asks once for what the meter or its terminal kept of a day. */
export async function rereadGap(ctx: Ctx, gap: Wanted, manner: Manner): Promise<Attempt> {
  const { missingAt = [], priority } = manner
  if (gap.assetNo === null) return { is: 'impossible', because: 'NO_METER' }
  if (gap.terminalId === null) return { is: 'impossible', because: 'NO_LINK' }
  if (gap.isMqtt) return askForReread(ctx, gap, gap.assetNo, missingAt)
  const [link] = await listLineLinks(ctx, gap.pointId)
  if (!link) return { is: 'impossible', because: 'NO_LINK' }
  if (link.assetNo !== gap.assetNo) return { is: 'impossible', because: 'METER_EXCHANGED' }
  if (!findDlt645Profile(link.profile)) return { is: 'impossible', because: 'METER_KEEPS_NO_PAST' }
  try {
    const kept = await readKept(ctx, gap, link, { missingAt, priority })
    if (kept.length === 0) return { is: 'failed', because: 'NOT_IN_METERS_MEMORY' }
    const readings = kept.map(({ at, values }) => ({ meter: link.assetNo, at, readAt: ctx.now, values }))
    const batch = { source: sourceOf(link.framing), topic: nameLine(link.address), readings, keep: 'every' as const }
    const outcomes = await storeReadings(ctx, batch)
    const refused = outcomes.find(({ is }) => is !== 'accepted')
    return refused ? { is: 'failed', because: refused.because ?? refused.is } : { is: 'asked' }
  } catch (fault) {
    if (!(fault instanceof BusFault)) throw fault
    return { is: 'failed', because: `LINE_${fault.kind.toUpperCase()}` }
  }
}

/** A freeze is kept at the day's end, a quarter hour's register at its close. */
async function readKept(
  ctx: Ctx,
  gap: Wanted,
  link: LineLink,
  { missingAt, priority }: Required<Manner>,
): Promise<KeptReading[]> {
  const profile = findDlt645Profile(link.profile)
  if (!profile || link.meterAddress === null) return []
  const line = findLine(link.address, link.framing)
  const session = sessionOf(line, link.meterAddress, profile, 2, (work) => line.hold(priority, work))
  if (gap.item === 'day-freeze') {
    const kept = await readDayFreeze(session, profile, addDays(gap.day, 1), civilDay(ctx.now))
    return kept ? [kept] : []
  }
  const first = missingAt[0]
  const last = missingAt.at(-1)
  if (!first || !last) return []
  const close = (at: Date) => new Date(at.getTime() + INTERVAL_MS)
  return readLoadProfile(session, profile, { from: close(first), to: close(last) })
}

async function askForReread(ctx: Ctx, gap: Wanted, meter: string, missingAt: Date[]): Promise<Attempt> {
  if (gap.isOnline === false) return { is: 'failed', because: 'TERMINAL_OFFLINE' }
  const dayEnd = startOfDay(addDays(gap.day, 1))
  const closeOf = (start: Date | undefined) =>
    (start && gap.item === 'curve' ? new Date(start.getTime() + INTERVAL_MS) : dayEnd).toISOString()
  const span = { what: gap.item, from: closeOf(missingAt[0]), to: closeOf(missingAt.at(-1)) }
  if (!(await isRereadUnderWay(ctx, gap.pointId, span))) {
    const to = { terminalId: gap.terminalId ?? 0, pointId: gap.pointId, patienceMs: COMMAND_PATIENCE_MS }
    await askTerminal(ctx, to, { do: 'reread', meter, ...span })
  }
  return { is: 'asked' }
}
