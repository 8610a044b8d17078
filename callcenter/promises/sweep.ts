import type { Ctx } from '../../db/context.ts'
import { publish } from '../../db/events.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { mayCallNow, nextCallTime } from '../call/hours.ts'
import { findEngine } from '../sql/outbound.ts'
import { isAnyAtWork, promoteDue, restUntil, settleOver } from '../sql/promise-calls.ts'
import { tellOutcome } from './timeline.ts'

const minutesFrom = (at: Date, minutes: number) => new Date(at.getTime() + minutes * 60_000)

/** When somebody who was not reached is rung again, in the hours in which customers are called. */
export async function findNextTry(ctx: Ctx): Promise<Date> {
  const gap = (await readFigures(ctx, 'promise_rule'))('gap-minutes')
  return nextCallTime({ ...ctx, now: minutesFrom(ctx.now, gap) })
}

/** Writes what came of a call that was promised, where it is over; without a contact of all such calls. */
export async function settlePromises(ctx: Ctx, contactId: number | null): Promise<void> {
  const tries = (await readFigures(ctx, 'promise_rule'))('tries')
  const settled = await settleOver(ctx, { contactId, tries, nextAt: await findNextTry(ctx) })
  for (const each of settled) {
    await tellOutcome(ctx, each)
    await publish(ctx, 'promised-call.changed', { accountId: each.accountId })
  }
}

/** What is due joins the queue, in the hours of calling and where there is a line; what waits as they end rests until they begin. */
export async function workPromises(ctx: Ctx): Promise<void> {
  if (!(await isAnyAtWork(ctx))) return
  await transact(ctx, (inner) => settlePromises(inner, null))
  const preferMinutes = (await readFigures(ctx, 'promise_rule'))('prefer-minutes')
  if (!(await mayCallNow(ctx))) {
    const again = await nextCallTime(ctx)
    return restUntil(ctx, again, minutesFrom(again, preferMinutes))
  }
  const engine = await findEngine(ctx)
  if (engine === null) return
  const headStartSeconds = (await readFigures(ctx, 'priority_rule'))('promised')
  const preferUntil = minutesFrom(ctx.now, preferMinutes)
  await transact(ctx, async (inner) => {
    for (const due of await promoteDue(inner, { engine, headStartSeconds, preferUntil }))
      await publish(inner, 'promised-call.changed', due)
  })
}
