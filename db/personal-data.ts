import type { Ctx } from './context.ts'

/** One thing that is kept of somebody, by the names of its fields. */
export type PersonalRow = Record<string, string | number | null>

/** What is kept of one person, of one kind: counted where nobody reads it, since there may be years of it. */
export type PersonalData<R extends object = PersonalRow> = {
  kind: string
  /** SQL of his rows, and of their order; what it is asked with is his who is logged in. */
  rows: string
  order: string
  values(ctx: Ctx): unknown[]
  /** What is told of a row, in clear; the row as it was read when absent. */
  tell?(row: R): PersonalRow
}

/** Of any rows: `tell` knows its own. */
export type AnyPersonalData = PersonalData<never>

export async function countPersonalRows(ctx: Ctx, { rows, values }: AnyPersonalData): Promise<number> {
  const row = await ctx.db.first<{ count: number }>(`select count(*) as count from (${rows}) as kept`, values(ctx))
  return row?.count ?? 0
}

/** All of them, or the first so many. */
export async function listPersonalRows(ctx: Ctx, data: AnyPersonalData, most?: number): Promise<PersonalRow[]> {
  const { rows, order, values, tell } = data as PersonalData
  const found = await ctx.db.rows<PersonalRow>(
    `${rows} order by ${order}${most === undefined ? '' : ` limit ${most}`}`,
    values(ctx),
  )
  return tell ? found.map(tell) : found
}
