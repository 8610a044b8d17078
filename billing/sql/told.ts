import type { Ctx } from '../../db/context.ts'
import { endOfCharge } from './debts.ts'
import { holderAtEnd } from './holders.ts'

export function findToldBill(ctx: Ctx, billId: number) {
  return ctx.db.first<{ accountNo: string; billMonth: string; totalYuan: string; dueOn: string; partyId: number }>(
    `select a.account_no as "accountNo", b.bill_month as "billMonth", b.total_yuan::text as "totalYuan", b.due_on as "dueOn",
       ${holderAtEnd('b.account_id', 'b.period_to')} as "partyId"
     from bill b join account a on a.id = b.account_id where b.id = $1`,
    [billId],
  )
}

export function findToldCharge(ctx: Ctx, chargeId: number) {
  return ctx.db.first<{ accountNo: string; kind: string; totalYuan: string; partyId: number }>(
    `select a.account_no as "accountNo", c.kind, c.total_yuan::text as "totalYuan",
       ${holderAtEnd('c.account_id', endOfCharge)} as "partyId"
     from account_charge c join account a on a.id = c.account_id where c.id = $1`,
    [chargeId],
  )
}

export function findToldPayment(ctx: Ctx, paymentId: number) {
  return ctx.db.first<{ accountNo: string; amountYuan: string; partyId: number }>(
    `select a.account_no as "accountNo", p.amount_yuan::text as "amountYuan",
       ${holderAtEnd('p.account_id', "((p.paid_at at time zone 'Asia/Shanghai')::date + 1)")} as "partyId"
     from payment p join account a on a.id = p.account_id where p.id = $1`,
    [paymentId],
  )
}
