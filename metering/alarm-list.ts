import type { Ctx } from '../db/context.ts'
import { toWire } from '../db/wire.ts'
import type { AlarmKinds, AlarmList, AlarmQuery } from './alarm-contract.ts'
import { readAlarmRules } from './alarm-rules.ts'
import { alarmKinds, describeAlarm } from './rules/alarm-kinds/all.ts'
import type { MeasuredKind } from './rules/alarm-measures.ts'
import type { AlarmRule } from './rules/alarm-state.ts'
import { measuredUnits } from './rules/alarm-units.ts'
import { countOpenKinds, listAlarmRecords, listOpenOfPoints } from './sql/alarm-lists.ts'

const MINUTE_MS = 60_000

/** Alarms within the actor's scope, newest first, a page at a time; `open` counts those not over. */
export async function listAlarms(ctx: Ctx, query: AlarmQuery): Promise<AlarmList> {
  const limit = query.limit ?? 50
  const records = await listAlarmRecords(ctx, {
    status: query.status ?? 'open',
    kind: query.kind ?? null,
    pointId: query.pointId ?? null,
    terminalId: query.terminalId ?? null,
    districtId: query.districtId ?? null,
    beforeId: query.cursor ? Number(query.cursor) : null,
    limit,
  })
  const kinds = await countOpenKinds(ctx)
  const oldest = records.length === limit ? records.at(-1) : undefined
  return toWire({
    alarms: records.map((record) => ({ ...record, title: describeAlarm(record.kind).title })),
    open: kinds.reduce((sum, { open }) => sum + open, 0),
    kinds: kinds.map(({ kind, open }) => ({ kind, title: describeAlarm(kind).title, open })),
    nextCursor: oldest ? String(oldest.alarmId) : null,
  })
}

/** The catalogue, as it is shown and filtered by, with how each kind is judged today. */
export async function listAlarmKinds(ctx: Ctx): Promise<AlarmKinds> {
  const { measured, severityOf, isOn } = await readAlarmRules(ctx)
  return {
    items: Object.entries(alarmKinds).map(([kind, { erc = [], ...about }]) => {
      const rule = Object.hasOwn(measured, kind) ? measured[kind as MeasuredKind] : undefined
      const said = { ...about, severity: severityOf(kind), isOn: isOn(kind), erc: [...erc] }
      return { kind, ...said, rule: rule ? figuresOf(kind as MeasuredKind, rule) : null }
    }),
  }
}

function figuresOf(kind: MeasuredKind, { raiseAt, clearAt, raiseMs, clearMs, leastLoad }: AlarmRule) {
  const [raiseMinutes, clearMinutes] = [raiseMs / MINUTE_MS, clearMs / MINUTE_MS]
  const [unit, loadUnit] = measuredUnits[kind]
  return { raiseAt, clearAt, raiseMinutes, clearMinutes, leastLoad, unit, loadUnit }
}

export type PointAlarm = { alarmId: number; kind: string; raisedAt: Date; title: { zh: string; en: string } }

/** What is not over at points that the caller has resolved within the actor's scope, newest first. */
export async function listPointAlarms(
  ctx: Ctx,
  { pointIds, limit }: { pointIds: number[]; limit: number },
): Promise<PointAlarm[]> {
  const open = await listOpenOfPoints(ctx, pointIds, limit)
  return open.map((alarm) => ({ ...alarm, title: describeAlarm(alarm.kind).title }))
}
