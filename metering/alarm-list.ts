import type { Ctx } from '../db/context.ts'
import { toWire } from '../db/wire.ts'
import type { AlarmKinds, AlarmList, AlarmQuery } from './alarm-contract.ts'
import { readAlarmRules } from './alarm-rules.ts'
import { alarmKinds, describeAlarm } from './rules/alarm-kinds/all.ts'
import type { MeasuredKind } from './rules/alarm-measures.ts'
import type { AlarmRule } from './rules/alarm-state.ts'
import { measuredUnits } from './rules/alarm-units.ts'
import {
  type AlarmFilter,
  type AlarmRecord,
  countOpenKinds,
  listAlarmRecords,
  listOpenOfPoints,
  type OpenCount,
} from './sql/alarm-lists.ts'

const MINUTE_MS = 60_000
const GROUPS_AT_MOST = 200

/**
 * Alarms within the actor's scope, newest first, a page at a time; what another covers is behind it. Before the first page come those
 * that cover others, the largest first, unless all are asked for; `open` counts those not over.
 */
export async function listAlarms(ctx: Ctx, query: AlarmQuery): Promise<AlarmList> {
  const limit = query.limit ?? 50
  const filter = toFilter(query, limit)
  const isApart =
    filter.status !== 'all' && filter.groupId === null && filter.pointId === null && filter.terminalId === null
  const records = await listAlarmRecords(ctx, { ...filter, show: isApart ? 'single' : 'both' })
  const groups =
    isApart && filter.beforeId === null
      ? await listAlarmRecords(ctx, { ...filter, show: 'groups', limit: GROUPS_AT_MOST })
      : []
  const counts = await countOpenKinds(ctx)
  const sum = (of: OpenCount[], what: 'open' | 'covered' | 'suppressed') =>
    of.reduce((total, count) => total + count[what], 0)
  const inSeverity = (severity: OpenCount['severity']) =>
    sum(
      counts.filter((count) => count.severity === severity),
      'open',
    )
  const oldest = records.length === limit ? records.at(-1) : undefined
  return toWire({
    groups: groups.toSorted((a, b) => rankOf(a) - rankOf(b) || b.openMembers - a.openMembers).map(entitled),
    alarms: records.map(entitled),
    open: sum(counts, 'open'),
    covered: sum(counts, 'covered'),
    suppressed: sum(counts, 'suppressed'),
    severities: { critical: inSeverity('critical'), warning: inSeverity('warning'), info: inSeverity('info') },
    kinds: kindsOf(counts.filter(({ open }) => open > 0)),
    nextCursor: oldest ? String(oldest.alarmId) : null,
  })
}

function toFilter(query: AlarmQuery, limit: number): Omit<AlarmFilter, 'show'> {
  return {
    status: query.status ?? 'open',
    kind: query.kind ?? null,
    pointId: query.pointId ?? null,
    terminalId: query.terminalId ?? null,
    districtId: query.districtId ?? null,
    feederId: query.feederId ?? null,
    severity: query.severity ?? null,
    groupId: query.groupId ?? null,
    beforeId: query.cursor ? Number(query.cursor) : null,
    limit,
  }
}

/** A kind can be open in two severities, by the catalogue of then and of now. */
function kindsOf(counts: OpenCount[]): AlarmList['kinds'] {
  return [...Map.groupBy(counts, ({ kind }) => kind)].map(([kind, each]) => {
    return { kind, title: describeAlarm(kind).title, open: each.reduce((sum, { open }) => sum + open, 0) }
  })
}

const rankOf = ({ severity }: AlarmRecord) => ['critical', 'warning', 'info'].indexOf(severity)

const entitled = (record: AlarmRecord) => ({ ...record, title: describeAlarm(record.kind).title })

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
