import type { Ctx } from '../../db/context.ts'

/** The name of whoever a row keeps by log-in; the product's own parts keep theirs. */
export function nameOf(column: string): string {
  return `coalesce((select person.name from app_user person where person.username = ${column}), ${column})`
}

export type Person = { username: string; name: string; organisation: string }

const select = `select w.username, w.name, o.name as organisation
  from app_user w join organisation o on o.id = w.organisation_id
  where w.disabled_at is null and w.roles && $1 and ($2 = '' or starts_with(o.path, $2))`

export function listPeople(ctx: Ctx, roles: readonly string[]): Promise<Person[]> {
  return ctx.db.rows(`${select} order by w.name, w.username limit 500`, [roles, ctx.scope])
}

export async function isPerson(ctx: Ctx, username: string, roles: readonly string[]): Promise<boolean> {
  return (await ctx.db.first(`${select} and w.username = $3`, [roles, ctx.scope, username])) !== undefined
}

/** Whether a log-in of this name belongs to a unit that is neither below nor above the actor's; a name that nobody logs in with does not. */
export async function isStranger(ctx: Ctx, username: string): Promise<boolean> {
  const found = await ctx.db.first(
    `select 1 from app_user w join organisation o on o.id = w.organisation_id
     where w.username = $1 and not starts_with(o.path, $2) and not starts_with($2, o.path)`,
    [username, ctx.scope],
  )
  return found !== undefined
}
