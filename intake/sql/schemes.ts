import type { Ctx } from '../../db/context.ts'

/** By what a supply is designed, as in force on a civil day. */
export function listSchemeLimits(ctx: Ctx, day: string): Promise<{ name: string; value: number; basis: string }[]> {
  return ctx.db.rows(
    `select name, value::float8 as value, basis from scheme_limit
     where valid_from <= $1 and (valid_to is null or $1 < valid_to) order by name`,
    [day],
  )
}
