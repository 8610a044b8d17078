import { z } from 'zod'
import { pricePeriods } from '../rules/price-period.ts'

/** Types of the calculation contract that several kinds share. */
const number = z.number().min(-1e12).max(1e12)
export const amount = number.min(0)
export const price = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,8})?$/, 'a price is a decimal string such as "0.617", not negative')
export const ruleEdition = z.enum(['1996', '2016', '2024'])
type RuleEdition = z.infer<typeof ruleEdition>

export function byPeriod<Shape extends z.ZodType>(shape: Shape) {
  return z.strictObject(
    Object.fromEntries(pricePeriods.map((period) => [period, shape.optional()])) as Record<
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
type ResultLine = z.infer<typeof resultLine>

export type Result = {
  kind: string
  ruleEdition: RuleEdition
  lines: ResultLine[]
  totalYuan: string
  notices: { code: string; path: string; message: string }[]
}
