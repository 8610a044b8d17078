import type { Ctx } from '../../db/context.ts'

export type Transformer = { districtId: number; ratingKva: number }

/** Districts after an id whose head has a meter (`kind = 'district'`), in order. */
export function listMeteredTransformers(ctx: Ctx, afterId: number, limit: number): Promise<Transformer[]> {
  return ctx.db.rows(
    `select d.id as "districtId", d.capacity_kva::float8 as "ratingKva" from transformer_district d
     where d.id > $1 and exists (select 1 from metering_point p where p.kind = 'district' and p.district_id = d.id)
     order by d.id limit $2`,
    [afterId, limit],
  )
}

export type HeadLoad = { districtId: number; atMs: number; powerW: number; reactiveVar: number }

/**
 * Primary power through the heads of districts at the close of each quarter hour of `[from, to)`, all meters of a head added; an
 * instant at which one of them is silent is left out. Without reactive power it comes from the power factor.
 */
export function listHeadLoads(
  ctx: Ctx,
  districtIds: number[],
  { from, to }: { from: Date; to: Date },
): Promise<HeadLoad[]> {
  return ctx.db.rows(
    `with head as (select id, district_id, count(*) over (partition by district_id) as meters from metering_point
       where kind = 'district' and district_id = any($1))
     select h.district_id as "districtId", (extract(epoch from r.at) * 1000)::float8 as "atMs",
       sum(r.p_w * i.ct * i.pt)::float8 as "powerW",
       sum(coalesce(r.q_var, case when r.pf <> 0 then r.p_w * tan(acos(least(abs(r.pf), 1))) end, 0) * i.ct * i.pt)::float8 as "reactiveVar"
     from head h cross join lateral interval_rows(h.id, $2, $3) r join installation i on i.id = r.installation_id
     where r.p_w is not null
     group by h.district_id, r.at, h.meters having count(*) = h.meters
     order by h.district_id, r.at`,
    [districtIds, from, to],
  )
}

export type TransformerDayRow = {
  districtId: number
  day: string
  ratingKva: number
  monitoredMin: number
  meanPercent: number
  peakPercent: number
  peakAt: Date
  heavyMin: number
  overMin: number
  longestHeavyMin: number
  longestOverMin: number
  reverseMin: number
}

export async function saveTransformerDays(ctx: Ctx, rows: TransformerDayRow[]): Promise<void> {
  const cells = `rating_kva, monitored_min, mean_percent, peak_percent, peak_at, heavy_min, over_min, longest_heavy_min,
    longest_over_min, reverse_min`
  await ctx.db.run(
    `insert into transformer_day (district_id, day, ${cells})
     select d."districtId", d.day, d."ratingKva", d."monitoredMin", d."meanPercent", d."peakPercent", d."peakAt", d."heavyMin", d."overMin",
       d."longestHeavyMin", d."longestOverMin", d."reverseMin"
     from jsonb_to_recordset($1) as d("districtId" bigint, day date, "ratingKva" numeric, "monitoredMin" int, "meanPercent" real,
       "peakPercent" real, "peakAt" timestamptz, "heavyMin" int, "overMin" int, "longestHeavyMin" int, "longestOverMin" int, "reverseMin" int)
     on conflict (district_id, day) do update set (${cells}) = (${cells
       .split(',')
       .map((cell) => `excluded.${cell.trim()}`)
       .join(', ')})`,
    [JSON.stringify(rows)],
  )
}

/** Days of `[from, to]` that no transformer has yet, latest first. */
export async function listMissingDays(ctx: Ctx, from: string, to: string): Promise<string[]> {
  const rows = await ctx.db.rows<{ day: string }>(
    `select d::date as day from generate_series($1::date, $2::date, interval '1 day') as d
     where not exists (select 1 from transformer_day t where t.day = d::date) order by 1 desc`,
    [from, to],
  )
  return rows.map(({ day }) => day)
}

export type TransformerMonth = {
  districtId: number
  name: string
  kind: 'public' | 'dedicated'
  feederName: string | null
  capacityKva: number
  /** Null where no meter stands at its head. */
  headPointId: number | null
  monitoredMin: number
  meanPercent: number | null
  peakPercent: number | null
  peakAt: Date | null
  heavyMin: number
  overMin: number
  heavyDays: number
  overDays: number
  longestHeavyMin: number
  longestOverMin: number
  reverseMin: number
  /** Of the latest reading of its head, in kVA. */
  nowKva: number | null
  nowAt: Date | null
}

/** Every transformer within the actor's scope, with its days of `[from, to)`, the fullest first. */
export function listTransformerMonths(
  ctx: Ctx,
  { from, to, lastingMin, districtId }: { from: string; to: string; lastingMin: number; districtId: number | null },
): Promise<TransformerMonth[]> {
  return ctx.db.rows(
    `select d.id as "districtId", d.name, d.kind, f.name as "feederName", d.capacity_kva::float8 as "capacityKva", h.id as "headPointId",
       coalesce(m.monitored, 0)::int as "monitoredMin", m.mean as "meanPercent", m.peak as "peakPercent", m.peak_at as "peakAt",
       coalesce(m.heavy, 0)::int as "heavyMin", coalesce(m.over, 0)::int as "overMin", coalesce(m.heavy_days, 0)::int as "heavyDays",
       coalesce(m.over_days, 0)::int as "overDays", coalesce(m.longest_heavy, 0)::int as "longestHeavyMin",
       coalesce(m.longest_over, 0)::int as "longestOverMin", coalesce(m.reverse, 0)::int as "reverseMin",
       n.kva as "nowKva", n.measured_at as "nowAt"
     from transformer_district d
     join organisation o on o.id = d.organisation_id
     left join lateral (select min(p.id) as id from metering_point p where p.kind = 'district' and p.district_id = d.id) h on true
     left join district_term dt on dt.district_id = d.id and tstzrange(dt.valid_from, dt.valid_to) @> $1::timestamptz
     left join feeder f on f.id = dt.feeder_id
     left join lateral (
       select sum(t.monitored_min) as monitored, (sum(t.mean_percent * t.monitored_min) / nullif(sum(t.monitored_min), 0))::float8 as mean,
         max(t.peak_percent)::float8 as peak, (array_agg(t.peak_at order by t.peak_percent desc))[1] as peak_at,
         sum(t.heavy_min) as heavy, sum(t.over_min) as over, count(*) filter (where t.longest_heavy_min >= $5) as heavy_days,
         count(*) filter (where t.longest_over_min >= $5) as over_days, max(t.longest_heavy_min) as longest_heavy,
         max(t.longest_over_min) as longest_over, sum(t.reverse_min) as reverse
       from transformer_day t where t.district_id = d.id and t.day >= $2 and t.day < $3) m on true
     left join lateral (
       select max(l.measured_at) as measured_at, sqrt(sum((l.reading ->> 'pW')::float8 * i.ct * i.pt) ^ 2
           + sum(coalesce((l.reading ->> 'qVar')::float8, 0) * i.ct * i.pt) ^ 2) / 1000 as kva
       from metering_point p join latest_reading l on l.point_id = p.id
       join installation i on i.point_id = p.id and tstzrange(i.installed_at, i.removed_at) @> $1::timestamptz
       where p.kind = 'district' and p.district_id = d.id and l.reading ->> 'pW' is not null) n on true
     where starts_with(o.path, $4) and ($6::bigint is null or d.id = $6)
     order by m.peak desc nulls last, d.name`,
    [ctx.now, from, to, ctx.scope, lastingMin, districtId],
  )
}

/** One transformer's days of `[from, to)`, oldest first. */
export function listTransformerDays(
  ctx: Ctx,
  { districtId, from, to }: { districtId: number; from: string; to: string },
): Promise<TransformerDayRow[]> {
  return ctx.db.rows(
    `select district_id as "districtId", day, rating_kva::float8 as "ratingKva", monitored_min as "monitoredMin",
       mean_percent::float8 as "meanPercent", peak_percent::float8 as "peakPercent", peak_at as "peakAt", heavy_min as "heavyMin",
       over_min as "overMin", longest_heavy_min as "longestHeavyMin", longest_over_min as "longestOverMin", reverse_min as "reverseMin"
     from transformer_day where district_id = $1 and day >= $2 and day < $3 order by day`,
    [districtId, from, to],
  )
}
