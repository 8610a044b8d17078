import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { parkBills } from '../sql/parked.ts'
import { checkBatch, type Rated } from './check.ts'
import { collectDemands, collectUsages } from './collect.ts'
import { storeBills } from './issue.ts'
import { planBatch } from './plan.ts'
import { rateCase } from './rate.ts'
import type { BatchInput, BatchOutcome, Case, NewParking } from './shapes.ts'

export type RatedBatch = { rated: Rated[]; cases: Case[]; parked: NewParking[]; notDue: number }

/** plan → collect → rate: what would be billed, and what could not; locks the ledgers and keeps nothing. Runs in the caller's transaction. */
export async function rateBatch(ctx: Ctx, input: BatchInput): Promise<RatedBatch> {
  const { cases, parked, notDue } = await planBatch(ctx, input)
  const collected = await collectUsages(ctx, cases, input)
  const demands = await collectDemands(ctx, cases, input.billMonth)
  const rated: Rated[] = []
  for (const item of cases) {
    const answer = collected.get(item)
    const verdict = rateCase(item, answer, demands.get(item) ?? new Map(), input)
    if (verdict.ok) rated.push({ item, bill: verdict.value, collected: answer?.ok ? answer.value : [] })
    else {
      const { because, detail, stage } = verdict
      parked.push({ accountId: item.ledger.accountId, because, detail, stage })
    }
  }
  return { rated, cases, parked, notDue }
}

/**
 * Bills a few hundred accounts in one transaction: plan → collect → rate → check → hold or issue. What cannot be billed is
 * parked with its stage and holds nobody up.
 */
export function billBatch(ctx: Ctx, input: BatchInput): Promise<BatchOutcome> {
  return transact(ctx, async (inner) => {
    const { rated, cases, parked, notDue } = await rateBatch(inner, input)
    if (parked.length > 0) await parkBills(inner, input.billMonth, parked)
    const checked = await checkBatch(inner, rated, input)
    const charged = new Map(cases.map(({ ledger }) => [ledger.accountId, ledger]))
    return { ...(await storeBills(inner, input.runId, checked, charged)), parked, notDue }
  })
}
