import { z } from 'zod'
import { also } from '../calculations/constraints.ts'
import { accountNo, billMonth, civilDay, kwh, moneyYuan } from '../contract.ts'
import { energyPeriods } from '../rules/price-period.ts'

// What crosses the wire of the retail market (零售市场): who is in it, and the sheets that it settles by.

const price = z.string().regex(/^-?\d{1,6}(\.\d{1,8})?$/, '电价写成十进制数,如 0.4153,可以为负,最多 8 位小数')
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, '月份写成 2026-03')
const text = (most: number, name: string) =>
  z.string(`缺少${name}`).trim().min(1, `缺少${name}`).max(most, `${name}不超过 ${most} 字`)
const money = z.string().regex(/^-?\d{1,10}(\.\d{1,2})?$/, '金额写成元,最多 2 位小数,可以为负')

/** One line of a sheet as printed: a price of energy, an amount, or both. */
export const sheetLine = also(
  z.strictObject({
    code: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, '项目代码用小写字母、数字和连字符,如 energy、deviation'),
    name: text(40, '名称'),
    period: z.enum(energyPeriods, '时段写成总、尖、峰、平、谷或深谷').default('total'),
    energyKwh: z.number('电量写成数字,如 1234.5').min(0, '电量不能为负').max(1e9, '电量过大').optional(),
    /** False: energy that another line counts already. */
    countsAsEnergy: z.boolean('写“是”或“否”').default(true),
    priceYuanPerKwh: price.optional(),
    amountYuan: money.optional(),
  }),
  ({ priceYuanPerKwh, amountYuan, energyKwh }, tell) => {
    if (priceYuanPerKwh === undefined && amountYuan === undefined) tell(['amountYuan'], '电价与金额至少填一项')
    if (priceYuanPerKwh !== undefined && energyKwh === undefined) tell(['energyKwh'], '有电价须有电量')
  },
)

const sheet = z.strictObject({
  accountNo,
  sheetNo: text(64, '结算单号'),
  retailer: text(100, '售电公司'),
  issuedOn: z.iso.date('日期写成 2026-03-02'),
  /** Of all lines, as printed; where it is given the lines must sum to it. */
  totalYuan: money.optional(),
  lines: z.array(sheetLine).min(1).max(200),
})
/** The JSON form of a file: sheets of one month, one for each account. */
export const sheetFile = z.strictObject({ month, sheets: z.array(sheet).min(1).max(20_000) })
export type SheetFile = z.infer<typeof sheetFile>

/** POST /api/billing/market-sheets/imports. Columns of a CSV file: 户号、月份、结算单号、售电公司、出单日期、项目、名称、时段、电量、计入电量、电价、金额. */
export const sheetImport = z.strictObject({
  format: z.enum(['json', 'csv']),
  content: z.string().min(2).max(16_000_000),
})
export const importAnswer = z.object({
  month: billMonth,
  sheets: z.number(),
  /** Of an account and month that had none. */
  imported: z.number(),
  /** Took the place of an older one. */
  superseded: z.number(),
  /** Said before: nothing is done. */
  unchanged: z.number(),
  /** Months billed already that want a correction now. */
  tasks: z.number(),
  /** Bills that had waited for their sheet. */
  billed: z.object({ issued: z.number(), held: z.number(), parked: z.number() }),
})
export type ImportAnswer = z.infer<typeof importAnswer>

export const marketStates = ['missing', 'waiting', 'matched', 'differing'] as const
/** GET /api/billing/market-months/{month}?state= */
export const monthQuery = z.object({
  state: z.enum(marketStates).optional(),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
const difference = z.object({
  period: z.string(),
  sheetKwh: kwh,
  meteredKwh: kwh,
  differenceKwh: kwh,
  toleranceKwh: kwh,
})
export const marketMonth = z.object({
  counts: z.record(z.enum(marketStates), z.number()),
  items: z.array(
    z.object({
      accountNo,
      customerName: z.string(),
      retailer: z.string(),
      from: civilDay,
      to: civilDay.nullable(),
      /** Waiting: the sheet is there, the bill is not. */
      state: z.enum(marketStates),
      sheet: z
        .object({ id: z.number(), sheetNo: z.string(), issuedOn: civilDay, energyKwh: kwh, totalYuan: moneyYuan })
        .nullable(),
      bill: z.object({ id: z.number(), state: z.enum(['held', 'issued']) }).nullable(),
      /** The sheet against what the bill charges; null before both are there. */
      difference: difference.nullable(),
    }),
  ),
  nextCursor: z.string().nullable(),
})
export type MarketMonth = z.infer<typeof marketMonth>

/** GET /api/billing/market-sheets/{id} */
export const sheetDetail = z.object({
  id: z.number(),
  accountNo,
  customerName: z.string(),
  month: billMonth,
  sheetNo: z.string(),
  retailer: z.string(),
  issuedOn: civilDay,
  importedAt: z.iso.datetime(),
  importedBy: z.string(),
  /** Null while it stands. */
  supersededAt: z.iso.datetime().nullable(),
  energyKwh: kwh,
  totalYuan: moneyYuan,
  lines: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      period: z.enum(energyPeriods),
      energyKwh: kwh,
      countsAsEnergy: z.boolean(),
      priceYuanPerKwh: z.string().nullable(),
      /** As charged: the sheet's own, else energy × price. */
      amountYuan: moneyYuan,
    }),
  ),
  /** All of this account and month, newest first. */
  versions: z.array(z.object({ id: z.number(), sheetNo: z.string(), issuedOn: civilDay, totalYuan: moneyYuan })),
})
export type SheetDetail = z.infer<typeof sheetDetail>

// ── who is in the market ─────────────────────────────────────────────────────

const leftHow = z.enum(['own-will', 'otherwise'])
const why = { reason: z.string().trim().min(2).max(200), caseRef: z.string().trim().min(1).max(100) }
/** POST /api/billing/market-terms: an account enters the market. */
export const entryInput = z.strictObject({
  accountNo,
  retailer: z.string().trim().min(1).max(100),
  from: civilDay,
  ...why,
})
/** POST /api/billing/market-terms/{id}/end: it leaves; `on` is its first day outside. */
export const exitInput = z.strictObject({ accountNo, on: civilDay, how: leftHow, ...why })
export const termList = z.object({
  items: z.array(
    z.object({
      id: z.number(),
      retailer: z.string(),
      from: civilDay,
      to: civilDay.nullable(),
      leftHow: leftHow.nullable(),
      reason: z.string(),
      caseRef: z.string(),
    }),
  ),
})
export type MarketTerms = z.infer<typeof termList>
