import type { z } from 'zod'
import { recordAudit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { applyChanges } from '../db/customers/changes/apply.ts'
import { transact } from '../db/pool.ts'
import { notFound, Refusal } from '../db/refusal.ts'
import type { demandInput, parkedItem, parkedList, parkedQuery, rerunAnswer, standardInput } from './contract.ts'
import type { parkedRerunInput } from './office/contract.ts'
import { pageOf } from './page.ts'
import { describeParking } from './rules/parking.ts'
import { describeMissing, type MissingFact } from './rules/run/missing-facts.ts'
import { type BegunRun, beginRun, runBills } from './run/runs.ts'
import { enterDemand } from './sql/entered-demands.ts'
import { findFirstUnbilledDay, listOpenParked, listParkedAccounts, type ParkedRow } from './sql/parked.ts'
import { findIssued } from './sql/read.ts'
import type { UsagePort } from './usage.ts'

export async function listParked(ctx: Ctx, query: z.infer<typeof parkedQuery>): Promise<z.infer<typeof parkedList>> {
  const { cursor, limit, billMonth, reason } = query
  const rows = await listOpenParked(ctx, {
    billMonth,
    reason,
    limit: limit + 1,
    beforeId: cursor ? Number(cursor) : null,
  })
  const { shown, nextCursor } = pageOf(rows, limit, ({ id }) => id)
  return { items: shown.map(parkedToWire), nextCursor }
}

function parkedToWire({ accountId: _, parkedAt, ...row }: ParkedRow) {
  const { zh, en } = describeParked(row)
  const { planId, sectionNo, readingDay } = row.detail as z.infer<typeof parkedItem>['review'] & object
  const review = row.reason === 'READING_NOT_REVIEWED' ? { planId, sectionNo, readingDay } : null
  return { ...row, message: { zh, en }, parkedAt: parkedAt.toISOString(), review }
}

function describeParked({ reason, detail }: Pick<ParkedRow, 'reason' | 'detail'>): { zh: string; en: string } {
  const missing = detail.missing as MissingFact[] | undefined
  return reason === 'FACT_MISSING' && missing ? describeMissing(missing) : describeParking(reason)
}

/** Tries a parked bill again after its cause was mended. */
export async function rerunParked(ctx: Ctx, id: number, findUsages: UsagePort): Promise<z.infer<typeof rerunAnswer>> {
  const [parked] = await listOpenParked(ctx, { id, beforeId: null, limit: 1 })
  if (!parked) throw notFound('待处理账单')
  const { accountId, billMonth } = parked
  const run = await runBills(ctx, { billMonth, accountIds: [accountId] }, findUsages)
  const bill = await findIssued(ctx, { accountId, billMonth })
  if (!bill) return { outcome: run.held > 0 ? 'held' : 'parked', billId: null }
  return { outcome: run.issued > 0 ? 'issued' : 'existing', billId: bill.id }
}

/**
 * Enters the demand that a parked month lacks, as known from now, and bills the month. Refuses with `NOT_FOUND` and
 * `DEMAND_NOT_MISSING`.
 */
export async function enterParkedDemand(
  ctx: Ctx,
  { id, demandKw, reason }: { id: number } & z.infer<typeof demandInput>,
  findUsages: UsagePort,
): Promise<z.infer<typeof rerunAnswer>> {
  await transact(ctx, async (inner) => {
    const [parked] = await listOpenParked(inner, { id, beforeId: null, limit: 1 })
    if (!parked) throw notFound('待处理账单')
    const { accountId, billMonth, detail } = parked
    const pointNo = String(detail.pointNo)
    const isEntered =
      parked.reason === 'DEMAND_MISSING' &&
      (await enterDemand(inner, { accountId, pointNo, billMonth, demandKw, reason }))
    if (!isEntered) throw new Refusal('DEMAND_NOT_MISSING', '该户该月不缺最大需量,请刷新')
    await recordAudit(inner, {
      action: 'demand.entered',
      subject: `point:${pointNo}`,
      detail: { billMonth, demandKw, reason },
    })
  })
  return rerunParked(ctx, id, findUsages)
}

/**
 * Writes the standard that a parked account lacks into the customer file, from the first day that is not billed, or why it is
 * not adjusted, and bills the month. Refuses with `NOT_FOUND` and `STANDARD_NOT_MISSING`.
 */
export async function enterParkedStandard(
  ctx: Ctx,
  { id, standard, reason }: { id: number } & z.infer<typeof standardInput>,
  findUsages: UsagePort,
): Promise<z.infer<typeof rerunAnswer>> {
  await transact(ctx, async (inner) => {
    const [parked] = await listOpenParked(inner, { id, beforeId: null, limit: 1 })
    if (!parked) throw notFound('待处理账单')
    const { accountId, accountNo, billMonth } = parked
    const missing = (parked.detail.missing ?? []) as MissingFact[]
    if (parked.reason !== 'FACT_MISSING' || missing.every(({ fact }) => fact !== 'powerFactorStandard')) {
      throw new Refusal('STANDARD_NOT_MISSING', '该户不缺功率因数标准,请刷新')
    }
    const from = await findFirstUnbilledDay(inner, accountId)
    const set = standard === null ? { powerFactorExempt: reason } : { powerFactorStandard: standard }
    await applyChanges(inner, [{ change: 'term-set', accountId, from, set }], { caseRef: `parked:${id}`, reason })
    await recordAudit(inner, {
      action: 'power-factor-standard.entered',
      subject: `account:${accountNo}`,
      detail: { billMonth, from, standard, reason },
    })
  })
  return rerunParked(ctx, id, findUsages)
}

/**
 * Runs all again that the months have parked for one reason, month after month: one begins where that before it ended.
 * Answers with the first run; `finished` when the latest is. Refuses with `NOTHING_PARKED`.
 */
export async function rerunGroup(
  ctx: Ctx,
  { billMonth: fromMonth, throughMonth = fromMonth, reason }: z.infer<typeof parkedRerunInput>,
  findUsages: UsagePort,
): Promise<BegunRun> {
  const parked = await listParkedAccounts(ctx, { fromMonth, throughMonth, reason })
  const [first, ...later] = Map.groupBy(parked, ({ billMonth }) => billMonth)
  if (!first) throw new Refusal('NOTHING_PARKED', '这一组已经没有待处理户,请刷新')
  const inputOf = ([billMonth, rows]: typeof first) => ({
    billMonth,
    accountIds: rows.map(({ accountId }) => accountId),
  })
  const begun = await beginRun(ctx, inputOf(first), findUsages)
  const finish = async () => {
    const run = await begun.finished
    for (const month of later) await runBills(ctx, inputOf(month), findUsages)
    return run
  }
  return { run: begun.run, finished: finish() }
}
