import { z } from 'zod'
import { accountNo, bilingual, billMonth, civilDay, kwh, moneyYuan } from '../contract.ts'
import { parkReasons } from '../rules/parking.ts'

// What crosses the wire of energy that customers feed in (上网电费): the money is theirs, apart from the bill of what they use.

const mode = z.enum(['surplus', 'full'])
const register = z.enum(['exportTotal', 'importTotal'])
const why = { reason: z.string().trim().min(2).max(200), caseRef: z.string().trim().min(1).max(100) }

/** POST /api/billing/feed-in/plants: a point of the account feeds in from a day on. */
export const plantInput = z
  .strictObject({
    accountNo,
    pointNo: z.string().min(1).max(64),
    mode,
    region: z.string().regex(/^\d{2}$/, '省级行政区划代码,两位数字'),
    plantKw: z.string().regex(/^\d{1,6}(\.\d{1,3})?$/, '装机容量写成千瓦,如 8.2'),
    register: register.default('exportTotal'),
    generationPointNo: z.string().min(1).max(64).nullable().default(null),
    generationRegister: register.default('importTotal'),
    subsidyCode: z.string().max(40).nullable().default(null),
    from: civilDay,
    ...why,
  })
  .refine(({ mode: how, register: shown }) => how === 'full' || shown === 'exportTotal', {
    path: ['register'],
    message: '余电上网须取反向有功示数;正向示数是用电量',
  })
/** POST /api/billing/feed-in/plants/{id}/end; `on` is the first day without it. */
export const plantEndInput = z.strictObject({ accountNo, on: civilDay, ...why })

export const statementSummary = z.object({
  id: z.number(),
  statementNo: z.string(),
  accountNo,
  customerName: z.string(),
  month: billMonth,
  document: z.enum(['statement', 'reversal', 'reissue']),
  standing: z.boolean(),
  /** Half-open. */
  periodFrom: civilDay,
  periodTo: civilDay,
  exportedKwh: kwh,
  /** Null without a meter for it. */
  generatedKwh: kwh.nullable(),
  /** Positive: the customer’s money. */
  totalYuan: moneyYuan,
  /** Less what was paid out on the documents that this one replaces; negative is to be got back. */
  payableYuan: moneyYuan,
  state: z.enum(['issued', 'paid']),
  payoutReference: z.string().nullable(),
  paidOn: civilDay.nullable(),
  /** False: some price in it is second hand or serves the demo. */
  official: z.boolean(),
  issuedAt: z.iso.datetime(),
})
export type StatementSummary = z.infer<typeof statementSummary>

/** GET /api/billing/accounts/{accountNo}/feed-in — standing statements, newest first. */
export const statementList = z.object({ items: z.array(statementSummary) })

/** GET /api/billing/feed-in/statements/{id} */
export const statementDetail = statementSummary.extend({
  address: z.string(),
  reason: z.string().nullable(),
  correctsId: z.number().nullable(),
  lines: z.array(
    z.object({
      pointNo: z.string(),
      from: civilDay,
      to: civilDay,
      item: z.string(),
      title: bilingual,
      quantity: z.number(),
      unit: z.string(),
      price: z.string(),
      unroundedYuan: z.string(),
      amountYuan: moneyYuan,
      formula: z.string(),
      clause: z.string(),
    }),
  ),
  registers: z.array(
    z.object({
      pointNo: z.string(),
      deviceAssetNo: z.string(),
      role: z.string(),
      startKwh: kwh,
      endKwh: kwh,
      multiplier: z.number(),
      energyKwh: kwh,
    }),
  ),
  /** All of the account and month, in the order in which they were made. */
  documents: z.array(
    statementSummary.pick({
      id: true,
      statementNo: true,
      document: true,
      standing: true,
      totalYuan: true,
      state: true,
    }),
  ),
})
export type StatementDetail = z.infer<typeof statementDetail>

/** GET /api/billing/feed-in/months/{month} */
export const feedInMonth = z.object({
  plants: z.number(),
  statements: z.number(),
  exportedKwh: kwh,
  totalYuan: moneyYuan,
  paidYuan: moneyYuan,
  payableYuan: moneyYuan,
  items: z.array(statementSummary),
  parked: z.array(
    z.object({
      id: z.number(),
      accountNo,
      customerName: z.string(),
      reason: z.enum(parkReasons),
      message: bilingual,
      owner: z.string(),
      attempts: z.number(),
      parkedAt: z.iso.datetime(),
    }),
  ),
  /** Months of any date whose registers have changed. */
  tasks: z.array(
    z.object({ id: z.number(), accountNo, customerName: z.string(), month: billMonth, day: civilDay.nullable() }),
  ),
})
export type FeedInMonth = z.infer<typeof feedInMonth>

/** POST /api/billing/feed-in/runs: settles what is missing, of all or of these accounts; what was parked is tried again. */
export const feedInRunInput = z.strictObject({
  month: billMonth,
  accountNos: z.array(accountNo).min(1).max(10_000).optional(),
})
export const feedInRunAnswer = z.object({ issued: z.number(), parked: z.number() })

/** POST /api/billing/feed-in/corrections and …/corrections/previews */
export const feedInCorrectionInput = z.strictObject({
  accountNo,
  fromMonth: billMonth,
  reason: z.string().trim().min(2).max(500),
})
const side = z.object({ exportedKwh: kwh, totalYuan: moneyYuan })
export const feedInCorrection = z.object({
  accountNo,
  /** Only months that come out otherwise, oldest first. */
  months: z.array(z.object({ month: billMonth, before: side, after: side, differenceYuan: moneyYuan })),
  differenceYuan: moneyYuan,
})
export type FeedInCorrection = z.infer<typeof feedInCorrection>

/** POST /api/billing/feed-in/payouts: a CSV file with the columns 结算单号、金额、付款凭证号、付款日期. */
export const payoutInput = z.strictObject({ content: z.string().min(2).max(8_000_000) })
export const payoutRow = z.strictObject({
  statementNo: z.string().trim().min(1).max(40),
  amountYuan: z.string().regex(/^-?\d{1,12}(\.\d{1,2})?$/, '金额写成元,最多 2 位小数'),
  reference: z.string().trim().min(1).max(64),
  paidOn: z.iso.date('日期写成 2026-03-02'),
})
export const payoutAnswer = z.object({
  rows: z.number(),
  paid: z.number(),
  /** Paid out before with the same reference: nothing is done. */
  unchanged: z.number(),
  amountYuan: moneyYuan,
})
export type PayoutAnswer = z.infer<typeof payoutAnswer>

/** GET /api/billing/feed-in/prices */
const paid = z.object({
  yuanPerKwh: z.string(),
  official: z.boolean(),
  legalBasis: z.string(),
  sourceUrl: z.string().nullable(),
  validFrom: civilDay,
  validTo: civilDay.nullable(),
})
export const feedInPrices = z.object({
  prices: z.array(paid.extend({ region: z.string(), mode })),
  subsidies: z.array(paid.extend({ code: z.string(), name: z.string() })),
})
export type FeedInPrices = z.infer<typeof feedInPrices>
