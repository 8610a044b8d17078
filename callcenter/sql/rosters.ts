import type { Ctx } from '../../db/context.ts'
import type { Assigned } from '../rules/roster.ts'
import type { ShiftCode } from '../rules/shifts.ts'

export type PlanRow = {
  id: number
  version: number
  revision: number
  state: 'draft' | 'published'
  publishedBy: string | null
  publishedAt: Date | null
}

const nameOf = (username: string) =>
  `coalesce((select p.name from app_user p where p.username = ${username}), ${username})`

/** The draft of the week, and what is published latest; of the unit whose path is the actor's scope. */
export function listPlans(ctx: Ctx, weekOn: string): Promise<PlanRow[]> {
  return ctx.db.rows(
    `select distinct on (r.state) r.id, r.version, r.revision, r.state, ${nameOf('r.published_by')} as "publishedBy",
       r.published_at as "publishedAt"
     from roster r join organisation o on o.id = r.organisation_id
     where o.path = $1 and r.week_on = $2 order by r.state, r.version desc`,
    [ctx.scope, weekOn],
  )
}

export async function findUnit(ctx: Ctx): Promise<{ id: number; name: string } | undefined> {
  return ctx.db.first('select id, name from organisation where path = $1', [ctx.scope])
}

export function listRosterAgents(ctx: Ctx): Promise<{ userId: number; name: string }[]> {
  return ctx.db.rows(
    `select u.id as "userId", u.name from app_user u join organisation o on o.id = u.organisation_id
     where 'agent' = any(u.roles) and u.disabled_at is null and starts_with(o.path, $1) order by u.name, u.id`,
    [ctx.scope],
  )
}

export function listShifts(ctx: Ctx, rosterId: number): Promise<Assigned[]> {
  return ctx.db.rows(
    'select user_id as "userId", on_day as day, shift from roster_shift where roster_id = $1 order by on_day, user_id',
    [rosterId],
  )
}

/** SQL: the published roster of the unit and week that holds; `r` is it. */
const inForce = `r.state = 'published' and not exists (select from roster n where n.organisation_id = r.organisation_id
  and n.week_on = r.week_on and n.state = 'published' and n.version > r.version)`

/** Published shifts of `[from, to)`; of the actor's units. */
export function listPublished(
  ctx: Ctx,
  { from, to }: { from: string; to: string },
): Promise<(Assigned & { name: string })[]> {
  return ctx.db.rows(
    `select s.user_id as "userId", u.name, s.on_day as day, s.shift from roster r join roster_shift s on s.roster_id = r.id
     join app_user u on u.id = s.user_id join organisation o on o.id = r.organisation_id
     where ${inForce} and s.on_day >= $1 and s.on_day < $2 and (starts_with(o.path, $3) or starts_with($3, o.path))
     order by s.on_day, u.name, u.id`,
    [from, to, ctx.scope],
  )
}

/** A draft beside what is published; undefined where somebody has begun one meanwhile. */
export async function insertDraft(ctx: Ctx, unitId: number, weekOn: string): Promise<number | undefined> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into roster (organisation_id, week_on, version, state, drawn_by, drawn_at)
     select $1, $2, coalesce(max(version), 0) + 1, 'draft', $3, $4 from roster where organisation_id = $1 and week_on = $2
     on conflict do nothing returning id`,
    [unitId, weekOn, ctx.actor.username, ctx.now],
  )
  return row?.id
}

/** It comes after all that is published by now. False where it is another revision by now. */
export async function reviseDraft(ctx: Ctx, id: number, revision: number): Promise<boolean> {
  const changed = await ctx.db.run(
    `update roster r set revision = revision + 1, version = greatest(version, 1 + coalesce((select max(n.version) from roster n
       where n.organisation_id = r.organisation_id and n.week_on = r.week_on and n.state = 'published'), 0))
     where id = $1 and state = 'draft' and revision = $2`,
    [id, revision],
  )
  return changed > 0
}

export async function replaceShifts(ctx: Ctx, rosterId: number, shifts: Assigned[]): Promise<void> {
  await ctx.db.run('delete from roster_shift where roster_id = $1', [rosterId])
  await ctx.db.run(
    `insert into roster_shift (roster_id, user_id, on_day, shift)
     select $1, u, d::date, s from unnest($2::bigint[], $3::text[], $4::text[]) as t (u, d, s)`,
    [rosterId, shifts.map(({ userId }) => userId), shifts.map(({ day }) => day), shifts.map(({ shift }) => shift)],
  )
}

/** False where it is another revision by now, or a later version was published meanwhile: an exchange that was granted. */
export async function publishDraft(ctx: Ctx, id: number, revision: number): Promise<boolean> {
  const published = await ctx.db.run(
    `update roster r set state = 'published', published_by = $3, published_at = $4
     where id = $1 and state = 'draft' and revision = $2 and not exists (select from roster n where n.organisation_id = r.organisation_id
       and n.week_on = r.week_on and n.state = 'published' and n.version > r.version)`,
    [id, revision, ctx.actor.username, ctx.now],
  )
  return published > 0
}

/** The published roster that holds for an agent on a day, with the shift that he has there. */
export function findOwnShift(
  ctx: Ctx,
  userId: number,
  day: string,
): Promise<{ rosterId: number; unitId: number; weekOn: string; shift: ShiftCode } | undefined> {
  return ctx.db.first(
    `select r.id as "rosterId", r.organisation_id as "unitId", r.week_on as "weekOn", s.shift from roster r
     join roster_shift s on s.roster_id = r.id where ${inForce} and s.user_id = $1 and s.on_day = $2`,
    [userId, day],
  )
}

/** The same week once more, published at once, with two shifts exchanged; undefined where another version was published meanwhile. */
export async function insertExchanged(ctx: Ctx, exchangeId: number): Promise<number | undefined> {
  const row = await ctx.db.first<{ id: number }>(
    `with x as (select * from shift_exchange where id = $1),
     fresh as (
       insert into roster (organisation_id, week_on, version, state, drawn_by, drawn_at, published_by, published_at)
       select r.organisation_id, r.week_on, (select max(version) + 1 from roster v where v.organisation_id = r.organisation_id and v.week_on = r.week_on),
         'published', $2, $3, $2, $3 from roster r join x on x.roster_id = r.id where ${inForce} returning id),
     kept as (
       insert into roster_shift (roster_id, user_id, on_day, shift)
       select fresh.id, case when s.user_id = x.asker_id and s.on_day = x.asker_on then x.other_id
           when s.user_id = x.other_id and s.on_day = x.other_on then x.asker_id else s.user_id end, s.on_day, s.shift
       from fresh, x join roster_shift s on s.roster_id = x.roster_id)
     select id from fresh`,
    [exchangeId, ctx.actor.username, ctx.now],
  )
  return row?.id
}

export type StateRow = { userId: number; at: Date; isAtWork: boolean }

/** How agents' states changed in `[from, to)`, and the state in which each began it. */
export function listStates(ctx: Ctx, userIds: number[], { from, to }: { from: Date; to: Date }): Promise<StateRow[]> {
  return ctx.db.rows(
    `select user_id as "userId", at, state <> 'away' as "isAtWork" from agent_state_event
     where user_id = any($1) and at >= $2 and at < $3
     union all select u, $2, (select e.state <> 'away' from agent_state_event e where e.user_id = u and e.at < $2 order by e.at desc, e.id desc limit 1)
     from unnest($1::bigint[]) u where exists (select from agent_state_event e where e.user_id = u and e.at < $2)
     order by 1, 2`,
    [userIds, from, to],
  )
}
