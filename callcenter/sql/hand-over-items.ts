import type { Ctx } from '../../db/context.ts'
import type { ItemKind, lineStates } from '../shifts/contract.ts'
import { isFor, mayReadOf, partiesOf } from './hand-ins.ts'
import { windowLabel } from './promises.ts'
import { isReport } from './shields.ts'

/** SQL: order `w` is for every lead to read: complaints of a person or a unit, and reports, have readers of their own. */
const isShared = `w.kind <> 'report' and w.complained_unit_id is null and w.complained_username is null`

/** SQL: hand-in `h` of contact `c` waits for its reply and every lead of the unit `u` reads it, by who took it in and by its account. */
const isOpenHandIn = `h.replied_at is null and starts_with(g.path, (select path from u))
  and (o.id is null or starts_with(o.path, (select path from u))) and not ${isReport}
  and not exists (select from work_order w where w.contact_id = c.id and not (${isShared}))`

/** SQL: item `i` is no hand-in, or one that the reader may read; of five values, those of `readerOfItems`, the first of which is `$first`. */
export const isItemFor = (first: number) => `(i.kind <> 'hand-in' or exists (
  select from contact c join hand_in h on h.contact_id = c.id ${partiesOf} where c.contact_no = substr(i.subject, 9) and ${isFor(first)}))`
export const readerOfItems = mayReadOf

/**
 * SQL: what is open in the unit `u` at `$2`; orders due and promised calls to be made before `$3`, agents missing since `$4`. A call without an account is everybody's.
 */
const found = `select 'order' as kind, 'work-order:' || w.work_order_no as subject, w.work_order_no as label, min(c.due_at) as until,
      w.urgency = 'urgent' or min(c.due_at) <= $2 as is_urgent, w.account_id, w.id as work_order_id
    from work_order w join organisation o on o.id = w.organisation_id join work_order_clock c on c.work_order_id = w.id
    where w.status in ('open', 'dispatched', 'accepted', 'reviewing') and c.stopped_at is null and c.due_at < $3
      and ${isShared} and starts_with(o.path, (select path from u)) group by w.id
  union all select 'hand-in', 'hand-in:' || c.contact_no, coalesce(h.hotline_name, h.hotline) || ' ' || h.their_no, h.due_at, h.due_at <= $2,
      c.account_id, null
    from hand_in h join contact c on c.id = h.contact_id ${partiesOf} where h.due_at < $3 and ${isOpenHandIn}
  union all select 'call-back', 'work-order:' || w.work_order_no, w.work_order_no, null, false, w.account_id, w.id
    from work_order w join organisation o on o.id = w.organisation_id
    where w.status = 'finished' and ${isShared} and starts_with(o.path, (select path from u))
  union all select 'call-back', 'contact:' || c.contact_no, c.contact_no, null, true, c.account_id, null
    from contact c left join account a on a.id = c.account_id left join organisation o on o.id = a.organisation_id
    where c.call_back in ('asked', 'dialling') and c.state in ('queued', 'offered', 'active')
      and not exists (select from promised_call p where p.call_contact_id = c.id)
      and (o.id is null or starts_with(o.path, (select path from u)))
  union all select 'promised-call', 'promised-call:' || p.id,
      ${windowLabel('p.from_at', 'p.until_at')}, p.until_at, p.until_at <= $2, p.account_id, null
    from promised_call p join organisation o on o.id = p.organisation_id left join contact c on c.id = p.contact_id
    where p.ended_at is null and p.from_at < $3 and starts_with(o.path, (select path from u)) and not ${isReport}
      and not exists (select from work_order w where w.contact_id = c.id and not (${isShared}))
  union all select 'unwritten', 'contact:' || c.contact_no, c.contact_no || ' ' || p.name, null, false, null, null
    from contact c join app_user p on p.id = c.agent_id join organisation o on o.id = p.organisation_id
    where c.state = 'unwritten' and starts_with(o.path, (select path from u))
  union all select 'storm', 'storm:' || s.id, o.name, s.ends_at, true, null, null
    from storm s join organisation o on o.id = s.organisation_id
    where s.began_at <= $2 and s.ends_at > $2 and s.ended_at is null
      and (starts_with(o.path, (select path from u)) or starts_with((select path from u), o.path))
  union all select 'absent', 'user:' || p.username, p.name, null, false, null, null
    from agent_state s join app_user p on p.id = s.user_id join organisation o on o.id = p.organisation_id
    where s.state = 'away' and s.reason in ('no-answer', 'offline') and s.since >= $4 and p.disabled_at is null
      and starts_with(o.path, (select path from u))`

type Gathered = { handOverId: number; dueBefore: Date; missingSince: Date }

const unit = `with h as (select id, organisation_id from hand_over where id = $1 and state = 'draft'),
  u as (select o.path from organisation o join h on h.organisation_id = o.id), found as (${found})`

/** What the system found before and finds no more is done by itself; answers how many. */
export function closeResolved(ctx: Ctx, { handOverId, dueBefore, missingSince }: Gathered): Promise<number> {
  return ctx.db.run(
    `${unit}, resolved as (
       update hand_over_item i set done_by = 'system:desk', done_at = $2 from h
       where i.organisation_id = h.organisation_id and i.done_at is null and i.subject is not null
         and not exists (select from found f where f.kind = i.kind and f.subject = i.subject)
         -- An order, or a hand-in, that is not near its clock any more is still to be done by whoever took it.
         and not (i.kind = 'order' and exists (select from work_order w where w.id = i.work_order_id
           and w.status in ('open', 'dispatched', 'accepted', 'reviewing')))
         and not (i.kind = 'hand-in' and exists (select from contact c join hand_in h on h.contact_id = c.id ${partiesOf}
           where c.contact_no = substr(i.subject, 9) and ${isOpenHandIn}))
       returning i.id, i.organisation_id)
     insert into hand_over_event (organisation_id, hand_over_id, item_id, at, actor, act)
     select organisation_id, $1, id, $2, 'system:desk', 'done' from resolved`,
    [handOverId, ctx.now, dueBefore, missingSince],
  )
}

/** Each thing is one item as long as it is open, however often it is found. */
export function gatherFound(ctx: Ctx, { handOverId, dueBefore, missingSince }: Gathered): Promise<number> {
  return ctx.db.run(
    `${unit}, fresh as (
       insert into hand_over_item (organisation_id, kind, subject, label, until, is_urgent, account_id, work_order_id, opened_by, opened_at)
       select h.organisation_id, f.kind, f.subject, f.label, f.until, f.is_urgent, f.account_id, f.work_order_id, 'system:desk', $2
       from found f, h on conflict (organisation_id, kind, subject) where done_at is null and subject is not null do nothing
       returning id, organisation_id)
     insert into hand_over_event (organisation_id, hand_over_id, item_id, at, actor, act)
     select organisation_id, $1, id, $2, 'system:desk', 'gathered' from fresh`,
    [handOverId, ctx.now, dueBefore, missingSince],
  )
}

/** All that is open in the unit stands in the draft: what the former shift left, too. What is done since it was drawn leaves it. */
export async function layLines(ctx: Ctx, handOverId: number): Promise<void> {
  await ctx.db.run(
    `with gone as (delete from hand_over_line l using hand_over_item i
       where l.hand_over_id = $1 and i.id = l.item_id and i.done_at is not null)
     insert into hand_over_line (hand_over_id, item_id, state)
     select h.id, i.id, 'offered' from hand_over h join hand_over_item i on i.organisation_id = h.organisation_id and i.done_at is null
     where h.id = $1 and h.state = 'draft' on conflict do nothing`,
    [handOverId],
  )
}

/** Whether an order may be named in a hand-over: it is of the actor's units, and every lead's to read. */
export async function travels(ctx: Ctx, workOrderNo: string): Promise<boolean> {
  const order = await ctx.db.first(
    `select 1 from work_order w join organisation o on o.id = w.organisation_id
     where w.work_order_no = $1 and starts_with(o.path, $2) and ${isShared}`,
    [workOrderNo, ctx.scope],
  )
  return order !== undefined
}

type NewItem = {
  handOverId: number | null
  kind: 'note' | 'free'
  note: string
  isUrgent: boolean
  until: Date | null
  accountNo: string | null
  workOrderNo: string | null
}

/** Of the actor's unit; undefined where it has none. What is named besides must have been looked up before. */
export async function insertItem(ctx: Ctx, item: NewItem): Promise<number | undefined> {
  const { handOverId, kind, note, isUrgent, until, accountNo, workOrderNo } = item
  const row = await ctx.db.first<{ id: number }>(
    `with o as (select coalesce((select organisation_id from hand_over where id = $1), p.organisation_id) as id from app_user p where p.id = $2),
     added as (
       insert into hand_over_item (organisation_id, kind, note, is_urgent, until, account_id, work_order_id, opened_by, opened_at)
       select o.id, $3, $4, $5, $6, (select id from account where account_no = $7),
         (select id from work_order where work_order_no = $8), $9, $10 from o where o.id is not null returning id, organisation_id),
     told as (insert into hand_over_event (organisation_id, hand_over_id, item_id, at, actor, act)
       select organisation_id, $1, id, $10, $9, 'added' from added)
     select id from added`,
    [handOverId, ctx.actor.id, kind, note, isUrgent, until, accountNo, workOrderNo, ctx.actor.username, ctx.now],
  )
  return row?.id
}

/** False where no such item of the actor's units is open. */
export async function completeItem(ctx: Ctx, id: number, note: string): Promise<boolean> {
  const done = await ctx.db.run(
    `with done as (
       update hand_over_item i set done_by = $3, done_at = $4 from organisation o
       where i.id = $1 and i.done_at is null and o.id = i.organisation_id and starts_with(o.path, $2) and ${isItemFor(6)}
       returning i.id, i.organisation_id)
     insert into hand_over_event (organisation_id, item_id, at, actor, act, note)
     select organisation_id, id, $4, $3, 'done', $5 from done`,
    [id, ctx.scope, ctx.actor.username, ctx.now, note, ...readerOfItems(ctx)],
  )
  return done > 0
}

export type ItemRow = {
  id: number
  kind: ItemKind
  label: string
  note: string | null
  isUrgent: boolean
  until: Date | null
  accountNo: string | null
  workOrderNo: string | null
  heldBy: string | null
  openedBy: string
  openedAt: Date
  doneAt: Date | null
  doneBy: string | null
  travelled: number
}

/** SQL: how a person is called; the system's jobs keep their name. */
const nameOf = (username: string) =>
  `coalesce((select p.name from app_user p where p.username = ${username}), ${username})`

const ITEM = `i.id, i.kind, i.label, i.note, i.is_urgent as "isUrgent", i.until, a.account_no as "accountNo",
    w.work_order_no as "workOrderNo", ${nameOf('i.held_by')} as "heldBy", ${nameOf('i.opened_by')} as "openedBy",
    i.opened_at as "openedAt", i.done_at as "doneAt", ${nameOf('i.done_by')} as "doneBy",
    (select count(*)::int from hand_over_line t where t.item_id = i.id) as travelled`
const FROM = `from hand_over_item i left join account a on a.id = i.account_id left join work_order w on w.id = i.work_order_id`
const ORDER = 'i.is_urgent desc, i.until nulls last, i.id'

/** Of the reader's units. */
export function listOpenItems(ctx: Ctx, most: number): Promise<ItemRow[]> {
  return ctx.db.rows(
    `select ${ITEM} ${FROM} join organisation o on o.id = i.organisation_id
     where i.done_at is null and starts_with(o.path, $1) and ${isItemFor(3)} order by ${ORDER} limit $2`,
    [ctx.scope, most, ...readerOfItems(ctx)],
  )
}

export type LineRow = ItemRow & {
  state: (typeof lineStates)[number]
  decidedBy: string | null
  decidedAt: Date | null
  decidedReason: string | null
}

export function listLines(ctx: Ctx, handOverId: number): Promise<LineRow[]> {
  return ctx.db.rows(
    `select ${ITEM}, l.state, ${nameOf('l.decided_by')} as "decidedBy", l.decided_at as "decidedAt", l.decided_reason as "decidedReason"
     ${FROM} join hand_over_line l on l.item_id = i.id where l.hand_over_id = $1 and ${isItemFor(2)} order by ${ORDER}`,
    [handOverId, ...readerOfItems(ctx)],
  )
}

type EventRow = { at: Date; by: string; act: string; itemId: number | null; note: string | null }

/** Of the hand-over, and of its items whatever shift it was. */
export function listHistory(ctx: Ctx, handOverId: number): Promise<EventRow[]> {
  return ctx.db.rows(
    `select e.at, ${nameOf('e.actor')} as by, e.act, e.item_id as "itemId", e.note from hand_over_event e left join hand_over_item i on i.id = e.item_id
     where (e.hand_over_id = $1 or e.item_id in (select item_id from hand_over_line where hand_over_id = $1))
       and (i.id is null or ${isItemFor(2)})
     order by e.id`,
    [handOverId, ...readerOfItems(ctx)],
  )
}
