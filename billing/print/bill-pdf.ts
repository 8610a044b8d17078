import type { Readable } from 'node:stream'
import type { Ctx } from '../../db/context.ts'
import { findChanges } from '../bill-changes.ts'
import { findBill } from '../bills.ts'
import { writeBill } from './bill-sheet.ts'

/** The bill as a PDF with its name; refuses with `NOT_FOUND`. */
export async function printBill(ctx: Ctx, id: number): Promise<{ name: string; content: Readable }> {
  const bill = await findBill(ctx, id)
  const changes = await findChanges(ctx, id, 'previous')
  return { name: `电费账单-${bill.billNo}.pdf`, content: writeBill(bill, changes, ctx.now) as unknown as Readable }
}
