import type { Ctx } from '../../db/context.ts'
import { cycleStartDayOf } from '../rules/periods.ts'
import { cutBill } from '../rules/run/cut.ts'
import type { NewBill } from '../sql/bills.ts'
import type { StandingBill } from '../sql/corrections.ts'
import type { BilledEnds } from '../sql/facts.ts'
import { findAccountFacts } from '../sql/file-facts.ts'
import { collectDemands, collectUsages } from './collect.ts'
import { rateCase } from './rate.ts'
import { type Case, type CaseVerdict, park, type Shared } from './shapes.ts'

/** What the month before leaves to this one. */
export type Carry = { billedEnds: BilledEnds; tierYear: number | null; tierEnergyWh: number }

/** Rates a month that was billed anew: its own days, on what the file, the meters and the price book say by now. */
export async function rerateBill(
  ctx: Ctx,
  bill: StandingBill,
  carry: Carry,
  shared: Shared,
): Promise<CaseVerdict<NewBill>> {
  const { accountId, periodFrom: from, periodTo: to, billMonth, begunAt } = bill
  const facts = (await findAccountFacts(ctx, [{ accountId, from, to }])).get(accountId)
  if (!facts) return park('plan', 'NO_POINT')
  // Whatever is under way with the account today, the month is over.
  const settled = { ...facts, openCases: [] }
  const cycleStartDay = cycleStartDayOf(bill.rhythm?.readingDay)
  const verdict = cutBill({ billMonth, from, to, cycleStartDay, facts: settled, pricesOf: shared.pricesOf })
  if (!verdict.ok) return park('plan', verdict.because, verdict.detail)
  const { accountNo, openedOn, rhythm, documents } = bill
  const item: Case = {
    ledger: {
      ...{ accountId, accountNo, openedOn, rhythm, documents },
      billedUntil: from,
      tierYear: carry.tierYear,
      tierEnergyWh: carry.tierEnergyWh,
      chargedYuan: '0',
      begunAt,
      heldMonth: null,
      settlements: bill.settlementNo - 1,
    },
    period: { from, to },
    facts: settled,
    cuts: verdict.cuts,
    billedEnds: carry.billedEnds,
  }
  const input = { ...shared, accountIds: [accountId], runId: null, ...(bill.finalAt && { finalAt: bill.finalAt }) }
  const collected = await collectUsages(ctx, [item], input)
  const demands = await collectDemands(ctx, [item])
  return rateCase(item, collected.get(item), demands.get(item) ?? new Map(), input)
}
