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

/** SQL: orders as `w`, with what is read of each. */
export const ordersRead = `select w.id, w.work_order_no as "workOrderNo", w.kind, s.subkind, w.handler, w.urgency, w.status,
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
export const isSeen = (first: number) =>
  `starts_with(o.path, $${first}) and ($${first + 1}::text[] is null or w.handler = any($${first + 1}))
    and ${isNotOfReader(first + 2)}`
/** Who reads, as `isSeen` asks for him. */
export const readerOf = (ctx: Ctx): [string, Role[] | null, string[], string] => [
  ctx.scope,
  handlersSeen(ctx.actor.roles),
  ...readerNames(ctx),
]

/** By its id or its number. */
export function findOrderRow(ctx: Ctx, key: number | string): Promise<OrderRow | undefined> {
  const column = typeof key === 'number' ? 'w.id' : 'w.work_order_no'
  return ctx.db.prepared.first(`${ordersRead} where ${column} = $1 and ${isSeen(2)}`, [key, ...readerOf(ctx)])
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
