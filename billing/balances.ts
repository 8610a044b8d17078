import type { Ctx } from '../db/context.ts'
import { notFound } from '../db/refusal.ts'
import { civilDay } from '../db/time.ts'
import type { Balance } from './contract.ts'
import { subtractYuan } from './rules/balance.ts'
import { findBalanceRow, findReadableAccount } from './sql/read.ts'

/** What the account owes or has in credit, in yuan; refuses with `NOT_FOUND`. */
export function findBalance(ctx: Ctx, accountId: number): Promise<Balance> {
  return readBalance(ctx, { accountId })
}

export function findBalanceByNo(ctx: Ctx, accountNo: string): Promise<Balance> {
  return readBalance(ctx, { accountNo })
}

async function readBalance(ctx: Ctx, key: { accountNo: string } | { accountId: number }): Promise<Balance> {
  const account = await findReadableAccount(ctx, key)
  if (!account) throw notFound('户号')
  const row = await findBalanceRow(ctx, account.id, civilDay(ctx.now))
  return {
    accountNo: account.accountNo,
    balanceYuan: row ? subtractYuan(row.paidYuan, row.chargedYuan) : '0.00',
    arrearsYuan: row?.arrearsYuan ?? '0.00',
    unpaidBills: row?.unpaidBills ?? 0,
    oldestDueOn: row?.oldestDueOn ?? null,
  }
}
