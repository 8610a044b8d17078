import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { normalisePhone } from '../../db/customers/identities.ts'
import { encryptText, hashForLookup } from '../../db/customers/secrets.ts'
import { publish } from '../../db/events.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { toWire } from '../../db/wire.ts'
import {
  countLatePromises,
  findOpenOf,
  findPromiseRow,
  holdPromisable,
  insertPromise,
  listAgentNames,
  listPromises,
  type NewPromise,
  type Promisable,
  type PromiseRow,
} from '../sql/promises.ts'
import { findShield, isReportOf } from '../sql/shields.ts'
import type { newPromise, PromiseChoices, PromisedCall, PromisePage, promiseQuery } from './contract.ts'
import { tellPromised } from './timeline.ts'
import { checkWindow, readWindowRules } from './window.ts'

const MOST = 500
const HOUR_MS = 3_600_000

/**
 * Promises to ring back. Refuses with `NOT_PROMISABLE` what is not, or no more, the agent's, with `WINDOW_UNFIT` and `NUMBER_UNFIT` naming the
 * field, and with `PROMISED_ALREADY`.
 */
export function promiseCall(ctx: Ctx, input: z.output<typeof newPromise>): Promise<PromisedCall> {
  return transact(ctx, async (inner) => {
    const of = await readPromisable(inner, input.contactId)
    const window = { from: new Date(input.from), until: new Date(input.until) }
    await checkWindow(inner, window)
    const phone = readNumber(of, input)
    const agentId = input.by === 'me' ? inner.actor.id : null
    const { about, number: numberOf } = input
    const promised = await insertPromise(inner, of, { ...window, about, agentId, numberOf, phone })
    if (promised === null) throw new Refusal('PROMISED_ALREADY', '这次联系已有约定的回电')
    const { accountId } = of
    if (!(await isUntold(inner, of.contactId))) await tellPromised(inner, { ...promised, ...window, accountId })
    const detail = { contactNo: of.contactNo, from: input.from, until: input.until, by: input.by, number: numberOf }
    await tellChange(inner, { id: promised.id, accountId }, 'promised-call.promised', detail)
    return readPromise(inner, promised.id)
  })
}

/** What may be promised from a contact. Refuses with `NOT_PROMISABLE`. */
export function findChoices(ctx: Ctx, contactId: number): Promise<PromiseChoices> {
  return transact(ctx, async (inner) => {
    const { contactTail, fileTail, isOneNumber, skill } = await readPromisable(inner, contactId)
    const open = await findOpenOf(inner, contactId)
    const mask = (tail: string | null) => (tail === null ? null : `*******${tail}`)
    return {
      numbers: { contact: mask(contactTail), file: isOneNumber ? null : mask(fileTail) },
      ...{ skill, ...(await readWindowRules(inner)), open: open ? toWire(open) : null },
    }
  })
}

export async function findPromises(ctx: Ctx, { of, state }: z.output<typeof promiseQuery>): Promise<PromisePage> {
  const items = await listPromises(ctx, { of, isEnded: state === 'ended', most: MOST })
  const agents = ctx.actor.roles.includes('lead') ? await listAgentNames(ctx) : []
  return { items: toWire(items), late: await countLatePromises(ctx, of), agents, window: await readWindowRules(ctx) }
}

/** Refuses with `NOT_FOUND`. */
export async function readPromise(ctx: Ctx, id: number): Promise<PromisedCall> {
  const row: PromiseRow | undefined = await findPromiseRow(ctx, id)
  if (!row) throw notFound('约定回电')
  return toWire(row)
}

async function readPromisable(ctx: Ctx, contactId: number): Promise<Promisable> {
  const hours = (await readFigures(ctx, 'promise_rule'))('after-close-hours')
  const of = await holdPromisable(ctx, contactId, new Date(ctx.now.getTime() - hours * HOUR_MS))
  if (of) return of
  throw new Refusal('NOT_PROMISABLE', `只能在本人正在处理、或结束不超过 ${hours} 小时的联系上约定回电`)
}

/** A number is typed only where there is neither the one from which he rang nor one in his file. */
function readNumber(
  { contactTail, fileTail }: Promisable,
  { number, phone = '' }: z.output<typeof newPromise>,
): NewPromise['phone'] {
  const unfit = (path: string, message: string) =>
    new Refusal('NUMBER_UNFIT', message, { status: 400, issues: [{ path, message }] })
  if (number === 'contact' && contactTail === null) throw unfit('number', '这次联系没有来电号码')
  if (number === 'file' && fileTail === null) throw unfit('number', '档案里没有这位客户的电话')
  if (number !== 'given') return null
  if (contactTail !== null || fileTail !== null) throw unfit('number', '已有来电号码或档案号码，请从中选择')
  const given = normalisePhone(phone)
  if (given.length < 5) throw unfit('phone', '请填写回电号码')
  return { cipher: encryptText(given), hash: hashForLookup(given), tail: given.slice(-4) }
}

/** A report, and who followed it up, is nobody's to know from a file. */
async function isUntold(ctx: Ctx, contactId: number): Promise<boolean> {
  return (await findShield(ctx, contactId)) === 'report' || isReportOf(ctx, contactId)
}

type Act = `promised-call.${'promised' | 'reassigned' | 'rescheduled' | 'withdrawn'}`

/** On the audit record, and live. */
export async function tellChange(
  ctx: Ctx,
  { id, accountId }: { id: number; accountId: number | null },
  action: Act,
  detail: object,
): Promise<void> {
  await recordAudit(ctx, { action, subject: `promised-call:${id}`, detail: { ...detail, accountId } })
  await publish(ctx, 'promised-call.changed', { accountId })
}
