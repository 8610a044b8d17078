import type { Ctx } from '../../db/context.ts'
import type { Handler, OrderField, OrderKind } from '../orders/kinds/contract.ts'
import type { ClockName } from '../rules/steps.ts'

export type DeadlineRule = {
  id: number
  kind: OrderKind
  subkind: string | null
  clock: ClockName
  area: string | null
  customerClass: 'important' | null
  starts: 'opened' | 'arrived' | 'restored'
  amount: number
  unit: 'minutes' | 'working-minutes' | 'working-days'
  legalBasis: string
}

/** The limits in force on a day, of one kind or of every kind where `kind` is null. */
export function listRules(ctx: Ctx, query: { kind: OrderKind | null; on: string }): Promise<DeadlineRule[]> {
  return ctx.db.rows(
    `select id, kind, subkind, clock, area, customer_class as "customerClass", starts, amount, unit, legal_basis as "legalBasis"
     from deadline_rule
     where ($1::text is null or kind = $1) and valid_from <= $2 and (valid_to is null or valid_to > $2)
     order by kind, id`,
    [query.kind, query.on],
  )
}

export type SubkindRow = {
  id: number
  kind: OrderKind
  subkind: string
  route: 'desk' | 'office' | 'field'
  handler: Handler
  isAudited: boolean
  isCalledBack: boolean
}

/** What may be opened on a day. */
export function listSubkindRows(ctx: Ctx, on: string): Promise<SubkindRow[]> {
  return ctx.db.rows(
    `select id, kind, subkind, route, handler, audited as "isAudited", called_back as "isCalledBack"
     from order_subkind where valid_from <= $1 and (valid_to is null or valid_to > $1) order by id`,
    [on],
  )
}

export type FieldRow = { kind: OrderKind; subkind: string; field: OrderField; isNeeded: boolean }

/** What is asked on a day, in the order in which it is asked. */
export function listFieldRows(ctx: Ctx, on: string): Promise<FieldRow[]> {
  return ctx.db.rows(
    `select kind, subkind, field, needed as "isNeeded" from order_field
     where valid_from <= $1 and (valid_to is null or valid_to > $1) order by kind, subkind, place, field`,
    [on],
  )
}
