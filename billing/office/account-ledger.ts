import type { Ctx } from '../../db/context.ts'
import { notFound } from '../../db/refusal.ts'
import { describeParking } from '../rules/parking.ts'
import {
  findLedgerRow,
  hasMeterToBill,
  listDocumentRows,
  listEntryRows,
  listOpenCases,
  listParkedOfAccount,
  listTasksOfAccount,
} from '../sql/account-ledger.ts'
import { findReadableAccount } from '../sql/read.ts'
import type { AccountLedger } from './contract.ts'

/** What a clerk asks of an account's billing, on one page; refuses with `NOT_FOUND`. */
export async function findLedger(ctx: Ctx, accountNo: string): Promise<AccountLedger> {
  const account = await findReadableAccount(ctx, { accountNo })
  if (!account) throw notFound('户号')
  const [ledger, cases, parked, tasks, documents, entries] = await Promise.all([
    findLedgerRow(ctx, account.id),
    listOpenCases(ctx, account.id),
    listParkedOfAccount(ctx, account.id),
    listTasksOfAccount(ctx, account.id),
    listDocumentRows(ctx, account.id),
    listEntryRows(ctx, account.id),
  ])
  const billedUntil = ledger?.billedUntil ?? null
  return {
    accountNo,
    customerName: account.customerName,
    address: account.address,
    billedUntil,
    hasMeter: await hasMeterToBill(ctx, account.id, billedUntil),
    tierYear: ledger?.tierYear ?? null,
    tierEnergyKwh: (ledger?.tierEnergyWh ?? 0) / 1000,
    chargedYuan: ledger?.chargedYuan ?? '0.00',
    paidYuan: ledger?.paidYuan ?? '0.00',
    cases: cases.map(({ openedAt, ...row }) => ({ ...row, openedAt: openedAt.toISOString() })),
    parked: parked.map(({ parkedAt, ...row }) => {
      const { zh, en, owner } = describeParking(row.reason)
      return { ...row, owner, message: { zh, en }, parkedAt: parkedAt.toISOString() }
    }),
    tasks,
    documents: documents.map(({ ratedAt, energyWh, ...row }) => {
      return { ...row, energyKwh: energyWh / 1000, ratedAt: ratedAt.toISOString() }
    }),
    entries: entries.map(({ at, ...row }) => ({ ...row, at: at.toISOString() })),
  }
}
