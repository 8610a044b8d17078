import type { Ctx } from '../../../db/context.ts'
import type { Case } from '../../../db/customers/bulk/accounts.ts'
import type { Known } from '../facts.ts'
import type { CheckedRow, Fault, Values } from '../rules/shape.ts'

/** A row whose cells are told as the file keeps them, beside the row as it came. */
export type Ready = { checked: CheckedRow; values: Values }
export type Standing = { isOurs: boolean; values: Values | null }

/** How many, and the sums of its totals in their order, in thousandths. */
export type Sum = { rows: number; thousandths: number[] }

/** Whose word a sheet is brought on; who brought it is the actor. */
export type About = Case & { releasedBy: string }

/** How one kind of sheet meets the customer file. */
export type Subject = {
  /** What is there already, by the key of the sheet. */
  listKnown(ctx: Ctx, keys: string[]): Promise<Map<string, Standing>>
  /** As what is there is kept, so that the two can be compared: people's numbers as their keyed hashes. */
  toComparable?(values: Values): Values
  /** What only the file can tell of rows that are new, and of those that may change what is there. */
  inspect?(ctx: Ctx, rows: { fresh: Ready[]; changing: Ready[] }, known: Known): Promise<Fault[]>
  /** Whether a dry run writes too, and takes it back: where that tells more and costs little. */
  rehearses: boolean
  add(ctx: Ctx, rows: Ready[], known: Known, about: About): Promise<void>
  change(
    ctx: Ctx,
    rows: Ready[],
    known: Known,
    changed: ReadonlyMap<number, ReadonlySet<string>>,
    about: About,
  ): Promise<void>
  /** What the file holds of these now. */
  sum(ctx: Ctx, keys: string[]): Promise<Sum>
}

export const textOf = (values: Values, key: string): string => String(values[key] ?? '')
export const textOrNull = (values: Values, key: string): string | null => {
  const value = values[key] ?? null
  return value === null ? null : String(value)
}
export const numberOf = (values: Values, key: string): number => Number(values[key] ?? 0)
export const numberOrNull = (values: Values, key: string): number | null => {
  const value = values[key] ?? null
  return value === null ? null : Number(value)
}
