import type { Ctx } from '../db/context.ts'
import { publish } from '../db/events.ts'
import { readFigures } from '../db/parameters/held.ts'
import { type Db, transact } from '../db/pool.ts'
import { announceQueue } from './menu/announce.ts'
import { workPromises } from './promises/sweep.ts'
import { type HandRules, headStartOf, pairUp } from './rules/routing.ts'
import { endLongWrapUps } from './sql/agents.ts'
import { abandonForgotten, type Place } from './sql/contacts.ts'
import {
  dropAbsent,
  expireOffers,
  findKeptPlace,
  isCut,
  listClaims,
  listFree,
  listSteps,
  listWaiting,
  offerPairs,
  takeTurnToRoute,
  writtenChannels,
} from './sql/routing.ts'
import { commandOffers } from './sql/telephony.ts'

const secondsAgo = (ctx: Ctx, seconds: number) => new Date(ctx.now.getTime() - seconds * 1000)

type Turn = { now: Promise<void>; next: Promise<void> | null }
const turns = new WeakMap<Db, Turn>()

/**
 * Offers waiting contacts to free agents until no two are left that fit. An offer is a lease: it ends by itself. Whoever asks
 * while this process routes shares the turn after it: on a busy day hundreds would else queue for their turn with a
 * connection each.
 */
export async function routeContacts(ctx: Ctx): Promise<void> {
  if (withheld.has(ctx.db)) return
  const turn = turns.get(ctx.db)
  if (turn) {
    turn.next ??= turn.now.catch(() => {}).then(() => takeTurn(ctx))
    return turn.next
  }
  return takeTurn(ctx)
}

const withheld = new WeakSet<Db>()

/** Does the work in one transaction and routes once after it: however long it is, nobody's turn to route waits for it. */
export async function routeAfter(ctx: Ctx, work: (ctx: Ctx) => Promise<void>): Promise<void> {
  await transact(ctx, (inner) => {
    withheld.add(inner.db)
    return work(inner)
  })
  await routeContacts(ctx)
}

function takeTurn(ctx: Ctx): Promise<void> {
  const turn: Turn = { now: routeAll(ctx), next: null }
  turns.set(ctx.db, turn)
  const ends = () => {
    if (turns.get(ctx.db) === turn && turn.next === null) turns.delete(ctx.db)
  }
  turn.now.then(ends, ends)
  return turn.now
}

async function routeAll(ctx: Ctx): Promise<void> {
  while (await routeOnce(ctx));
}

/** Whether another look may find more. */
function routeOnce(ctx: Ctx): Promise<boolean> {
  return transact(ctx, async (inner) => {
    await takeTurnToRoute(inner)
    const waiting = await listWaiting(inner)
    if (waiting.length === 0) return false
    const free = await listFree(inner)
    if (free.length === 0) return false
    const rules = await readFigures(inner, 'queue_rule')
    const hand = handRules(rules)
    const pairs = pairUp(waiting, free, { ...hand, steps: await listSteps(inner), now: inner.now })
    if (pairs.length === 0) return false
    const expiresAt = new Date(inner.now.getTime() + rules('offer-seconds') * 1000)
    const offered = await offerPairs(inner, pairs, { expiresAt, hand })
    for (const each of offered) await publish(inner, 'contact.offered', each)
    await commandOffers(
      inner,
      offered.map(({ contactId }) => contactId),
      rules('offer-seconds'),
    )
    // All that fits of the heads of the queues is paired: there is more where somebody else was faster, or behind the heads.
    return offered.length > 0 && (offered.length < pairs.length || (free.length > pairs.length && isCut(waiting)))
  })
}

/** What one agent may have in hand at once, by `queue_rule`. */
export function handRules(rules: (rule: string) => number): HandRules {
  return {
    liveChannels: writtenChannels.filter((channel) => rules(`live-${channel}`) === 1),
    writtenAtOnce: rules('written-at-once'),
    slowAtOnce: rules('slow-at-once'),
    passOverSeconds: rules('pass-over-seconds'),
  }
}

/**
 * Puts right what time has changed: unanswered offers, empty chairs, long wrap-ups, lost lines, promised calls, searches that widened. Who still waits
 * then is told where he stands.
 */
export async function sweepDesk(ctx: Ctx): Promise<void> {
  const rules = await readFigures(ctx, 'queue_rule')
  await expireOffers(ctx)
  await dropAbsent(ctx, secondsAgo(ctx, rules('presence-seconds')))
  await abandonForgotten(ctx, secondsAgo(ctx, rules('lost-line-minutes') * 60))
  await endLongWrapUps(ctx, secondsAgo(ctx, rules('wrap-up-seconds')))
  await workPromises(ctx)
  await routeContacts(ctx)
  await announceQueue(ctx)
}

/** Where a caller comes in the queue, by what the file and the desk know of him. */
export async function findPlace(ctx: Ctx, caller: { accountId: number | null; hash: Buffer | null }): Promise<Place> {
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
