import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { readAs } from '../../db/customers/bindings.ts'
import { maskName } from '../../db/customers/masks.ts'
import { notFound } from '../../db/refusal.ts'
import { civilDay } from '../../db/time.ts'
import { pageOf } from '../page.ts'
import { readPriceBook } from '../prices.ts'
import { coveredYuan } from '../rules/balance.ts'
import { chargeTitles, decideChargeStatus } from '../rules/charge.ts'
import { titleOfItem } from '../rules/line-title.ts'
import { exact } from '../rules/money.ts'
import { priceFor } from '../rules/price.ts'
import { editionOn } from '../rules/run/edition.ts'
import {
  findAccountOfCharge,
  findChargeRow,
  findFactsRow,
  findLinkedCharge,
  findReceiptNo,
  type LinkedCharge,
  listChargeRows,
  listLateFor,
  type ReadCharge,
} from '../sql/charge-read.ts'
import { listChargeLines } from '../sql/charges.ts'
import { findReadableAccount, listPaymentShares, readDocumentAs, readerCustomerId } from '../sql/read.ts'
import type { ChargeDetail, ChargeFacts, ChargeSummary, chargeList, chargeQuery } from './contract.ts'

/** The account of a charge that the reader may act on. */
export function findChargeAccount(ctx: Ctx, chargeId: number): Promise<{ id: number } | undefined> {
  return findAccountOfCharge(ctx, chargeId)
}

/** Newest first; a customer sees what was issued to him. */
export async function listCharges(ctx: Ctx, query: z.infer<typeof chargeQuery>): Promise<z.infer<typeof chargeList>> {
  const rows = await listChargeRows(ctx, {
    which: query.which ?? null,
    kind: query.kind ?? null,
    accountNo: query.accountNo ?? null,
    beforeId: query.cursor === undefined ? null : Number(query.cursor),
    limit: query.limit + 1,
  })
  const { shown, nextCursor } = pageOf(rows, query.limit, ({ id }) => id)
  return { items: shown.map((row) => chargeToSummary(ctx, row)), nextCursor }
}

/** An account's issued charges; refuses with `NOT_FOUND`. */
export async function listChargesOf(
  ctx: Ctx,
  accountNo: string,
  page: { cursor?: string | undefined; limit: number },
): Promise<z.infer<typeof chargeList>> {
  const reader = readAs(ctx, { accountNo })
  if (!(await findReadableAccount(reader, { accountNo }))) throw notFound('户号')
  const { items, nextCursor } = await listCharges(reader, { ...page, accountNo })
  return { items: reader === ctx ? items : items.map(maskCharge), nextCursor }
}

/** One charge with its lines; refuses with `NOT_FOUND`. */
export async function findCharge(ctx: Ctx, id: number): Promise<ChargeDetail> {
  const reader = await readDocumentAs(ctx, 'account_charge', id)
  const row = await findChargeRow(reader, id)
  if (!row) throw notFound('追补单')
  const [lines, reverses, reversedBy, lateFor, receiptNo, payments] = await Promise.all([
    listChargeLines(ctx, id),
    row.reversesId === null ? undefined : findLinkedCharge(ctx, { id: row.reversesId }),
    findLinkedCharge(ctx, { reversesId: id }),
    listLateFor(ctx, id),
    findReceiptNo(ctx, row.paymentId),
    listPaymentShares(ctx, row),
  ])
  const isOwn = readerCustomerId(ctx) !== null
  const { address, evidence, input, result, note, decidedBy, decidedAt } = row
  const summary = chargeToSummary(ctx, row)
  return {
    ...(reader === ctx ? summary : maskCharge(summary)),
    evidence: reader === ctx ? evidence : null,
    ...{ address, input, result, lateFor, receiptNo },
    decidedBy: isOwn ? null : decidedBy,
    decidedAt: decidedAt?.toISOString() ?? null,
    note: isOwn ? null : note,
    lines: lines.map(({ position: _, ...line }) => ({ ...line, title: titleOfItem(line.item) })),
    reverses: linkedToWire(reverses),
    reversedBy: linkedToWire(reversedBy),
    payments: payments.map(({ paidAt, ...share }) => ({ ...share, paidAt: paidAt.toISOString() })),
  }
}

/** Of an account of another: what is owed, and not by whom. */
function maskCharge(charge: ChargeSummary): ChargeSummary {
  return { ...charge, customerName: maskName(charge.customerName) }
}

function linkedToWire(linked: LinkedCharge | undefined) {
  return linked ? { ...linked, at: linked.at.toISOString() } : null
}

function chargeToSummary(ctx: Ctx, row: ReadCharge): ChargeSummary {
  const { id, chargeNo, accountNo, customerName, kind, totalYuan, reason, aboutFrom, aboutTo, dueOn } = row
  const isOwed = row.standing && !totalYuan.startsWith('-')
  const paidYuan = isOwed ? coveredYuan(row, row.accountPaidYuan) : '0.00'
  return {
    ...{ id, chargeNo, accountNo, customerName, kind, totalYuan, paidYuan, reason, aboutFrom, aboutTo, dueOn },
    title: chargeTitles[kind],
    status: decideChargeStatus({ ...row, paidYuan, today: civilDay(ctx.now) }),
    draftedAt: row.draftedAt.toISOString(),
    draftedBy: readerCustomerId(ctx) === null ? row.draftedBy : null,
    issuedAt: row.state === 'issued' ? (row.decidedAt?.toISOString() ?? null) : null,
  }
}

/** What a draft begins with: what the file and the price book say of the account today. Refuses with `NOT_FOUND`. */
export async function findChargeFacts(ctx: Ctx, accountNo: string): Promise<ChargeFacts> {
  const account = await findReadableAccount(ctx, { accountNo })
  const day = civilDay(ctx.now)
  const facts = account && (await findFactsRow(ctx, account.id, day))
  if (!account || !facts) throw notFound('户号')
  const { priceCode } = facts
  const price = priceCode === null ? null : priceFor(await readPriceBook(ctx), { priceCode, day })
  const priced = price?.ok ? price : null
  return {
    ...{ accountNo, customerName: account.customerName, address: account.address, ...facts },
    ruleEdition: editionOn(day),
    priceYuanPerKwh: priced && wholePrice(priced),
    capacityYuanPerKvaMonth: priced?.capacityYuanPerKvaMonth ?? null,
  }
}

type Priced = Extract<ReturnType<typeof priceFor>, { ok: true }>

/** All parts and funds of a kWh together; of tiers the first. */
function wholePrice({ tiers, components, surcharges }: Priced): string | null {
  const [tier] = tiers
  if (tier) return tier.priceYuanPerKwh ?? null
  const prices = components.map(({ prices: ofPart }) => ofPart.total)
  if (prices.length === 0 || prices.some((price) => price === undefined)) return null
  const funds = surcharges.map(({ priceYuanPerKwh }) => priceYuanPerKwh)
  return [...prices, ...funds].reduce((sum, each) => sum.plus(each ?? 0), exact(0)).toFixed()
}
