import type { Ctx } from '../context.ts'
import { civilDay } from '../time.ts'

type Figure = { figure: number; basis: string; confirmed: boolean }

/** What a table of named rules (`figureSet`) says on the day of `ctx.now`, by rule. */
export async function findFigures(ctx: Pick<Ctx, 'db' | 'now'>, table: string): Promise<Map<string, Figure>> {
  const rows = await ctx.db.prepared.rows<Figure & { rule: string }>(
    `select rule, figure, basis, confirmed from ${table} where valid_from <= $1 and (valid_to is null or valid_to > $1)`,
    [civilDay(ctx.now)],
  )
  return new Map(rows.map(({ rule, ...figure }) => [rule, figure]))
}

/** Its figures alone; asks for one that is not there throw. */
export async function readFigures(ctx: Pick<Ctx, 'db' | 'now'>, table: string): Promise<(rule: string) => number> {
  const figures = await findFigures(ctx, table)
  return (rule) => {
    const found = figures.get(rule)
    if (!found) throw new Error(`${table} has no ${rule} today`)
    return found.figure
  }
}
