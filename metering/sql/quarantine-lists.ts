import type { Ctx } from '../../db/context.ts'

/** What was put aside belongs to no point, so to no station: only those see it in whose scope the whole network lies. */
const isWholeCompany = (scope: string) =>
  `(${scope} = '' or not exists (select 1 from transformer_district d join organisation o on o.id = d.organisation_id
     where not starts_with(o.path, ${scope})))`

/** Which rows are meant; what is null is not asked for, and an empty name is for rows without one. */
export type QuarantineFilter = { terminal: string | null; meter: string | null; reason: string | null }

const isMeant = (t: string, m: string, r: string) =>
  `(${t}::text is null or coalesce(terminal, '') = ${t}) and (${m}::text is null or coalesce(meter, '') = ${m})
   and (${r}::text is null or reason = ${r})`

const cells = ({ terminal, meter, reason }: QuarantineFilter) => [terminal, meter, reason]

export type QuarantineRecord = {
  quarantineId: number
  arrivedAt: Date
  latestAt: Date
  source: string
  terminal: string | null
  meter: string | null
  topic: string
  reason: string
  detail: string
  payload: string
  form: 'message' | 'reading' | 'event' | 'cut'
  releaseAt: Date | null
  count: number
}

export function listQuarantine(
  ctx: Ctx,
  page: { beforeId: number | null; limit: number },
  filter: QuarantineFilter,
): Promise<QuarantineRecord[]> {
  return ctx.db.rows(
    `select id as "quarantineId", arrived_at as "arrivedAt", latest_at as "latestAt", source, terminal, meter, topic,
       reason, detail, payload, form, release_at as "releaseAt", count
     from mqtt_quarantine
     where ($1::bigint is null or id < $1) and ${isWholeCompany('$3')} and ${isMeant('$4', '$5', '$6')}
     order by id desc limit $2`,
    [page.beforeId, page.limit, ctx.scope, ...cells(filter)],
  )
}

export async function countQuarantine(ctx: Ctx): Promise<number> {
  const row = await ctx.db.first<{ total: number }>(
    `select coalesce(sum(count), 0)::float8 as total from mqtt_quarantine where ${isWholeCompany('$1')}`,
    [ctx.scope],
  )
  return row?.total ?? 0
}

export type QuarantineGroupRecord = {
  source: string
  terminal: string | null
  meter: string | null
  reason: string
  /** Different ones, and how often they came. */
  kept: number
  told: number
  waiting: number
  /** Of those that can be taken again. */
  whole: number
  firstAt: Date
  latestAt: Date
  newestId: number
  terminalId: number | null
  isMeterKnown: boolean
  refused: number
}

/** By who told what of which meter and why it was put aside; the group with the newest row first. */
export function listQuarantineGroups(
  ctx: Ctx,
  page: { beforeId: number | null; limit: number },
  filter: { reason: string | null; q: string | null },
): Promise<QuarantineGroupRecord[]> {
  return ctx.db.rows(
    `with grouped as (
       select source, terminal, meter, reason, count(*) as kept, sum(count)::float8 as told,
         count(release_at) as waiting, count(*) filter (where form <> 'cut') as whole,
         min(arrived_at) as "firstAt", max(latest_at) as "latestAt", max(id) as "newestId", max(origin) as origin
       from mqtt_quarantine
       where ($4::text is null or reason = $4) and ($5::text is null or terminal ilike $5 or meter ilike $5)
       group by source, terminal, meter, reason),
     paged as (select * from grouped where ($1::bigint is null or "newestId" < $1) and ${isWholeCompany('$3')}
       order by "newestId" desc limit $2)
     select p.source, p.terminal, p.meter, p.reason, p.kept, p.told, p.waiting, p.whole, p."firstAt", p."latestAt",
       p."newestId", e.id as "terminalId", exists (select 1 from device d where d.asset_no = p.meter) as "isMeterKnown",
       coalesce(o.refused, 0)::float8 as refused
     from paged p left join terminal e on e.asset_no = p.terminal left join quarantine_origin o on o.origin = p.origin
     order by p."newestId" desc`,
    [page.beforeId, page.limit, ctx.scope, filter.reason, filter.q],
  )
}

export type QuarantineTotals = { reason: string; kept: number }

export function listQuarantineReasons(ctx: Ctx): Promise<QuarantineTotals[]> {
  return ctx.db.rows(
    `select reason, count(*) as kept from mqtt_quarantine where ${isWholeCompany('$1')} group by reason order by reason`,
    [ctx.scope],
  )
}

/** Puts rows in line to be taken again, whole ones only; says how many. */
export function markForRelease(ctx: Ctx, filter: QuarantineFilter): Promise<number> {
  return ctx.db.run(
    `update mqtt_quarantine set release_at = $1, release_by = $2
     where release_at is null and form <> 'cut' and ${isWholeCompany('$3')} and ${isMeant('$4', '$5', '$6')}`,
    [ctx.now, ctx.actor.name, ctx.scope, ...cells(filter)],
  )
}

export async function listMeantIds(ctx: Ctx, filter: QuarantineFilter): Promise<{ id: number; count: number }[]> {
  return ctx.db.rows(
    `select id, count from mqtt_quarantine where ${isWholeCompany('$1')} and ${isMeant('$2', '$3', '$4')}`,
    [ctx.scope, ...cells(filter)],
  )
}

export async function countMeant(ctx: Ctx, filter: QuarantineFilter): Promise<{ kept: number; waiting: number }> {
  const row = await ctx.db.first<{ kept: number; waiting: number }>(
    `select count(*) as kept, count(release_at) as waiting from mqtt_quarantine
     where ${isWholeCompany('$1')} and ${isMeant('$2', '$3', '$4')}`,
    [ctx.scope, ...cells(filter)],
  )
  return row ?? { kept: 0, waiting: 0 }
}

/** A district that the actor may see. */
export async function findDistrictName(ctx: Ctx, districtId: number): Promise<string | undefined> {
  const row = await ctx.db.first<{ name: string }>(
    `select d.name from transformer_district d join organisation o on o.id = d.organisation_id
     where d.id = $1 and ($2 = '' or starts_with(o.path, $2))`,
    [districtId, ctx.scope],
  )
  return row?.name
}
