import type { Readable } from 'node:stream'
import type { Ctx } from '../../db/context.ts'
import { findChanges } from '../bill-changes.ts'
import { findBill, isCustomer } from '../bills.ts'
import { findBindingCode } from '../binding-code.ts'
import { findBillRow } from '../sql/read.ts'
import { writeBill } from './bill-sheet.ts'

/** The bill as a PDF with its name; refuses with `NOT_FOUND`. */
export async function printBill(ctx: Ctx, id: number): Promise<{ name: string; content: Readable }> {
  const bill = await findBill(ctx, id)
  const bindingCode = bill.bindingCode ?? (await findPrintedCode(ctx, id))
  const changes = await findChanges(ctx, id, 'previous')
  return {
    name: `电费账单-${bill.billNo}.pdf`,
    content: writeBill({ ...bill, bindingCode }, changes, ctx.now) as unknown as Readable,
  }
}

/** On the paper that staff hand to its addressee it stands too, though they do not see it on their screens. */
async function findPrintedCode(ctx: Ctx, id: number): Promise<string | null> {
  const row = isCustomer(ctx) ? undefined : await findBillRow(ctx, id)
  return row ? findBindingCode(ctx, row) : null
}
