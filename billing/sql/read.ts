import type { Ctx } from '../../db/context.ts'
import { readAs } from '../../db/customers/bindings.ts'
import { isOfParty, partyOf } from '../../db/customers/parties.ts'
import { creditedBy } from './debts.ts'
import { holderAtEnd, holdsAtEnd } from './holders.ts'

export type AccountRow = { id: number; accountNo: string; address: string; customerName: string }

/** 0 is nobody's id: a customer's log-in without a customer sees nothing. */
export function readerCustomerId({ actor }: Ctx): number | null {
  return actor.customerId ?? (actor.roles.includes('customer') ? 0 : null)
}

/** As whom a bill or a charge is read: of an account that is bound to the reader's log-in as its holder. */
export async function readDocumentAs(ctx: Ctx, table: 'bill' | 'account_charge', id: number): Promise<Ctx> {
  if (!ctx.actor.boundAccounts?.length) return ctx
  const row = await ctx.db.first<{ accountId: number }>(
    `select account_id as "accountId" from ${table} where id = $1`,
    [id],
  )
  return row ? readAs(ctx, row) : ctx
}

/** The account, if the reader may see it: inside his scope, and his own where he is a customer. */
export function findReadableAccount(
  ctx: Ctx,
  key: { accountNo: string } | { accountId: number },
): Promise<AccountRow | undefined> {
  return ctx.db.prepared.first(
    `select a.id, a.account_no as "accountNo", a.address, c.name as "customerName"
     from account a
     join organisation o on o.id = a.organisation_id
     join account_term t on t.account_id = a.id and t.valid_to is null and t.known_to is null
     join customer c on c.id = t.customer_id
     where (a.account_no = $1 or a.id = $2) and starts_with(o.path, $3) and ($4::bigint is null or ${isOfParty('t.customer_id', '$4')})`,
    [
      'accountNo' in key ? key.accountNo : null,
      'accountId' in key ? key.accountId : null,
      ctx.scope,
      readerCustomerId(ctx),
    ],
  )
}

/** Account ids by number, of those that the reader may see. */
export async function findReadableAccounts(ctx: Ctx, accountNos: string[]): Promise<Map<string, number>> {
  const rows = await ctx.db.rows<{ id: number; accountNo: string }>(
    `select a.id, a.account_no as "accountNo"
     from account a
     join organisation o on o.id = a.organisation_id
     join account_term t on t.account_id = a.id and t.valid_to is null and t.known_to is null
     where a.account_no = any($1) and starts_with(o.path, $2) and ($3::bigint is null or ${isOfParty('t.customer_id', '$3')})`,
    [accountNos, ctx.scope, readerCustomerId(ctx)],
  )
  return new Map(rows.map(({ id, accountNo }) => [accountNo, id]))
}

export type BillRow = {
  id: number
  billNo: string
  accountId: number
  accountNo: string
  billMonth: string
  periodFrom: string
  periodTo: string
  energyWh: number
  energyWhByPeriod: Record<string, number>
  totalYuan: string
  /** Null for what charges nothing: a reversal, and what is held. */
  chargedThroughYuan: string | null
  /** Everything paid or paid back to the account so far. */
  accountPaidYuan: string
  tierYear: number
  serviceMonths: number
  householdPersons: number | null
  accumulatedBeforeWh: number
  tierEnergyWh: number
  dueOn: string
  issuedAt: Date | null
  priceVersionId: number
  document: 'bill' | 'interim' | 'reversal' | 'reissue'
  state: 'held' | 'issued' | 'discarded'
  standing: boolean
  reason: string | null
  settlementNo: number
  reactiveVarh: number
  powerFactor: number | null
  demandW: number | null
}

const billRows = `select b.id, b.bill_no as "billNo", b.account_id as "accountId", a.account_no as "accountNo",
    b.bill_month as "billMonth", b.period_from as "periodFrom", b.period_to as "periodTo", b.energy_wh as "energyWh",
    b.energy_wh_by_period as "energyWhByPeriod", b.total_yuan as "totalYuan",
    b.charged_through_yuan as "chargedThroughYuan", l.paid_yuan + l.credited_yuan as "accountPaidYuan", b.tier_year as "tierYear",
    b.service_months as "serviceMonths", b.household_persons as "householdPersons",
    b.accumulated_before_wh as "accumulatedBeforeWh", b.due_on as "dueOn", b.issued_at as "issuedAt",
    b.price_version_id as "priceVersionId", b.tier_energy_wh as "tierEnergyWh", b.document, b.state, b.standing,
    b.reason, b.settlement_no as "settlementNo", b.reactive_varh as "reactiveVarh",
    b.power_factor::float8 as "powerFactor", b.demand_w as "demandW"
  from bill b join account a on a.id = b.account_id join account_ledger l on l.account_id = b.account_id`

/** With whose name a bill is: of who held the account on its last day. */
export async function findAddressee(
  ctx: Ctx,
  of: { accountId: number; periodTo: string },
): Promise<string | undefined> {
  const row = await ctx.db.first<{ name: string }>(
    `select c.name from account_term t join customer c on c.id = t.customer_id
     where t.account_id = $1 and t.known_to is null and ${holdsAtEnd('t', '$2::date')}`,
    [of.accountId, of.periodTo],
  )
  return row?.name
}

/** The party that holds an account, if it did so on the last day of a bill. */
export function findHolderStill(
  ctx: Ctx,
  of: { accountId: number; periodTo: string },
): Promise<{ id: number } | undefined> {
  return ctx.db.first(
    `select ${partyOf('t.customer_id')} as id from account_term t
     where t.account_id = $1 and t.valid_to is null and t.known_to is null
       and ${partyOf('t.customer_id')} = ${holderAtEnd('$1', '$2::date')}`,
    [of.accountId, of.periodTo],
  )
}

/** Of bills as `b`, with the reader as `$1`: what was billed before a change of owner is another's. */
export const ofReader = `exists (select 1 from account_term t where t.account_id = b.account_id and t.known_to is null
    and ${holdsAtEnd('t')} and ${isOfParty('t.customer_id', '$1')})`

/** Issued bills that stand, newest first; `before` is the last day of the latest bill seen. */
export function listBillRows(
  ctx: Ctx,
  query: { accountId: number; before: string | null; limit: number },
): Promise<BillRow[]> {
  return ctx.db.prepared.rows(
    `${billRows} where ($1::bigint is null or ${ofReader}) and b.account_id = $2 and b.standing and b.state = 'issued'
       and ($3::date is null or b.period_to < $3) order by b.period_to desc limit $4`,
    [readerCustomerId(ctx), query.accountId, query.before, query.limit],
  )
}

export function findBillRow(ctx: Ctx, id: number): Promise<BillRow | undefined> {
  return ctx.db.first(`${billRows} where ($1::bigint is null or ${ofReader}) and b.id = $2`, [
    readerCustomerId(ctx),
    id,
  ])
}

export function findIssued(
  ctx: Ctx,
  key: { accountId: number; billMonth: string },
): Promise<{ id: number } | undefined> {
  return ctx.db.first(
    `select id from bill where account_id = $1 and bill_month = $2 and standing and state = 'issued'
       and document <> 'interim'
     order by settlement_no desc limit 1`,
    [key.accountId, key.billMonth],
  )
}

export type LineRow = {
  position: number
  segment: number | null
  item: string
  quantity: string
  unit: string
  price: string | null
  unroundedYuan: string
  amountYuan: string
  formula: string
  clause: string
}

export function listLineRows(ctx: Ctx, billId: number): Promise<LineRow[]> {
  return ctx.db.rows(
    `select position, segment, item, quantity, unit, trim_scale(price)::text as price,
       trim_scale(unrounded_yuan)::text as "unroundedYuan", amount_yuan as "amountYuan", formula, clause
     from bill_line where bill_id = $1 order by position`,
    [billId],
  )
}

export type RegisterRow = {
  segment: number | null
  deviceAssetNo: string
  role: string
  startWh: number
  endWh: number
  multiplier: number
  energyWh: number
}

export function listRegisterRows(ctx: Ctx, billId: number): Promise<RegisterRow[]> {
  return ctx.db.rows(
    `select r.segment, d.asset_no as "deviceAssetNo", r.role, r.start_wh as "startWh", r.end_wh as "endWh",
       r.multiplier::float8 as multiplier, r.energy_wh as "energyWh"
     from bill_register r join device d on d.id = r.device_id where r.bill_id = $1 order by r.position`,
    [billId],
  )
}

export type PaymentShare = { receiptNo: string; paidAt: Date; amountYuan: string }

type Debt = { accountId: number; totalYuan: string; chargedThroughYuan: string | null; standing: boolean }

/** Payments that reached this bill or charge, each with the part of it that they cover. */
export async function listPaymentShares(ctx: Ctx, debt: Debt): Promise<PaymentShare[]> {
  if (debt.chargedThroughYuan === null || !debt.standing) return []
  return ctx.db.rows(
    `with reached as (
       select p.id, p.receipt_no, p.paid_at, p.amount_yuan, p.paid_through_yuan + ${creditedBy('$1', 'p.paid_at')} as through
       from payment p where p.account_id = $1)
     select receipt_no as "receiptNo", paid_at as "paidAt",
       least(through, $2) - greatest(through - amount_yuan, $2 - $3) as "amountYuan"
     from reached where through > $2::numeric - $3::numeric and through - amount_yuan < $2 order by id`,
    [debt.accountId, debt.chargedThroughYuan, debt.totalYuan],
  )
}

export type BalanceRow = { chargedYuan: string; paidYuan: string }

export function findBalanceRow(ctx: Ctx, accountId: number): Promise<BalanceRow | undefined> {
  return ctx.db.prepared.first(
    `select charged_yuan as "chargedYuan", paid_yuan as "paidYuan" from account_ledger where account_id = $1`,
    [accountId],
  )
}

export function listOwedRows(ctx: Ctx, accountIds: number[]): Promise<{ accountId: number; owedYuan: string }[]> {
  return ctx.db.rows(
    `select account_id as "accountId", (charged_yuan - paid_yuan)::text as "owedYuan" from account_ledger
     where account_id = any($1) and charged_yuan > paid_yuan`,
    [accountIds],
  )
}
