import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound } from '../../db/refusal.ts'
import { civilDay } from '../../db/time.ts'
import { pageOf } from '../page.ts'
import { describeFinding, stakeOf } from '../rules/audit-topics.ts'
import { countTopics, decideOrder, findFindings, keepOrders, listOrderRows, listTopics } from '../sql/audit-topics.ts'
import type { orderDecision, orderList, orderQuery, topicList } from './contract.ts'

/**
 * Asks every topic's question and keeps an order for each account that it finds, each topic in its own transaction. Asked
 * again it opens nothing twice; what was decided stays decided for 90 days, what is found no more is closed as vanished.
 */
export async function auditCharging(ctx: Ctx): Promise<{ opened: number; vanished: number }> {
  const sums = { opened: 0, vanished: 0 }
  for (const topic of (await listTopics(ctx)).filter(({ enabled }) => enabled)) {
    const kept = await transact(ctx, async (inner) => {
      const findings = await findFindings(inner, topic)
      const day = civilDay(inner.now)
      return keepOrders(
        inner,
        topic.code,
        findings.map((finding) => ({ ...finding, amountYuan: stakeOf(topic.code, finding.figures, day) })),
      )
    })
    sums.opened += kept.opened
    sums.vanished += kept.vanished
  }
  return sums
}

export async function listAuditTopics(ctx: Ctx): Promise<z.infer<typeof topicList>> {
  const rows = await countTopics(ctx)
  return {
    items: rows.map((row) => {
      const decided = row.confirmed + row.dismissed
      return { ...row, precision: decided === 0 ? null : row.confirmed / decided }
    }),
  }
}

export async function listAuditOrders(
  ctx: Ctx,
  { topic, state, cursor, limit }: z.infer<typeof orderQuery>,
): Promise<z.infer<typeof orderList>> {
  const isOpen = state === 'open'
  const rows = await listOrderRows(ctx, { topic, isOpen, beforeId: cursor ? Number(cursor) : null, limit: limit + 1 })
  const { shown, nextCursor } = pageOf(rows, limit, ({ id }) => id)
  return {
    items: shown.map(({ openedAt, seenAt, decidedAt, ...row }) => ({
      ...row,
      finding: describeFinding(row.topic, row.figures),
      openedAt: openedAt.toISOString(),
      seenAt: seenAt.toISOString(),
      decidedAt: decidedAt?.toISOString() ?? null,
    })),
    nextCursor,
  }
}

/** Refuses with `NOT_FOUND` where it is not open, or not the actor's to see. */
export function decideAuditOrder(ctx: Ctx, id: number, input: z.infer<typeof orderDecision>): Promise<void> {
  return transact(ctx, async (inner) => {
    if ((await decideOrder(inner, { id, ...input })) === 0) throw notFound('未结的稽查工单')
    await recordAudit(inner, { action: `audit-order.${input.decision}`, subject: `audit-order:${id}`, detail: input })
  })
}
