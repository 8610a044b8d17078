import type { Ctx } from '../../db/context.ts'
import { publish } from '../../db/events.ts'
import { civilDay } from '../../db/time.ts'
import type { Place } from '../rules/collection-causes.ts'
import { repairRuleOn } from '../rules/repair.ts'
import { insertOrder, insertStep, reopenOrder } from '../sql/repairs.ts'
import { findOrderOfPlace } from '../sql/site-orders.ts'

export type Target = { pointId: number | null; terminalId: number | null; place: Place }
type Reason = {
  cause: 'validation' | 'alarm'
  note: string
  because: Record<string, unknown>
  /** The step by which it joins an order that is under way. */
  joins: 'finding-added' | 'alarm-added'
}

/**
 * The repair order of a place: what is under way is joined, what was closed a short while ago opened again, else one is
 * opened. Within the caller's transaction. Returns its id.
 */
export async function joinOrder(ctx: Ctx, target: Target, { cause, note, because, joins }: Reason): Promise<number> {
  const { reopenDays } = repairRuleOn(civilDay(ctx.now))
  const closedSince = new Date(ctx.now.getTime() - reopenDays * 86_400_000)
  const known = await findOrderOfPlace(ctx, { ...target, closedSince })
  let orderId = known?.orderId
  if (!known) {
    orderId = await insertOrder(ctx, { ...target, cause, because })
    if (orderId !== undefined) await insertStep(ctx, { orderId, kind: 'opened', note, detail: { cause, ...because } })
    else orderId = (await findOrderOfPlace(ctx, { ...target, closedSince }))?.orderId
  } else if (known.status === 'closed') {
    await reopenOrder(ctx, { orderId: known.orderId, cause, place: target.place, because })
    await insertStep(ctx, { orderId: known.orderId, kind: 'reopened', note, detail: { cause, ...because } })
  } else {
    await insertStep(ctx, { orderId: known.orderId, kind: joins, note, detail: because })
  }
  if (orderId === undefined) throw new Error('a repair order came and went at once')
  await publish(ctx, 'repair.changed', { orderId, status: known?.status === 'assigned' ? 'assigned' : 'open' })
  return orderId
}
