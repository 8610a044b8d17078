import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { maskName } from '../../db/customers/masks.ts'
import { decryptText } from '../../db/customers/secrets.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { toWire } from '../../db/wire.ts'
import { mayCallNow, nextCallTime } from '../call/hours.ts'
import { callCustomer } from '../call/outbound.ts'
import { chooseScript, decideAfterTry } from '../rules/follow-up.ts'
import {
  addTry,
  countDue,
  findInHandRow,
  listFollowUpRows,
  listScript,
  listTries,
  setAfterTry,
  setRung,
  takeNext,
} from '../sql/follow-up-calls.ts'
import { findEngine, findProof } from '../sql/outbound.ts'
import { mapOrderLinks } from '../sql/work-orders.ts'
import type { FollowUpInHand, FollowUpPage, followUpQuery, Rung, tryResult } from './contract.ts'
import { takeScore } from './scores.ts'

const SHOWN = 200
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** Calls that are to be made, next first; or all that is over, by whatever way. */
export async function listFollowUps(ctx: Ctx, { state }: z.output<typeof followUpQuery>): Promise<FollowUpPage> {
  const rows = await listFollowUpRows(ctx, { isEnded: state === 'ended', most: SHOWN })
  return {
    inHand: await findInHand(ctx),
    due: await countDue(ctx),
    items: toWire(await describeRows(ctx, rows)),
    maySurvey: await mayCallNow(ctx),
  }
}

async function describeRows<Row extends { customer: string | null; badOrderId: number | null }>(ctx: Ctx, rows: Row[]) {
  const orders = await mapOrderLinks(
    ctx,
    rows.flatMap(({ badOrderId }) => badOrderId ?? []),
  )
  return rows.map(({ badOrderId, ...row }) => ({
    ...row,
    customer: row.customer && maskName(row.customer),
    badOrder: (badOrderId !== null && orders.get(badOrderId)) || null,
  }))
}

async function findInHand(ctx: Ctx): Promise<FollowUpInHand | null> {
  const row = await findInHandRow(ctx)
  if (!row) return null
  const { cipher: _, accountNo, isOnFile: __, subjectId: ___, badOrderId: ____, ...shown } = row
  const mostAttempts = (await readFigures(ctx, 'follow_up_rule'))('attempts')
  const customer = row.customer && maskName(row.customer)
  const script = chooseScript(await listScript(ctx), row.kind ?? 'contact').map(({ kind: _, ...step }) => step)
  const proof = (accountNo !== null && (await findProof(ctx, accountNo))) || null
  return toWire({
    ...shown,
    badOrder: null,
    customer,
    mostAttempts,
    script,
    proof,
    tries: await listTries(ctx, row.id),
  })
}

/** The next to be rung, his for the minutes of the rule; what he has already, where he has one. Null: nobody is to be rung now. */
export function takeFollowUp(ctx: Ctx): Promise<FollowUpInHand | null> {
  return transact(ctx, async (inner) => {
    await takeNext(inner, await heldUntil(inner))
    return findInHand(inner)
  })
}

async function heldUntil(ctx: Ctx): Promise<Date> {
  const minutes = (await readFigures(ctx, 'follow_up_rule'))('hold-minutes')
  return new Date(ctx.now.getTime() + minutes * MINUTE_MS)
}

async function readInHand(ctx: Ctx, id: number) {
  const row = await findInHandRow(ctx)
  if (row?.id !== id) throw notFound('您手上的回访')
  return row
}

/**
 * Tells the number, puts that on the audit record, counts the attempt, and places the call where there is a line and the number is the one
 * on file. Refuses with `NOT_FOUND`, `QUIET_HOURS`, `NO_NUMBER`, and `AGENT_BUSY`.
 */
export function ringFollowUp(ctx: Ctx, id: number): Promise<Rung> {
  return transact(ctx, async (inner) => {
    const row = await readInHand(inner, id)
    if (!(await mayCallNow(inner))) throw new Refusal('QUIET_HOURS', '现在不是外呼时段')
    if (row.cipher === null) throw new Refusal('NO_NUMBER', '没有这位客户的电话，请记为号码错误')
    const isFirst = (await setRung(inner, id, await heldUntil(inner))) > 0
    const { accountNo, isOnFile, subjectNo } = row
    const isPlaced = isFirst && accountNo !== null && isOnFile && (await findEngine(inner)) !== null
    const placed = isPlaced ? await callCustomer(inner, { accountNo }) : null
    await recordAudit(inner, { action: 'follow-up.rung', subject: `follow-up:${id}`, detail: { subjectNo } })
    return { phone: decryptText(row.cipher), contactId: placed?.id ?? null }
  })
}

/**
 * What came of the call. Refuses with `NOT_FOUND`, `NOT_RUNG` before it was rung, and `AGAIN_UNFIT` a time that is past, too far, or not one
 * in which customers are called.
 */
export function recordTry(ctx: Ctx, id: number, input: z.output<typeof tryResult>): Promise<void> {
  return transact(ctx, async (inner) => {
    const row = await readInHand(inner, id)
    if (!row.isRung && !(input.outcome === 'wrong-number' && row.cipher === null))
      throw new Refusal('NOT_RUNG', '请先拨打，再记结果')
    const figure = await readFigures(inner, 'follow_up_rule')
    const againAt = input.outcome === 'later' ? await readAgain(inner, input.againAt, figure('latest-days')) : null
    await addTry(inner, id, { outcome: input.outcome, againAt, note: input.note || null })
    const facts = { attempts: row.attempts, now: inner.now, againAt }
    const rules = { attempts: figure('attempts'), gapMinutes: figure('gap-minutes') }
    const after = decideAfterTry(input.outcome, facts, rules)
    if (input.outcome === 'answered') {
      const { score, comment = null } = input
      await takeScore(inner, { subject: row.subject, id: row.subjectId, score, comment, way: 'call' })
    }
    const isAgain = after.state === 'waiting'
    const then = isAgain ? { ...after, nextAt: await nextCallTime({ ...inner, now: after.nextAt }) } : after
    await setAfterTry(inner, id, then)
    const detail = { subjectNo: row.subjectNo, outcome: input.outcome }
    await recordAudit(inner, { action: 'follow-up.tried', subject: `follow-up:${id}`, detail })
  })
}

async function readAgain(ctx: Ctx, againAt: string, latestDays: number): Promise<Date> {
  const at = new Date(againAt)
  const isSoon = at > ctx.now && at.getTime() <= ctx.now.getTime() + latestDays * DAY_MS
  if (isSoon && (await mayCallNow({ ...ctx, now: at }))) return at
  throw new Refusal('AGAIN_UNFIT', `约定时间应在 ${latestDays} 天内的外呼时段`, {
    status: 400,
    issues: [{ path: 'againAt', message: `应在 ${latestDays} 天内的外呼时段` }],
  })
}
