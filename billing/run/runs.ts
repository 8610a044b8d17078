import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { civilDay } from '../../db/time.ts'
import type { BillRun, runInput } from '../contract.ts'
import { makeStatements } from '../feed-in/statements.ts'
import { sumYuan } from '../rules/money.ts'
import { endOfBillMonth } from '../rules/periods.ts'
import { findAccountIds, findUnbilledAccounts, hasReadingDayBehind } from '../sql/facts.ts'
import { parkBills } from '../sql/parked.ts'
import { withRunLock, withRunOfAccounts } from '../sql/run-locks.ts'
import { addToRun, countExisting, finishRun, insertRun, reserveRunId, takeUnitRun } from '../sql/runs.ts'
import type { UsagePort } from '../usage.ts'
import { billBatch } from './batch.ts'
import { runToWire } from './run-list.ts'
import { type BatchInput, type BatchOutcome, park } from './shapes.ts'
import { readShared } from './shared.ts'

export type RunInput = { billMonth: string; organisationPath?: string; accountIds?: number[] }
export type BegunRun = { run: BillRun; finished: Promise<BillRun> }

const BATCH_ACCOUNTS = 500

/**
 * Bills every open account of the scope whose reading day for the month is past and that has no bill of it yet; what looks
 * wrong is held, what cannot be billed is parked. One live run for each unit and month: stopped anywhere and called again
 * it goes on and makes the bills that are missing and nothing else. A run of named accounts stands beside it.
 * Refuses with `NOT_FOUND` outside the scope, `MONTH_NOT_ENDED` and `RUN_IN_PROGRESS`.
 */
export async function runBills(ctx: Ctx, input: RunInput, findUsages: UsagePort): Promise<BillRun> {
  const { finished } = await beginRun(ctx, input, findUsages)
  return finished
}

/** Begins a run as `runBills` does and answers as soon as it has its place; `finished` is the same run at its end. */
export async function beginRun(ctx: Ctx, input: RunInput, findUsages: UsagePort): Promise<BegunRun> {
  const { billMonth, organisationPath: path = ctx.scope, accountIds = null } = input
  if (!path.startsWith(ctx.scope)) throw notFound('供电单位')
  await refuseTooEarly(ctx, billMonth, path)
  const begun = Promise.withResolvers<BillRun>()
  if (accountIds) {
    const runId = await reserveRunId(ctx)
    const finished = withRunOfAccounts(ctx, runId, async () => {
      const run = await insertRun(ctx, { id: runId, billMonth, path, named: accountIds.length })
      begun.resolve(runToWire(run))
      return work(ctx, { runId, billMonth, path, accountIds }, findUsages)
    })
    finished.catch(begun.reject)
    return { run: await begun.promise, finished }
  }
  const finished = withRunLock(ctx, { billMonth, path }, async (isMine) => {
    if (!isMine) throw new Refusal('RUN_IN_PROGRESS', `${billMonth} 的核算正在进行,请等待其完成`)
    const run = await takeUnitRun(ctx, { billMonth, path })
    begun.resolve(runToWire(run))
    return work(ctx, { runId: run.id, billMonth, path, accountIds: null }, findUsages)
  })
  finished.catch(begun.reject)
  return { run: await begun.promise, finished }
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
  const begunMs = performance.now()
  const atNow = () => new Date(ctx.now.getTime() + Math.round(performance.now() - begunMs))
  const shared = await readShared(ctx, billMonth, findUsages)
  await recordAudit(ctx, { action: 'bills.run', subject: `bill-run:${runId}`, detail: { billMonth, path } })
  try {
    const existing = await countExisting(ctx, { billMonth, path, accountIds, runId })
    await addToRun(ctx, runId, { ...nothing, accounts: existing, existing })
    const scope = { billMonth, path, accountIds, until: endOfBillMonth(billMonth) }
    await inLanes(ctx, scope, async (ids) => {
      await addOutcome(ctx, runId, await billIsolated(ctx, { ...shared, runId, accountIds: ids }))
    })
    await makeStatements(ctx, { runId, billMonth, path, accountIds }, findUsages)
  } catch (fault) {
    await finishRun(ctx, runId, { at: atNow(), status: 'failed', fault: String(fault) })
    throw fault
  }
  return runToWire(await finishRun(ctx, runId, { at: atNow(), status: 'finished', fault: null }))
}

/** While one batch is stored another is rated: the database and this process each have work. */
const LANES = 2

/** Takes up accounts without a bill a few hundred at a time, in order; a lane that fails stops the others, and is told. */
async function inLanes(
  ctx: Ctx,
  scope: Omit<Parameters<typeof findUnbilledAccounts>[1], 'afterId' | 'limit'>,
  bill: (accountIds: number[]) => Promise<void>,
): Promise<void> {
  let afterId = 0
  let asked: Promise<number[]> = Promise.resolve([])
  let isStopped = false
  const next = () => {
    asked = asked.then(async () => {
      const ids = isStopped ? [] : await findUnbilledAccounts(ctx, { ...scope, afterId, limit: BATCH_ACCOUNTS })
      afterId = ids.at(-1) ?? afterId
      return ids
    })
    return asked
  }
  const lane = async () => {
    try {
      for (let ids = await next(); ids.length > 0; ids = await next()) await bill(ids)
    } catch (fault) {
      isStopped = true
      throw fault
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: ctx.db.inTransaction ? 1 : LANES }, lane))
  for (const each of lanes) if (each.status === 'rejected') throw each.reason
}

/** The run that a clerk asks for, by account numbers; refuses with `NOT_FOUND` where one is not his to bill. */
export async function beginRunByNo(
  ctx: Ctx,
  { accountNos, billMonth, organisationPath }: z.infer<typeof runInput>,
  findUsages: UsagePort,
): Promise<BegunRun> {
  const unit = { billMonth, ...(organisationPath === undefined ? {} : { organisationPath }) }
  if (!accountNos) return beginRun(ctx, unit, findUsages)
  const accountIds = await findAccountIds(ctx, accountNos)
  if (accountIds.length !== new Set(accountNos).size) throw notFound('户号')
  return beginRun(ctx, { ...unit, accountIds }, findUsages)
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
