import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { normalisePhone } from '../../db/customers/identities.ts'
import { encryptText, hashForLookup } from '../../db/customers/secrets.ts'
import { publish } from '../../db/events.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { civilDay, daysBetween, minuteOfDay } from '../../db/time.ts'
import { toWire } from '../../db/wire.ts'
import { readCallHours } from '../call/hours.ts'
import { judgeWindow, type WindowFault, type WindowRules } from '../rules/promises.ts'
import { findAgentWithin } from '../sql/board.ts'
import {
  countLatePromises,
  findOpenOf,
  findPromiseRow,
  holdOpenPromise,
  holdPromisable,
  insertPromise,
  listAgentNames,
  listPromises,
  type NewPromise,
  type Promisable,
  type PromiseRow,
  reassignRow,
  withdrawRow,
} from '../sql/promises.ts'
import { findShield, isReportOf } from '../sql/shields.ts'
import type {
  newPromise,
  PromiseChoices,
  PromisedCall,
  PromisePage,
  promiseQuery,
  reassignment,
  withdrawal,
} from './contract.ts'
import { tellOutcome, tellPromised } from './timeline.ts'

const MOST = 500
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

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
    await tellOf(inner, { id: promised.id, accountId }, 'promised-call.promised', detail)
    return readPromise(inner, promised.id)
  })
}

/** What may be promised from a contact. Refuses with `NOT_PROMISABLE`. */
export function findChoices(ctx: Ctx, contactId: number): Promise<PromiseChoices> {
  return transact(ctx, async (inner) => {
    const { contactTail, fileTail, skill } = await readPromisable(inner, contactId)
    const open = await findOpenOf(inner, contactId)
    const mask = (tail: string | null) => (tail === null ? null : `*******${tail}`)
    return {
      numbers: { contact: mask(contactTail), file: mask(fileTail) },
      ...{ skill, ...(await readRules(inner)), open: open ? toWire(open) : null },
    }
  })
}

export async function findPromises(ctx: Ctx, { of, state }: z.output<typeof promiseQuery>): Promise<PromisePage> {
  const items = await listPromises(ctx, { of, isEnded: state === 'ended', most: MOST })
  const agents = ctx.actor.roles.includes('lead') ? await listAgentNames(ctx) : []
  return { items: toWire(items), late: await countLatePromises(ctx, of), agents }
}

/**
 * Gives it to another agent of the lead's units, or to anybody of its skill. Refuses with `NOT_FOUND` the promise or the agent, with `PROMISE_CHANGED`
 * and, while somebody rings or is offered it, with `PROMISE_IN_HAND`.
 */
export function reassignPromise(
  ctx: Ctx,
  id: number,
  { agentId, reason, version }: z.output<typeof reassignment>,
): Promise<PromisedCall> {
  return transact(ctx, async (inner) => {
    const held = await holdWithin(inner, id, version)
    if (agentId !== null && !(await findAgentWithin(inner, agentId))) throw notFound('坐席')
    const preferMinutes = (await readFigures(inner, 'promise_rule'))('prefer-minutes')
    const preferUntil = new Date(inner.now.getTime() + preferMinutes * MINUTE_MS)
    await reassignRow(inner, held, { agentId, reason, preferUntil })
    await tellOf(inner, held, 'promised-call.reassigned', { agentId, reason })
    return readPromise(inner, id)
  })
}

/** Refuses with `NOT_FOUND`, `PROMISE_CHANGED` and `PROMISE_IN_HAND`. */
export function withdrawPromise(
  ctx: Ctx,
  id: number,
  { reason, version }: z.output<typeof withdrawal>,
): Promise<PromisedCall> {
  return transact(ctx, async (inner) => {
    const held = await holdWithin(inner, id, version)
    await withdrawRow(inner, held, reason)
    const row = await findPromiseRow(inner, id)
    if (row) await tellOutcome(inner, { ...row, accountId: held.accountId, isOnFile: held.isOnFile })
    await tellOf(inner, held, 'promised-call.withdrawn', { reason })
    return readPromise(inner, id)
  })
}

async function holdWithin(ctx: Ctx, id: number, version: number) {
  await readPromise(ctx, id)
  const held = await holdOpenPromise(ctx, id, version)
  if (!held) throw new Refusal('PROMISE_CHANGED', '这条约定已结束或已被改动，请刷新后再试')
  if (held.isInHand) throw new Refusal('PROMISE_IN_HAND', '坐席正在回这个电话，请稍后再试')
  return held
}

async function readPromise(ctx: Ctx, id: number): Promise<PromisedCall> {
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

async function readRules(ctx: Ctx): Promise<WindowRules> {
  const figure = await readFigures(ctx, 'promise_rule')
  return {
    ...{ daysAhead: figure('days-ahead'), leastMinutes: figure('least-minutes'), mostMinutes: figure('most-minutes') },
    hours: await readCallHours(ctx),
  }
}

async function checkWindow(ctx: Ctx, window: { from: Date; until: Date }): Promise<void> {
  const rules = await readRules(ctx)
  const minutes = { fromMinute: minuteOfDay(window.from), untilMinute: minuteOfDay(window.until) }
  const daysAhead = daysBetween(civilDay(ctx.now), civilDay(window.from))
  const faults = judgeWindow({ ...window, ...minutes, daysAhead }, ctx.now, rules)
  if (faults.length === 0) return
  const issues = faults.map((fault) => ({ path: fault.field, message: sayFault(fault, rules) }))
  throw new Refusal('WINDOW_UNFIT', issues.map(({ message }) => message).join('；'), { status: 400, issues })
}

const toClock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

function sayFault({ because }: WindowFault, { daysAhead, leastMinutes, mostMinutes, hours }: WindowRules): string {
  switch (because) {
    case 'past':
      return '时间已过，请约定以后的时间'
    case 'too-far':
      return `最远可约 ${daysAhead} 天内`
    case 'quiet':
      return `应在外呼时段 ${toClock(hours.from)}–${toClock(hours.until)} 内`
    case 'too-short':
      return `时间段至少 ${leastMinutes} 分钟`
    case 'too-long':
      return `时间段最长 ${mostMinutes} 分钟`
  }
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

type Act = 'promised-call.promised' | 'promised-call.reassigned' | 'promised-call.withdrawn'

async function tellOf(
  ctx: Ctx,
  { id, accountId }: { id: number; accountId: number | null },
  action: Act,
  detail: object,
): Promise<void> {
  await recordAudit(ctx, { action, subject: `promised-call:${id}`, detail: { ...detail, accountId } })
  await publish(ctx, 'promised-call.changed', { accountId })
}
