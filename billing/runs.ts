import type { z } from 'zod'
import { recordAudit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { notFound, Refusal } from '../db/refusal.ts'
import { civilDay } from '../db/time.ts'
import { type BatchInput, type BatchOutcome, billBatch } from './batch.ts'
import type { BillRun, billRunList, runInput } from './contract.ts'
import { quantityToNumber, sumYuan, whToKwh } from './rules/money.ts'
import { endOfBillMonth } from './rules/periods.ts'
import { findAccountIds, findUnbilledAccounts, listDueRules } from './sql/facts.ts'
import { parkBills } from './sql/parked.ts'
import { listPriceVersions } from './sql/prices.ts'
import { addToRun, countExisting, finishRun, insertRun, listRunRows, type RunRow } from './sql/runs.ts'
import type { UsagePort } from './usage.ts'

export type RunInput = { billMonth: string; organisationPath?: string; accountIds?: number[] }

const BATCH_ACCOUNTS = 500

/**
 * Bills every open account of the scope for one month that has no bill of it yet; accounts that cannot be billed are
 * parked. Stopped anywhere and called again it makes the bills that are missing and nothing else.
 * Refuses with `NOT_FOUND` outside the scope and with `MONTH_NOT_ENDED`.
 */
export async function runBills(ctx: Ctx, input: RunInput, findUsages: UsagePort): Promise<BillRun> {
  const { billMonth, organisationPath: path = ctx.scope, accountIds = null } = input
  if (!path.startsWith(ctx.scope)) throw notFound('供电单位')
  const until = endOfBillMonth(billMonth)
  if (civilDay(ctx.now) < until) throw new Refusal('MONTH_NOT_ENDED', `${billMonth} 尚未结束,请在 ${until} 之后发行`)
  const shared = await readShared(ctx, billMonth, findUsages)
  const runId = await insertRun(ctx, { billMonth, path })
  await recordAudit(ctx, { action: 'bills.run', subject: `bill-run:${runId}`, detail: { billMonth, path } })
  try {
    const existing = await countExisting(ctx, { billMonth, path, accountIds })
    await addToRun(ctx, runId, { accounts: existing, issued: 0, existing, parked: 0, energyWh: 0, totalYuan: '0' })
    let afterId = 0
    for (;;) {
      const query = { billMonth, path, accountIds, until, afterId, limit: BATCH_ACCOUNTS }
      const ids = await findUnbilledAccounts(ctx, query)
      afterId = ids.at(-1) ?? 0
      if (ids.length === 0) break
      await addOutcome(ctx, runId, await billIsolated(ctx, { ...shared, runId, accountIds: ids }))
    }
  } catch (fault) {
    await finishRun(ctx, runId, 'failed')
    throw fault
  }
  return runToWire(await finishRun(ctx, runId, 'finished'))
}

/** The run that a clerk asks for, by account numbers; refuses with `NOT_FOUND` where one is not his to bill. */
export async function runBillsByNo(ctx: Ctx, input: z.infer<typeof runInput>, findUsages: UsagePort): Promise<BillRun> {
  const { accountNos, ...rest } = input
  if (!accountNos) return runBills(ctx, rest, findUsages)
  const accountIds = await findAccountIds(ctx, accountNos)
  if (accountIds.length !== new Set(accountNos).size) throw notFound('户号')
  return runBills(ctx, { ...rest, accountIds }, findUsages)
}

/** What all batches of a run share; read once, so that one run rates by one price book. */
export async function readShared(ctx: Ctx, billMonth: string, findUsages: UsagePort) {
  const [prices, dueRules] = await Promise.all([listPriceVersions(ctx), listDueRules(ctx)])
  return { billMonth, findUsages, prices, dueRules }
}

/** A batch that fails as a whole is billed account by account, so that only the faulty one is parked. */
async function billIsolated(ctx: Ctx, input: BatchInput): Promise<BatchOutcome> {
  try {
    return await billBatch(ctx, input)
  } catch (fault) {
    if (input.accountIds.length > 1) {
      const outcome: BatchOutcome = { issued: [], parked: [] }
      for (const accountId of input.accountIds) {
        const single = await billIsolated(ctx, { ...input, accountIds: [accountId] })
        outcome.issued.push(...single.issued)
        outcome.parked.push(...single.parked)
      }
      return outcome
    }
    const parked = input.accountIds.map((accountId) => ({
      accountId,
      because: 'FAULT' as const,
      detail: { fault: String(fault) },
    }))
    await parkBills(ctx, input.billMonth, parked)
    return { issued: [], parked }
  }
}

function addOutcome(ctx: Ctx, runId: number, { issued, parked }: BatchOutcome): Promise<void> {
  return addToRun(ctx, runId, {
    accounts: issued.length + parked.length,
    issued: issued.length,
    existing: 0,
    parked: parked.length,
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
