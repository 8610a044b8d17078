import type { Ctx } from '../../../db/context.ts'

type Search = { units: string[] | null; from: string; to: string }

export function countByAction(ctx: Ctx, { units, from, to }: Search): Promise<{ action: string; count: number }[]> {
  return ctx.db.rows(
    `select action, count(*) as count from audit_entry
     where day >= $2 and day <= $3 and ($1::text[] is null or unit = any($1)) group by action`,
    [units, from, to],
  )
}

/** Those who did most. */
export function countByPerson(
  ctx: Ctx,
  { units, from, to }: Search,
): Promise<{ username: string; name: string; unit: string; count: number }[]> {
  return ctx.db.rows(
    `select e.actor as username, coalesce(u.name, e.actor) as name, coalesce(o.name, '') as unit, e.count
     from (select actor, count(*) as count from audit_entry
       where day >= $2 and day <= $3 and ($1::text[] is null or unit = any($1)) and actor not like 'system:%'
       group by actor order by count(*) desc, actor limit 20) e
     left join app_user u on u.username = e.actor left join organisation o on o.id = u.organisation_id
     order by e.count desc, e.actor`,
    [units, from, to],
  )
}

export async function findUnitName(ctx: Ctx): Promise<string> {
  const row = await ctx.db.first<{ name: string }>('select name from organisation where path = $1', [ctx.scope])
  return row?.name ?? ''
}
