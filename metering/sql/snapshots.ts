import type { Ctx } from '../../db/context.ts'
import type { RegisterRole, Registers } from '../contract.ts'
import type { RegisterBreak, RegisterPoint } from '../rules/registers.ts'
import { roleColumns, roles } from '../rules/values.ts'

/** Registers of one meter as read at one instant, wherever they are kept. */
export type Snapshot = { installationId: number; atMs: number; registers: Registers }

export type Span = { installationId: number; pointId: number; fromMs: number; toMs: number }

const columns = roles.map((role) => roleColumns[role]).join(', ')

/** Instants in milliseconds: the driver takes longer over a timestamp than over all the rest of a row. */
type Row = { installation_id: number; ms: number } & Record<string, number | null>

const inSpan = `
  select measured_at, ${columns} from register_reading f
  where f.installation_id = s.installation_id and measured_at between s.from_at and s.to_at
  union all
  select measured_at, ${columns} from interval_rows(s.point_id, s.from_at - interval '16 minutes', s.to_at) v
  where v.measured_at between s.from_at and s.to_at and v.installation_id = s.installation_id`

const civilDay = (instant: string) => `((${instant}) at time zone 'Asia/Shanghai')::date`

/** The packed day of the interval that a reading of the instant closes and the next one beyond it: one of them has the neighbour. */
const packedNeighbour = (edge: string, beyond: '<' | '>', order: string) => `
  union all (
    select measured_at, ${columns} from interval_unpacked v
    where v.point_id = s.point_id and v.installation_id = s.installation_id and v.measured_at ${beyond} ${edge}
      and v.day in (select d.day from interval_day d
        where d.point_id = s.point_id and d.day ${beyond}= ${civilDay(`${edge} - interval '16 minutes'`)} order by d.day ${order} limit 2)
    order by v.at ${order} limit 1)`

const roundSpan = `${inSpan}
  union all (
    select measured_at, ${columns} from register_reading f
    where f.installation_id = s.installation_id and measured_at < s.from_at order by measured_at desc limit 1)
  union all (
    select measured_at, ${columns} from register_reading f
    where f.installation_id = s.installation_id and measured_at > s.to_at order by measured_at limit 1)
  union all (
    select measured_at, ${columns} from interval_reading v
    where v.point_id = s.point_id and v.at < s.from_at and v.measured_at < s.from_at
      and v.installation_id = s.installation_id order by v.at desc limit 1)
  union all (
    select measured_at, ${columns} from interval_reading v
    where v.point_id = s.point_id and v.at > s.to_at - interval '16 minutes' and v.measured_at > s.to_at
      and v.installation_id = s.installation_id order by v.at limit 1)
  ${packedNeighbour('s.from_at', '<', 'desc')}
  ${packedNeighbour('s.to_at', '>', 'asc')}`

/**
 * What was read in each span, in order of time, and what lies in two of them twice; `neighbours` adds the nearest
 * reading before and after each.
 */
export async function listSnapshots(
  ctx: Ctx,
  spans: Span[],
  { neighbours }: { neighbours: boolean },
): Promise<Snapshot[]> {
  if (spans.length === 0) return []
  const rows = await ctx.db.rows<Row>(
    `select ${neighbours ? 'distinct' : ''} s.installation_id, (extract(epoch from r.measured_at) * 1000)::float8 as ms, ${columns}
     from unnest($1::bigint[], $2::bigint[], $3::timestamptz[], $4::timestamptz[]) as s(installation_id, point_id, from_at, to_at)
     cross join lateral (${neighbours ? roundSpan : inSpan}) r
     order by ms`,
    [
      spans.map((span) => span.installationId),
      spans.map((span) => span.pointId),
      spans.map((span) => new Date(span.fromMs)),
      spans.map((span) => new Date(span.toMs)),
    ],
  )
  return rows.map((row) => ({
    installationId: row.installation_id,
    atMs: row.ms,
    registers: toRegisters(row),
  }))
}

function toRegisters(row: Record<string, unknown>): Registers {
  const registers: Registers = {}
  for (const role of roles) {
    const wh = row[roleColumns[role]]
    if (typeof wh === 'number') registers[role] = wh
  }
  return registers
}

/** One register's values out of snapshots, each instant once. */
export function pointsOf(snapshots: readonly Snapshot[], installationId: number, role: RegisterRole): RegisterPoint[] {
  const points: RegisterPoint[] = []
  for (const { installationId: id, atMs, registers } of snapshots) {
    const wh = registers[role]
    if (id === installationId && wh !== undefined && points.at(-1)?.atMs !== atMs) points.push({ atMs, wh })
  }
  return points
}

export type BreakOfRegister = RegisterBreak & { installationId: number; role: RegisterRole }

export async function listBreaks(ctx: Ctx, installationIds: number[]): Promise<BreakOfRegister[]> {
  type Row = {
    installationId: number
    role: RegisterRole
    kind: RegisterBreak['kind']
    beforeAt: Date
    beforeWh: number
    afterAt: Date
    afterWh: number
  }
  const rows = await ctx.db.rows<Row>(
    `select installation_id as "installationId", role, kind, before_at as "beforeAt", before_wh as "beforeWh",
       after_at as "afterAt", after_wh as "afterWh"
     from register_break where installation_id = any($1) order by after_at`,
    [installationIds],
  )
  return rows.map(({ installationId, role, kind, ...row }) => ({
    installationId,
    role,
    kind,
    before: { atMs: row.beforeAt.getTime(), wh: row.beforeWh },
    after: { atMs: row.afterAt.getTime(), wh: row.afterWh },
  }))
}
