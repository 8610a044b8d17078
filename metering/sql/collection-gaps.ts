import type { Ctx } from '../../db/context.ts'
import type { Item } from '../rules/collection-schedule.ts'

export type DueGap = {
  gapId: number
  pointId: number
  terminalId: number | null
  day: string
  item: Item
  attempts: number
  assetNo: string | null
  profile: string | null
  isMqtt: boolean
  isOnline: boolean | null
}

/** Takes gaps that are due for an attempt and leases them, so that a second process or a restart finds them later. */
export function claimGaps(ctx: Ctx, limit: number, leaseUntil: Date): Promise<DueGap[]> {
  return ctx.db.rows(
    `with due as (
       select id from collection_gap where status = 'open' and next_at <= $1 order by next_at, id limit $2 for update skip locked),
     taken as (
       update collection_gap g set next_at = $3, attempts = g.attempts + 1 from due where g.id = due.id returning g.*)
     select t.id as "gapId", t.point_id as "pointId", t.terminal_id as "terminalId", t.day::text as day, t.item,
       t.attempts, d.asset_no as "assetNo", d.profile, coalesce(e.protocol = 'mqtt', false) as "isMqtt", s.online as "isOnline"
     from taken t
     left join device d on d.id = t.device_id
     left join terminal e on e.id = t.terminal_id
     left join terminal_status s on s.terminal_id = t.terminal_id
     order by t.terminal_id, t.point_id, t.day`,
    [ctx.now, limit, leaseUntil],
  )
}

/** What of these gaps is still not there, by the rows that are kept now. */
export function listRemaining(
  ctx: Ctx,
  gapIds: number[],
): Promise<{ gapId: number; remaining: number; missingAt: Date[] }[]> {
  return ctx.db.rows(
    `select g.id as "gapId", least(g.missing, m.remaining)::int as remaining, m.missing_at as "missingAt"
     from collection_gap g
     cross join lateral (select (g.day + 1)::timestamp at time zone 'Asia/Shanghai' as ends_at) b
     cross join lateral (
       select case when exists (select 1 from register_reading r where r.point_id = g.point_id and r.frozen_as in ('day', 'month')
           and r.import_wh is not null
           and r.measured_at between b.ends_at - interval '5 minutes' and b.ends_at + interval '5 minutes') then 0 else 1 end as remaining,
         array[]::timestamptz[] as missing_at
       where g.item = 'day-freeze'
       union all
       select count(*), coalesce(array_agg(q.starts_at order by q.starts_at), '{}')
       from generate_series(1, g.due) as n
       cross join lateral (select b.ends_at - n * interval '15 minutes' as starts_at) q
       where g.item = 'curve' and not exists (select 1 from interval_reading v
         where v.point_id = g.point_id and v.at = q.starts_at and (v.import_wh is not null or v.export_wh is not null))
       having g.item = 'curve') m
     where g.id = any($1)`,
    [gapIds],
  )
}

export type GapState = {
  gapId: number
  remaining: number
  status: 'open' | 'filled' | 'given-up'
  nextAt: Date | null
  because: string | null
}

export async function saveGapStates(ctx: Ctx, states: GapState[]): Promise<void> {
  await ctx.db.run(
    `update collection_gap g set remaining = s.remaining, status = s.status, next_at = s.next_at,
       because = coalesce(s.because, case when s.status = 'open' then g.because end),
       filled_at = case when s.status = 'filled' then coalesce(g.filled_at, $6::timestamptz) end
     from unnest($1::bigint[], $2::int[], $3::text[], $4::timestamptz[], $5::text[]) as s(id, remaining, status, next_at, because)
     where g.id = s.id`,
    [
      states.map((state) => state.gapId),
      states.map((state) => state.remaining),
      states.map((state) => state.status),
      states.map((state) => state.nextAt),
      states.map((state) => state.because),
      ctx.now,
    ],
  )
}

export type UnfilledGap = { gapId: number; status: 'open' | 'given-up'; nextAt: Date | null; because: string | null }

/** Gaps of the latest days that were given up or wait. */
export function listUnfilled(
  ctx: Ctx,
  page: { sinceDay: string; afterId: number; limit: number; pointId: number | null },
): Promise<UnfilledGap[]> {
  return ctx.db.rows(
    `select id as "gapId", status, next_at as "nextAt", because from collection_gap
     where status <> 'filled' and day >= $1 and id > $2 and ($4::bigint is null or point_id = $4) order by id limit $3`,
    [page.sinceDay, page.afterId, page.limit, page.pointId],
  )
}

/** Why the latest attempt brought nothing. */
export async function noteGap(
  ctx: Ctx,
  gap: { pointId: number; day: string; item: string; because: string },
): Promise<void> {
  await ctx.db.run(
    `update collection_gap set because = $4 where point_id = $1 and day = $2 and item = $3 and status = 'open'`,
    [gap.pointId, gap.day, gap.item, gap.because],
  )
}

/** What cannot be had ends in its cause. */
export async function giveUpGap(
  ctx: Ctx,
  gap: { pointId: number; day: string; item: string; because: string },
): Promise<void> {
  await ctx.db.run(
    `update collection_gap set status = 'given-up', next_at = null, because = $4
     where point_id = $1 and day = $2 and item = $3 and status = 'open'`,
    [gap.pointId, gap.day, gap.item, gap.because],
  )
}

/** A point or a whole terminal answers again: what it missed is due at once. */
export async function wakeGaps(ctx: Ctx, of: { pointId: number } | { terminalId: number }): Promise<void> {
  const [column, id] = 'pointId' in of ? ['point_id', of.pointId] : ['terminal_id', of.terminalId]
  await ctx.db.run(
    `update collection_gap set status = 'open', next_at = $2, attempts = 0, because = null
     where ${column} = $1 and status <> 'filled' and day >= $2::date - 7`,
    [id, ctx.now],
  )
}
