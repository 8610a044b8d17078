import type { Ctx } from '../../db/context.ts'
import type { channels } from '../contract.ts'
import { isNotOfReader, isReport, namesAndUnit } from './shields.ts'

/** SQL: view `v` is not told of to everybody: a report is behind it, or a complaint of a person or a unit. */
const isQuiet = `exists (select from contact c where c.id = v.contact_id and (${isReport} or exists (
  select from work_order w where w.contact_id = c.id and (w.complained_unit_id is not null or w.complained_username is not null))))`

export type View = { accountId: number; viewId: string }

/**
 * Renews the reader's lease, or begins one. The contact is his about the account, else whom else he has before him; one that was stays,
 * since he looked because of it. True where others have something new to see.
 */
export async function renewView(ctx: Ctx, view: View & { expiresAt: Date }): Promise<boolean> {
  const row = await ctx.db.first<{ isNews: boolean }>(
    `with hand as (
       select c.id, c.state = 'active' and c.line_ended_at is null and c.account_id is not distinct from $1::bigint as is_talking
       from contact c where c.agent_id = $2 and (c.state = 'active' or c.state = 'unwritten' and c.account_id = $1)
       order by c.account_id is not distinct from $1::bigint desc, c.state, c.id desc limit 1),
     former as (
       select contact_id, is_talking from file_view where account_id = $1 and user_id = $2 and view_id = $3 and expires_at > $4),
     renewed as (
       insert into file_view as v (account_id, user_id, view_id, contact_id, is_talking, since, expires_at)
       values ($1, $2, $3, (select id from hand), coalesce((select is_talking from hand), false), $4, $5)
       on conflict (account_id, user_id, view_id) do update set expires_at = excluded.expires_at,
         contact_id = coalesce(excluded.contact_id, v.contact_id), is_talking = excluded.is_talking,
         since = case when v.expires_at > $4 then v.since else excluded.since end
       returning v.contact_id, v.is_talking)
     select not (${isQuiet}) and not exists (
       select from former f where f.contact_id is not distinct from v.contact_id and f.is_talking = v.is_talking) as "isNews" from renewed v`,
    [view.accountId, ctx.actor.id, view.viewId, ctx.now, view.expiresAt],
  )
  return row?.isNews ?? false
}

/** True where others saw it. */
export async function endView(ctx: Ctx, view: View): Promise<boolean> {
  const row = await ctx.db.first<{ isNews: boolean }>(
    `with gone as (
       delete from file_view where account_id = $1 and user_id = $2 and view_id = $3 returning contact_id)
     select not (${isQuiet}) as "isNews" from gone v`,
    [view.accountId, ctx.actor.id, view.viewId],
  )
  return row?.isNews ?? false
}

/** Ends those that nobody renewed; says of which accounts others saw one. */
export async function endLapsedViews(ctx: Ctx): Promise<number[]> {
  const rows = await ctx.db.rows<{ accountId: number }>(
    `with gone as (
       delete from file_view where ctid in (select ctid from file_view where expires_at <= $1 for update skip locked)
       returning account_id, contact_id)
     select distinct v.account_id as "accountId" from gone v where not (${isQuiet})`,
    [ctx.now],
  )
  return rows.map(({ accountId }) => accountId)
}

export type OtherView = {
  userId: number
  name: string
  since: Date
  isTalking: boolean
  contact: { channel: (typeof channels)[number]; contactNo: string } | null
}

/** Others who have the file open; not who does so for a report, nor for what complains of the reader or of his unit. */
export function listOtherViews(ctx: Ctx, accountId: number): Promise<OtherView[]> {
  return ctx.db.rows(
    `select u.id as "userId", u.name, min(v.since) as since,
       coalesce(bool_or(c.state = 'active' and c.line_ended_at is null), false) as "isTalking",
       (array_agg(jsonb_build_object('channel', c.channel, 'contactNo', c.contact_no) order by c.state, c.id desc)
         filter (where c.id is not null))[1] as contact
     from file_view v join app_user u on u.id = v.user_id
     left join contact c on c.id = v.contact_id and c.agent_id = v.user_id and c.account_id = v.account_id
       and c.state in ('active', 'unwritten')
     where v.account_id = $1 and v.user_id <> $2 and v.expires_at > $3
       and not exists (select from contact c where c.id = v.contact_id and (${isReport}
         or exists (select from work_order w where w.contact_id = c.id and not (${isNotOfReader(4)}))))
     group by u.id, u.name order by min(v.since), u.id`,
    [accountId, ctx.actor.id, ctx.now, ...namesAndUnit(ctx)],
  )
}
