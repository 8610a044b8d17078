import type { z } from 'zod'
import { recordAudit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { transact } from '../db/pool.ts'
import { notFound, Refusal } from '../db/refusal.ts'
import { civilDay, startOfDay } from '../db/time.ts'
import { toWire } from '../db/wire.ts'
import { askMeter } from './ask-meter.ts'
import { readClock, sessionOf } from './collect/dlt645/meter.ts'
import { broadcast } from './collect/dlt645/session.ts'
import { BusFault } from './collect/lines/fault.ts'
import { findLine } from './collect/lines/registry.ts'
import type { ClockList, ClockQuery, ClockSettingResult } from './contract-collection.ts'
import { findDlt645Profile } from './profiles/all.ts'
import { clockRuleOn, mayBroadcast } from './rules/clock-setting.ts'
import {
  type ClockRecord,
  countClocks,
  findClock,
  findLatestBroadcast,
  insertClockSetting,
  listBroadcastable,
  listClockRecords,
  saveClocks,
} from './sql/clocks.ts'
import { listLineLinks } from './sql/links.ts'
import { setTimeBroadcast } from './wire/dlt645-messages.ts'

/** Meters that have shown a clock, the furthest off first. */
export async function listClocks(ctx: Ctx, query: z.output<typeof ClockQuery>): Promise<ClockList> {
  const [offMs, deviceId] = (query.cursor ?? '').split('.').map(Number)
  const after = offMs !== undefined && deviceId !== undefined ? { offMs, deviceId } : null
  const rows = await listClockRecords(ctx, { leastMs: query.offBySeconds * 1000, after, limit: query.limit })
  const last = rows.length === query.limit ? rows.at(-1) : undefined
  const { mostMs } = clockRuleOn(civilDay(ctx.now))
  const clocks = rows.map(({ protocol, ...row }) => {
    const way = wayOf(protocol)
    return { ...row, way: way === 'broadcast' && Math.abs(row.driftMs) > mostMs ? null : way }
  })
  const nextCursor = last ? `${Math.abs(last.driftMs)}.${last.deviceId}` : null
  return toWire({ clocks, counts: await countClocks(ctx), nextCursor })
}

/**
 * Sets a meter's clock: behind a DL/T 645 line by broadcast, which all meters of that line hear, behind an MQTT terminal by
 * its command. Kept with who, before and after. Refuses with `NOT_FOUND`, `CLOCK_CANNOT_BE_SET` and the reason, and
 * `METER_UNREACHABLE`. Not inside a transaction.
 */
export async function setClock(ctx: Ctx, pointId: number): Promise<ClockSettingResult> {
  const known = await findClock(ctx, pointId)
  if (!known) throw notFound('电能表时钟')
  const way = wayOf(known.protocol)
  if (way === null) throw cannot('NO_WAY')
  if (way === 'terminal') {
    const { id } = await askMeter(ctx, { pointId, kind: 'set-time' })
    return { method: 'terminal', driftBeforeMs: known.driftMs, driftAfterMs: null, commandId: id }
  }
  const began = performance.now()
  const now = () => new Date(ctx.now.getTime() + performance.now() - began)
  const verdict = mayBroadcast({ driftMs: known.driftMs, now: now(), latest: await findLatestBroadcast(ctx, pointId) })
  if (!verdict.ok) throw cannot(verdict.because)
  const driftAfterMs = await broadcastOver(ctx, pointId, now).catch((fault) => {
    if (!(fault instanceof BusFault)) throw fault
    throw new Refusal('METER_UNREACHABLE', '表计没有应答,时钟未能设置', { status: 502 })
  })
  await transact(ctx, async (inner) => {
    await insertClockSetting(inner, {
      pointId,
      by: ctx.actor.name,
      method: 'broadcast',
      driftBeforeMs: known.driftMs,
      driftAfterMs,
    })
    if (driftAfterMs !== null)
      await saveClocks(inner, [{ deviceId: known.deviceId, pointId, measuredAt: now(), driftMs: driftAfterMs }])
    await recordAudit(inner, {
      action: 'meter.clock-set',
      subject: `point:${pointId}`,
      detail: { driftBeforeMs: known.driftMs, driftAfterMs },
    })
  })
  return { method: 'broadcast', driftBeforeMs: known.driftMs, driftAfterMs, commandId: null }
}

const LINES_AT_ONCE = 200

/** The day's round: one broadcast to each line with a clock that is off by more than the rule leaves alone. Returns how many were set. */
export async function setDriftedClocks(ctx: Ctx): Promise<number> {
  const today = civilDay(ctx.now)
  const { automaticMs, mostMs } = clockRuleOn(today)
  const query = { leastMs: automaticMs, mostMs, sinceDay: startOfDay(today), limit: LINES_AT_ONCE }
  let set = 0
  for (const { pointId } of await listBroadcastable(ctx, query)) {
    try {
      await setClock(ctx, pointId)
      set++
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault
    }
  }
  return set
}

/** How far the meter is ahead after the broadcast; null where it shows no clock then. */
async function broadcastOver(ctx: Ctx, pointId: number, now: () => Date): Promise<number | null> {
  const [link] = await listLineLinks(ctx, pointId)
  const profile = link && findDlt645Profile(link.profile)
  if (!link || !profile || link.meterAddress === null) throw cannot('NO_WAY')
  const line = findLine(link.address, link.framing)
  const session = sessionOf(line, link.meterAddress, profile, 2)
  return line.hold('command', async () => {
    await broadcast(line, setTimeBroadcast(now()), profile.minGapMs)
    const clock = await readClock((di) => session.read(di))
    return clock ? clock.getTime() - now().getTime() : null
  })
}

function wayOf(protocol: ClockRecord['protocol']): 'broadcast' | 'terminal' | null {
  if (protocol === 'mqtt') return 'terminal'
  return protocol?.startsWith('dlt645') ? 'broadcast' : null
}

function cannot(because: keyof typeof reasons): Refusal {
  return new Refusal('CLOCK_CANNOT_BE_SET', reasons[because], { issues: [{ path: 'clock', message: because }] })
}

const reasons = {
  TOO_FAR: '时钟偏差超过 5 分钟,广播校时无效,请现场处理或派消缺单',
  NEAR_ENOUGH: '时钟偏差在允许范围内,无需校时',
  NEAR_MIDNIGHT: '零点前后不得广播校时,请稍后再试',
  ALREADY_TODAY: '该线路今日已广播校时一次,请明日再试',
  NO_WAY: '该电能表没有可远程校时的通道',
} as const
