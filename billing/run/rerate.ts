import type { Ctx } from '../../db/context.ts'
import { cycleStartDayOf } from '../rules/periods.ts'
import { cutBill } from '../rules/run/cut.ts'
import type { AccountFacts } from '../rules/run/facts.ts'
import { findMarketGap } from '../rules/run/market.ts'
import type { NewBill } from '../sql/bills.ts'
import type { StandingBill } from '../sql/corrections.ts'
import type { BilledEnds } from '../sql/facts.ts'
import { findAccountFacts } from '../sql/file-facts.ts'
import { collectDemands, collectUsages } from './collect.ts'
import { rateCase } from './rate.ts'
import { type Case, type CaseVerdict, park, type Shared } from './shapes.ts'

/** A month that was billed, as far as rating it again must know. */
export type BilledMonth = Pick<
  StandingBill,
  | 'accountId'
  | 'accountNo'
  | 'openedOn'
  | 'rhythm'
  | 'documents'
  | 'settlementNo'
  | 'billMonth'
  | 'periodFrom'
  | 'periodTo'
  | 'finalAt'
  | 'begunAt'
>
/** What the month before leaves to this one. */
export type Carry = { billedEnds: BilledEnds; tierYear: number | null; tierEnergyWh: number }

/**
 * Rates months that were billed anew: each on its own days, on what the file, the meters and the prices given say by now.
 * All are of the month of `shared`, one for each account; answers in their order.
 */
export async function rerateBills(
  ctx: Ctx,
  months: { bill: BilledMonth; carry: Carry }[],
  shared: Shared,
): Promise<CaseVerdict<NewBill>[]> {
  const periods = months.map(({ bill: { accountId, periodFrom: from, periodTo: to } }) => ({ accountId, from, to }))
  const facts = await findAccountFacts(ctx, periods)
  const planned = months.map(({ bill, carry }) => planAgain(bill, carry, facts.get(bill.accountId), shared))
  const cases = planned.flatMap((plan) => (plan.ok ? [plan.value] : []))
  const [first] = months
  const finalAt = months.length === 1 ? first?.bill.finalAt : null
  const input = { ...shared, accountIds: [], runId: null, ...(finalAt && { finalAt }) }
  const collected = await collectUsages(ctx, cases, input)
  const demands = await collectDemands(ctx, cases, shared.billMonth)
  return planned.map((plan) =>
    plan.ok ? rateCase(plan.value, collected.get(plan.value), demands.get(plan.value) ?? new Map(), input) : plan,
  )
}

function planAgain(
  bill: BilledMonth,
  carry: Carry,
  facts: AccountFacts | undefined,
  { pricesOf }: Shared,
): CaseVerdict<Case> {
  if (!facts) return park('plan', 'NO_POINT')
  const { accountId, accountNo, openedOn, rhythm, documents, billMonth, periodFrom: from, periodTo: to } = bill
  // Whatever is under way with the account today, the month is over.
  const settled = { ...facts, openCases: [] }
  const cycleStartDay = cycleStartDayOf(rhythm?.readingDay)
  const verdict = cutBill({ billMonth, from, to, cycleStartDay, facts: settled, pricesOf })
  if (!verdict.ok) return park('plan', verdict.because, verdict.detail)
  const gap = findMarketGap(verdict.cuts, facts, cycleStartDay)
  if (gap) return park('plan', gap.because, gap.detail)
  return {
    ok: true,
    value: {
      ledger: {
        ...{ accountId, accountNo, openedOn, rhythm, documents },
        billedUntil: from,
        tierYear: carry.tierYear,
        tierEnergyWh: carry.tierEnergyWh,
        chargedYuan: '0',
        creditedYuan: '0',
        begunAt: bill.begunAt,
        heldMonth: null,
        settlementDays: [],
        settlements: bill.settlementNo - 1,
      },
      period: { from, to },
      facts: settled,
      cuts: verdict.cuts,
      billedEnds: carry.billedEnds,
      isInterim: false,
      demandDays: new Map(),
    },
  }
}
