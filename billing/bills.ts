import type { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { readAs } from '../db/customers/bindings.ts'
import { maskName } from '../db/customers/masks.ts'
import { notFound } from '../db/refusal.ts'
import { civilDay, daysBetween } from '../db/time.ts'
import type { BillDetail } from './bill-contract.ts'
import {
  documentToWire,
  lineToWire,
  monthsToWire,
  periodsToKwh,
  priceToWire,
  progressOf,
  registerToWire,
  segmentToWire,
} from './bill-wire.ts'
import { findBindingCode } from './binding-code.ts'
import type { BillSummary, billList } from './contract.ts'
import { pageOf } from './page.ts'
import { coveredYuan, decideStatus } from './rules/balance.ts'
import { quantityToNumber, sumYuan, whToKwh } from './rules/money.ts'
import { inShownOrder } from './rules/register-order.ts'
import { sameMonthLastYear } from './rules/run/checks.ts'
import { listBilledPrices, listDemandRows, listDocumentRows, listSegmentRows, listUseRows } from './sql/bill-detail.ts'
import { findEnteredReason } from './sql/entered-demands.ts'
import { findPriceVersionById } from './sql/prices.ts'
import {
  type BillRow,
  findAddressee,
  findBillRow,
  findReadableAccount,
  listBillRows,
  listLineRows,
  listPaymentShares,
  listRegisterRows,
  readDocumentAs,
} from './sql/read.ts'

/** Bills of an account, newest first; refuses with `NOT_FOUND`. */
export async function listBills(
  ctx: Ctx,
  query: { accountNo: string; cursor?: string | undefined; limit: number },
): Promise<z.infer<typeof billList>> {
  const reader = readAs(ctx, { accountNo: query.accountNo })
  const account = await findReadableAccount(reader, { accountNo: query.accountNo })
  if (!account) throw notFound('户号')
  const rows = await listBillRows(reader, {
    accountId: account.id,
    before: query.cursor ?? null,
    limit: query.limit + 1,
  })
  const { shown, nextCursor } = pageOf(rows, query.limit, ({ periodTo }) => periodTo)
  return { items: shown.map((row) => billToSummary(ctx, row)), nextCursor }
}

/** The newest bill of an account, or null where there is none or the reader may not see it. */
export async function findLatestBill(ctx: Ctx, accountId: number): Promise<BillSummary | null> {
  if (!(await findReadableAccount(ctx, { accountId }))) return null
  const [row] = await listBillRows(ctx, { accountId, before: null, limit: 1 })
  return row ? billToSummary(ctx, row) : null
}

/** Interim ones too, where an account changed hands. */
const BILLS_A_MONTH = 4

/**
 * What an account's bills of a month or later come to, in yuan; of a holder since a day without what was over by then. Nothing where the
 * reader may not see it.
 */
export async function sumBills(
  ctx: Ctx,
  accountId: number,
  { fromMonth, months, heldSince }: { fromMonth: string; months: number; heldSince: string | null },
): Promise<{ bills: number; totalYuan: string }> {
  if (!(await findReadableAccount(ctx, { accountId }))) return { bills: 0, totalYuan: '0.00' }
  const rows = await listBillRows(ctx, { accountId, before: null, limit: months * BILLS_A_MONTH })
  const counted = rows.filter(
    ({ billMonth, periodTo }) => billMonth >= fromMonth && (heldSince === null || periodTo > heldSince),
  )
  return { bills: counted.length, totalYuan: sumYuan(counted.map(({ totalYuan }) => totalYuan)) }
}

/** One bill with every line explained; refuses with `NOT_FOUND`. What is not issued is for staff only. */
export async function findBill(ctx: Ctx, id: number): Promise<BillDetail> {
  const reader = await readDocumentAs(ctx, 'bill', id)
  const row = await findBillRow(reader, id)
  const account = row && (await findReadableAccount(reader, { accountId: row.accountId }))
  if (!account || (row.state !== 'issued' && isCustomer(ctx))) throw notFound('账单')
  const { accountId, billMonth } = row
  const fromMonth = sameMonthLastYear(billMonth)
  const [lines, registers, segments, prices, payments, version, documents, uses] = await Promise.all([
    listLineRows(ctx, id),
    listRegisterRows(ctx, id),
    listSegmentRows(ctx, id),
    listBilledPrices(ctx, id),
    listPaymentShares(ctx, row),
    findPriceVersionById(ctx, row.priceVersionId),
    listDocumentRows(ctx, row),
    listUseRows(reader, { accountId, fromMonth, throughMonth: billMonth, until: row.periodTo }),
  ])
  const price = prices.find(({ versionId }) => versionId === row.priceVersionId)
  if (!price) throw new Error(`price version ${row.priceVersionId} is gone`)
  const { document, state, standing, reason, powerFactor } = row
  const months = monthsToWire(uses)
  const customerName = (await findAddressee(ctx, row)) ?? account.customerName
  const isOwn = isCustomer(ctx) && reader === ctx
  return {
    ...billToSummary(ctx, row),
    customerName: reader === ctx ? customerName : maskName(customerName),
    bindingCode: isOwn ? await findBindingCode(ctx, row) : null,
    address: account.address,
    ...{ document, state, standing, reason, powerFactor },
    days: daysBetween(row.periodFrom, row.periodTo),
    energyByPeriodKwh: periodsToKwh(row.energyWhByPeriod),
    reactiveKvarh: row.reactiveVarh / 1000,
    demandKw: row.demandW === null ? null : row.demandW / 1000,
    demandEntered: row.demandW === null ? null : await findEnteredReason(ctx, id),
    demands: await listDemandRows(ctx, id),
    segments: segments.map(segmentToWire),
    lines: lines.map((line) => lineToWire(line, segments, prices)),
    registers: inShownOrder(registers.map(registerToWire)),
    price: priceToWire(price),
    prices: prices.map(priceToWire),
    tierProgress: version?.accumulation === 'annual' && document !== 'reversal' ? progressOf(row, version) : null,
    payments: payments.map(({ paidAt, ...share }) => ({ ...share, paidAt: paidAt.toISOString() })),
    documents: documents.filter((each) => each.state === 'issued' || !isCustomer(ctx)).map(documentToWire),
    use: {
      lastYear: months.find((month) => month.billMonth === fromMonth) ?? null,
      months: months.filter((month) => month.billMonth > fromMonth),
    },
  }
}

export function isCustomer({ actor }: Ctx): boolean {
  return actor.customerId !== null || actor.roles.includes('customer')
}

function billToSummary(ctx: Ctx, row: BillRow): BillSummary {
  const { id, billNo, accountNo, billMonth, periodFrom, periodTo, totalYuan, dueOn } = row
  const paidYuan = coveredYuan(row, row.accountPaidYuan)
  return {
    ...{ id, billNo, accountNo, billMonth, periodFrom, periodTo, totalYuan, paidYuan, dueOn },
    energyKwh: quantityToNumber(whToKwh(row.energyWh)),
    status: decideStatus({ totalYuan, paidYuan, dueOn, today: civilDay(ctx.now) }),
    issuedAt: row.issuedAt?.toISOString() ?? null,
  }
}
