import type { Ctx } from '../context.ts'
import { civilDay } from '../time.ts'

/** The figures of a table of named rules (`figureSet`) that hold on the day of `ctx.now`; asks for one that is not there throw. */
export async function readFigures(ctx: Pick<Ctx, 'db' | 'now'>, table: string): Promise<(rule: string) => number> {
  const rows = await ctx.db.rows<{ rule: string; figure: number }>(
    `select rule, figure from ${table} where valid_from <= $1 and (valid_to is null or valid_to > $1)`,
    [civilDay(ctx.now)],
  )
  return (rule) => {
    const found = rows.find((row) => row.rule === rule)
    if (!found) throw new Error(`${table} has no ${rule} today`)
    return found.figure
  }
}
