import type pg from 'pg'
import type { Ctx } from '../../db/context.ts'
import type { RegisterRole, Registers } from '../contract.ts'
import { type MeterValues, parseInstant } from '../mqtt-contract.ts'
import type { RoleHeld, Trail } from '../rules/judge.ts'
import type { RegisterBreak } from '../rules/registers.ts'
import { cellOf, type Told } from '../rules/told.ts'
import { roleColumns, roles, valueColumns } from '../rules/values.ts'
import type { Column } from './binary-rows.ts'
import { copyRows } from './copy.ts'
import { openDays } from './days.ts'

export type KeptReading = {
  pointId: number
  installationId: number
  /** Start of the interval that it closes. */
  startMs: number
  measuredMs: number
  readMs: number
  arrivedMs: number
  quality: 0 | 1
  told: Told
  /** Those that were accepted. */
  registers: Registers
}

/** `tells`: the register or, as its place among the values, the value that the column is for. */
type Of = Column<KeptReading> & { tells?: RegisterRole | number }

const timeColumns: Of[] = [
  { name: 'measured_at', type: 'timestamptz', pick: (row) => row.measuredMs },
  { name: 'read_at', type: 'timestamptz', pick: (row) => row.readMs },
  { name: 'arrived_at', type: 'timestamptz', pick: (row) => row.arrivedMs },
  { name: 'quality', type: 'int2', pick: (row) => row.quality },
]
const registerColumns = roles.map(
  (role): Of => ({ name: roleColumns[role], type: 'int8', tells: role, pick: (row) => row.registers[role] }),
)
const pointColumn: Of = { name: 'point_id', type: 'int8', pick: (row) => row.pointId }
const installationColumn: Of = { name: 'installation_id', type: 'int8', pick: (row) => row.installationId }

const intervalColumns: Of[] = [
  pointColumn,
  { name: 'at', type: 'timestamptz', pick: (row) => row.startMs },
  installationColumn,
  ...timeColumns,
  ...registerColumns,
  ...valueColumns.map(
    ({ column }, index): Of => ({ name: column, type: 'float4', tells: index, pick: (row) => cellOf(row.told, index) }),
  ),
]
const freezeColumns: Of[] = [
  pointColumn,
  installationColumn,
  ...timeColumns,
  { name: 'frozen_as', type: 'text', pick: ({ told }) => told.seldom?.freeze },
  ...registerColumns,
  { name: 'max_demand_w', type: 'float4', pick: ({ told }) => told.seldom?.maxDemandW },
  {
    name: 'max_demand_at',
    type: 'timestamptz',
    pick: ({ told: { seldom } }) => (seldom?.maxDemandAt ? parseInstant(seldom.maxDemandAt).getTime() : null),
  },
]
const namesOf = (columns: Of[]) => columns.map(({ name }) => name)

const fillIn = (table: string, columns: readonly string[]) =>
  columns.map((column) => `${column} = coalesce(${table}.${column}, excluded.${column})`).join(', ')
const mergedColumns = namesOf(intervalColumns.slice(2))
/** Registers first, then the reading nearest to the close of the interval. */
const rank = (row: string) =>
  `(${row}.import_wh is not null or ${row}.export_wh is not null,
    -abs(extract(epoch from ${row}.measured_at - ${row}.at) - 900))`

/** A meter that tells its own number may have been read on after it was taken off. */
const isStranger = `interval_reading.installation_id <> excluded.installation_id and exists (select 1 from installation i
    where i.id = interval_reading.installation_id and i.removed_at < interval_reading.measured_at)`
const isSameReading = `interval_reading.measured_at = excluded.measured_at
    and interval_reading.installation_id = excluded.installation_id`

const mergeIntervals = `on conflict (point_id, at) do update set ${mergedColumns
  .map(
    (column) => `${column} = case when ${isSameReading}
      then coalesce(interval_reading.${column}, excluded.${column}) else excluded.${column} end`,
  )
  .join(', ')}
  where ${isSameReading} or ${rank('excluded')} > ${rank('interval_reading')} or ${isStranger}`

const mergeFreezes = `on conflict (installation_id, measured_at) do update set
  ${fillIn('register_reading', ['frozen_as', ...namesOf(registerColumns), 'max_demand_w', 'max_demand_at'])}`

/** Rows must have one reading for a point and interval. */
export async function insertIntervals(client: pg.ClientBase, readings: KeptReading[]): Promise<void> {
  await openDays(client, readings)
  const rows = readings.sort((a, b) => a.pointId - b.pointId || a.startMs - b.startMs)
  const columns = columnsTold(rows)
  await copyRows(client, { table: 'interval_reading', columns, merge: mergeIntervals }, rows)
}

/** Most meters tell a third of what a row has room for. */
function columnsTold(rows: readonly KeptReading[]): Of[] {
  let values = 0
  const roles = new Set<RegisterRole | number>()
  for (const { told, registers } of rows) {
    values |= told.told
    for (const role in registers) roles.add(role as RegisterRole)
  }
  return intervalColumns.filter(({ tells }) => {
    if (tells === undefined) return true
    return typeof tells === 'number' ? (values & (1 << tells)) !== 0 : roles.has(tells)
  })
}

/** Rows must have one reading for an installation and instant. */
export async function insertRegisterReadings(client: pg.ClientBase, readings: KeptReading[]): Promise<void> {
  const rows = readings.sort((a, b) => a.installationId - b.installationId || a.measuredMs - b.measuredMs)
  await copyRows(client, { table: 'register_reading', columns: freezeColumns, merge: mergeFreezes }, rows)
}

export type Latest = {
  pointId: number
  installationId: number
  measuredAt: Date
  readAt: Date
  arrivedAt: Date
  reading: MeterValues
  trail: Trail
}

/** Instants in milliseconds: the driver is slow with timestamps, and a batch has thousands. */
type LatestRow = Omit<Latest, 'measuredAt' | 'readAt' | 'arrivedAt'> & {
  measuredMs: number
  readMs: number
  arrivedMs: number
}
const millisecondsOf = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`
const selectLatest = `select point_id as "pointId", installation_id as "installationId",
    ${millisecondsOf('measured_at')} as "measuredMs", ${millisecondsOf('read_at')} as "readMs",
    ${millisecondsOf('arrived_at')} as "arrivedMs", reading, trail
  from latest_reading where point_id = any($1) order by point_id`

/** The same as `lockLatest` for who only looks: nobody waits for it. */
export async function readLatest(ctx: Ctx, pointIds: number[]): Promise<Map<number, Latest>> {
  const rows = await ctx.db.rows<LatestRow>(selectLatest, [pointIds])
  return new Map(rows.map((row) => [row.pointId, toLatest(row)]))
}

/** What is known of these points, locked until the transaction ends, in one order so that batches cannot block each other. */
export async function lockLatest(ctx: Ctx, pointIds: number[]): Promise<Map<number, Latest>> {
  let rows = await ctx.db.rows<LatestRow>(`${selectLatest} for update`, [pointIds])
  if (rows.length < pointIds.length) {
    // A point's first reading has no row to lock yet.
    const known = new Set(rows.map((row) => row.pointId))
    const others = pointIds.filter((id) => !known.has(id))
    await ctx.db.run('select 1 from metering_point where id = any($1) order by id for no key update', [others])
    rows = await ctx.db.rows<LatestRow>(`${selectLatest} for update`, [pointIds])
  }
  return new Map(rows.map((row) => [row.pointId, toLatest(row)]))
}

function toLatest({ measuredMs, readMs, arrivedMs, ...row }: LatestRow): Latest {
  return { ...row, measuredAt: new Date(measuredMs), readAt: new Date(readMs), arrivedAt: new Date(arrivedMs) }
}

export function saveLatest(ctx: Ctx, latest: Latest[]): Promise<number> {
  return ctx.db.run(
    `insert into latest_reading (point_id, installation_id, measured_at, read_at, arrived_at, reading, trail)
     select "pointId", "installationId", "measuredAt", "readAt", "arrivedAt", reading, trail
     from jsonb_to_recordset($1) as r("pointId" bigint, "installationId" bigint, "measuredAt" timestamptz,
       "readAt" timestamptz, "arrivedAt" timestamptz, reading jsonb, trail jsonb)
     on conflict (point_id) do update set installation_id = excluded.installation_id, measured_at = excluded.measured_at,
       read_at = excluded.read_at, arrived_at = excluded.arrived_at, reading = excluded.reading, trail = excluded.trail`,
    [JSON.stringify(latest)],
  )
}

export type HeldPoint = RoleHeld & { installationId: number }

export async function listHeld(ctx: Ctx, installationIds: number[]): Promise<HeldPoint[]> {
  const rows = await ctx.db.rows<
    Omit<HeldPoint, 'atMs' | 'untilMs' | 'times'> & { at: Date; until: Date | null; times: number }
  >(
    `select installation_id as "installationId", role, measured_at as at, wh, until_at as until, times from reading_suspect
     where status = 'held' and installation_id = any($1) order by measured_at, id`,
    [installationIds],
  )
  return rows.map(({ at, until, times, ...row }) => ({
    ...row,
    atMs: at.getTime(),
    ...(until && { untilMs: until.getTime(), times }),
  }))
}

export type SuspectRow = HeldPoint & {
  pointId: number
  status: 'held' | 'rejected' | 'confirmed'
  because: string
}

export function saveSuspects(ctx: Ctx, suspects: SuspectRow[]): Promise<number> {
  return ctx.db.run(
    `insert into reading_suspect (point_id, installation_id, measured_at, role, wh, status, because, until_at, times,
       read_at, arrived_at, decided_at)
     select s.*, $10, $10, case when s.status <> 'held' then $10::timestamptz end
     from unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::text[], $5::bigint[], $6::text[], $7::text[],
         $8::timestamptz[], $9::int[])
       as s(point_id, installation_id, measured_at, role, wh, status, because, until_at, times)
     on conflict (installation_id, role, measured_at, wh) do update
     set status = excluded.status, because = excluded.because, decided_at = excluded.decided_at,
       until_at = coalesce(excluded.until_at, reading_suspect.until_at),
       times = greatest(excluded.times, reading_suspect.times)
     where reading_suspect.status = 'held'`,
    [
      suspects.map((row) => row.pointId),
      suspects.map((row) => row.installationId),
      suspects.map((row) => new Date(row.atMs)),
      suspects.map((row) => row.role),
      suspects.map((row) => row.wh),
      suspects.map((row) => row.status),
      suspects.map((row) => row.because),
      suspects.map(({ untilMs }) => (untilMs === undefined ? null : new Date(untilMs))),
      suspects.map(({ times = 1 }) => times),
      ctx.now,
    ],
  )
}

export type BreakRow = RegisterBreak & { installationId: number; role: RegisterRole }

export function insertBreaks(ctx: Ctx, breaks: BreakRow[]): Promise<number> {
  return ctx.db.run(
    `insert into register_break (installation_id, role, kind, before_at, before_wh, after_at, after_wh)
     select * from unnest($1::bigint[], $2::text[], $3::text[], $4::timestamptz[], $5::bigint[], $6::timestamptz[], $7::bigint[])
     on conflict do nothing`,
    [
      breaks.map((row) => row.installationId),
      breaks.map((row) => row.role),
      breaks.map((row) => row.kind),
      breaks.map((row) => new Date(row.before.atMs)),
      breaks.map((row) => row.before.wh),
      breaks.map((row) => new Date(row.after.atMs)),
      breaks.map((row) => row.after.wh),
    ],
  )
}
