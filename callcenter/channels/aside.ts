import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound } from '../../db/refusal.ts'
import { takeUpMail } from '../sql/mailbox.ts'

/** A mail that was laid aside is read with the next look, as if it had never failed. Refuses with `NOT_FOUND`. */
export function tryMailAgain(ctx: Ctx, id: number): Promise<void> {
  return transact(ctx, async (inner) => {
    const mail = await takeUpMail(inner, id)
    if (!mail) throw notFound('搁置的邮件')
    await recordAudit(inner, { action: 'mail.tried-again', subject: `mail:${mail.uid}`, detail: { id } })
  })
}
