import type { Ctx } from '../db/context.ts'
import { publish } from '../db/events.ts'
import { readFigures } from '../db/parameters/held.ts'
import { transact } from '../db/pool.ts'
import { announceQueue } from './menu/announce.ts'
import { headStartOf, pairUp } from './rules/routing.ts'
import { endLongWrapUps } from './sql/agents.ts'
import { abandonForgotten, type Place } from './sql/contacts.ts'
import {
  dropAbsent,
  expireOffers,
  findKeptPlace,
  listClaims,
  listFree,
  listSteps,
  listWaiting,
  offerPairs,
  takeTurnToRoute,
} from './sql/routing.ts'
import { commandOffers } from './sql/telephony.ts'

const secondsAgo = (ctx: Ctx, seconds: number) => new Date(ctx.now.getTime() - seconds * 1000)

/** Offers waiting contacts to free agents until no two are left that fit. An offer is a lease: it ends by itself. */
export async function routeContacts(ctx: Ctx): Promise<void> {
  while ((await routeOnce(ctx)) > 0);
}

function routeOnce(ctx: Ctx): Promise<number> {
  return transact(ctx, async (inner) => {
    await takeTurnToRoute(inner)
    const waiting = await listWaiting(inner)
    if (waiting.length === 0) return 0
    const free = await listFree(inner)
    if (free.length === 0) return 0
    const rules = await readFigures(inner, 'queue_rule')
    const writtenAtOnce = rules('written-at-once')
    const pairs = pairUp(waiting, free, { steps: await listSteps(inner), writtenAtOnce, now: inner.now })
    if (pairs.length === 0) return 0
    const expiresAt = new Date(inner.now.getTime() + rules('offer-seconds') * 1000)
    const offered = await offerPairs(inner, pairs, { expiresAt, writtenAtOnce })
    for (const each of offered) await publish(inner, 'contact.offered', each)
    await commandOffers(
      inner,
      offered.map(({ contactId }) => contactId),
      rules('offer-seconds'),
    )
    return offered.length
  })
}

/**
 * Puts right what time has changed: unanswered offers, empty chairs, long wrap-ups, lost lines, searches that widened. Who still waits
 * then is told where he stands.
 */
export async function sweepDesk(ctx: Ctx): Promise<void> {
  const rules = await readFigures(ctx, 'queue_rule')
  await expireOffers(ctx)
  await dropAbsent(ctx, secondsAgo(ctx, rules('presence-seconds')))
  await abandonForgotten(ctx, secondsAgo(ctx, rules('lost-line-minutes') * 60))
  await endLongWrapUps(ctx, secondsAgo(ctx, rules('wrap-up-seconds')))
  await routeContacts(ctx)
  await announceQueue(ctx)
}

/** Where a caller comes in the queue, by what the file and the desk know of him. */
export async function findPlace(ctx: Ctx, caller: { accountId: number | null; hash: Buffer }): Promise<Place> {
  const rules = await readFigures(ctx, 'queue_rule')
  const repeatSince = secondsAgo(ctx, rules('repeat-hours') * 3600)
  const priorityReasons = await listClaims(ctx, { ...caller, repeatSince })
  const since = secondsAgo(ctx, rules('keep-place-minutes') * 60)
  return {
    priorityReasons,
    headStartSeconds: headStartOf(priorityReasons, await readFigures(ctx, 'priority_rule')),
    keptPlace: (await findKeptPlace(ctx, { hash: caller.hash, since })) ?? null,
  }
}
