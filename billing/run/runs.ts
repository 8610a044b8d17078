import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { civilDay } from '../../db/time.ts'
import type { BillRun, billRunList, runInput } from '../contract.ts'
import { quantityToNumber, sumYuan, whToKwh } from '../rules/money.ts'
import { endOfBillMonth } from '../rules/periods.ts'
import { findAccountIds, findUnbilledAccounts, hasReadingDayBehind } from '../sql/facts.ts'
import { parkBills } from '../sql/parked.ts'
import {
  addToRun,
  countExisting,
  finishRun,
  insertRun,
  listRunRows,
  type RunRow,
  takeUnitRun,
  withRunLock,
} from '../sql/runs.ts'
import type { UsagePort } from '../usage.ts'
import { billBatch } from './batch.ts'
import { type BatchInput, type BatchOutcome, park } from './shapes.ts'
import { readShared } from './shared.ts'

export type RunInput = { billMonth: string; organisationPath?: string; accountIds?: number[] }

const BATCH_ACCOUNTS = 500

/**
 * Bills every open account of the scope whose reading day for the month is past and that has no bill of it yet; what looks
 * wrong is held, what cannot be billed is parked. One live run for each unit and month: stopped anywhere and called again
 * it goes on and makes the bills that are missing and nothing else. A run of named accounts stands beside it.
 * Refuses with `NOT_FOUND` outside the scope, `MONTH_NOT_ENDED` and `RUN_IN_PROGRESS`.
 */
export async function runBills(ctx: Ctx, input: RunInput, findUsages: UsagePort): Promise<BillRun> {
  const { billMonth, organisationPath: path = ctx.scope, accountIds = null } = input
  if (!path.startsWith(ctx.scope)) throw notFound('供电单位')
  await refuseTooEarly(ctx, billMonth, path)
  if (accountIds) {
    const runId = await insertRun(ctx, { billMonth, path, kind: 'accounts' })
    return work(ctx, { runId, billMonth, path, accountIds }, findUsages)
  }
  return withRunLock(ctx, { billMonth, path }, async (isMine) => {
    if (!isMine) throw new Refusal('RUN_IN_PROGRESS', `${billMonth} 的核算正在进行,请等待其完成`)
    const runId = await takeUnitRun(ctx, { billMonth, path })
    return work(ctx, { runId, billMonth, path, accountIds: null }, findUsages)
  })
}

async function refuseTooEarly(ctx: Ctx, billMonth: string, path: string): Promise<void> {
  const until = endOfBillMonth(billMonth)
  const today = civilDay(ctx.now)
  if (today >= until || (await isAnySectionRead(ctx, billMonth, path))) return
  throw new Refusal('MONTH_NOT_ENDED', `${billMonth} 尚未结束,请在 ${until} 之后发行`)
}

/** Whether a section of the unit has been read for the month by today, though the month has not ended. */
export function isAnySectionRead(ctx: Ctx, billMonth: string, path = ctx.scope): Promise<boolean> {
  return hasReadingDayBehind(ctx, { path, billMonth, today: civilDay(ctx.now) })
}

type Work = { runId: number; billMonth: string; path: string; accountIds: number[] | null }

async function work(ctx: Ctx, { runId, billMonth, path, accountIds }: Work, findUsages: UsagePort): Promise<BillRun> {
  const shared = await readShared(ctx, billMonth, findUsages)
  await recordAudit(ctx, { action: 'bills.run', subject: `bill-run:${runId}`, detail: { billMonth, path } })
  try {
    const existing = await countExisting(ctx, { billMonth, path, accountIds, runId })
    await addToRun(ctx, runId, { ...nothing, accounts: existing, existing })
    const until = endOfBillMonth(billMonth)
    let afterId = 0
    for (;;) {
      const query = { billMonth, path, accountIds, until, afterId, limit: BATCH_ACCOUNTS }
      const ids = await findUnbilledAccounts(ctx, query)
      afterId = ids.at(-1) ?? 0
      if (ids.length === 0) break
      await addOutcome(ctx, runId, await billIsolated(ctx, { ...shared, runId, accountIds: ids }))
    }
  } catch (fault) {
    await finishRun(ctx, runId, 'failed', String(fault))
    throw fault
  }
  return runToWire(await finishRun(ctx, runId, 'finished', null))
}

/** The run that a clerk asks for, by account numbers; refuses with `NOT_FOUND` where one is not his to bill. */
export async function runBillsByNo(ctx: Ctx, input: z.infer<typeof runInput>, findUsages: UsagePort): Promise<BillRun> {
  const { accountNos, ...rest } = input
  if (!accountNos) return runBills(ctx, rest, findUsages)
  const accountIds = await findAccountIds(ctx, accountNos)
  if (accountIds.length !== new Set(accountNos).size) throw notFound('户号')
  return runBills(ctx, { ...rest, accountIds }, findUsages)
}

/** A batch that fails as a whole is billed account by account, so that only the faulty one is parked. */
async function billIsolated(ctx: Ctx, input: BatchInput): Promise<BatchOutcome> {
  try {
    return await billBatch(ctx, input)
  } catch (fault) {
    const outcome: BatchOutcome = { issued: [], held: [], parked: [], notDue: 0 }
    if (input.accountIds.length > 1) {
      for (const accountId of input.accountIds) {
        const single = await billIsolated(ctx, { ...input, accountIds: [accountId] })
        outcome.issued.push(...single.issued)
        outcome.held.push(...single.held)
        outcome.parked.push(...single.parked)
        outcome.notDue += single.notDue
      }
      return outcome
    }
    const parked = input.accountIds.map((accountId) => ({
      accountId,
      ...park('rate', 'FAULT', { fault: String(fault) }),
    }))
    await parkBills(ctx, input.billMonth, parked)
    return { ...outcome, parked }
  }
}

const nothing = { accounts: 0, issued: 0, held: 0, notDue: 0, existing: 0, parked: 0, energyWh: 0, totalYuan: '0' }

function addOutcome(ctx: Ctx, runId: number, { issued, held, parked, notDue }: BatchOutcome): Promise<void> {
  return addToRun(ctx, runId, {
    ...nothing,
    accounts: issued.length + held.length + parked.length,
    issued: issued.length,
    held: held.length,
    parked: parked.length,
    notDue,
    energyWh: issued.reduce((sum, { bill }) => sum + bill.energyWh, 0),
    totalYuan: sumYuan(issued.map(({ bill }) => bill.totalYuan)),
  })
}

export async function listRuns(
  ctx: Ctx,
  query: { cursor?: string | undefined; limit: number },
): Promise<z.infer<typeof billRunList>> {
  const rows = await listRunRows(ctx, { beforeId: query.cursor ? Number(query.cursor) : null, limit: query.limit })
  return {
    items: rows.map(runToWire),
    nextCursor: rows.length === query.limit ? String(rows.at(-1)?.id) : null,
  }
}

function runToWire({ energyWh, startedAt, finishedAt, ...row }: RunRow): BillRun {
  return {
    ...row,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    energyKwh: quantityToNumber(whToKwh(energyWh)),
  }
}
