import type { Ctx } from '../../db/context.ts'
import { holdersOf } from '../../db/customers/parties.ts'
import { allowErasing, type Erasure, type Over } from '../../db/erasures.ts'

/**
 * SQL: contact `c` is of an account that is kept. One that no agent joined to an account is by its number, where whoever holds such an
 * account has that in his file.
 */
export const isOfKept = `(coalesce(c.account_id = any($2::bigint[]), false) or c.account_id is null and coalesce(c.phone_hash in (
  select i.phone_hash from identity i join customer k on k.identity_id = i.id
  where i.phone_hash is not null and k.id in ${holdersOf('$2::bigint[]')}), false))`

/** A call is kept as long as the work that came of it. */
const callsOver = `from contact c where c.state in ('closed', 'abandoned') and c.closed_at < $1
  and not ${isOfKept} and not exists (select from work_order w where w.contact_id = c.id)
  and not exists (select from work_order_entry e where e.contact_id = c.id)
  and not exists (select from quality_sheet q where q.contact_id = c.id)
  and not exists (select from hand_in h where h.contact_id = c.id and h.replied_at is null)
  and not exists (select from promised_call p where c.id in (p.contact_id, p.call_contact_id) and p.ended_at is null)`
/** What is done with another order is over when that one is. */
const ordersOver = `from work_order w where w.status in ('closed', 'cancelled', 'merged') and w.finished_at < $1
  and not exists (select from work_order m where m.id = w.merged_into and m.status not in ('closed', 'cancelled'))
  and not coalesce(w.account_id = any($2::bigint[]), false)
  and not (w.account_id is null and exists (select from contact c where c.id = w.contact_id and ${isOfKept}))`

/** Also what the timeline of an account says of them: it is somebody's words too. */
const eraseCalls = `with over as (select c.id ${callsOver} order by c.id limit $3),
  acts as (delete from contact_event where contact_id in (select id from over)),
  links as (delete from bill_link where contact_id in (select id from over)),
  checks as (delete from identity_check where contact_id in (select id from over)),
  codes as (delete from identity_code where contact_id in (select id from over)),
  transfers as (delete from contact_transfer where contact_id in (select id from over)),
  recordings as (delete from contact_recording where contact_id in (select id from over)),
  menus as (delete from menu_call where contact_id in (select id from over)),
  gone as (delete from contact where id in (select id from over) returning contact_no, account_id),
  told as (delete from timeline_entry t using gone g
    where t.account_id = g.account_id and t.kind = 'contact' and t.subject = 'contact:' || g.contact_no)
  select contact_no from gone`
const chatsOver = `contact_id in (select c.id ${callsOver} order by c.id limit $3)`
const eraseMessages = `delete from chat_message where ${chatsOver}`
const eraseThreads = `delete from chat_thread where ${chatsOver}`
const eraseHandIns = `delete from hand_in where ${chatsOver}`
/** What was promised in a call goes with it, or where that is gone already with the one that kept it. */
const promisesOver = `select p.id from promised_call p where coalesce(p.contact_id, p.call_contact_id) in (
  select c.id ${callsOver} order by c.id limit $3)`
const erasePromiseEvents = `delete from promised_call_event where promised_call_id in (${promisesOver})`
const erasePromises = `delete from promised_call where id in (${promisesOver})`
const ordersOverNow = `select w.id ${ordersOver} order by w.id limit $3`
const eraseClockEvents = `delete from order_clock_event where work_order_id in (${ordersOverNow})`
const eraseOrders = `with over as (${ordersOverNow}),
  alerts as (delete from order_clock_alert where work_order_id in (select id from over)),
  clocks as (delete from work_order_clock where work_order_id in (select id from over)),
  tasks as (delete from order_task where work_order_id in (select id from over)),
  pictures as (delete from order_photo where entry_id in (select entry_id from crew_entry where work_order_id in (select id from over))),
  written as (delete from crew_entry where work_order_id in (select id from over)),
  entries as (delete from work_order_entry where work_order_id in (select id from over)),
  gone as (delete from work_order where id in (select id from over) returning work_order_no, account_id),
  told as (delete from timeline_entry t using gone g
    where t.account_id = g.account_id and t.kind = 'work-order' and split_part(t.subject, ':', 2) = g.work_order_no)
  select work_order_no from gone`

async function countOf(ctx: Ctx, over: string, { before, kept, most }: Over): Promise<number> {
  const row = await ctx.db.first<{ count: number }>(
    `select count(*) as count from (select 1 ${over} limit $3) as over`,
    [before, kept, most],
  )
  return row?.count ?? 0
}

/** What was said and what came of it, of accounts that nothing holds. */
export const deskErasures: Erasure[] = [
  {
    kind: 'work-orders',
    count: (ctx, over) => countOf(ctx, ordersOver, over),
    async erase(ctx, { before, kept, most }) {
      await allowErasing(ctx, 'order_clock_event')
      await ctx.db.run(eraseClockEvents, [before, kept, most])
      await allowErasing(ctx, 'work_order_entry')
      return (await ctx.db.rows(eraseOrders, [before, kept, most])).length
    },
  },
  {
    kind: 'calls',
    count: (ctx, over) => countOf(ctx, callsOver, over),
    async erase(ctx, { before, kept, most }) {
      await allowErasing(ctx, 'chat_message')
      await ctx.db.run(eraseMessages, [before, kept, most])
      await ctx.db.run(eraseThreads, [before, kept, most])
      await allowErasing(ctx, 'hand_in_event')
      await ctx.db.run(eraseHandIns, [before, kept, most])
      await allowErasing(ctx, 'promised_call_event')
      await ctx.db.run(erasePromiseEvents, [before, kept, most])
      await ctx.db.run(erasePromises, [before, kept, most])
      await allowErasing(ctx, 'contact_event')
      return (await ctx.db.rows(eraseCalls, [before, kept, most])).length
    },
  },
]
