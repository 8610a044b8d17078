import type { z } from 'zod'
import { type Issue, Refusal } from '../../db/refusal.ts'
import type { RatedLine } from '../rules/lines.ts'
import { sumYuan } from '../rules/money.ts'
import type { Result, RuleEdition } from './shapes.ts'

/** One kind of the published contract: what it is called, what it takes, and how it answers. */
export type Calculation = {
  title: { zh: string; en: string }
  input: z.ZodType
  check?(input: Record<string, unknown>): Issue[]
  calculate(input: unknown): Result
}

/** Keeps the input's type between the shape and the function that uses it. */
export function calculation<Input extends z.ZodType>(of: {
  title: Calculation['title']
  input: Input
  calculate(input: z.output<Input>): Result
}): Calculation {
  return { ...of, calculate: (input) => of.calculate(input as z.output<Input>) }
}

/** Who has more faults than these has sent the wrong file. */
const MOST_ISSUES = 1000

export function invalid(issues: Issue[]): Refusal {
  return new Refusal('INVALID_INPUT', '输入有误,请检查标出的字段', {
    status: 400,
    issues: issues.slice(0, MOST_ISSUES),
  })
}

/** Each value is lawful, but the formula has no result. */
export function notComputable(...issues: Issue[]): Refusal {
  return new Refusal('NOT_COMPUTABLE', '按所给数据无法计算,请核对标出的字段', { status: 400, issues })
}

/** The part that every result has (CONTRACT §1.6). */
export function answer<Fields extends object>(
  head: { kind: string; ruleEdition: RuleEdition },
  fields: Fields,
  rated: RatedLine[] = [],
  notices: Result['notices'] = [],
): Result & Fields {
  return { ...head, ...fields, lines: rated, totalYuan: sumYuan(rated.map((line) => line.amountYuan)), notices }
}
