import type { Ctx } from '../db/context.ts'
import { readAs } from '../db/customers/bindings.ts'
import { notFound } from '../db/refusal.ts'
import { civilDay } from '../db/time.ts'
import { accruedLateFee } from './charges/late-fees.ts'
import type { Balance } from './contract.ts'
import { subtractYuan } from './rules/balance.ts'
import { sumYuan } from './rules/money.ts'
import { listUnpaid, type UnpaidDebt } from './sql/debts.ts'
import { findLateFeeTerms } from './sql/late-fees.ts'
import { findBalanceRow, findReadableAccount, listOwedRows, readerCustomerId } from './sql/read.ts'

/** What the account owes or has in credit, in yuan; refuses with `NOT_FOUND`. */
export function findBalance(ctx: Ctx, accountId: number): Promise<Balance> {
  return readBalance(ctx, { accountId })
}

export function findBalanceByNo(ctx: Ctx, accountNo: string): Promise<Balance> {
  return readBalance(ctx, { accountNo })
}

async function readBalance(ctx: Ctx, key: { accountNo: string } | { accountId: number }): Promise<Balance> {
  const reader = readAs(ctx, key)
  const account = await findReadableAccount(reader, key)
  if (!account) throw notFound('户号')
  const today = civilDay(ctx.now)
  const row = await findBalanceRow(ctx, account.id)
  const unpaid = row ? await listUnpaid(ctx, account.id, readerCustomerId(reader)) : []
  const overdue = unpaid.filter(({ dueOn }) => dueOn < today)
  const terms = overdue.length > 0 ? await findLateFeeTerms(ctx, account.id, today) : null
  const days = unpaid.map(({ dueOn }) => dueOn).sort()
  return {
    accountNo: account.accountNo,
    balanceYuan: row ? balanceOf(ctx, subtractYuan(row.paidYuan, row.chargedYuan), unpaid) : '0.00',
    arrearsYuan: sumYuan(overdue.map(({ amountYuan }) => amountYuan)),
    unpaidBills: unpaid.filter(({ kind }) => kind === 'bill').length,
    unpaidCharges: unpaid.filter(({ kind }) => kind === 'charge').length,
    oldestDueOn: days[0] ?? null,
    lateFeeYuan: accruedLateFee(terms, unpaid, today),
  }
}

/** What a former owner still owes is no matter of a customer's. */
function balanceOf(ctx: Ctx, balanceYuan: string, unpaid: UnpaidDebt[]): string {
  if (readerCustomerId(ctx) === null || !balanceYuan.startsWith('-')) return balanceYuan
  return subtractYuan('0.00', sumYuan(unpaid.map(({ amountYuan }) => amountYuan)))
}

/** What is unpaid on accounts, in yuan, bills not yet due included; those that owe nothing are left out. */
export async function listOwed(ctx: Ctx, accountIds: number[]): Promise<ReadonlyMap<number, string>> {
  const rows = await listOwedRows(ctx, accountIds)
  return new Map(rows.map(({ accountId, owedYuan }) => [accountId, owedYuan]))
}
