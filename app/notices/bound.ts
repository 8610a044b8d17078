import type { Ctx } from '../../db/context.ts'
import { decryptText } from '../../db/customers/secrets.ts'
import { queueMessage } from '../../db/messages.ts'
import { describeNotice, type Topics } from './rules/topics.ts'
import { insertNotice, listOtherLogIns } from './sql.ts'

const MOBILE = /^1[3-9]\d{9}$/

/**
 * Tells whoever holds an account that somebody has bound it, by all that there is of him: on the page of each log-in of his, and once
 * on each of his phones, those of his log-ins and the one in his file.
 */
export async function tellHolder(
  ctx: Ctx,
  facts: Topics['account-bound'],
  { party, phone: filePhone }: { party: number; phone: string | null },
): Promise<void> {
  const notice = { topic: 'account-bound' as const, facts }
  const text = describeNotice(notice).sms ?? ''
  const phones = new Map<string, number | undefined>()
  if (filePhone && MOBILE.test(filePhone)) phones.set(filePhone, undefined)
  for (const { userId, phone } of await listOtherLogIns(ctx, party)) {
    await insertNotice(ctx, { ...notice, kind: 'security', userId, eventId: null, at: ctx.now, readAt: null })
    if (phone) phones.set(decryptText(phone), userId)
  }
  for (const [phone, userId] of phones) {
    await queueMessage(ctx, { phone, kind: 'security', text, userId, about: { accountNo: facts.accountNo } })
  }
}
