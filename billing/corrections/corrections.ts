import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { publishAll } from '../../db/events.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { addDays, civilDay, daysBetween } from '../../db/time.ts'
import { addTimelineEntries } from '../../db/timeline.ts'
import { withoutTrace } from '../../db/without-trace.ts'
import { findSheetDifference } from '../market/month.ts'
import { subtractYuan } from '../rules/balance.ts'
import { titleOfItem } from '../rules/line-title.ts'
import { exact, sumYuan } from '../rules/money.ts'
import { describeParking } from '../rules/parking.ts'
import { compareLines, describeDifference } from '../rules/run/difference.ts'
import { billNoOf } from '../run/rate.ts'
import { type Carry, rerateBills } from '../run/rerate.ts'
import { reversalOf } from '../run/reversal.ts'
import type { Shared } from '../run/shapes.ts'
import { readShared } from '../run/shared.ts'
import { type Document, insertBills, type NewBill } from '../sql/bills.ts'
import {
  endsOf,
  findEndsBefore,
  listStandingBills,
  resolveTasks,
  type StandingBill,
  sumTierEnergy,
  takeDown,
} from '../sql/corrections.ts'
import { settleLedger } from '../sql/debts.ts'
import { lockLedgers } from '../sql/ledgers.ts'
import { findReadableAccount } from '../sql/read.ts'
import type { UsagePort } from '../usage.ts'
import type { Correction } from './contract.ts'

export type CorrectionInput = {
  accountId: number
  fromMonth: string
  /** Rated anew at least up to here; later months as far as they feel it. Left out: `fromMonth`. */
  throughMonth?: string | undefined
  reason: string
}
type Changed = { bill: StandingBill; after: NewBill }

/**
 * Rates billed months anew, in order, on what is known by now, and replaces each that comes out otherwise: a reversal of
 * what was billed and a new bill, linked, in one command (全减另发). What comes out the same is let be. Each document stays
 * on the month that it corrects. Refuses with `NOT_FOUND`, `NOTHING_BILLED`, `BILL_HELD`, and `CORRECTION_PARKED` with the
 * month and the reason where a month cannot be rated.
 */
export function correctBills(ctx: Ctx, input: CorrectionInput, findUsages: UsagePort): Promise<Correction> {
  return transact(ctx, async (inner) => {
    const account = await findReadableAccount(inner, { accountId: input.accountId })
    if (!account) throw notFound('户号')
    const [ledger] = await lockLedgers(inner, [input.accountId])
    if (ledger?.heldMonth) throw new Refusal('BILL_HELD', `${ledger.heldMonth} 的账单待审核,请先处理`)
    const shared = await readShared(inner, input.fromMonth, findUsages)
    const { changed, throughMonth } = await rerateMonths(inner, input, shared)
    const ids = await replace(inner, changed, input.reason)
    if (changed.length > 0) await settleLedger(inner, input.accountId)
    await resolveTasks(
      inner,
      { accountId: input.accountId, fromMonth: input.fromMonth, throughMonth },
      changed.length > 0 ? 'corrected' : 'no-difference',
      input.reason,
    )
    const warnings = await warnOfSheets(inner, changed)
    const answer = { accountNo: account.accountNo, ...describe(changed, ids, warnings) }
    await announce(inner, changed, ids, { ...input, ...answer })
    return answer
  })
}

/** What a correction would do, leaving nothing behind. */
export function previewCorrection(ctx: Ctx, input: CorrectionInput, findUsages: UsagePort): Promise<Correction> {
  return transact(ctx, (inner) => withoutTrace(inner, () => correctBills(inner, input, findUsages)))
}

async function rerateMonths(
  ctx: Ctx,
  { accountId, fromMonth, throughMonth = fromMonth }: CorrectionInput,
  shared: Shared,
): Promise<{ changed: Changed[]; throughMonth: string }> {
  // What is settled within a month is replaced by its bill, not corrected.
  const bills = (await listStandingBills(ctx, accountId, fromMonth)).filter(({ document }) => document !== 'interim')
  const [first] = bills
  if (!first) throw new Refusal('NOTHING_BILLED', `${fromMonth} 起没有已发行的账单`)
  const before = { tierYear: first.tierYear, before: first.periodFrom }
  let carry: Carry = {
    billedEnds: await findEndsBefore(ctx, accountId, first.periodFrom),
    tierYear: first.tierYear,
    tierEnergyWh: await sumTierEnergy(ctx, accountId, before),
  }
  let billed = carry.tierEnergyWh
  const changed: Changed[] = []
  let through = fromMonth
  for (const bill of bills) {
    const [verdict] = await rerateBills(ctx, [{ bill, carry }], { ...shared, billMonth: bill.billMonth })
    if (!verdict) throw new Error('a month was not rated')
    if (!verdict.ok) {
      throw new Refusal('CORRECTION_PARKED', `${bill.billMonth}:${describeParking(verdict.because).zh}`)
    }
    const after = verdict.value
    through = bill.billMonth
    const filled = after.accumulatedBeforeWh + after.tierEnergyWh
    billed = (carry.tierYear === bill.tierYear ? billed : 0) + bill.tierEnergyWh
    const ends = endsOf(registersOf(after))
    const endsAlike = JSON.stringify(ends) === JSON.stringify(bill.ends)
    if (!endsAlike || isOtherwise(bill, after)) changed.push({ bill, after })
    const isSettled = filled === billed && endsAlike
    carry = { billedEnds: ends, tierYear: after.tierYear, tierEnergyWh: filled }
    if (isSettled && bill.billMonth >= throughMonth) break
  }
  return { changed, throughMonth: through }
}

function registersOf({ registers }: NewBill) {
  return registers.flatMap(({ deviceId, byRole }) =>
    Object.entries(byRole).flatMap(([role, use]) => (use ? [{ deviceId, role, endWh: use.endWh }] : [])),
  )
}

/** A bill of the same figures that ends on other registers is otherwise too: the next one begins where it ends. */
function isOtherwise(bill: StandingBill, after: NewBill): boolean {
  return bill.totalYuan !== after.totalYuan || compareLines(bill.lines, after.lines).length > 0
}

type Replaced = { reversalId: number; reissueId: number }

async function replace(ctx: Ctx, changed: Changed[], reason: string): Promise<Replaced[]> {
  await takeDown(
    ctx,
    changed.map(({ bill }) => bill.id),
  )
  const reversals = changed.map(
    ({ bill }): Document => ({
      bill: reversalOf(bill),
      how: {
        ...{ state: 'issued', document: 'reversal', standing: false, chargedThroughYuan: null, reason },
        ...{ revision: bill.revision, correctsBillId: bill.id },
      },
    }),
  )
  const reissues = changed.map(
    ({ bill, after }): Document => ({
      bill: {
        ...after,
        billNo: billNoOf(bill.billMonth, bill.accountNo, bill.documents + 1),
        dueOn: dueOf(ctx, bill, after),
      },
      how: {
        ...{ state: 'issued', document: 'reissue', chargedThroughYuan: null, reason },
        ...{ revision: bill.revision + 1, correctsBillId: bill.id },
      },
    }),
  )
  const reversalIds = await insertBills(ctx, null, reversals)
  const reissueIds = await insertBills(ctx, null, reissues)
  return changed.map((_, n) => ({ reversalId: reversalIds[n] ?? 0, reissueId: reissueIds[n] ?? 0 }))
}

/** What is owed more has its own days to pay, from the day of the correction; what is less keeps the day that was told. */
function dueOf(ctx: Ctx, bill: StandingBill, after: NewBill): string {
  if (exact(after.totalYuan).lte(bill.totalYuan)) return bill.dueOn
  const dueOn = addDays(civilDay(ctx.now), daysBetween(after.periodTo, after.dueOn))
  return bill.dueOn < dueOn ? dueOn : bill.dueOn
}

type Warning = Correction['months'][number]['warning']

/** A sheet that is off the meters would hold a bill of a run. */
async function warnOfSheets(ctx: Ctx, changed: Changed[]): Promise<Warning[]> {
  const warnings: Warning[] = []
  for (const { bill, after } of changed) {
    const isSettled = after.segments.some(({ inMarket }) => inMarket)
    const off = isSettled && (await findSheetDifference(ctx, { accountId: bill.accountId, month: bill.billMonth }))
    warnings.push(
      off
        ? {
            zh: `结算单电量与计费电量相差 ${off.differenceKwh} kWh,超出允差`,
            en: `The sheet is ${off.differenceKwh} kWh off what is charged, beyond the tolerance`,
          }
        : null,
    )
  }
  return warnings
}

function describe(changed: Changed[], ids: Replaced[], warnings: Warning[]): Omit<Correction, 'accountNo'> {
  const months = changed.map(({ bill, after }, n) => ({
    billMonth: bill.billMonth,
    billId: bill.id,
    billNo: bill.billNo,
    reversalId: ids[n]?.reversalId ?? 0,
    reissueId: ids[n]?.reissueId ?? 0,
    before: { energyKwh: bill.energyWh / 1000, totalYuan: bill.totalYuan },
    after: { energyKwh: after.energyWh / 1000, totalYuan: after.totalYuan },
    differenceYuan: subtractYuan(after.totalYuan, bill.totalYuan),
    lines: compareLines(bill.lines, after.lines).map((line) => ({ ...line, title: titleOfItem(line.item) })),
    words: describeDifference(bill, after),
    warning: warnings[n] ?? null,
  }))
  return { months, differenceYuan: sumYuan(months.map(({ differenceYuan }) => differenceYuan)) }
}

async function announce(
  ctx: Ctx,
  changed: Changed[],
  ids: Replaced[],
  { months, reason, accountId }: Correction & CorrectionInput,
): Promise<void> {
  if (changed.length === 0) return
  await publishAll(
    ctx,
    'bill.corrected',
    months.map(({ reissueId, billMonth, differenceYuan }) => ({
      billId: reissueId,
      accountId,
      billMonth,
      differenceYuan,
    })),
  )
  await addTimelineEntries(
    ctx,
    months.map(({ words, billMonth, before, after }, n) => ({
      accountId,
      at: ctx.now,
      kind: 'bill',
      subject: `correction:${ids[n]?.reissueId}`,
      title: words,
      detail: {
        billId: ids[n]?.reissueId,
        billMonth,
        periodTo: changed[n]?.after.periodTo,
        beforeYuan: before.totalYuan,
        afterYuan: after.totalYuan,
        reason,
      },
    })),
  )
  await recordAudit(ctx, {
    action: 'bills.corrected',
    subject: `account:${accountId}`,
    detail: { reason, months: months.map(({ billMonth, differenceYuan }) => ({ billMonth, differenceYuan })) },
  })
}
