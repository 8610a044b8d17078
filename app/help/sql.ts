import type { Ctx, Role } from '../../db/context.ts'

export async function listSeen(ctx: Ctx): Promise<Role[]> {
  const rows = await ctx.db.rows<{ role: Role }>('select role from help_seen where user_id = $1', [ctx.actor.id])
  return rows.map(({ role }) => role)
}

export async function insertSeen(ctx: Ctx, roles: Role[]): Promise<void> {
  await ctx.db.run(
    `insert into help_seen (user_id, role, seen_at) select $1, role, $3 from unnest($2::text[]) as role
     on conflict do nothing`,
    [ctx.actor.id, roles, ctx.now],
  )
}

/** The number of the nearest unit at or above one's own; for staff also its nearest managers and administrators. */
export function listContacts(
  ctx: Ctx,
  day: string,
): Promise<{ role: 'manager' | 'admin' | null; name: string; phone: string | null }[]> {
  return ctx.db.rows(
    `(select null as role, c.name, c.phone from unit_contact c join organisation o on o.id = c.organisation_id
      where starts_with($1, o.path) and c.valid_from <= $2 and (c.valid_to is null or $2 < c.valid_to)
      order by length(o.path) desc limit 1)
     union all
     (select r.role, u.name, null from app_user u join organisation o on o.id = u.organisation_id
      cross join unnest(array ['manager', 'admin']) as r (role)
      where not $3 and starts_with($1, o.path) and u.disabled_at is null and r.role = any(u.roles) and u.id <> $4
      order by r.role desc, length(o.path) desc, u.name limit 4)`,
    [ctx.scope, day, ctx.actor.customerId !== null, ctx.actor.id],
  )
}
