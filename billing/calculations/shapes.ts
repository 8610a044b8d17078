import { z } from 'zod'
import { daysBetween } from '../../db/time.ts'
import { pricePeriods } from '../rules/price-period.ts'

// Types of the calculation contract that several kinds share (CONTRACT §1.1).

const LONGEST_PERIOD_DAYS = 3660

export const number = z.number().min(-1e12).max(1e12)
export const amount = number.min(0)
export const positive = number.gt(0)
export const percent = amount.max(100)
export const hoursPerDay = positive.max(24)
export const price = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,8})?$/, 'a price is a decimal string such as "0.617", not negative')
export const signedPrice = z.string().regex(/^-?\d{1,12}(\.\d{1,8})?$/, 'a price is a decimal string such as "-0.02"')
export const money = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,2})?$/, 'an amount is a decimal string in yuan such as "12.50", not negative')
export const signedMoney = z.string().regex(/^-?\d{1,12}(\.\d{1,2})?$/, 'an amount is a decimal string in yuan')
export const text = z.string().min(1).max(64)
/** A civil date in Asia/Shanghai. */
export const date = z.iso
  .date()
  .refine((day) => day >= '1990-01-01' && day <= '2099-12-31', 'a date lies between 1990-01-01 and 2099-12-31')
/** 电费年月 `YYYY-MM`. */
export const month = z.string().regex(/^(199\d|20\d\d)-(0[1-9]|1[0-2])$/, 'a month such as "2024-06"')
export const ruleEdition = z.enum(['1996', '2016', '2024'])
export type RuleEdition = z.infer<typeof ruleEdition>
export const cycleStartDay = z.number().int().min(1).max(28)

/** Half-open `[from, to)`, not empty and at most `longestDays`. */
export function period(longestDays = LONGEST_PERIOD_DAYS) {
  return z.strictObject({ from: date, to: date }).check((ctx) => {
    const { from, to } = ctx.value
    const message =
      to <= from
        ? '`to` is later than `from`'
        : daysBetween(from, to) > longestDays && `a period has at most ${longestDays} days`
    if (message) ctx.issues.push({ code: 'custom', input: to, path: ['to'], message })
  })
}

export function byPeriod<Shape extends z.ZodType>(shape: Shape) {
  return z.strictObject(
    Object.fromEntries(pricePeriods.map((name) => [name, shape.optional()])) as Record<
      (typeof pricePeriods)[number],
      z.ZodOptional<Shape>
    >,
  )
}

const resultLine = z.object({
  item: z.string(),
  quantity: z.number(),
  unit: z.string(),
  price: z.string().nullable(),
  amountYuan: z.string(),
  formula: z.string(),
  clause: z.string(),
})
export type ResultLine = z.infer<typeof resultLine>

export type Result = {
  kind: string
  ruleEdition: RuleEdition
  lines: ResultLine[]
  totalYuan: string
  notices: { code: string; path: string; message: string }[]
}

/** What every kind answers; its own fields come beside. */
export const anyResult = z.looseObject({
  kind: z.string(),
  ruleEdition,
  lines: z.array(resultLine),
  totalYuan: z.string(),
  notices: z.array(z.object({ code: z.string(), path: z.string(), message: z.string() })),
})

/** The fields of the contract; what a bill keeps beside them stays inside. */
export function toResultLine({ item, quantity, unit, price, amountYuan, formula, clause }: ResultLine): ResultLine {
  return { item, quantity, unit, price, amountYuan, formula, clause }
}
