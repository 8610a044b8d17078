import type { Ctx } from '../../db/context.ts'
import { exact, yuanToText } from '../rules/money.ts'
import { type Document, insertBills, type NewBill } from '../sql/bills.ts'
import { findInterimAccounts, listStandingBills, type StandingBill, takeDown } from '../sql/corrections.ts'
import { billNoOf } from './rate.ts'

/** Everything that the bill said, taken back line by line. */
export function reversalOf(bill: StandingBill): NewBill {
  const { lines, stored } = bill
  return {
    ...bill,
    document: 'bill',
    billNo: billNoOf(bill.billMonth, bill.accountNo, bill.documents),
    energyWh: -bill.energyWh,
    energyWhByPeriod: negated(bill.energyWhByPeriod),
    tierEnergyWh: -bill.tierEnergyWh,
    reactiveVarh: -bill.reactiveVarh,
    totalYuan: yuanToText(exact(bill.totalYuan).neg()),
    lines: lines.map((line) => ({
      ...line,
      quantity: -line.quantity,
      unroundedYuan: exact(line.unroundedYuan).neg().toFixed(),
      amountYuan: yuanToText(exact(line.amountYuan).neg()),
      formula: `冲减 ${bill.billNo} 第 ${line.position} 行:${line.formula}`,
    })),
    segments: stored.segments.map((segment) => ({
      ...segment,
      energyWhByPeriod: negated(segment.energyWhByPeriod) as Record<string, number>,
      meteredWh: -segment.meteredWh,
      lossWh: -segment.lossWh,
      lossVarh: -segment.lossVarh,
      lineLossWh: -segment.lineLossWh,
      deductedWh: -segment.deductedWh,
      reactiveVarh: -segment.reactiveVarh,
    })),
    registers: [],
  }
}

function negated(energyWh: Partial<Record<string, number>>): Partial<Record<string, number>> {
  return Object.fromEntries(Object.entries(energyWh).map(([period, energy]) => [period, -(energy ?? 0)]))
}

const REASON = '月度结算,冲减分次结算'

/**
 * Takes back what was settled within the month (分次结算) of these accounts, whose bill of the whole month comes in its place;
 * answers whose ledgers have to be settled for it. All are locked.
 */
export async function replaceInterims(ctx: Ctx, accountIds: number[], billMonth: string): Promise<number[]> {
  const settled = await findInterimAccounts(ctx, accountIds, billMonth)
  for (const accountId of settled) {
    const interims = (await listStandingBills(ctx, accountId, billMonth)).filter(
      (bill) => bill.document === 'interim' && bill.billMonth === billMonth,
    )
    await takeDown(
      ctx,
      interims.map(({ id }) => id),
    )
    // The month's bill has the next number already.
    const reversals = interims.map(
      (bill, n): Document => ({
        bill: { ...reversalOf(bill), billNo: billNoOf(billMonth, bill.accountNo, bill.documents + n + 1) },
        how: {
          ...{ state: 'issued', document: 'reversal', standing: false, chargedThroughYuan: null, reason: REASON },
          correctsBillId: bill.id,
        },
      }),
    )
    await insertBills(ctx, null, reversals)
  }
  return settled
}
