import { randomInt } from 'node:crypto'
import type { Ctx } from '../../db/context.ts'
import { hashForLookup } from '../../db/customers/secrets.ts'
import { queueMessage } from '../../db/messages.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import type { CodePurpose, CodeSent } from './contract.ts'
import { findCitizenPolicy } from './policy.ts'
import { mayAskCode } from './rules/code-limits.ts'
import { describeCode, describeInstead } from './rules/words.ts'
import { deleteFailures } from './sql/bindings.ts'
import { findByPhone } from './sql/citizens.ts'
import { countAsked, deleteCodes, insertCode, lockCodes, tryCode } from './sql/codes.ts'

const CODES = 1_000_000
const KEPT_DAYS = 30

type Asked = { purpose: CodePurpose; phone: string; userId: number | null }

/**
 * Sends a code to a phone, or in its place what there is to know of the number: answer and work are the same either way.
 * Refuses with `CODE_TOO_SOON` and `CODES_EXHAUSTED`.
 */
export function sendCode(ctx: Ctx, { purpose, phone, userId }: Asked, address: string): Promise<CodeSent> {
  return transact(ctx, async (inner) => {
    const policy = await findCitizenPolicy(inner)
    const keys = { phone: hashForLookup(phone), address: hashForLookup(`address:${address}`) }
    await lockCodes(inner, Object.values(keys))
    const verdict = mayAskCode(policy, await countAsked(inner, keys), inner.now)
    if (!verdict.ok) throw new Refusal(verdict.because, verdict.message, { status: 429 })
    const known = await findByPhone(inner, phone)
    const isGiven = purpose === 'password' ? known?.isOpen === true : known === undefined
    const code = String(randomInt(CODES)).padStart(6, '0')
    const hash = hashCode(purpose, phone, code)
    const minutes = policy.codeMinutes
    const expiresAt = new Date(inner.now.getTime() + minutes * 60_000)
    await insertCode(inner, { ...keys, purpose, userId, code: isGiven ? hash : null, expiresAt })
    const text = isGiven ? describeCode(purpose, { code, minutes }) : describeInstead(purpose)
    await queueMessage(inner, { phone, kind: 'code', text, expiresAt })
    return { minutes, againSeconds: policy.codeGapSeconds }
  })
}

/** Whether it is the code that the phone was sent, which is spent then. A wrong one counts if the transaction is kept. */
export async function spendCode(ctx: Ctx, { purpose, phone, userId }: Asked, code: string): Promise<boolean> {
  const { codeFailures } = await findCitizenPolicy(ctx)
  const tried = { purpose, phone: hashForLookup(phone), userId, code: hashCode(purpose, phone, code) }
  return tryCode(ctx, { ...tried, failures: codeFailures })
}

/** One answer for a code that is wrong, spent, late, tried too often or was never sent. */
export function refuseCode(): never {
  const message = '验证码不正确、已用过或已失效,请核对短信或重新获取'
  throw new Refusal('WRONG_PHONE_CODE', message, { issues: [{ path: 'code', message }] })
}

/** Codes that were sent, and failures to bind, of which nobody is asked any more. */
export async function dropOldTries(ctx: Ctx): Promise<void> {
  const before = new Date(ctx.now.getTime() - KEPT_DAYS * 86_400_000)
  await deleteCodes(ctx, before)
  await deleteFailures(ctx, before)
}

function hashCode(purpose: CodePurpose, phone: string, code: string): Buffer {
  return hashForLookup(`phone-code:${purpose}:${phone}:${code}`)
}
