import type { Ctx, Role } from '../../db/context.ts'
import type { MatterOfOrder } from '../matters/contract.ts'
import type { Against, Repeat } from '../orders/complaints.ts'
import { handlersSeen } from '../orders/doers.ts'
import type { Handler, OrderKind } from '../orders/kinds/contract.ts'
import type { Answers } from '../rules/order-kinds.ts'
import type { OrderStatus, Route } from '../rules/steps.ts'
import { mattersOf } from './matters-in-force.ts'
import { isNotOfReader, readerNames } from './shields.ts'

export type OrderRow = {
  id: number
  workOrderNo: string
  kind: OrderKind
  subkind: string
  handler: Handler
  urgency: 'normal' | 'urgent'
  status: OrderStatus
  accountId: number | null
  accountNo: string | null
  customerName: string | null
  address: string
  description: string
  form: Answers
  organisationId: number
  organisation: string
  organisationArea: string
  isImportant: boolean
  route: Route
  isAudited: boolean
  isCalledBack: boolean
  openedBy: string
  openedAt: Date
  estimatedAt: Date | null
  finishedAt: Date | null
  result: string | null
  complainedUnitId: number | null
  complainedUnit: string | null
  complainedUsername: string | null
  complainedPerson: string | null
  repeats: number
  repeatOf: string | null
  isEscalated: boolean
  mergedInto: string | null
  openTasks: number
  matters: MatterOfOrder[]
  version: number
}

const SELECT = `select w.id, w.work_order_no as "workOrderNo", w.kind, s.subkind, w.handler, w.urgency, w.status,
    w.account_id as "accountId", a.account_no as "accountNo", k.name as "customerName", w.address, w.description, w.form,
    o.id as "organisationId", o.name as organisation, s.route, s.audited as "isAudited", s.called_back as "isCalledBack",
    w.estimated_at as "estimatedAt",
    o.area as "organisationArea", t.important_grade is not null as "isImportant", w.opened_by as "openedBy", w.opened_at as "openedAt", w.finished_at as "finishedAt",
    w.result, w.complained_unit_id as "complainedUnitId", cu.name as "complainedUnit",
    w.complained_username as "complainedUsername",
    (select u.name from app_user u where u.username = w.complained_username) as "complainedPerson", w.repeats, f.work_order_no as "repeatOf",
    w.is_escalated as "isEscalated",
    m.work_order_no as "mergedInto",
    (select count(*) from order_task t where t.work_order_id = w.id and t.state in ('asked', 'accepted')) as "openTasks", ${mattersOf} as matters, w.version
  from work_order w
  join order_subkind s on s.id = w.subkind_id
  join organisation o on o.id = w.organisation_id
  left join organisation cu on cu.id = w.complained_unit_id
  left join work_order f on f.id = w.repeat_of
  left join work_order m on m.id = w.merged_into
  left join account a on a.id = w.account_id
  left join account_term t on t.account_id = a.id and t.known_to is null and t.valid_to is null
  left join customer k on k.id = t.customer_id`

/** SQL: an order of the reader's organisation, of those that his roles see, and not about himself or his unit. */
const isSeen = (first: number) =>
  `starts_with(o.path, $${first}) and ($${first + 1}::text[] is null or w.handler = any($${first + 1}))
    and ${isNotOfReader(first + 2)}`
const readerOf = (ctx: Ctx): [string, Role[] | null, string[], string] => [
  ctx.scope,
  handlersSeen(ctx.actor.roles),
  ...readerNames(ctx),
]

/** By its id or its number. */
export function findOrderRow(ctx: Ctx, key: number | string): Promise<OrderRow | undefined> {
  const column = typeof key === 'number' ? 'w.id' : 'w.work_order_no'
  return ctx.db.prepared.first(`${SELECT} where ${column} = $1 and ${isSeen(2)}`, [key, ...readerOf(ctx)])
}

type LinkRow = Pick<OrderRow, 'id' | 'workOrderNo' | 'kind' | 'subkind'>

/** Of orders those that the reader may open, by their id. */
export async function mapOrderLinks(ctx: Ctx, ids: number[]): Promise<Map<number, LinkRow>> {
  const rows = await ctx.db.rows<LinkRow>(
    `select w.id, w.work_order_no as "workOrderNo", w.kind, s.subkind from work_order w
     join order_subkind s on s.id = w.subkind_id join organisation o on o.id = w.organisation_id
     where w.id = any($1) and ${isSeen(2)}`,
    [ids, ...readerOf(ctx)],
  )
  return new Map(rows.map((row) => [row.id, row]))
}

/** SQL: when the first of its clocks that run is due; infinity where none does. */
const firstDue = (id: string) =>
  `coalesce((select min(c.due_at) from work_order_clock c where c.work_order_id = ${id} and c.stopped_at is null), 'infinity')`

/** What is due first comes first, or else the oldest; `after` is the id of the last order seen, 0 before the first. */
export function listOrderRows(
  ctx: Ctx,
  query: { statuses: string[]; late: Late | null; isByDue: boolean; after: number; limit: number },
): Promise<OrderRow[]> {
  const [place, after] = query.isByDue
    ? [`${firstDue('w.id')}, w.id`, `case when $2 = 0 then '-infinity' else ${firstDue('$2')} end, $2`]
    : ['w.id', '$2']
  return ctx.db.rows(
    `${SELECT} where w.status = any($1) and (${place}) > (${after}) and ${isSeen(6)}
       and ($3::text is null or exists (select from ${lateClocks(4)} where c.work_order_id = w.id and ($3 = 'overdue' or ${isToldAsEscalated})))
     order by ${place} limit $5`,
    [query.statuses, query.after, query.late, ctx.now, query.limit, ...readerOf(ctx)],
  )
}

export type Late = 'overdue' | 'escalated'
/** SQL: clocks that run on past their due instant, as `c`. */
const lateClocks = (now: number) => `(select * from work_order_clock where stopped_at is null and due_at < $${now}) c`
const isToldAsEscalated = `exists (select from order_clock_alert a where a.work_order_id = c.work_order_id and a.clock = c.clock
  and a.round = c.round and a.level = 'escalation')`

/** Orders that the reader may see and that nobody is done with, by how late they are. */
export async function countLateOrders(ctx: Ctx, statuses: readonly string[]): Promise<Record<Late, number>> {
  const row = await ctx.db.first<Record<Late, number>>(
    `select count(distinct w.id)::int as overdue, count(distinct w.id) filter (where ${isToldAsEscalated})::int as escalated
     from ${lateClocks(2)} join work_order w on w.id = c.work_order_id join organisation o on o.id = w.organisation_id
     where w.status = any($1) and ${isSeen(3)}`,
    [statuses, ctx.now, ...readerOf(ctx)],
  )
  return row ?? { overdue: 0, escalated: 0 }
}

/** The latest first, all of them without a limit. What is done with another order is in that one's state. */
export function listAccountOrderRows(
  ctx: Ctx,
  accountId: number,
  { statuses, limit = null }: { statuses: readonly OrderStatus[]; limit?: number | null },
): Promise<OrderRow[]> {
  return ctx.db.prepared.rows(
    `${SELECT} where w.account_id = $1 and coalesce(m.status, w.status) = any($2) and ${isSeen(3)} order by w.id desc limit $7`,
    [accountId, statuses, ...readerOf(ctx), limit],
  )
}

type NewOrderRow = Against &
  Omit<Repeat, 'isForProvince'> & {
    kind: OrderKind
    subkindId: number
    handler: Handler
    form: Answers
    urgency: string
    accountId: number | null
    contactId: number | null
    organisationId: number
    address: string
    description: string
  }

export async function insertOrder(ctx: Ctx, order: NewOrderRow): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into work_order (work_order_no, kind, urgency, status, account_id, contact_id, organisation_id, address,
       description, opened_by, opened_at, subkind_id, handler, form, complained_unit_id, complained_username, repeat_of,
       repeats, is_escalated)
     values ('W' || to_char($8::timestamptz, 'YYYYMMDD') || lpad(nextval('work_order_serial')::text, 6, '0'),
       $1, $2, 'open', $3, $4, $5, $6, $7, $9, $8, $10, $11, $12, $13, $14, $15, $16, $17) returning id`,
    [
      order.kind,
      order.urgency,
      order.accountId,
      order.contactId,
      order.organisationId,
      order.address,
      order.description,
      ctx.now,
      ctx.actor.name,
      order.subkindId,
      order.handler,
      JSON.stringify(order.form),
      order.complainedUnitId,
      order.complainedUsername,
      order.repeatOf,
      order.repeats,
      order.isEscalated,
    ],
  )
  return row?.id ?? 0
}

export type OrderChange = Pick<
  OrderRow,
  'id' | 'version' | 'status' | 'result' | 'handler' | 'organisationId' | 'estimatedAt' | 'finishedAt'
>

/** Zero where somebody changed the order since `version`. */
export function changeOrder(ctx: Ctx, order: OrderChange): Promise<number> {
  return ctx.db.run(
    `update work_order set status = $3, version = version + 1, result = $4, finished_at = $5, handler = $6,
       organisation_id = $7, estimated_at = $8
     where id = $1 and version = $2`,
    [
      order.id,
      order.version,
      order.status,
      order.result,
      order.finishedAt,
      order.handler,
      order.organisationId,
      order.estimatedAt,
    ],
  )
}

/** Whoever asks: not to be shown to him. */
export async function findOrderStatus(ctx: Ctx, id: number): Promise<OrderStatus | undefined> {
  const row = await ctx.db.first<{ status: OrderStatus }>('select status from work_order where id = $1', [id])
  return row?.status
}

export async function addOrderEntry(
  ctx: Ctx,
  orderId: number,
  entry: {
    act: string
    note?: string | undefined
    outcome?: string | undefined
    contactId?: number | undefined
    entryId?: string | undefined
  },
): Promise<void> {
  await ctx.db.run(
    `insert into work_order_entry (work_order_id, at, actor, act, note, outcome, contact_id, entry_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      orderId,
      ctx.now,
      ctx.actor.username,
      entry.act,
      entry.note ?? null,
      entry.outcome ?? null,
      entry.contactId ?? null,
      entry.entryId ?? null,
    ],
  )
}

export type EntryRow = {
  workOrderId: number
  at: Date
  actor: string
  actorName: string | null
  act: string
  note: string | null
  outcome: string | null
  contactNo: string | null
  /** Of a step that was written on site: when it was sent, where it was written, and its pictures. */
  onSite: {
    sentAt: string
    place: { latitude: number; longitude: number; accuracyM: number } | null
    pictures: { id: number; kind: 'site' | 'signature' }[]
  } | null
}

/** All that was done to orders, in order. */
export function listEntryRows(ctx: Ctx, orderIds: number[]): Promise<EntryRow[]> {
  return ctx.db.rows(
    `select e.work_order_id as "workOrderId", e.at, e.actor, u.name as "actorName", e.act, e.note, e.outcome,
       c.contact_no as "contactNo",
       case when y.entry_id is not null then jsonb_build_object('sentAt', to_char(y.taken_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
         'place', case when y.latitude is not null
           then jsonb_build_object('latitude', y.latitude, 'longitude', y.longitude, 'accuracyM', y.accuracy_m) end,
         'pictures', (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'kind', p.kind) order by p.position), '[]')
           from order_photo p where p.entry_id = y.entry_id)) end as "onSite"
     from work_order_entry e left join crew_entry y on y.entry_id = e.entry_id left join app_user u on u.username = e.actor left join contact c on c.id = e.contact_id
     where e.work_order_id = any($1) order by e.id`,
    [orderIds],
  )
}

/** The units of the reader's organisation. */
export function listUnitRows(ctx: Ctx): Promise<{ id: number; name: string }[]> {
  return ctx.db.rows('select id, name from organisation where starts_with(path, $1) order by path', [ctx.scope])
}

/** The organisation that serves an account, else the one of the actor. */
export async function findServingOrganisation(
  ctx: Ctx,
  accountId: number | null,
): Promise<{ id: number; area: string } | undefined> {
  return ctx.db.first(
    `select o.id, o.area from organisation o
     where ($1::bigint is not null and o.id = (select organisation_id from account where id = $1))
        or ($1::bigint is null and (o.path = $2 or ($2 = '' and o.parent_id is null)))
     order by o.path limit 1`,
    [accountId, ctx.scope],
  )
}
