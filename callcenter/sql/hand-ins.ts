import type { Ctx } from '../../db/context.ts'
import type { HandIn, handInActs } from '../hand-ins/contract.ts'
import { mayRead, readerOf } from './contacts.ts'

export type HandInRow = Omit<HandIn, 'state' | 'mayReply' | 'handedAt' | 'dueAt' | 'repliedAt' | 'orders'> & {
  /** `doneBy`: with which it is done, where it is merged. */
  orders: (HandIn['orders'][number] & { doneBy: number })[]
  handedAt: Date
  dueAt: Date
  repliedAt: Date | null
  isDone: boolean
}

/** SQL: what the reader is looked for by, beside `hand_in h` and its contact `c`. */
export const partiesOf = `left join account a on a.id = c.account_id left join organisation o on o.id = a.organisation_id
  left join app_user u on u.id = c.agent_id left join organisation g on g.id = u.organisation_id`

/** An order that is done with another is done when that one is; and nothing is, before something was done since the hotline returned it. */
const SELECT = `select h.contact_id as "contactId", c.contact_no as "contactNo", c.state as "contactState", h.hotline,
    h.hotline_name as "hotlineName", h.their_no as "theirNo", h.said, a.account_no as "accountNo", u.name as agent,
    h.handed_at as "handedAt", h.due_at as "dueAt", h.is_due_said as "isDueSaid", h.replied_at as "repliedAt", h.reply,
    h.version, coalesce(w.orders, '[]') as orders, coalesce(w.done, true) and (b.at is null or coalesce(w.latest >= b.at, false)) as "isDone"
  from hand_in h join contact c on c.id = h.contact_id ${partiesOf}
  left join lateral (select max(at) as at from hand_in_event e where e.contact_id = c.id and e.act = 'returned') b on true
  left join lateral (
    select jsonb_agg(jsonb_build_object('id', w.id, 'workOrderNo', w.work_order_no, 'kind', w.kind, 'subkind', s.subkind, 'doneBy', coalesce(m.id, w.id),
        'status', coalesce(m.status, w.status), 'result', coalesce(m.result, w.result)) order by w.id) as orders,
      bool_and(coalesce(m.status, w.status) in ('finished', 'closed', 'cancelled')) as done,
      max((select max(n.at) from work_order_entry n where n.work_order_id = coalesce(m.id, w.id))) as latest
    from work_order w join order_subkind s on s.id = w.subkind_id left join work_order m on m.id = w.merged_into
    where w.contact_id = c.id) w on true`

/**
 * SQL: for the reader: what he took in himself; else, of his units by who took it in and by its account, once it is written, for a lead
 * before. Whom its words accuse is only known then. Of five values, those of `mayReadOf`, the first of which is `$first`.
 */
export const isFor = (
  first: number,
) => `(c.agent_id = $${first} or ${mayRead(first)} and starts_with(g.path, $${first + 1})
  and (c.state = 'closed' or $${first + 4}))`
export const mayReadOf = (ctx: Ctx) => [...readerOf(ctx), ctx.actor.roles.includes('lead')]

export function findHandInRow(ctx: Ctx, contactId: number): Promise<HandInRow | undefined> {
  return ctx.db.first(`${SELECT} where h.contact_id = $1 and ${isFor(2)}`, [contactId, ...mayReadOf(ctx)])
}

/** Of an order that the reader has before him. */
export function findHandInOfOrder(
  ctx: Ctx,
  orderId: number,
): Promise<Pick<HandInRow, 'contactId' | 'hotline' | 'hotlineName' | 'theirNo' | 'dueAt' | 'repliedAt'> | undefined> {
  return ctx.db.first(
    `select h.contact_id as "contactId", h.hotline, h.hotline_name as "hotlineName", h.their_no as "theirNo",
       h.due_at as "dueAt", h.replied_at as "repliedAt"
     from hand_in h join work_order w on w.contact_id = h.contact_id where w.id = $1`,
    [orderId],
  )
}

export function listHandInRows(
  ctx: Ctx,
  { isReplied, q, limit }: { isReplied: boolean; q: string | null; limit: number },
): Promise<HandInRow[]> {
  return ctx.db.rows(
    `${SELECT} where (h.replied_at is not null) = $1 and ($2::text is null or h.their_no = $2 or c.contact_no = $2)
       and ${isFor(4)}
     order by case when $1 then null else h.due_at end, h.replied_at desc, h.contact_id limit $3`,
    [isReplied, q, limit, ...mayReadOf(ctx)],
  )
}

/** The contact under which the number of a hotline was taken in. */
export async function findKnownHandIn(
  ctx: Ctx,
  { hotline, hotlineName, theirNo }: { hotline: string; hotlineName: string | null; theirNo: string },
): Promise<string | null> {
  const row = await ctx.db.first<{ contactNo: string }>(
    `select c.contact_no as "contactNo" from hand_in h join contact c on c.id = h.contact_id
     where h.hotline = $1 and coalesce(h.hotline_name, '') = coalesce($2, '') and h.their_no = $3`,
    [hotline, hotlineName, theirNo],
  )
  return row?.contactNo ?? null
}

type NewHandInRow = Pick<
  HandInRow,
  'contactId' | 'hotline' | 'hotlineName' | 'theirNo' | 'said' | 'handedAt' | 'dueAt' | 'isDueSaid'
>

/** Zero where the hotline's number is known. */
export function insertHandIn(ctx: Ctx, row: NewHandInRow): Promise<number> {
  return ctx.db.run(
    `insert into hand_in (contact_id, hotline, hotline_name, their_no, said, handed_at, due_at, is_due_said)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (hotline, coalesce(hotline_name, ''), their_no) do nothing`,
    [row.contactId, row.hotline, row.hotlineName, row.theirNo, row.said, row.handedAt, row.dueAt, row.isDueSaid],
  )
}

/** Zero where somebody changed it since `version`. */
export function changeHandIn(
  ctx: Ctx,
  { contactId, version, dueAt, reply }: { contactId: number; version: number; dueAt: Date; reply: string | null },
): Promise<number> {
  return ctx.db.run(
    `update hand_in set due_at = $3, reply = $4, replied_at = case when $4::text is not null then $5::timestamptz end,
       version = version + 1
     where contact_id = $1 and version = $2`,
    [contactId, version, dueAt, reply, ctx.now],
  )
}

type Act = {
  act: (typeof handInActs)[number]
  dueAt: Date
  note?: string | undefined
  theirRef?: string | undefined
}

export async function addHandInEvent(ctx: Ctx, contactId: number, { act, dueAt, note, theirRef }: Act): Promise<void> {
  await ctx.db.run(
    `insert into hand_in_event (contact_id, at, actor, act, note, due_at, their_ref) values ($1, $2, $3, $4, $5, $6, $7)`,
    [contactId, ctx.now, ctx.actor.username, act, note ?? null, dueAt, theirRef ?? null],
  )
}

export type HandInActRow = Omit<Act, 'note' | 'theirRef'> & {
  at: Date
  by: string
  note: string | null
  theirRef: string | null
}

export function listHandInActs(ctx: Ctx, contactId: number): Promise<HandInActRow[]> {
  return ctx.db.rows(
    `select e.at, coalesce(u.name, e.actor) as by, e.act, e.note, e.due_at as "dueAt", e.their_ref as "theirRef"
     from hand_in_event e left join app_user u on u.username = e.actor where e.contact_id = $1 order by e.id`,
    [contactId],
  )
}

/** Those that came near or past what they are due by, each told once for each due instant. */
export function insertHandInAlerts(ctx: Ctx, warnPercent: number): Promise<{ contactId: number }[]> {
  return ctx.db.rows(
    `with due as (
       select h.contact_id, h.due_at, case when h.due_at < $1 then 'breach' else 'warning' end as act from hand_in h
       where h.replied_at is null and $1 >= h.due_at - (h.due_at - h.handed_at) * $2::int / 100.0)
     insert into hand_in_event (contact_id, at, actor, act, due_at)
     select d.contact_id, $1, 'system:desk', d.act, d.due_at from due d
     where not exists (select from hand_in_event e where e.contact_id = d.contact_id and e.act = d.act and e.due_at = d.due_at)
     returning contact_id as "contactId"`,
    [ctx.now, warnPercent],
  )
}
