import { randomInt } from 'node:crypto'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { normalisePhone } from '../../db/customers/identities.ts'
import { maskName, maskPhone } from '../../db/customers/masks.ts'
import { giveUpMessages, queueMessage } from '../../db/messages.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { type Entered, enter } from '../auth/log-in.ts'
import { provePassword, setPassword } from '../auth/password-changes.ts'
import { findPolicy } from '../auth/policy.ts'
import type { Session } from '../auth/sessions.ts'
import { addUser, findSignedInUser, findStanding, refuseWeakPassword } from '../auth/users.ts'
import { refuseCode, sendCode, spendCode } from './codes.ts'
import type { CodeSent, Me, PasswordReset, PhoneChange, SignUpInput, Terms } from './contract.ts'
import { findByPhone, findCitizen, findPrivacyText, findTopUnit, saveConsent, savePhone } from './sql/citizens.ts'

const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
const NAME_LENGTH = 10
const isCitizen = { roles: ['customer' as const], demo: false }

export async function findTerms(ctx: Ctx, messages: Pick<Terms, 'isOpen' | 'town'>): Promise<Terms> {
  const privacy = await findPrivacyText(ctx)
  if (!privacy) throw notFound('隐私政策')
  const { leastLength, kinds } = await findPolicy(ctx, isCitizen)
  return { ...messages, privacy, password: { leastLength, kinds } }
}

export function askCode(
  ctx: Ctx,
  asked: { purpose: 'sign-up' | 'password'; phone: string },
  address: string,
): Promise<CodeSent> {
  const { purpose, phone } = asked
  return sendCode(ctx, { purpose, phone: normalisePhone(phone), userId: null }, address)
}

/**
 * Opens a log-in of a customer who is nobody's yet, and lets him in. Refuses with `PASSWORD_TOO_WEAK`, `PRIVACY_CHANGED` and
 * `WRONG_PHONE_CODE`, which is the answer for a number that has a log-in too.
 */
export async function signUp(ctx: Ctx, input: SignUpInput, device: string): Promise<Entered> {
  const phone = normalisePhone(input.phone)
  // Before the code is looked at: that a password is refused tells nothing of the code.
  await refuseWeakPassword(ctx, { ...isCitizen, username: phone }, input.password)
  const privacy = await findPrivacyText(ctx)
  if (privacy?.version !== input.privacyVersion) throw refusePrivacy()
  const entered = await transact(ctx, async (inner) => {
    if (!(await spendCode(inner, { purpose: 'sign-up', phone, userId: null }, input.code))) return null
    const username = drawUsername()
    const userId = await addUser(inner, {
      ...{ username, name: maskPhone(phone), password: input.password, phone },
      ...{ roles: isCitizen.roles, organisationPath: await findTopUnit(inner) },
    })
    await saveConsent(inner, userId, privacy.version)
    await recordAudit(inner, {
      action: 'citizen.signed-up',
      subject: `user:${username}`,
      detail: { privacy: privacy.version },
    })
    return enterAs(inner, userId, device)
  })
  return entered ?? refuseCode()
}

/** Another password for whoever has the phone; his second factor is asked all the same. Refuses as `signUp`. */
export async function resetPassword(ctx: Ctx, input: PasswordReset, device: string): Promise<Entered> {
  const phone = normalisePhone(input.phone)
  await refuseWeakPassword(ctx, { ...isCitizen, username: phone }, input.password)
  const entered = await transact(ctx, async (inner) => {
    const isRight = await spendCode(inner, { purpose: 'password', phone, userId: null }, input.code)
    const user = await findByPhone(inner, phone)
    if (!isRight || !user?.isOpen) return null
    await setPassword(inner, user.id, input.password, { mustChange: false })
    await queueMessage(inner, {
      phone,
      kind: 'security',
      userId: user.id,
      text: '您的登录密码已重置,所有设备已退出。如非本人操作,请立即拨打 95598。',
    })
    return enterAs(inner, user.id, device)
  })
  return entered ?? refuseCode()
}

/** To the text in force, with the day on which it was given. Refuses with `PRIVACY_CHANGED` what is in force no more. */
export function agree(ctx: Ctx, privacyVersion: string): Promise<void> {
  return transact(ctx, async (inner) => {
    if ((await findPrivacyText(inner))?.version !== privacyVersion) throw refusePrivacy()
    if (!(await saveConsent(inner, inner.actor.id, privacyVersion))) return
    const detail = { privacy: privacyVersion }
    await recordAudit(inner, { action: 'citizen.agreed', subject: `user:${inner.actor.username}`, detail })
  })
}

function refusePrivacy(): Refusal {
  return new Refusal('PRIVACY_CHANGED', '隐私政策已更新,请刷新后重新阅读')
}

export async function findMe(ctx: Ctx): Promise<Me> {
  const row = await findCitizen(ctx, ctx.actor.id)
  if (!row) throw notFound('用户')
  const { username, phone, customerName } = row
  return { username, phone: phone && maskPhone(phone), realName: customerName && maskName(customerName) }
}

/** To the number that is to be his from now on. */
export async function askPhoneCode(ctx: Ctx, phone: string, address: string): Promise<CodeSent> {
  await requirePhone(ctx)
  return sendCode(ctx, { purpose: 'phone', phone: normalisePhone(phone), userId: ctx.actor.id }, address)
}

/** Refuses with `OLD_PASSWORD_WRONG` at `password` and `WRONG_PHONE_CODE`. */
export async function changeOwnPhone(ctx: Ctx, session: Session, input: PhoneChange): Promise<Me> {
  const former = await requirePhone(ctx)
  await provePassword(ctx, session, input.password, 'password')
  const phone = normalisePhone(input.phone)
  const isChanged = await transact(ctx, async (inner) => {
    if (!(await spendCode(inner, { purpose: 'phone', phone, userId: inner.actor.id }, input.code))) return false
    const name = session.user.name === maskPhone(former) ? maskPhone(phone) : session.user.name
    if (!(await savePhone(inner, inner.actor.id, { phone, name }))) return false
    await recordAudit(inner, { action: 'citizen.phone-changed', subject: `user:${inner.actor.username}` })
    // They were for whoever has the former number; all of it stands on his page.
    await giveUpMessages(inner, { userId: inner.actor.id, because: 'phone-changed' })
    const text = `您的登录手机号已改为尾号 ${phone.slice(-4)}。如非本人操作,请立即拨打 95598。`
    await queueMessage(inner, { phone: former, kind: 'security', text, userId: inner.actor.id })
    return true
  })
  return isChanged ? findMe(ctx) : refuseCode()
}

/** A log-in that the counter or the town opened has none. */
async function requirePhone(ctx: Ctx): Promise<string> {
  const { demo } = await findStanding(ctx, ctx.actor.id)
  if (demo) throw new Refusal('DEMO_LOG_IN', '演示用户的手机号不能更改:人人都用它登录')
  const phone = (await findCitizen(ctx, ctx.actor.id))?.phone
  if (!phone) throw new Refusal('NO_PHONE', '此登录不是用手机号注册的,如需变更请到营业厅办理')
  return phone
}

async function enterAs(ctx: Ctx, userId: number, device: string): Promise<Entered> {
  const user = await findSignedInUser(ctx, userId)
  return enter({ ...ctx, actor: user }, user, { device, codeGiven: false })
}

function drawUsername(): string {
  return `c-${Array.from({ length: NAME_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')}`
}
