import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { findAgentWithin } from '../sql/board.ts'
import { holdOpenPromise, reassignRow, rescheduleRow, withdrawRow } from '../sql/promise-changes.ts'
import { findPromiseRow } from '../sql/promises.ts'
import type { PromisedCall, reassignment, rescheduling, withdrawal } from './contract.ts'
import { readPromise, tellChange } from './promises.ts'
import { tellOutcome, tellRescheduled } from './timeline.ts'
import { checkWindow } from './window.ts'

const MINUTE_MS = 60_000

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
    await tellChange(inner, held, 'promised-call.reassigned', { agentId, reason })
    return readPromise(inner, id)
  })
}

/**
 * Moves it to another window; what was due leaves the queue, and is tried anew. Refuses with `NOT_FOUND`, of an agent in whose hand it is not
 * with `PROMISE_NOT_YOURS`, with `PROMISE_CHANGED`, `PROMISE_IN_HAND`, `PROMISE_LATE` once its window is over, and with `WINDOW_UNFIT` naming
 * the field.
 */
export function reschedulePromise(
  ctx: Ctx,
  id: number,
  { from, until, version, ...why }: z.output<typeof rescheduling>,
): Promise<PromisedCall> {
  return transact(ctx, async (inner) => {
    const held = await holdWithin(inner, id, version)
    if (held.isLate) throw isLate()
    const window = { from: new Date(from), until: new Date(until) }
    await checkWindow(inner, window, held)
    await rescheduleRow(inner, held, { ...window, ...why })
    await tellRescheduled(inner, { ...held, ...window, former: held, version, askedBy: why.askedBy })
    await tellChange(inner, held, 'promised-call.rescheduled', {
      ...{ from, until, formerFrom: held.from.toISOString(), formerUntil: held.until.toISOString() },
      ...why,
    })
    return readPromise(inner, id)
  })
}

/**
 * Refuses with `NOT_FOUND`, of an agent in whose hand it is not with `PROMISE_NOT_YOURS`, with `PROMISE_CHANGED`, `PROMISE_IN_HAND`, and of an
 * agent with `PROMISE_LATE` once its window is over: then his lead has to know of it.
 */
export function withdrawPromise(
  ctx: Ctx,
  id: number,
  { reason, version }: z.output<typeof withdrawal>,
): Promise<PromisedCall> {
  return transact(ctx, async (inner) => {
    const held = await holdWithin(inner, id, version)
    if (held.isLate && !isLead(inner)) throw isLate()
    await withdrawRow(inner, held, reason)
    const row = await findPromiseRow(inner, id)
    if (row) await tellOutcome(inner, { ...row, accountId: held.accountId, isOnFile: held.isOnFile })
    await tellChange(inner, held, 'promised-call.withdrawn', { reason })
    return readPromise(inner, id)
  })
}

const isLead = ({ actor }: Ctx) => actor.roles.includes('lead')
const isLate = () => new Refusal('PROMISE_LATE', '约定时段已过，不能再改约，请尽快回电；不再需要的由班长撤销')

async function holdWithin(ctx: Ctx, id: number, version: number) {
  const { isMine } = await readPromise(ctx, id)
  if (!isMine && !isLead(ctx))
    throw new Refusal('PROMISE_NOT_YOURS', '只有回电人和班长可以改动这条约定', { status: 403 })
  const held = await holdOpenPromise(ctx, id, version)
  if (!held) throw new Refusal('PROMISE_CHANGED', '这条约定已结束或已被改动，请刷新后再试')
  if (held.isInHand) throw new Refusal('PROMISE_IN_HAND', '坐席正在回这个电话，请稍后再试')
  return held
}
