import type { Ctx } from '../../db/context.ts'
import { Refusal } from '../../db/refusal.ts'
import { lockLedgers } from '../sql/ledgers.ts'
import { type BillingOpening, insertBillingOpenings } from '../sql/openings.ts'

/**
 * From the midnight of `billedUntil` on accounts are billed here; the system before this one billed them until then. Refuses
 * with `BILLED_ALREADY` where an account has been billed or was opened so before, and with `BILL_HELD` where its first bill
 * waits to be reviewed: issued later, it would bill the time before the opening once more.
 */
export async function beginBilling(ctx: Ctx, openings: BillingOpening[], caseRef: string): Promise<void> {
  const ledgers = await lockLedgers(
    ctx,
    openings.map(({ accountId }) => accountId),
  )
  const billed = ledgers.find(({ billedUntil }) => billedUntil !== null)
  if (billed) {
    const message = `户号 ${billed.accountNo} 已计费至 ${billed.billedUntil},不能再导入期初示数`
    throw new Refusal('BILLED_ALREADY', message)
  }
  const held = ledgers.find(({ heldMonth }) => heldMonth !== null)
  if (held) {
    const message = `户号 ${held.accountNo} 有 ${held.heldMonth} 的待审核账单,请先退回`
    throw new Refusal('BILL_HELD', message)
  }
  await insertBillingOpenings(ctx, openings, caseRef)
}
