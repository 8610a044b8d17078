import { recordAudit } from '../audit.ts'
import type { Ctx } from '../context.ts'
import type { FileChange, Why } from './changes/shape.ts'
import { endTerm, setTerm, termTables } from './changes/terms.ts'
import { encryptText } from './secrets.ts'

/** How an account pays from a day on: by itself (自行缴费), or from somebody's bank account (银行代扣). */
export async function setPayer(
  ctx: Ctx,
  { accountId, from, payer }: Extract<FileChange, { change: 'payer-set' }>,
  why: Why,
): Promise<void> {
  const bank = payer.method === 'collection' ? payer : null
  const made = await ctx.db.first<{ id: number }>(
    `insert into payer (name, kind, bank_name, bank_account_cipher, bank_account_tail) values ($1, $2, $3, $4, $5) returning id`,
    [
      payer.name,
      payer.method,
      bank?.bankName ?? null,
      bank && encryptText(bank.bankAccount),
      bank?.bankAccount.slice(-4) ?? null,
    ],
  )
  await setTerm(ctx, termTables.payer, { id: accountId, from, set: { payer_id: made?.id ?? 0 }, opens: true }, why)
  const detail = { accountId, from, method: payer.method }
  await recordAudit(ctx, { action: 'payer.set', subject: why.caseRef, detail })
}

/** Who paid for an account pays no longer, from a day on; nothing is to end where it pays by itself. */
export async function endPayer(
  ctx: Ctx,
  { accountId, from }: Extract<FileChange, { change: 'payer-ended' }>,
  why: Why,
): Promise<void> {
  await endTerm(ctx, termTables.payer, { id: accountId, on: from }, why)
  await recordAudit(ctx, { action: 'payer.ended', subject: why.caseRef, detail: { accountId, from } })
}
