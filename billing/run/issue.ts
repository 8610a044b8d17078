import type { Ctx } from '../../db/context.ts'
import { publishAll } from '../../db/events.ts'
import { addTimelineEntries } from '../../db/timeline.ts'
import { type Charged, chargedThrough, chargeTo } from '../rules/balance.ts'
import { insertBills, type NewBill } from '../sql/bills.ts'
import { insertHits } from '../sql/checks.ts'
import { settleLedger } from '../sql/debts.ts'
import { moveLedgers } from '../sql/ledgers.ts'
import { resolveParked } from '../sql/parked.ts'
import { replaceInterims } from './reversal.ts'
import type { CheckedBill, MadeBill } from './shapes.ts'

export type Made = { issued: MadeBill[]; held: MadeBill[] }

export const uncharged: Charged = { chargedYuan: '0.00', creditedYuan: '0.00' }

/** Stores what was rated: clean bills are issued at once (自动核算), the others wait for somebody. Ledgers are locked. */
export async function storeBills(
  ctx: Ctx,
  runId: number | null,
  checked: CheckedBill[],
  charged: Map<number, Charged>,
): Promise<Made> {
  const whole = checked.filter(({ bill, isHeld }) => !isHeld && bill.document === 'bill').map(({ bill }) => bill)
  const replaced = await replaceInterims(
    ctx,
    whole.map(({ accountId }) => accountId),
    whole[0]?.billMonth ?? '',
  )
  const documents = checked.map(({ bill, isHeld }) => {
    const after = chargeTo(charged.get(bill.accountId) ?? uncharged, bill.totalYuan)
    const state = isHeld ? ('held' as const) : ('issued' as const)
    return { bill, after, how: { state, chargedThroughYuan: isHeld ? null : chargedThrough(after) } }
  })
  const ids = await insertBills(ctx, runId, documents)
  const made = checked.map((each, n) => ({ ...each, billId: ids[n] ?? 0 }))
  await insertHits(
    ctx,
    made.flatMap(({ billId, hits }) => hits.map((hit) => ({ ...hit, billId }))),
  )
  const [issued, held] = [made.filter(({ isHeld }) => !isHeld), made.filter(({ isHeld }) => isHeld)]
  await moveLedgers(
    ctx,
    documents.flatMap(({ bill, after, how: { state } }) =>
      state === 'held' ? [] : [{ ...ledgerAfter(bill), ...after }],
    ),
  )
  for (const accountId of replaced) await settleLedger(ctx, accountId)
  await resolveParked(
    ctx,
    checked.map(({ bill }) => bill),
  )
  await announceBills(ctx, issued)
  return { issued, held }
}

export function ledgerAfter(
  bill: Pick<NewBill, 'accountId' | 'periodTo' | 'tierYear' | 'accumulatedBeforeWh' | 'tierEnergyWh'>,
) {
  const { accountId, periodTo: billedUntil, tierYear } = bill
  return { accountId, billedUntil, tierYear, tierEnergyWh: bill.accumulatedBeforeWh + bill.tierEnergyWh }
}

type Announced = {
  billId: number
  bill: Pick<NewBill, 'accountId' | 'billNo' | 'billMonth' | 'totalYuan' | 'energyWh' | 'dueOn' | 'periodTo'>
}

/** Tells the customer's timeline and everybody who listens. */
export async function announceBills(ctx: Ctx, issued: Announced[]): Promise<void> {
  if (issued.length === 0) return
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
      detail: {
        billId,
        energyKwh: bill.energyWh / 1000,
        totalYuan: bill.totalYuan,
        dueOn: bill.dueOn,
        periodTo: bill.periodTo,
      },
    })),
  )
}
