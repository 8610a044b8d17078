import type { Ctx } from '../../db/context.ts'
import { publish } from '../../db/events.ts'
import { addTimelineEntry } from '../../db/timeline.ts'
import type { WorkOrder } from './contract.ts'
import { nameOrder } from './kinds/contract.ts'

type Changed = Pick<WorkOrder, 'id' | 'workOrderNo' | 'status'>

/** Tells the screens that look at an order. */
export function publishChange(ctx: Ctx, { id, workOrderNo, status }: Changed): Promise<void> {
  return publish(ctx, 'work-order.changed', { workOrderId: id, workOrderNo, status })
}

/** Tells the customer's timeline what was done; nothing of what a bad score opened, since whoever was scored may read the file. */
export async function tellTimeline(
  ctx: Ctx,
  accountId: number,
  order: WorkOrder,
  { act, zh, en }: { act: string; zh: string; en: string },
): Promise<void> {
  if (order.subkind === 'low-score') return
  const title = nameOrder(order.kind, order.subkind)
  await addTimelineEntry(ctx, {
    accountId,
    at: ctx.now,
    kind: 'work-order',
    subject: `work-order:${order.workOrderNo}:${act}`,
    title: {
      zh: `${title.zh}工单 ${order.workOrderNo} ${zh}`,
      en: `${title.en} order ${order.workOrderNo} ${en}`,
    },
    detail: { workOrderId: order.id },
    // Whoever holds the account is not told that somebody reported him.
    internal: order.kind === 'report',
  })
}
