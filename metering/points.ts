import type { Ctx } from '../db/context.ts'
import { maskName } from '../db/customers/masks.ts'
import { notFound } from '../db/refusal.ts'
import { addDays, civilDay, startOfDay } from '../db/time.ts'
import { toWire } from '../db/wire.ts'
import { listAlarms } from './alarm-list.ts'
import type { MeterRow, PointDetail, PointList, PointQuery, PointState, RegisterList, Registers } from './contract.ts'
import type { Trail } from './rules/judge.ts'
import { meteringSettings } from './settings.ts'
import { listInstallationsOfPoints } from './sql/installations.ts'
import { COUNTED_POINTS, findCandidates, listPointIds } from './sql/point-candidates.ts'
import {
  countPointRecords,
  listPointRecords,
  listPointStates,
  type PointFilter,
  type PointRecord,
} from './sql/point-lists.ts'
import { findOwnSince, isPointVisible, readPointAs } from './sql/points.ts'
import { listRegisterRows, listSuspectRows } from './sql/register-lists.ts'

export function staleBefore(ctx: Ctx): Date {
  return new Date(ctx.now.getTime() - meteringSettings().staleAfterMs)
}

/** Metering points with their meter and latest reading, found by number, name or address, a page at a time. */
export async function listPoints(ctx: Ctx, query: PointQuery): Promise<PointList> {
  const limit = query.limit ?? 50
  const filter = filterOf(ctx, query)
  const candidates = await findCandidates(ctx, filter)
  const records = await walkPoints(ctx, filter, { candidates, afterId: Number(query.cursor ?? 0), limit })
  const latest = records.length === limit ? records.at(-1) : undefined
  const counts = query.cursor ? uncounted : await countPoints(ctx, filter, candidates)
  return { points: records.map(toMeterRow), ...counts, nextCursor: latest ? String(latest.pointId) : null }
}

const [FIRST_STRIDE, LONGEST_STRIDE] = [200, 5_000]

/** Goes through points in order of id, with growing strides, until a page is full: a plan over all of them takes seconds. */
async function walkPoints(
  ctx: Ctx,
  filter: PointFilter,
  { candidates, afterId, limit }: { candidates: number[] | null; afterId: number; limit: number },
): Promise<PointRecord[]> {
  const found: PointRecord[] = []
  const left = candidates?.filter((id) => id > afterId)
  let from = afterId
  for (
    let stride = Math.max(FIRST_STRIDE, limit);
    found.length < limit;
    stride = Math.min(stride * 2, LONGEST_STRIDE)
  ) {
    const ids = left ? left.splice(0, stride) : await listPointIds(ctx, { afterId: from, limit: stride })
    if (ids.length === 0) break
    found.push(...(await listPointRecords(ctx, filter, ids)))
    from = ids.at(-1) ?? from
  }
  return found.slice(0, limit)
}

type Counts = Pick<PointList, 'total' | 'isTotalExact' | 'states'>
const uncounted: Counts = { total: null, isTotalExact: false, states: null }

/** By state, whatever state is asked for, where the list without it can be counted; else that state alone. */
async function countPoints(ctx: Ctx, filter: PointFilter, candidates: number[] | null): Promise<Counts> {
  const { state } = filter
  const all = state === null ? candidates : await findCandidates(ctx, { ...filter, state: null })
  if (all) {
    const states = await countPointRecords(ctx, filter, all)
    const total = state ? states[state] : states.live + states.stale + states.off + states.unknown
    return { total, isTotalExact: true, states }
  }
  if (state && candidates) {
    const states = await countPointRecords(ctx, filter, candidates)
    return { total: states[state], isTotalExact: true, states: null }
  }
  // What narrows the list by itself alone and leaves too many says that there are at least as many.
  const isAlone = state === null && filter.kind === null && (filter.q === null || ctx.scope === '')
  return isAlone ? { ...uncounted, total: COUNTED_POINTS } : uncounted
}

function filterOf(ctx: Ctx, query: PointQuery): PointFilter {
  return {
    q: query.q || null,
    districtId: query.districtId ?? null,
    terminalId: query.terminalId ?? null,
    state: query.state ?? null,
    kind: query.kind ?? null,
    staleBefore: staleBefore(ctx),
  }
}

function toMeterRow({ trail, latestAt, ...record }: PointRecord): MeterRow {
  return { ...record, latestAt: latestAt?.toISOString() ?? null, registers: registersOf(trail) }
}

function registersOf(trail: Trail | null): Registers {
  return Object.fromEntries(Object.entries(trail ?? {}).map(([role, [, wh]]) => [role, wh]))
}

/** One point, its meters over time, its alarms and its doubted readings. Refuses with `NOT_FOUND`. */
export async function findPoint(ctx: Ctx, pointId: number): Promise<PointDetail> {
  const reader = await readPointAs(ctx, pointId)
  const [record] = await listPointRecords(reader, filterOf(ctx, {}), [pointId])
  if (!record) throw notFound('计量点')
  const accountName = reader === ctx ? record.accountName : record.accountName && maskName(record.accountName)
  const installations = await listInstallationsOfPoints(ctx, [pointId])
  const isCustomer = ctx.actor.customerId !== null
  const alarms = isCustomer ? [] : (await listAlarms(ctx, { status: 'all', pointId, limit: 20 })).alarms
  const suspects = isCustomer ? [] : await listSuspectRows(ctx, pointId)
  return toWire({
    point: toMeterRow({ ...record, accountName }),
    installations: installations.map(({ profile, installationId, assetNo, installedAt, removedAt, ct, pt }) => {
      return { installationId, assetNo, model: profile, installedAt, removedAt, ct, pt }
    }),
    alarms,
    suspects,
  })
}

/** Register readings kept for settlement, newest first; by default of the latest 31 days. Refuses with `NOT_FOUND`. */
export async function listRegisters(
  ctx: Ctx,
  { pointId, from, to }: { pointId: number; from?: string | undefined; to?: string | undefined },
): Promise<RegisterList> {
  const reader = await readPointAs(ctx, pointId)
  if (!(await isPointVisible(reader, pointId))) throw notFound('计量点')
  const until = to ?? addDays(civilDay(ctx.now), 1)
  const asked = from ?? addDays(until, -31)
  const own = (await findOwnSince(reader, pointId)) ?? asked
  const since = own > asked ? own : asked
  return toWire({ readings: await listRegisterRows(ctx, pointId, startOfDay(since), startOfDay(until)) })
}

export type PointStateAnswer = { pointId: number; state: PointState; latestAt: Date | null; powerW: number | null }

/**
 * Whether points are live, stale, known to be without power, or never heard; `powerW` is primary. For points that the
 * caller has resolved within the actor's scope; points that do not exist are left out.
 */
export function findPointState(ctx: Ctx, pointIds: number[]): Promise<PointStateAnswer[]> {
  return listPointStates(ctx, pointIds, staleBefore(ctx))
}
