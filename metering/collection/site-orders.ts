import type { Ctx } from '../../db/context.ts'
import type { Place } from '../rules/collection-causes.ts'
import { suspectCause } from '../rules/vee/cause.ts'
import { linkFindings, listPlacesOfPoints, type PlaceOfPoint } from '../sql/site-orders.ts'
import type { Cause } from '../vee/exception-shapes.ts'
import { joinOrder, type Target } from './orders-of-places.ts'

type Sent = { findingId: number; pointId: number; rule: string; day: string }

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
  const orderId = await joinOrder(ctx, target, { cause: 'validation', note: reason, because, joins: 'finding-added' })
  await linkFindings(ctx, orderId, findingIds)
}
