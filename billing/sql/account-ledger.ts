import type { Ctx } from '../../db/context.ts'
import type { ChargeKind } from '../rules/charge.ts'
import type { ParkReason, ParkStage } from '../rules/parking.ts'
import type { TaskRow } from './corrections.ts'

type LedgerRow = {
  billedUntil: string | null
  tierYear: number | null
  tierEnergyWh: number
  chargedYuan: string
  paidYuan: string
}

export function findLedgerRow(ctx: Ctx, accountId: number): Promise<LedgerRow | undefined> {
  return ctx.db.first(
    `select billed_until as "billedUntil", tier_year as "tierYear", tier_energy_wh as "tierEnergyWh",
       charged_yuan as "chargedYuan", paid_yuan as "paidYuan" from account_ledger where account_id = $1`,
    [accountId],
  )
}

/** Whether days that are not billed yet have a meter at one of the account's points. */
export async function hasMeterToBill(ctx: Ctx, accountId: number, billedUntil: string | null): Promise<boolean> {
  const found = await ctx.db.first(
    `select 1 from installation i join metering_point p on p.id = i.point_id
     where p.account_id = $1 and (i.removed_at is null or $2::date is null
       or i.removed_at > $2::date::timestamp at time zone 'Asia/Shanghai') limit 1`,
    [accountId, billedUntil],
  )
  return found !== undefined
}

export function listOpenCases(
  ctx: Ctx,
  accountId: number,
): Promise<{ caseRef: string; kind: string; openedAt: Date }[]> {
  return ctx.db.rows(
    `select case_ref as "caseRef", kind, opened_at as "openedAt" from account_case
     where account_id = $1 and closed_at is null order by opened_at, case_ref`,
    [accountId],
  )
}

export function listParkedOfAccount(
  ctx: Ctx,
  accountId: number,
): Promise<{ billMonth: string; reason: ParkReason; stage: ParkStage; parkedAt: Date }[]> {
  return ctx.db.rows(
    `select bill_month as "billMonth", reason, stage, parked_at as "parkedAt" from parked_bill
     where account_id = $1 and resolved_at is null order by bill_month`,
    [accountId],
  )
}

export function listTasksOfAccount(ctx: Ctx, accountId: number): Promise<Pick<TaskRow, 'billMonth' | 'cause'>[]> {
  return ctx.db.rows(
    `select bill_month as "billMonth", cause from correction_task
     where account_id = $1 and resolved_at is null order by bill_month, cause`,
    [accountId],
  )
}

type DocumentRow = {
  id: number
  billNo: string
  billMonth: string
  settlementNo: number
  document: 'bill' | 'interim' | 'reversal' | 'reissue'
  state: 'held' | 'issued' | 'discarded'
  standing: boolean
  correctsBillNo: string | null
  reason: string | null
  energyWh: number
  totalYuan: string
  ratedAt: Date
}

const SHOWN = 240

export function listDocumentRows(ctx: Ctx, accountId: number): Promise<DocumentRow[]> {
  return ctx.db.rows(
    `select b.id, b.bill_no as "billNo", b.bill_month as "billMonth", b.settlement_no as "settlementNo", b.document,
       b.state, b.standing, o.bill_no as "correctsBillNo", b.reason, b.energy_wh as "energyWh",
       b.total_yuan as "totalYuan", b.rated_at as "ratedAt"
     from bill b left join bill o on o.id = b.corrects_bill_id
     where b.account_id = $1 order by b.bill_month desc, b.id limit $2`,
    [accountId, SHOWN],
  )
}

type EntryRow = {
  at: Date
  kind: 'bill' | 'interim' | 'reversal' | 'reissue' | 'charge' | 'charge-reversal' | 'payment' | 'opening-credit'
  ref: string
  billId: number | null
  billMonth: string | null
  chargeId: number | null
  chargeKind: ChargeKind | null
  reason: string | null
  dueOn: string | null
  openingNo: string | null
  amountYuan: string
  balanceYuan: string
}

/** Issued documents and payments in the order in which they came. */
export function listEntryRows(ctx: Ctx, accountId: number): Promise<EntryRow[]> {
  return ctx.db.rows(
    `with entry as (
       select issued_at as at, document as kind, bill_no as ref, id as bill_id, bill_month, null::bigint as charge_id,
         null as charge_kind, reason, null::date as due_on, null as opening_no, total_yuan as amount, -total_yuan as credit, 0 as turn
       from bill where account_id = $1 and state = 'issued'
       union all
       select p.paid_at, case p.channel when 'opening' then 'opening-credit' else 'payment' end, p.receipt_no, null, null, null,
         null, p.note, null, b.document_no, p.amount_yuan, p.amount_yuan, 1
       from payment p left join opening_balance b on b.payment_id = p.id where p.account_id = $1
       union all
       select c.decided_at, case c.document when 'charge' then 'charge' else 'charge-reversal' end, c.charge_no, null, null, c.id,
         c.kind, c.reason, case c.document when 'charge' then c.due_on end, b.document_no, c.total_yuan, -c.total_yuan, 2
       from account_charge c left join opening_balance b on b.charge_id = c.id where c.account_id = $1 and c.state = 'issued')
     select at, kind, ref, bill_id as "billId", bill_month as "billMonth", charge_id as "chargeId", charge_kind as "chargeKind",
       reason, due_on as "dueOn", opening_no as "openingNo", amount as "amountYuan", sum(credit) over (order by at, turn, bill_id, ref) as "balanceYuan"
     from entry order by at desc, turn desc, bill_id desc, ref desc limit $2`,
    [accountId, SHOWN],
  )
}
