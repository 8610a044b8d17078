import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound } from '../../db/refusal.ts'
import { civilDay } from '../../db/time.ts'
import { pageOf } from '../page.ts'
import { readPriceBook } from '../prices.ts'
import { describeFinding, stakeOf } from '../rules/audit-topics.ts'
import { type Candidate, stakeOfWrongPrice } from '../rules/right-price.ts'
import { findPricedWrongly } from '../sql/audit-prices.ts'
import {
  countTopics,
  decideOrder,
  type Finding,
  findFindings,
  keepOrders,
  listOrderRows,
  listTopics,
  type TopicRow,
} from '../sql/audit-topics.ts'
import { listPriceCodes, listPriceVersions } from '../sql/prices.ts'
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
      const priced = topic.code === 'price-class' ? await addRightPrices(inner, topic, findings) : findings
      return keepOrders(
        inner,
        topic.code,
        priced.map((finding) => ({ ...finding, amountYuan: stakeOf(topic.code, finding.figures, day) })),
      )
    })
    sums.opened += kept.opened
    sums.vanished += kept.vanished
  }
  return sums
}

const STAKE_MONTHS = 12

async function addRightPrices(ctx: Ctx, { parameters }: TopicRow, findings: Finding[]): Promise<Finding[]> {
  if (findings.length === 0) return findings
  const accountIds = findings.map(({ accountId }) => accountId)
  const known = await findPricedWrongly(ctx, accountIds, parameters.stakeMonths ?? STAKE_MONTHS)
  const codes = await listPriceCodes(ctx)
  const versions = (await listPriceVersions(ctx)).filter(({ knownTo }) => knownTo === null)
  const candidates = codes.flatMap((code): Candidate[] => {
    const latest = versions.findLast(({ priceCode }) => priceCode === code.code)
    return latest ? [{ ...code, region: latest.region, applicability: latest.applicability }] : []
  })
  const book = { candidates, prices: await readPriceBook(ctx) }
  return findings.map(({ accountId, figures }) => {
    const facts = known.get(accountId)
    const right = facts && stakeOfWrongPrice(facts, book, parameters.twoPartFromKva ?? 0)
    const months = facts?.months.length ?? 0
    return {
      accountId,
      figures: right ? { ...figures, rightPrice: right.priceCode, yuan: right.stakeYuan, months } : figures,
    }
  })
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
