import { z } from 'zod'
import { energyPeriods } from '../rules/price-period.ts'
import { asList, findRepeats, type Loose } from './loose.ts'
import { amount } from './shapes.ts'

type Tell = (path: (string | number)[], message: string) => void

/**
 * What single fields cannot say of themselves. Runs even where another field is wrong, so that all is told at once:
 * the check must not trust the type of what it looks at.
 */
export function also<Shape extends z.ZodType>(shape: Shape, check: (value: Loose, tell: Tell) => void): Shape {
  const late = new z.core.$ZodCheck({ check: 'custom', when: ({ value }) => isObject(value) } as z.core.$ZodCheckDef)
  late._zod.check = ({ value, issues }) =>
    check(value as Loose, (path, message) => {
      issues.push({ code: 'custom', input: value, path, message, continue: true })
    })
  return shape.check(late)
}

export function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null
}

/** None: the first is missing; both: the second is too many. */
export function exactlyOne<Shape extends z.ZodType>(shape: Shape, first: string, second: string): Shape {
  return also(shape, (value, tell) => {
    const isFirst = value[first] !== undefined
    const isSecond = value[second] !== undefined
    if (!isFirst && !isSecond) tell([first], `give ${first} or ${second}`)
    if (isFirst && isSecond) tell([second], `give ${first} or ${second}, not both`)
  })
}

/** One of several shapes; where it cannot be told which, what all of them share is looked at all the same. */
export function oneOf<Union extends z.ZodDiscriminatedUnion>(union: Union, common: z.core.$ZodShape): Union {
  const field = union.def.discriminator
  return also(union, (value, tell) => {
    if (union._zod.propValues?.[field]?.has(value[field] as string)) return
    for (const [key, shape] of Object.entries(common)) {
      const { error } = z.safeParse(shape, value[key])
      for (const { path, message } of error?.issues ?? []) tell([key, ...(path as (string | number)[])], message)
    }
  })
}

/** A list whose members differ in one field; the later of two equal ones is told. */
export function uniqueBy<Shape extends z.ZodType>(list: Shape, field: string): Shape {
  return also(list, (members, tell) => {
    for (const position of findRepeats(asList(Object.values(members)), field)) {
      tell([position, field], `this ${field} is given twice`)
    }
  })
}

export function isEmpty(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0
}

/** Energy in total, or by period, and never both. */
export const energyMap = also(
  z.strictObject(
    Object.fromEntries(energyPeriods.map((period) => [period, amount.optional()])) as Record<
      (typeof energyPeriods)[number],
      z.ZodOptional<typeof amount>
    >,
  ),
  (energies, tell) => {
    const periods = Object.keys(energies)
    if (periods.length === 0) tell([], 'at least one period is required')
    if (periods.length > 1 && periods.includes('total')) tell(['total'], '`total` stands alone')
  },
)
