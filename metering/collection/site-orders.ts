import type { Ctx } from '../../db/context.ts'
import { publish } from '../../db/events.ts'
import { civilDay } from '../../db/time.ts'
import type { Place } from '../rules/collection-causes.ts'
import { repairRuleOn } from '../rules/repair.ts'
import { suspectCause } from '../rules/vee/cause.ts'
import { insertOrder, insertStep, reopenOrder } from '../sql/repairs.ts'
import { findOrderOfPlace, linkFindings, listPlacesOfPoints, type PlaceOfPoint } from '../sql/site-orders.ts'
import type { Cause } from '../vee/exception-shapes.ts'

type Sent = { findingId: number; pointId: number; rule: string; day: string }
type Target = { pointId: number | null; terminalId: number | null; place: Place }

const placeOfCause: Record<Cause, Place> = {
  terminal: 'terminal',
  channel: 'channel',
  meter: 'meter',
  file: 'file',
  clock: 'clock',
  customer: 'data',
}

/**
 * Gives findings of one rule that are sent to site a repair order each point, or one on the terminal where most of what
 * it reads is missing. What is under way for the place is used, what was closed a short while ago opened again. Within
 * the caller's transaction. Returns how many orders it came to.
 */
export async function sendToSite(
  ctx: Ctx,
  { findings, reason }: { findings: readonly Sent[]; reason: string },
): Promise<number> {
  const places = await listPlacesOfPoints(ctx, [...new Set(findings.map(({ pointId }) => pointId))])
  const aimed = findings.map((sent) => ({ sent, target: toTarget(places, sent.pointId, sent.rule) }))
  const byPlace = Map.groupBy(aimed, ({ target }) => `${target.pointId} ${target.terminalId}`)
  for (const same of byPlace.values()) {
    const [first] = same
    if (first) await sendOne(ctx, first.target, { sent: same.map(({ sent }) => sent), reason })
  }
  return byPlace.size
}

function toTarget(places: readonly PlaceOfPoint[], pointId: number, rule: string): Target {
  const place = places.find((each) => each.pointId === pointId)
  const terminalId = place?.terminalId ?? null
  const points = places.filter((each) => terminalId !== null && each.terminalId === terminalId).length
  const cause = suspectCause({ rule, points: Math.max(points, 1), pointsOfTerminal: place?.pointsOfTerminal ?? 1 })
  const isTerminals = rule === 'missing' && terminalId !== null && place?.orderId === null
  if (isTerminals && (cause === 'terminal' || place?.terminalOrderId !== null)) {
    return { pointId: null, terminalId, place: 'terminal' }
  }
  return { pointId, terminalId: null, place: placeOfCause[cause] }
}

async function sendOne(ctx: Ctx, target: Target, { sent, reason }: { sent: Sent[]; reason: string }): Promise<void> {
  const [first] = sent
  const findingIds = sent.map(({ findingId }) => findingId)
  const points = new Set(sent.map(({ pointId }) => pointId)).size
  const because = { rule: first?.rule, findings: sent.length, points, reason }
  const { reopenDays } = repairRuleOn(civilDay(ctx.now))
  const closedSince = new Date(ctx.now.getTime() - reopenDays * 86_400_000)
  const known = await findOrderOfPlace(ctx, { ...target, closedSince })
  const cause = 'validation'
  let orderId = known?.orderId
  if (!known) {
    orderId = await insertOrder(ctx, { ...target, cause, because })
    if (orderId !== undefined)
      await insertStep(ctx, { orderId, kind: 'opened', note: reason, detail: { cause, ...because } })
    else orderId = (await findOrderOfPlace(ctx, { ...target, closedSince }))?.orderId
  } else if (known.status === 'closed') {
    await reopenOrder(ctx, { orderId: known.orderId, cause, place: target.place, because })
    await insertStep(ctx, { orderId: known.orderId, kind: 'reopened', note: reason, detail: { cause, ...because } })
  } else {
    await insertStep(ctx, { orderId: known.orderId, kind: 'finding-added', note: reason, detail: because })
  }
  if (orderId === undefined) throw new Error('a repair order came and went at once')
  await linkFindings(ctx, orderId, findingIds)
  await publish(ctx, 'repair.changed', { orderId, status: known?.status === 'assigned' ? 'assigned' : 'open' })
}
