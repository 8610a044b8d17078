import type { Ctx } from '../../db/context.ts'
import { publishAll } from '../../db/events.ts'
import { addTimelineEntries } from '../../db/timeline.ts'
import { subtractYuan } from '../rules/balance.ts'
import { sumYuan } from '../rules/money.ts'
import { insertBills, type NewBill } from '../sql/bills.ts'
import { insertHits } from '../sql/checks.ts'
import { moveLedgers } from '../sql/ledgers.ts'
import { resolveParked } from '../sql/parked.ts'
import { replaceInterims } from './reversal.ts'
import type { CheckedBill, MadeBill } from './shapes.ts'

export type Made = { issued: MadeBill[]; held: MadeBill[] }

/** Stores what was rated: clean bills are issued at once (自动核算), the others wait for somebody. Ledgers are locked. */
export async function storeBills(
  ctx: Ctx,
  runId: number | null,
  checked: CheckedBill[],
  chargedYuan: Map<number, string>,
): Promise<Made> {
  const whole = checked.filter(({ bill, isHeld }) => !isHeld && bill.document === 'bill').map(({ bill }) => bill)
  const reversedYuan = await replaceInterims(
    ctx,
    whole.map(({ accountId }) => accountId),
    whole[0]?.billMonth ?? '',
  )
  const chargedOf = (accountId: number) =>
    subtractYuan(chargedYuan.get(accountId) ?? '0', reversedYuan.get(accountId) ?? '0')
  const documents = checked.map(({ bill, isHeld }) => ({
    bill,
    how: {
      state: isHeld ? ('held' as const) : ('issued' as const),
      chargedThroughYuan: isHeld ? null : sumYuan([chargedOf(bill.accountId), bill.totalYuan]),
    },
  }))
  const ids = await insertBills(ctx, runId, documents)
  const made = checked.map((each, n) => ({ ...each, billId: ids[n] ?? 0 }))
  await insertHits(
    ctx,
    made.flatMap(({ billId, hits }) => hits.map((hit) => ({ ...hit, billId }))),
  )
  const [issued, held] = [made.filter(({ isHeld }) => !isHeld), made.filter(({ isHeld }) => isHeld)]
  await moveLedgers(
    ctx,
    documents.flatMap(({ bill, how: { chargedThroughYuan } }) =>
      chargedThroughYuan === null ? [] : [{ ...ledgerAfter(bill), chargedYuan: chargedThroughYuan }],
    ),
  )
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
  bill: Pick<NewBill, 'accountId' | 'billNo' | 'billMonth' | 'totalYuan' | 'energyWh' | 'dueOn'>
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
      detail: { billId, energyKwh: bill.energyWh / 1000, totalYuan: bill.totalYuan, dueOn: bill.dueOn },
    })),
  )
}
