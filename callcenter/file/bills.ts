import type { z } from 'zod'
import type { billList } from '../../billing/contract.ts'
import { type BillChanges, type BillDetail, findBill, findBillChanges, listBills } from '../../billing/index.ts'
import type { Ctx } from '../../db/context.ts'
import { findAccountFile } from '../../db/customers/files.ts'
import { notFound } from '../../db/refusal.ts'
import { type Gate, isInTalk, maskHolder, passGate } from '../identity/gate.ts'
import { findHeldSince } from '../sql/profiles.ts'

/**
 * The bills of the account in view, newest first. To whom the reader talks only those of his own time are told. Refuses with `NOT_FOUND`
 * and `IDENTITY_TOO_LOW`.
 */
export async function listFileBills(
  ctx: Ctx,
  { accountNo, ...page }: { accountNo: string; cursor?: string | undefined; limit: number },
): Promise<z.infer<typeof billList>> {
  const { since } = await openMoney(ctx, accountNo)
  const { items, nextCursor } = await listBills(ctx, { accountNo, ...page })
  const own = items.filter((bill) => isOfTime(bill, since))
  return { items: own, nextCursor: own.length === items.length ? nextCursor : null }
}

/**
 * One of these bills with every line explained. To whom the reader talks it is told as he himself would read it: issued, and of his own
 * time. Refuses as above.
 */
export async function findFileBill(ctx: Ctx, of: { accountNo: string; id: number }): Promise<BillDetail> {
  const { gate, isTold, since } = await openMoney(ctx, of.accountNo)
  const bill = await findBill(ctx, of.id)
  if (bill.accountNo !== of.accountNo || !isOfTime(bill, since)) throw notFound('账单')
  if (!isTold) return bill
  if (bill.state !== 'issued') throw notFound('账单')
  return maskHolder({ ...bill, documents: bill.documents.filter(({ state }) => state === 'issued') }, gate)
}

/** Why one of these bills differs from an earlier one of the same holder. Refuses as above. */
export async function findFileBillChanges(
  ctx: Ctx,
  { against, ...of }: { accountNo: string; id: number; against: BillChanges['against'] },
): Promise<BillChanges> {
  const { id } = await findFileBill(ctx, of)
  return findBillChanges(ctx, id, against)
}

/** Whether a bill may be told to whom the reader talks: one of the time of who holds the account now. Where he talks to nobody any may. */
export async function isToBeTold(ctx: Ctx, accountId: number, bill: { periodTo: string }): Promise<boolean> {
  return !(await isInTalk(ctx, accountId)) || isOfTime(bill, await findHeldSince(ctx, accountId))
}

type Opened = { gate: Gate | null; isTold: boolean; since: string | null }

/** `isTold`: to somebody, of whom it may be sure by his log-in who he is; then `since` is when the account became his. */
async function openMoney(ctx: Ctx, accountNo: string): Promise<Opened> {
  const { accountId } = await findAccountFile(ctx, { accountNo })
  const gate = await passGate(ctx, accountId, 'money')
  const isTold = await isInTalk(ctx, accountId)
  return { gate, isTold, since: isTold ? await findHeldSince(ctx, accountId) : null }
}

/** `periodTo` is not in the bill any more. */
const isOfTime = ({ periodTo }: { periodTo: string }, since: string | null) => since === null || periodTo > since
