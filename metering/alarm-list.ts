import type { Ctx } from '../db/context.ts'
import { toWire } from '../db/wire.ts'
import type { AlarmList, AlarmQuery } from './alarm-contract.ts'
import { describeAlarm } from './rules/alarms.ts'
import { countOpenAlarms, listAlarmRecords } from './sql/alarm-lists.ts'

/** Alarms within the actor's scope, newest first, a page at a time; `open` counts those not over. */
export async function listAlarms(ctx: Ctx, query: AlarmQuery): Promise<AlarmList> {
  const limit = query.limit ?? 50
  const records = await listAlarmRecords(ctx, {
    status: query.status ?? 'open',
    kind: query.kind ?? null,
    pointId: query.pointId ?? null,
    terminalId: query.terminalId ?? null,
    beforeId: query.cursor ? Number(query.cursor) : null,
    limit,
  })
  const oldest = records.length === limit ? records.at(-1) : undefined
  return toWire({
    alarms: records.map((record) => {
      const { zh, en } = describeAlarm(record.kind)
      return { ...record, title: { zh, en } }
    }),
    open: await countOpenAlarms(ctx),
    nextCursor: oldest ? String(oldest.alarmId) : null,
  })
}
