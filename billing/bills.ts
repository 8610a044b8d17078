import type { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { notFound } from '../db/refusal.ts'
import { civilDay } from '../db/time.ts'
import type { BillDetail, BillLine, BillSummary, billList, tierProgress } from './contract.ts'
import { coveredYuan, decideStatus } from './rules/balance.ts'
import { titleOfItem } from './rules/line-title.ts'
import { quantityToNumber, whToKwh } from './rules/money.ts'
import { fillTiersKwh, tierLimitsKwh } from './rules/tiers.ts'
import { findPriceVersionById, listPriceCodes, type PriceVersion } from './sql/prices.ts'
import {
  type BillRow,
  findBillRow,
  findReadableAccount,
  type LineRow,
  listBillRows,
  listLineRows,
  listPaymentShares,
  listRegisterRows,
  type RegisterRow,
} from './sql/read.ts'

/** Bills of an account, newest first; refuses with `NOT_FOUND`. */
export async function listBills(
  ctx: Ctx,
  query: { accountNo: string; cursor?: string | undefined; limit: number },
): Promise<z.infer<typeof billList>> {
  const account = await findReadableAccount(ctx, { accountNo: query.accountNo })
  if (!account) throw notFound('户号')
  const rows = await listBillRows(ctx, { accountId: account.id, before: query.cursor ?? null, limit: query.limit })
  return {
    items: rows.map((row) => billToSummary(ctx, row)),
    nextCursor: rows.length === query.limit ? (rows.at(-1)?.periodTo ?? null) : null,
  }
}

/** The newest bill of an account, or null where there is none or the reader may not see it. */
export async function findLatestBill(ctx: Ctx, accountId: number): Promise<BillSummary | null> {
  if (!(await findReadableAccount(ctx, { accountId }))) return null
  const [row] = await listBillRows(ctx, { accountId, before: null, limit: 1 })
  return row ? billToSummary(ctx, row) : null
}

/** One bill with every line explained; refuses with `NOT_FOUND`. */
export async function findBill(ctx: Ctx, id: number): Promise<BillDetail> {
  const row = await findBillRow(ctx, id)
  const account = row && (await findReadableAccount(ctx, { accountId: row.accountId }))
  if (!account) throw notFound('账单')
  const [lines, registers, payments, codes, version] = await Promise.all([
    listLineRows(ctx, id),
    listRegisterRows(ctx, id),
    listPaymentShares(ctx, row),
    listPriceCodes(ctx),
    findPriceVersionById(ctx, row.priceVersionId),
  ])
  const code = codes.find((price) => price.code === version?.priceCode)
  if (!version || !code) throw new Error(`price version ${row.priceVersionId} is gone`)
  const { validFrom, validTo, legalBasis, sourceUrl, official } = version
  return {
    ...billToSummary(ctx, row),
    customerName: account.customerName,
    address: account.address,
    energyByPeriodKwh: Object.fromEntries(
      Object.entries(row.energyWhByPeriod).map(([period, energyWh]) => [period, energyWh / 1000]),
    ),
    lines: lines.map((line) => lineToWire(line, version)),
    registers: registers.map(registerToWire),
    price: {
      code: code.code,
      name: { zh: code.nameZh, en: code.nameEn },
      version: version.version,
      ...{ validFrom, validTo, legalBasis, sourceUrl, official },
    },
    tierProgress: version.accumulation === 'annual' ? progressOf(row, version) : null,
    payments: payments.map(({ paidAt, ...share }) => ({ ...share, paidAt: paidAt.toISOString() })),
  }
}

function billToSummary(ctx: Ctx, row: BillRow): BillSummary {
  const { id, billNo, accountNo, billMonth, periodFrom, periodTo, totalYuan, dueOn } = row
  const paidYuan = coveredYuan(row, row.accountPaidYuan)
  return {
    ...{ id, billNo, accountNo, billMonth, periodFrom, periodTo, totalYuan, paidYuan, dueOn },
    energyKwh: quantityToNumber(whToKwh(row.energyWh)),
    status: decideStatus({ totalYuan, paidYuan, dueOn, today: civilDay(ctx.now) }),
    issuedAt: row.issuedAt.toISOString(),
  }
}

function lineToWire(line: LineRow, { version }: PriceVersion): BillLine {
  return { ...line, quantity: Number(line.quantity), title: titleOfItem(line.item), priceVersion: version }
}

function registerToWire({ startWh, endWh, energyWh, ...register }: RegisterRow) {
  return { ...register, startKwh: startWh / 1000, endKwh: endWh / 1000, energyKwh: energyWh / 1000 }
}

function progressOf(row: BillRow, version: PriceVersion): z.infer<typeof tierProgress> {
  const facts = {
    accumulation: 'annual' as const,
    tiers: version.tiers,
    energyKwh: 0,
    months: 1,
    accumulatedBeforeKwh: 0,
    serviceMonths: row.serviceMonths,
    household:
      version.household && row.householdPersons ? { ...version.household, persons: row.householdPersons } : null,
    clause: version.legalBasis,
  }
  const accumulatedKwh = quantityToNumber(whToKwh(row.accumulatedBeforeWh + row.tierEnergyWh))
  const limits = tierLimitsKwh(facts)
  const used = fillTiersKwh(facts, accumulatedKwh)
  return {
    tierYear: row.tierYear,
    serviceMonths: row.serviceMonths,
    accumulatedKwh,
    tiers: version.tiers.map(({ priceYuanPerKwh = null, touPricesYuanPerKwh = null }, position) => ({
      index: position + 1,
      fromKwh: limits[position - 1] ?? 0,
      limitKwh: limits[position] ?? null,
      usedKwh: used[position] ?? 0,
      priceYuanPerKwh,
      touPricesYuanPerKwh,
    })),
  }
}
