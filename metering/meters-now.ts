import type { Ctx } from '../db/context.ts'
import { addDays, civilDay, startOfDay } from '../db/time.ts'
import type { MeterRow, RegisterRole } from './contract.ts'
import { staleBefore } from './points.ts'
import { listPointRecords, type PointRecord } from './sql/point-lists.ts'
import { listUsages, type Usage, type UsageRequest } from './usage.ts'

/** Primary energy by register, in Wh or varh; a register that is not known throughout is left out. `to`: until when it is counted. */
type DayUse = { day: string; to: Date; energyWh: Usage['energyWh']; quality: Usage['quality'] }

type MeterNow = Pick<
  MeterRow,
  'pointId' | 'pointNo' | 'assetNo' | 'state' | 'multiplier' | 'powerW' | 'uV' | 'iA' | 'powerFactor'
> & {
  latestAt: Date | null
  /** As the meter shows them, before the multiplier, in Wh or varh; each with the instant at which it was read. */
  registers: { role: RegisterRole; wh: number; at: Date }[]
  /** Until the latest reading; null where today nothing was read yet. */
  today: DayUse | null
  yesterday: DayUse
}

/** What the meters of points show by their latest reading, and what went through them; of points that the reader may see. */
export async function listMetersNow(ctx: Ctx, pointIds: number[]): Promise<MeterNow[]> {
  const every = { q: null, districtId: null, terminalId: null, state: null, kind: null }
  const records = await listPointRecords(ctx, { ...every, staleBefore: staleBefore(ctx) }, pointIds)
  const [today, yesterday] = [civilDay(ctx.now), addDays(civilDay(ctx.now), -1)]
  const [midnight, before] = [startOfDay(today), startOfDay(yesterday)]
  const begun = records.filter(({ latestAt }) => latestAt !== null && latestAt > midnight)
  const past = await listUses(
    ctx,
    records.map(({ pointId }) => ({ pointId, from: before, to: midnight })),
    yesterday,
  )
  const sinceMidnight = await listUses(
    ctx,
    begun.map(({ pointId, latestAt }) => ({ pointId, from: midnight, to: latestAt ?? midnight })),
    today,
  )
  return records.map((record, index) => ({
    ...toShown(record),
    today: sinceMidnight[begun.indexOf(record)] ?? null,
    yesterday: past[index] as DayUse,
  }))
}

async function listUses(ctx: Ctx, requests: UsageRequest[], day: string): Promise<DayUse[]> {
  const usages = await listUsages(ctx, requests)
  return usages.map(({ energyWh, quality }, index) => ({ day, to: requests[index]?.to ?? ctx.now, energyWh, quality }))
}

function toShown(record: PointRecord): Omit<MeterNow, 'today' | 'yesterday'> {
  const { pointId, pointNo, assetNo, state, multiplier, powerW, uV, iA, powerFactor, latestAt, trail } = record
  const registers = Object.entries(trail ?? {}).map(([role, [atMs, wh]]) => ({
    ...{ role: role as RegisterRole, wh, at: new Date(atMs) },
  }))
  return { pointId, pointNo, assetNo, state, multiplier, powerW, uV, iA, powerFactor, latestAt, registers }
}
