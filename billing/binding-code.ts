import type { Ctx } from '../db/context.ts'
import { bindingCodeOf, listCodeMonths } from '../db/customers/binding-codes.ts'
import { type BillRow, findHolderStill } from './sql/read.ts'

/** By which whoever has the bill binds its account; null where it would be of no use, or the account is another's by now. */
export async function findBindingCode(ctx: Ctx, bill: BillRow): Promise<string | null> {
  const { accountId, billMonth, state, standing } = bill
  if (state !== 'issued' || !standing || !(await listCodeMonths(ctx)).includes(billMonth)) return null
  const holder = await findHolderStill(ctx, bill)
  return holder ? bindingCodeOf({ accountId, holderId: holder.id, billMonth }) : null
}
