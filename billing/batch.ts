import type { Ctx } from '../db/context.ts'
import { publishAll } from '../db/events.ts'
import { transact } from '../db/pool.ts'
import { addDays, startOfDay } from '../db/time.ts'
import { addTimelineEntries } from '../db/timeline.ts'
import { listOpenReviews } from '../metering/index.ts'
import { continueFromBill } from './rules/continuity.ts'
import { sumYuan } from './rules/money.ts'
import type { ParkReason } from './rules/parking.ts'
import { decidePeriod, latestDayBefore, monthsCovered, serviceMonthsIn, tierYearOf } from './rules/periods.ts'
import { prepareBill } from './rules/prepare.ts'
import { type RateRefusal, rate } from './rules/rate.ts'
import { insertBills, type NewBill } from './sql/bills.ts'
import {
  type BilledEnds,
  type DueRule,
  findBilledEnds,
  findPoints,
  findTerms,
  type Ledger,
  lockLedgers,
  type TermFacts,
} from './sql/facts.ts'
import { type NewParking, parkBills, resolveParked } from './sql/parked.ts'
import type { PriceVersion } from './sql/prices.ts'
import type { Usage, UsagePort } from './usage.ts'

export type BatchInput = {
  billMonth: string
  accountIds: number[]
  runId: number | null
  prices: PriceVersion[]
  dueRules: DueRule[]
  findUsages: UsagePort
  /** A trial shows what would be billed before anybody has reviewed it. */
  isTrial?: boolean
  /** A final bill ends at this instant instead of at the end of the month. */
  finalAt?: Date
}

type Case = {
  ledger: Ledger
  period: { from: string; to: string }
  term: TermFacts | undefined
  pointId: number
  usageFrom: Date
  price: PriceVersion
  billedEnds: BilledEnds
}

export type BatchOutcome = { issued: { billId: number; bill: NewBill }[]; parked: NewParking[] }

/** Bills a few hundred accounts in one transaction. What cannot be billed is parked and holds nobody up. */
export function billBatch(ctx: Ctx, input: BatchInput): Promise<BatchOutcome> {
  return transact(ctx, async (inner) => {
    const { cases: prepared, parked } = await prepareBatch(inner, input)
    const { reviewed: cases, unreviewed } = await awaitReviews(inner, prepared, input)
    parked.push(...unreviewed)
    const usages = await input.findUsages(
      inner,
      cases.map(({ pointId, usageFrom, period }) => ({
        pointId,
        from: usageFrom,
        to: input.finalAt ?? startOfDay(period.to),
      })),
    )
    const bills: NewBill[] = []
    for (const [position, item] of cases.entries()) {
      const verdict = rateOrPark(item, usages[position], input)
      if (verdict.ok) bills.push(verdict.bill)
      else parked.push({ accountId: item.ledger.accountId, because: verdict.because, detail: verdict.detail })
    }
    if (parked.length > 0) await parkBills(inner, input.billMonth, parked)
    return { issued: bills.length > 0 ? await issueBills(inner, input.runId, bills) : [], parked }
  })
}

async function prepareBatch(ctx: Ctx, input: BatchInput): Promise<{ cases: Case[]; parked: NewParking[] }> {
  const finalDay = input.finalAt && addDays(latestDayBefore(input.finalAt), 1)
  const open = (await lockLedgers(ctx, input.accountIds)).flatMap((ledger) => {
    const { billedUntil, openedOn: energisedOn } = ledger
    const period = decidePeriod({ billMonth: input.billMonth, billedUntil, energisedOn, finalDay })
    return period.ok ? [{ ledger, period }] : []
  })
  const periods = open.map(({ ledger, period }) => ({ accountId: ledger.accountId, from: period.from, to: period.to }))
  const terms = await findTerms(ctx, periods)
  const points = await findPoints(ctx, periods)
  const billedEnds = await findBilledEnds(ctx, input.accountIds)
  const cases: Case[] = []
  const parked: NewParking[] = []
  for (const { ledger, period } of open) {
    const { accountId } = ledger
    const { billMonth, prices } = input
    const prepared = prepareBill({
      billMonth,
      from: period.from,
      to: period.to,
      points: points.get(accountId) ?? [],
      prices,
    })
    if (!prepared.ok) {
      parked.push({ accountId, because: prepared.because, detail: prepared.detail })
      continue
    }
    const { pointId, readFrom, price } = prepared
    const periodStart = startOfDay(period.from)
    const usageFrom = readFrom > periodStart ? readFrom : periodStart
    cases.push({
      ledger,
      period,
      term: terms.get(accountId),
      pointId,
      usageFrom,
      price,
      billedEnds: billedEnds.get(accountId) ?? {},
    })
  }
  return { cases, parked }
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
  const questions = cases.map(({ pointId, period }) => ({ pointId, from: period.from, to: period.to }))
  const reviews = await listOpenReviews(ctx, questions)
  return {
    reviewed: cases.filter((_, position) => !reviews[position]),
    unreviewed: cases.flatMap(({ ledger }, position) => {
      const review = reviews[position]
      const detail = { ...questions[position], ...review }
      return review ? [{ accountId: ledger.accountId, because: 'READING_NOT_REVIEWED' as const, detail }] : []
    }),
  }
}

type CaseVerdict = { ok: true; bill: NewBill } | { ok: false; because: ParkReason; detail: Record<string, unknown> }

/** One account's fault must not cost the others their bills. */
function rateOrPark(item: Case, usage: Usage | undefined, input: BatchInput): CaseVerdict {
  try {
    return rateCase(item, usage, input)
  } catch (fault) {
    return { ok: false, because: 'FAULT', detail: { fault: String(fault) } }
  }
}

function rateCase(item: Case, usage: Usage | undefined, input: BatchInput): CaseVerdict {
  const { ledger, period, term, price } = item
  if (!usage || usage.missing) return { ok: false, because: 'USAGE_MISSING', detail: { ...period } }
  if (usage.quality === 'suspect') return { ok: false, because: 'USAGE_SUSPECT', detail: { ...period } }
  const metered = continueFromBill(usage.segments, item.billedEnds)
  if (!metered.ok)
    return { ok: false, because: 'USAGE_SUSPECT', detail: { because: metered.because, role: metered.role } }
  const { billMonth } = input
  const tierYear = tierYearOf(billMonth)
  const serviceMonths = serviceMonthsIn(tierYear, ledger.openedOn)
  const accumulatedBeforeWh = ledger.tierYear === tierYear ? ledger.tierEnergyWh : 0
  const householdPersons = term?.householdPersons ?? null
  const { tariffSystem, timeOfUse } = price
  if (tariffSystem === 'two-part') return { ok: false, because: 'NOT_COMPUTABLE', detail: { tariffSystem } }
  const rating = rate({
    price: { ...price, tariffSystem, timeOfUse, clause: price.legalBasis },
    energyWhByRole: metered.energyWhByRole,
    months: monthsCovered(period.from, billMonth),
    accumulatedBeforeWh,
    serviceMonths,
    household: price.household && householdPersons ? { ...price.household, persons: householdPersons } : null,
  })
  if (!rating.ok) return { ok: false, because: parkReasonOf(rating), detail: { because: rating.because } }
  return {
    ok: true,
    bill: {
      billNo: `${billMonth.replace('-', '')}${ledger.accountNo}`,
      accountId: ledger.accountId,
      billMonth,
      periodFrom: period.from,
      periodTo: period.to,
      priceVersionId: price.id,
      energyWh: rating.energyWh,
      energyWhByPeriod: rating.energyWhByPeriod,
      totalYuan: rating.totalYuan,
      chargedThroughYuan: sumYuan([ledger.chargedYuan, rating.totalYuan]),
      tierYear,
      serviceMonths,
      householdPersons,
      accumulatedBeforeWh,
      dueOn: addDays(period.to, dueDays(input.dueRules, term, period.to)),
      lines: rating.lines,
      segments: metered.segments,
    },
  }
}

function parkReasonOf({ because }: RateRefusal): ParkReason {
  if (because === 'TOTAL_REGISTER_MISSING') return 'USAGE_MISSING'
  return because === 'PERIOD_REGISTERS_MISSING' ? because : 'NOT_COMPUTABLE'
}

function dueDays(rules: DueRule[], term: TermFacts | undefined, periodTo: string): number {
  const rule = rules.find(
    ({ accountClass, validFrom, validTo }) =>
      accountClass === (term?.accountClass ?? 'residential') &&
      validFrom <= periodTo &&
      (validTo === null || periodTo < validTo),
  )
  if (!rule) throw new Error(`no due rule in force on ${periodTo}`)
  return rule.days
}

async function issueBills(ctx: Ctx, runId: number | null, bills: NewBill[]): Promise<BatchOutcome['issued']> {
  const ids = await insertBills(ctx, runId, bills)
  const issued = bills.map((bill, position) => ({ billId: ids[position] ?? 0, bill }))
  await resolveParked(ctx, bills)
  await publishAll(
    ctx,
    'bill.issued',
    issued.map(({ billId, bill: { accountId, billMonth, totalYuan } }) => ({
      billId,
      accountId,
      billMonth,
      totalYuan,
    })),
  )
  await addTimelineEntries(
    ctx,
    issued.map(({ billId, bill }) => ({
      accountId: bill.accountId,
      at: ctx.now,
      kind: 'bill',
      subject: `bill:${bill.billNo}`,
      title: {
        zh: `${bill.billMonth} 电费账单 ${bill.totalYuan} 元`,
        en: `Bill of ${bill.billMonth}: ${bill.totalYuan} yuan`,
      },
      detail: { billId, energyKwh: bill.energyWh / 1000, totalYuan: bill.totalYuan, dueOn: bill.dueOn },
    })),
  )
  return issued
}
