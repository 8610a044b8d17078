import { addDays } from '../../../app/web/kit/format.ts'
import type { ChargeInput } from '../../charges/contract.ts'
import type { FieldWord } from './field-words.ts'

export type ChargeKind = ChargeInput['kind']
export type Values = { [name: string]: unknown }
type Common = {
  name: string
  label: FieldWord
  optional?: true
  when?: (row: Values) => boolean
  initial?: unknown
  hidden?: true
}
/** `lastDay` is entered as the last day that counts and sent as the day after. */
export type PlainField = Common & {
  as: 'text' | 'number' | 'decimal' | 'day' | 'lastDay' | 'flag' | 'choice' | 'number-choice'
  options?: FieldWord[] | Partial<Record<string, FieldWord>>
}
export type ListField = Common & { as: 'list'; add: FieldWord; fields: Field[] }
export type Field = PlainField | ListField

type Rest = Omit<Common, 'name' | 'label'>
const field =
  (as: PlainField['as']) =>
  (name: string, label: FieldWord, rest: Rest = {}): PlainField => ({ name, label, as, ...rest })
export const number = field('number')
export const decimal = field('decimal')
export const text = field('text')
export const day = field('day')
export const lastDay = field('lastDay')
export const flag = field('flag')
export const choice = (
  name: string,
  label: FieldWord,
  options: PlainField['options'],
  rest: Rest = {},
): PlainField => ({
  ...{ name, label, as: 'choice', ...rest },
  ...(options ? { options } : {}),
})
export const list = (name: string, label: FieldWord, add: FieldWord, fields: Field[], rest: Rest = {}): ListField => ({
  ...{ name, label, as: 'list', add, fields, initial: [startValues(fields)], ...rest },
})
export const is = (name: string, ...values: string[]) => ({
  when: (row: Values) => values.includes(String(at(row, name))),
})

/** What a form begins with. */
export function startValues(fields: Field[]): Values {
  return fields.reduce<Values>((values, { name, initial }) => {
    return initial === undefined ? values : put(values, name, structuredClone(initial))
  }, {})
}

/** The calculation's input of what the form holds: what is empty or not shown is left out. */
export function toInput(fields: Field[], values: Values): Values {
  return fields.reduce<Values>((input, each) => {
    if (each.when && !each.when(values)) return input
    const given = at(values, each.name)
    if (given === undefined || given === null || given === '' || (each.as === 'flag' && given === false)) return input
    return put(input, each.name, convert(each, given))
  }, {})
}

function convert(each: Field, given: unknown): unknown {
  if (each.as === 'list') return (given as (Values | undefined)[]).map((row) => toInput(each.fields, row ?? {}))
  if (each.as === 'lastDay') return addDays(String(given), 1)
  if (each.as === 'number-choice') return Number(given)
  return typeof given === 'string' ? given.trim() : given
}

export function at(values: Values, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, part) => (inner as Values | undefined)?.[part], values)
}

export function put(values: Values, path: string, value: unknown): Values {
  const [first = '', ...rest] = path.split('.')
  const inner = rest.length === 0 ? value : put((values[first] ?? {}) as Values, rest.join('.'), value)
  return { ...values, [first]: inner }
}
