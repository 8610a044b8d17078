import type { Ctx } from '../../db/context.ts'
import { Refusal } from '../../db/refusal.ts'
import { lockLedgers } from '../sql/ledgers.ts'
import { type BillingOpening, insertBillingOpenings } from '../sql/openings.ts'

/**
 * From the midnight of `billedUntil` on accounts are billed here; the system before this one billed them until then. Refuses
 * with `BILLED_ALREADY` where an account has been billed or was opened so before.
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
  await insertBillingOpenings(ctx, openings, caseRef)
}
