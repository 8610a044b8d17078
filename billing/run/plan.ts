import type { Ctx } from '../../db/context.ts'
import { addDays, civilDay } from '../../db/time.ts'
import { findReadingDay, listOpenReviews } from '../../metering/index.ts'
import {
  type BillMonth,
  cycleStartDayOf,
  decideInterim,
  decidePeriod,
  latestDayBefore,
  monthAfter,
} from '../rules/periods.ts'
import { type Cut, cutBill } from '../rules/run/cut.ts'
import { findMarketGap } from '../rules/run/market.ts'
import { findMissingFacts } from '../rules/run/missing-facts.ts'
import { listStandingBills, startsOf } from '../sql/corrections.ts'
import { type BilledEnds, findBilledEnds } from '../sql/facts.ts'
import { findAccountFacts } from '../sql/file-facts.ts'
import { type Ledger, lockLedgers } from '../sql/ledgers.ts'
import { type BatchInput, type Case, type NewParking, park } from './shapes.ts'

export type Planned = { cases: Case[]; parked: NewParking[]; notDue: number }

/** Decides for each account which days are billed and into which parts they fall; locks their ledgers. */
export async function planBatch(ctx: Ctx, input: BatchInput): Promise<Planned> {
  const { billMonth } = input
  const today = civilDay(ctx.now)
  const finalDay = input.finalAt && addDays(latestDayBefore(input.finalAt), 1)
  const parked: NewParking[] = []
  const open: OpenCase[] = []
  let notDue = 0
  for (const ledger of await lockLedgers(ctx, input.accountIds, billMonth)) {
    const { billedUntil, openedOn: energisedOn, settlementDays } = ledger
    const closesOn = closeOf(ledger, billMonth)
    const period = decidePeriod({ billMonth, billedUntil, energisedOn, closesOn, today, finalDay })
    const interim =
      period.ok || finalDay ? null : decideInterim({ billMonth, billedUntil, energisedOn, today, settlementDays })
    if (!period.ok && !interim) {
      if (period.because === 'NOT_DUE') notDue += 1
    } else if (ledger.heldMonth !== null) {
      const detail = { heldMonth: ledger.heldMonth }
      parked.push({ accountId: ledger.accountId, ...park('plan', 'EARLIER_BILL_HELD', detail) })
    } else {
      open.push(await openCase(ctx, ledger, interim ?? (period as Case['period']), billMonth, interim !== null))
    }
  }
  const periods = open.map(({ ledger, period }) => ({ accountId: ledger.accountId, from: period.from, to: period.to }))
  const facts = await findAccountFacts(ctx, periods)
  const billedEnds = await findBilledEnds(ctx, input.accountIds)
  const cases: Case[] = []
  for (const { ledger, period, isInterim, starts } of open) {
    const { accountId } = ledger
    const ofAccount = facts.get(accountId)
    if (!ofAccount) continue
    const { from, to } = period
    const cycleStartDay = cycleStartDayOf(ledger.rhythm?.readingDay)
    const verdict = cutBill({ billMonth, from, to, cycleStartDay, facts: ofAccount, pricesOf: input.pricesOf })
    const gap = verdict.ok && !input.isForecast && findMarketGap(verdict.cuts, ofAccount, cycleStartDay)
    const missing = verdict.ok && !isInterim ? findMissingFacts(verdict.cuts, ofAccount, input.powerFactorDuties) : []
    if (verdict.ok && isInterim && verdict.cuts.some(isOfWholeMonth)) notDue += 1
    else if (missing.length > 0) parked.push({ accountId, ...park('plan', 'FACT_MISSING', { ...missing[0], missing }) })
    else if (gap) parked.push({ accountId, ...park('plan', gap.because, gap.detail) })
    else if (verdict.ok)
      cases.push({
        ...{ ledger, period, facts: ofAccount, isInterim, demandDays: new Map() },
        cuts: isInterim ? verdict.cuts.map(energyOnly) : verdict.cuts,
        billedEnds: starts ?? billedEnds.get(accountId) ?? {},
      })
    else parked.push({ accountId, ...park('plan', verdict.because, verdict.detail) })
  }
  const { reviewed, unreviewed } = await awaitReviews(ctx, cases, input)
  return { cases: reviewed, parked: [...parked, ...unreviewed], notDue }
}

type OpenCase = {
  ledger: Ledger
  period: Case['period']
  isInterim: boolean
  /** Registers with which the month began, where parts of it are settled already. */
  starts: BilledEnds | null
}

/** The month's bill is of the whole month, whatever was settled within it: it takes that back. */
async function openCase(
  ctx: Ctx,
  ledger: Ledger,
  period: Case['period'],
  billMonth: BillMonth,
  isInterim: boolean,
): Promise<OpenCase> {
  if (isInterim || ledger.settlementDays.length === 0) return { ledger, period, isInterim, starts: null }
  const [first] = (await listStandingBills(ctx, ledger.accountId, billMonth)).filter(
    (bill) => bill.document === 'interim' && bill.billMonth === billMonth,
  )
  if (!first) return { ledger, period, isInterim, starts: null }
  const whole = { from: first.periodFrom, to: period.to }
  return { ledger, period: whole, isInterim, starts: startsOf(first.stored.registers) }
}

/** Tiers and the market's sheets are of months: nothing of them is settled within one. */
function isOfWholeMonth({ price, isInMarket }: Cut): boolean {
  return price.tiers.length > 0 || isInMarket
}

/** Base charge and power factor are of the whole month: a settlement within it charges energy alone. */
function energyOnly(cut: Cut): Cut {
  const { price, term } = cut
  const tariffSystem = price.tariffSystem === 'two-part' ? 'single' : price.tariffSystem
  return { ...cut, price: { ...price, tariffSystem }, term: { ...term, powerFactorStandard: null } }
}

/** The reading day that closes a bill month: that of the month itself, or the first of the next one. */
export function closeOf({ rhythm }: Pick<Ledger, 'rhythm'>, billMonth: BillMonth): string | null | undefined {
  if (!rhythm) return undefined
  return findReadingDay(rhythm.readingDay === 1 ? monthAfter(billMonth) : billMonth, rhythm)
}

/**
 * Registers that a reading plan is about are billed once they are reviewed. A final bill rests on a special reading of its
 * own day.
 */
async function awaitReviews(
  ctx: Ctx,
  cases: Case[],
  { isTrial, finalAt }: BatchInput,
): Promise<{ reviewed: Case[]; unreviewed: NewParking[] }> {
  if (isTrial || finalAt) return { reviewed: cases, unreviewed: [] }
  const questions = cases.flatMap(({ ledger, period, cuts }) =>
    [...new Set(cuts.map(({ point }) => point.pointId))].map((pointId) => {
      return { accountId: ledger.accountId, pointId, from: period.from, to: period.to }
    }),
  )
  const reviews = await listOpenReviews(ctx, questions)
  const waiting = new Map<number, NewParking>()
  for (const [position, question] of questions.entries()) {
    const review = reviews[position]
    const { accountId, ...asked } = question
    if (!review || waiting.has(accountId)) continue
    waiting.set(accountId, { accountId, ...park('collect', 'READING_NOT_REVIEWED', { ...asked, ...review }) })
  }
  return {
    reviewed: cases.filter(({ ledger }) => !waiting.has(ledger.accountId)),
    unreviewed: [...waiting.values()],
  }
}
