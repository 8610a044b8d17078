import type { Ctx } from '../../db/context.ts'

/** The units of the reader's organisation. */
export function listUnitRows(ctx: Ctx): Promise<{ id: number; name: string }[]> {
  return ctx.db.rows('select id, name from organisation where starts_with(path, $1) order by path', [ctx.scope])
}

/** The organisation that serves an account, else the one of the actor. */
export async function findServingOrganisation(
  ctx: Ctx,
  accountId: number | null,
): Promise<{ id: number; area: string } | undefined> {
  return ctx.db.first(
    `select o.id, o.area from organisation o
     where ($1::bigint is not null and o.id = (select organisation_id from account where id = $1))
        or ($1::bigint is null and (o.path = $2 or ($2 = '' and o.parent_id is null)))
     order by o.path limit 1`,
    [accountId, ctx.scope],
  )
}
