import { randomInt } from 'node:crypto'
import type { z } from 'zod'
import { findLatestPayment } from '../../billing/index.ts'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { decryptText, hashForLookup } from '../../db/customers/secrets.ts'
import { queueMessage } from '../../db/messages.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { readContact } from '../contacts.ts'
import { areTrue, type Facts, factKinds } from '../rules/identity.ts'
import {
  countCodes,
  countFailed,
  findCodeSent,
  findLevel,
  findSecrets,
  insertCheck,
  insertIdentityCode,
  lockTalk,
  type Secrets,
  type Talk,
  tryIdentityCode,
} from '../sql/identity.ts'
import type { checkOutcome, factsSaid, IdentityWays } from './contract.ts'

type Outcome = z.output<typeof checkOutcome>
type Known = Talk & { accountId: number }

const atCounter = (talk: Talk) => talk.channel === 'counter' || talk.channel === 'web'

/** How the level of the agent's own contact can be raised. Refuses with `NOT_FOUND`, `CONTACT_CHANGED` and `ACCOUNT_NOT_CHOSEN`. */
export function findWays(ctx: Ctx, contactId: number): Promise<IdentityWays> {
  return transact(ctx, async (inner) => {
    const talk = await findOwnTalk(inner, contactId)
    const rules = await readFigures(inner, 'call_rule')
    const secrets = await secretsOf(inner, talk)
    const facts = await factsOf(inner, talk.accountId, secrets)
    const sent = await findCodeSent(inner, contactId, talk.accountId)
    return {
      level: await findLevel(inner, contactId, talk.accountId),
      factsNeeded: rules('facts-needed'),
      kinds: factKinds.filter((kind) => facts[kind].length > 0),
      triesLeft: Math.max(0, rules('fact-tries') - (await countFailed(inner, contactId))),
      phone: secrets.phoneTail && `*******${secrets.phoneTail}`,
      codesLeft: Math.max(0, rules('codes-most') - (await countCodes(inner, contactId))),
      codeExpiresAt: sent?.expiresAt.toISOString() ?? null,
      mayShowPapers: atCounter(talk),
    }
  })
}

/**
 * Compares what the caller says with the file, and does not tell what of it was wrong. Refuses with `NOT_FOUND`, `CONTACT_CHANGED`,
 * `ACCOUNT_NOT_CHOSEN`, `FACTS_TOO_FEW` and `TRIES_USED_UP`.
 */
export function checkFacts(ctx: Ctx, contactId: number, { facts: said }: z.output<typeof factsSaid>): Promise<Outcome> {
  return transact(ctx, async (inner) => {
    const talk = await findOwnTalk(inner, contactId)
    const rules = await readFigures(inner, 'call_rule')
    const kinds = [...new Set(said.map(({ kind }) => kind))]
    if (kinds.length < rules('facts-needed') || kinds.length < said.length) {
      const message = `请核对 ${rules('facts-needed')} 项不同的信息`
      throw new Refusal('FACTS_TOO_FEW', message, { issues: [{ path: 'facts', message }] })
    }
    const left = rules('fact-tries') - (await countFailed(inner, contactId))
    if (left <= 0) throw new Refusal('TRIES_USED_UP', '这次联系核对信息的次数已用完，请改用验证码')
    const facts = await factsOf(inner, talk.accountId, await secretsOf(inner, talk))
    const passed = areTrue(said, facts)
    await record(inner, talk, { how: 'facts', facts: kinds, passed })
    return { passed, level: await findLevel(inner, contactId, talk.accountId), triesLeft: passed ? left : left - 1 }
  })
}

/** To the number on file, never to one that the caller names. Refuses as above, and with `NO_NUMBER` and `TRIES_USED_UP`. */
export function sendIdentityCode(ctx: Ctx, contactId: number): Promise<IdentityWays> {
  return transact(ctx, async (inner) => {
    const talk = await findOwnTalk(inner, contactId)
    const rules = await readFigures(inner, 'call_rule')
    const { phone } = await secretsOf(inner, talk)
    if (!phone) throw new Refusal('NO_NUMBER', '档案里没有这位客户的电话')
    if ((await countCodes(inner, contactId)) >= rules('codes-most'))
      throw new Refusal('TRIES_USED_UP', '这次联系发送验证码的次数已用完')
    const code = Array.from({ length: rules('code-digits') }, () => randomInt(10)).join('')
    const minutes = rules('code-minutes')
    const expiresAt = new Date(inner.now.getTime() + minutes * 60_000)
    const { accountId } = talk
    await insertIdentityCode(inner, { contactId, accountId, hash: hashOf(talk, code), expiresAt })
    const text = `身份核验码 ${code}，${minutes} 分钟内有效，请告诉正在与您通话的 95598 坐席。您没有在与 95598 通话的，请勿告诉任何人。`
    await queueMessage(inner, { phone: decryptText(phone), kind: 'code', text, expiresAt })
    const subject = `contact:${talk.contactNo}`
    await recordAudit(inner, { action: 'identity.code-sent', subject, detail: { accountId } })
    return findWays(inner, contactId)
  })
}

/** Refuses as above; a code that is wrong, late or tried too often has not passed. */
export function checkCode(ctx: Ctx, contactId: number, code: string): Promise<Outcome> {
  return transact(ctx, async (inner) => {
    const talk = await findOwnTalk(inner, contactId)
    const { accountId } = talk
    const tries = (await readFigures(inner, 'call_rule'))('code-tries')
    const passed = await tryIdentityCode(inner, { contactId, accountId, hash: hashOf(talk, code), tries })
    await record(inner, talk, { how: 'code', facts: [], passed })
    return { passed, level: await findLevel(inner, contactId, accountId), triesLeft: tries }
  })
}

/** The agent has seen his papers: where somebody stands before him, or sent them. Refuses as above, and with `PAPERS_NOT_SEEN`. */
export function confirmPapers(ctx: Ctx, contactId: number): Promise<IdentityWays> {
  return transact(ctx, async (inner) => {
    const talk = await findOwnTalk(inner, contactId)
    if (!atCounter(talk)) throw new Refusal('PAPERS_NOT_SEEN', '电话里看不到证件，请核对信息或发送验证码')
    await record(inner, talk, { how: 'papers', facts: [], passed: true })
    return findWays(inner, contactId)
  })
}

/** The agent's own contact that is going on. Refuses with `NOT_FOUND` and `CONTACT_CHANGED`. */
export async function findActiveTalk(ctx: Ctx, contactId: number, states = ['active']): Promise<Talk> {
  await readContact(ctx, contactId)
  const talk = await lockTalk(ctx, contactId, states)
  if (!talk) throw new Refusal('CONTACT_CHANGED', '这次联系已结束或已被改动，请刷新后再试')
  return talk
}

/** The same, and its account. Refuses as above, and with `ACCOUNT_NOT_CHOSEN`. */
export async function findOwnTalk(ctx: Ctx, contactId: number): Promise<Known> {
  const talk = await findActiveTalk(ctx, contactId)
  if (talk.accountId === null) throw new Refusal('ACCOUNT_NOT_CHOSEN', '请先选定户号')
  return { ...talk, accountId: talk.accountId }
}

async function record(
  ctx: Ctx,
  { id: contactId, contactNo, accountId }: Known,
  check: { how: 'facts' | 'code' | 'papers'; facts: string[]; passed: boolean },
): Promise<void> {
  await insertCheck(ctx, { contactId, accountId, ...check })
  await recordAudit(ctx, {
    action: 'identity.checked',
    subject: `contact:${contactNo}`,
    detail: { accountId, ...check },
  })
}

async function secretsOf(ctx: Ctx, { accountId }: Known): Promise<Secrets> {
  const secrets = await findSecrets(ctx, accountId)
  if (!secrets) throw new Refusal('ACCOUNT_NOT_CHOSEN', '请先选定户号')
  return secrets
}

async function factsOf(ctx: Ctx, accountId: number, secrets: Secrets): Promise<Facts> {
  const payment = await findLatestPayment(ctx, accountId)
  return {
    accountNo: [secrets.accountNo],
    name: [secrets.name],
    idTail: secrets.number ? [decryptText(secrets.number).slice(-4)] : [],
    meterNo: secrets.meterNos,
    payment: payment ? [payment.amountYuan] : [],
  }
}

const hashOf = ({ id, accountId }: Known, code: string) => hashForLookup(`identity-code:${id}:${accountId}:${code}`)
