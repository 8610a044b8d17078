import type { Ctx } from '../../db/context.ts'
import type { GroupLevel } from '../rules/alarm-groups/causes.ts'
import type { District, OpenAlarm } from '../rules/alarm-groups/facts.ts'

/** One groups at a time; who acts upon alarms as a person lets him end, and he them. */
export async function lockGrouping(ctx: Ctx, { isShared = false } = {}): Promise<void> {
  await ctx.db.rows(`select pg_advisory_xact_lock${isShared ? '_shared' : ''}(hashtext('alarm-groups'))`)
}

export async function isChanged(ctx: Ctx): Promise<boolean> {
  return (await ctx.db.prepared.first(`select 1 from alarm where to_group limit 1`)) !== undefined
}

/** Takes what was raised or ended since the last look; what somebody holds is left for the next. */
export function takeChanged(ctx: Ctx, limit: number): Promise<{ alarmId: number }[]> {
  return ctx.db.rows(
    `update alarm set to_group = false
     where id in (select id from alarm where to_group order by id limit $1 for no key update skip locked)
     returning id as "alarmId"`,
    [limit],
  )
}

/** Places of alarms in the network as it is now. */
const placed = `select a.id, coalesce(a.district_id, p.district_id, t.district_id, e.district_id) as district_id,
    coalesce(a.feeder_id, p.feeder_id, dt.feeder_id) as feeder_id, coalesce(a.substation_id, ft.substation_id) as substation_id
  from alarm a
  left join metering_point p on p.id = a.point_id
  left join point_term t on t.point_id = p.id and t.valid_to is null and t.known_to is null
  left join terminal e on e.id = a.terminal_id
  left join district_term dt on dt.district_id = coalesce(a.district_id, p.district_id, t.district_id, e.district_id) and dt.valid_to is null
  left join feeder_term ft on ft.feeder_id = coalesce(a.feeder_id, p.feeder_id, dt.feeder_id) and ft.valid_to is null`

export type Around = { districtIds: number[]; feederIds: number[]; substationIds: number[] }

/** The places around alarms, each as wide as an outage there could grow. */
export async function findAround(ctx: Ctx, alarmIds: number[]): Promise<Around> {
  const row = await ctx.db.first<Around>(
    `with x as (${placed} where a.id = any($1))
     select coalesce(array_agg(distinct district_id) filter (where feeder_id is null and district_id is not null), '{}') as "districtIds",
       coalesce(array_agg(distinct feeder_id) filter (where substation_id is null and feeder_id is not null), '{}') as "feederIds",
       coalesce(array_agg(distinct substation_id) filter (where substation_id is not null), '{}') as "substationIds" from x`,
    [alarmIds],
  )
  return row ?? { districtIds: [], feederIds: [], substationIds: [] }
}

const within = `(x.substation_id = any($1) or x.feeder_id = any($2) or x.district_id = any($3))`

/** Open alarms of these kinds around there that no planned work explains. */
export function listOpenAround(ctx: Ctx, around: Around, kinds: string[]): Promise<OpenAlarm[]> {
  return ctx.db.rows(
    `with x as (${placed} where a.cleared_at is null and a.kind = any($4)),
     behind as (select k.terminal_id, array_agg(i.point_id order by i.point_id) as points
       from collection_link k join installation i on i.device_id = k.device_id and tstzrange(i.installed_at, i.removed_at) @> $5::timestamptz
       where tstzrange(k.valid_from, k.valid_to) @> $5::timestamptz
         and k.terminal_id in (select terminal_id from alarm where cleared_at is null and kind = any($4) and terminal_id is not null)
       group by k.terminal_id)
     select a.id as "alarmId", a.kind, (extract(epoch from a.occurred_at) * 1000)::float8 as "atMs", a.terminal_id is not null as "isTerminal",
       case when a.point_id is null then coalesce(b.points, '{}') else array[a.point_id] end as points,
       x.district_id as "districtId", x.feeder_id as "feederId", x.substation_id as "substationId", c.group_id as "groupId"
     from x join alarm a on a.id = x.id
     left join behind b on b.terminal_id = a.terminal_id
     left join alarm_cover c on c.alarm_id = a.id
     where ${within} and not exists (select 1 from alarm_suppression z where z.alarm_id = a.id and z.released_at is null)
     order by a.id`,
    [around.substationIds, around.feederIds, around.districtIds, kinds, ctx.now],
  )
}

/** Districts around there, with how many points have a meter that a terminal could tell of. */
export function listDistrictsAround(ctx: Ctx, around: Around): Promise<District[]> {
  return ctx.db.rows(
    `with x as materialized (
       select d.id as district_id, dt.feeder_id, ft.substation_id from transformer_district d
       left join district_term dt on dt.district_id = d.id and dt.valid_to is null
       left join feeder_term ft on ft.feeder_id = dt.feeder_id and ft.valid_to is null)
     select x.district_id as "districtId", x.feeder_id as "feederId", x.substation_id as "substationId",
       (select count(*) from (
          select p.id from metering_point p where p.district_id = x.district_id
          union all
          select t.point_id from point_term t where t.district_id = x.district_id and t.valid_to is null and t.known_to is null) h
        join installation i on i.point_id = h.id and tstzrange(i.installed_at, i.removed_at) @> $4::timestamptz
        join collection_link k on k.device_id = i.device_id and tstzrange(k.valid_from, k.valid_to) @> $4::timestamptz) as points
     from x where ${within} order by x.district_id`,
    [around.substationIds, around.feederIds, around.districtIds, ctx.now],
  )
}

export type HeldRow = { groupId: number; kind: string; placeId: number; fromAt: Date }

/** Open alarms of these kinds that stand for a place around there. */
export function listGroupsAround(ctx: Ctx, around: Around, kinds: string[]): Promise<HeldRow[]> {
  return ctx.db.rows(
    `with x as (${placed} where a.cleared_at is null and a.kind = any($4) and a.point_id is null and a.terminal_id is null)
     select a.id as "groupId", a.kind, coalesce(a.district_id, a.feeder_id, a.substation_id) as "placeId",
       (a.detail ->> 'fromAt')::timestamptz as "fromAt"
     from x join alarm a on a.id = x.id where ${within} order by a.id`,
    [around.substationIds, around.feederIds, around.districtIds, kinds],
  )
}

export type NewGroup = {
  kind: string
  severity: string
  level: GroupLevel
  placeId: number
  occurredAt: Date
  detail: { fromAt: string; cause: string }
}

/** Opens a group; another's of the same place and kind stays as it is, and nothing is returned. */
export function insertGroup(
  ctx: Ctx,
  group: NewGroup,
): Promise<{ alarmId: number; kind: string; districtId: number | null } | undefined> {
  return ctx.db.first(
    `insert into alarm (kind, severity, ${group.level}_id, occurred_at, raised_at, detail, to_group)
     values ($1, $2, $3, $4, $5, $6, false) on conflict do nothing returning id as "alarmId", kind, district_id as "districtId"`,
    [group.kind, group.severity, group.placeId, group.occurredAt, ctx.now, JSON.stringify(group.detail)],
  )
}

/** Who covers whom from now on; returns how many joined each group that it did not cover yet. */
export function saveCovers(
  ctx: Ctx,
  pairs: { alarmId: number; groupId: number }[],
): Promise<{ groupId: number; joined: number; lastAt: Date }[]> {
  return ctx.db.rows(
    `with kept as (
       insert into alarm_cover (alarm_id, group_id, joined_at)
       select alarm_id, group_id, $3 from unnest($1::bigint[], $2::bigint[]) as t(alarm_id, group_id)
       on conflict (alarm_id) do update set group_id = excluded.group_id, joined_at = excluded.joined_at
       where alarm_cover.group_id <> excluded.group_id
       returning alarm_id, group_id)
     select k.group_id as "groupId", count(*) as joined, max(a.occurred_at) as "lastAt"
     from kept k join alarm a on a.id = k.alarm_id group by k.group_id order by k.group_id`,
    [pairs.map(({ alarmId }) => alarmId), pairs.map(({ groupId }) => groupId), ctx.now],
  )
}

/** Open alarms that nothing covers any more are on their own again. */
export function dropCovers(ctx: Ctx, alarmIds: number[]): Promise<number> {
  return ctx.db.run(`delete from alarm_cover where alarm_id = any($1)`, [alarmIds])
}

/** What smaller groups covered is the larger one's, with those groups themselves. */
export async function moveCovers(ctx: Ctx, { fromIds, toId }: { fromIds: number[]; toId: number }): Promise<void> {
  await ctx.db.run(`update alarm_cover set group_id = $2 where group_id = any($1)`, [fromIds, toId])
  await ctx.db.run(
    `insert into alarm_cover (alarm_id, group_id, joined_at) select id, $2, $3 from unnest($1::bigint[]) as id on conflict (alarm_id) do nothing`,
    [fromIds, toId, ctx.now],
  )
}

/** Others joined a group that was open already: counted, as whatever is told again. */
export function countJoined(
  ctx: Ctx,
  {
    groupId,
    joined,
    lastAt,
    firstAt,
    fromAt,
  }: { groupId: number; joined: number; lastAt: Date; firstAt: Date; fromAt: Date },
): Promise<{ alarmId: number; kind: string; repeats: number } | undefined> {
  return ctx.db.first(
    `update alarm set repeats = repeats + $2, occurred_at = least(occurred_at, $4),
       last_at = greatest(last_at, $3, least(occurred_at, $4) + interval '1 millisecond'),
       detail = detail || jsonb_build_object('fromAt', $5::text)
     where id = $1 and cleared_at is null returning id as "alarmId", kind, repeats`,
    [groupId, joined, lastAt, firstAt, fromAt.toISOString()],
  )
}

/** Points and terminals that open groups ever covered, and those of them that are not well. */
export function countCovered(
  ctx: Ctx,
  groupIds: number[],
): Promise<{ groupId: number; places: number; open: number }[]> {
  return ctx.db.rows(
    `select c.group_id as "groupId", count(distinct (a.point_id, a.terminal_id)) as places,
       count(distinct (a.point_id, a.terminal_id)) filter (where a.cleared_at is null) as open
     from alarm_cover c join alarm a on a.id = c.alarm_id
     where c.group_id = any($1) and num_nonnulls(a.point_id, a.terminal_id) = 1 group by c.group_id order by c.group_id`,
    [groupIds],
  )
}

/** Ends groups; what is not well of theirs is on its own again, and looked at anew. */
export async function endGroups(ctx: Ctx, groupIds: number[]): Promise<{ alarmId: number; kind: string }[]> {
  const ended = await ctx.db.rows<{ alarmId: number; kind: string }>(
    `update alarm set cleared_at = greatest($2::timestamptz, raised_at)
     where id = any($1) and cleared_at is null returning id as "alarmId", kind`,
    [groupIds, ctx.now],
  )
  await ctx.db.run(
    `with freed as (delete from alarm_cover c using alarm a where c.group_id = any($1) and a.id = c.alarm_id and a.cleared_at is null
       returning c.alarm_id)
     update alarm set to_group = true where id in (select alarm_id from freed)`,
    [groupIds],
  )
  return ended
}
