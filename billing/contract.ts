import { z } from 'zod'
import { parkReasons, parkStages } from './rules/parking.ts'
import { pricePeriods } from './rules/price-period.ts'

/** Decimal yuan with two places. */
export const moneyYuan = z.string().regex(/^-?\d{1,12}\.\d{2}$/)
/** Civil day in Asia/Shanghai. */
export const civilDay = z.iso.date()
/** 电费年月: the month a bill belongs to, `YYYY-MM`. */
export const billMonth = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)
export const accountNo = z.string().regex(/^\d{13}$/)
export const bilingual = z.object({ zh: z.string(), en: z.string() })
export const kwh = z.number()

export const kwhByPeriod = z.partialRecord(z.enum(pricePeriods), kwh)

// ── bills ────────────────────────────────────────────────────────────────────

const billStatuses = ['issued', 'paid', 'overdue'] as const

export const billSummary = z.object({
  id: z.number(),
  billNo: z.string(),
  accountNo,
  billMonth,
  /** Half-open: the day `periodTo` is not in the bill. */
  periodFrom: civilDay,
  periodTo: civilDay,
  energyKwh: kwh,
  totalYuan: moneyYuan,
  paidYuan: moneyYuan,
  dueOn: civilDay,
  status: z.enum(billStatuses),
  /** Null until it is issued. */
  issuedAt: z.iso.datetime().nullable(),
})
export type BillSummary = z.infer<typeof billSummary>

/** GET /api/billing/accounts/{accountNo}/bills — newest first. */
export const billListQuery = z.object({
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(24),
})
export const billList = z.object({ items: z.array(billSummary), nextCursor: z.string().nullable() })

/** GET /api/billing/accounts/{accountNo}/balance */
export const balance = z.object({
  accountNo,
  /** Payments less bills and charges: negative is owed. */
  balanceYuan: moneyYuan,
  /** Unpaid part of bills and charges past their due day. */
  arrearsYuan: moneyYuan,
  unpaidBills: z.number(),
  unpaidCharges: z.number(),
  oldestDueOn: civilDay.nullable(),
  /** Late fee (违约金) that paying the arrears today brings about; not charged yet, so not in the balance. */
  lateFeeYuan: moneyYuan,
})
export type Balance = z.infer<typeof balance>

// ── runs ─────────────────────────────────────────────────────────────────────

/** POST /api/billing/runs. Answers 201 with the run when it has finished; in the background 202 as soon as it has begun. */
export const runInput = z.strictObject({
  billMonth,
  organisationPath: z.string().max(200).optional(),
  accountNos: z.array(accountNo).min(1).max(10_000).optional(),
  background: z.boolean().optional(),
})

export const billRun = z.object({
  id: z.number(),
  billMonth,
  organisationPath: z.string(),
  /** The whole unit, or accounts that were named. */
  kind: z.enum(['unit', 'accounts']),
  /** Interrupted: its process is gone; started again, the run goes on where it was. */
  status: z.enum(['running', 'interrupted', 'finished', 'failed']),
  fault: z.string().nullable(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  startedBy: z.string(),
  accounts: z.number(),
  issued: z.number(),
  /** Of these, issued without anybody's decision (自动核算). */
  automatic: z.number(),
  /** Rated, and waiting for somebody to release them. */
  held: z.number(),
  /** Accounts whose reading day is not behind. */
  notDue: z.number(),
  /** Accounts that already had their bill of this month. */
  existing: z.number(),
  parked: z.number(),
  energyKwh: kwh,
  totalYuan: moneyYuan,
})
export type BillRun = z.infer<typeof billRun>
/** GET /api/billing/runs?kind= — newest first. */
export const runQuery = z.object({
  kind: z.enum(['unit', 'accounts']).optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})
export const billRunList = z.object({ items: z.array(billRun), nextCursor: z.string().nullable() })

/** GET /api/billing/parked?billMonth=&reason= */
export const parkedItem = z.object({
  id: z.number(),
  accountNo,
  customerName: z.string(),
  billMonth,
  reason: z.enum(parkReasons),
  message: bilingual,
  detail: z.record(z.string(), z.unknown()),
  /** Role that has to act before a re-run can succeed. */
  owner: z.string(),
  attempts: z.number(),
  /** How far the bill came. */
  stage: z.enum(parkStages),
  parkedAt: z.iso.datetime(),
  /** The plan whose review is waited for. */
  review: z.object({ planId: z.number(), sectionNo: z.string(), readingDay: z.iso.date() }).nullable(),
})
export const parkedQuery = z.object({
  billMonth: billMonth.optional(),
  reason: z.enum(parkReasons).optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export const parkedList = z.object({ items: z.array(parkedItem), nextCursor: z.string().nullable() })
/** POST /api/billing/parked/{id}/power-factor-standard: null, with the reason, where it is not adjusted. */
export const standardInput = z.strictObject({
  standard: z.enum(['0.90', '0.85', '0.80']).nullable(),
  reason: z.string().trim().min(2).max(500),
})
/** POST /api/billing/parked/{id}/demand: what no meter told, as a person gives it; the account is billed at once. */
export const demandInput = z.strictObject({
  demandKw: z.number().min(0).max(1e6).multipleOf(0.001),
  reason: z.string().trim().min(2).max(500),
})
/** POST /api/billing/parked/{id}/reruns */
export const rerunAnswer = z.object({
  outcome: z.enum(['issued', 'existing', 'held', 'parked']),
  billId: z.number().nullable(),
})

// ── price book ───────────────────────────────────────────────────────────────

const touPrices = z.partialRecord(z.enum(pricePeriods), z.string())
const priceVersion = z.object({
  id: z.number(),
  version: z.string(),
  validFrom: civilDay,
  validTo: civilDay.nullable(),
  knownFrom: z.iso.datetime(),
  legalBasis: z.string(),
  sourceUrl: z.string().nullable(),
  official: z.boolean(),
  accumulation: z.enum(['annual', 'monthly']).nullable(),
  /** Empty unless the price has tiers. */
  tiers: z.array(
    z.object({
      index: z.number(),
      upToKwh: kwh.nullable(),
      priceYuanPerKwh: z.string().nullable(),
      touPricesYuanPerKwh: touPrices.nullable(),
    }),
  ),
  /** Null with tiers or several parts; one of the two otherwise. */
  priceYuanPerKwh: z.string().nullable(),
  touPricesYuanPerKwh: touPrices.nullable(),
})
const price = z.object({
  code: z.string(),
  name: bilingual,
  accountClass: z.enum(['residential', 'agricultural', 'commercial']),
  tariffSystem: z.enum(['single', 'two-part', 'residential-tier']),
  timeOfUse: z.boolean(),
  versions: z.array(priceVersion),
})
/** GET /api/billing/prices — also what the intake clerk picks a price code from. */
export const priceList = z.object({ items: z.array(price) })

// ── payments ─────────────────────────────────────────────────────────────────

export const paymentChannels = ['counter-cash', 'counter-card', 'online', 'bank'] as const
/** POST /api/billing/payments with header `Idempotency-Key`; the same key with another body is 409. */
export const paymentInput = z.strictObject({
  accountNo,
  amountYuan: z.string().regex(/^\d{1,12}(\.\d{1,2})?$/),
  channel: z.enum(paymentChannels),
  note: z.string().max(200).optional(),
})
export const payment = z.object({
  id: z.number(),
  receiptNo: z.string(),
  accountNo,
  amountYuan: moneyYuan,
  /** `opening`: had in credit in the system before this one. */
  channel: z.enum([...paymentChannels, 'opening']),
  paidAt: z.iso.datetime(),
  /** Bills and charges that it reached, oldest first. */
  settled: z.array(
    z.object({
      billId: z.number().nullable(),
      billMonth: billMonth.nullable(),
      chargeId: z.number().nullable(),
      chargeNo: z.string().nullable(),
      amountYuan: moneyYuan,
    }),
  ),
  /** Charged because it came late. */
  lateFee: z.object({ chargeId: z.number(), chargeNo: z.string(), totalYuan: moneyYuan }).nullable(),
  balanceYuan: moneyYuan,
})
export type Payment = z.infer<typeof payment>
