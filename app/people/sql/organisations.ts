import type { Ctx } from '../../../db/context.ts'
import type { NewOrganisation, Organisation } from '../organisation-contract.ts'

const selected = `select o.id, case when starts_with(p.path, $1) then p.id end as "parentId", o.kind, o.code, o.path, o.name, o.area,
    (select count(*) from app_user u where u.organisation_id = o.id and u.disabled_at is null and not 'customer' = any(u.roles)) as users,
    (select count(*) from account a where a.organisation_id = o.id and a.closed_on is null) as accounts
  from organisation o left join organisation p on p.id = o.parent_id
  where starts_with(o.path, $1)`

export function listOrganisationRows(ctx: Ctx): Promise<Organisation[]> {
  return ctx.db.rows(`${selected} order by o.path`, [ctx.scope])
}

export function findOrganisationRow(ctx: Ctx, id: number): Promise<Organisation | undefined> {
  return ctx.db.first(`${selected} and o.id = $2`, [ctx.scope, id])
}

/** Undefined where the code is taken, in whatever unit. */
export function insertOrganisation(
  ctx: Ctx,
  unit: NewOrganisation & { path: string },
): Promise<{ id: number } | undefined> {
  return ctx.db.first(
    `insert into organisation (parent_id, kind, code, name, path, area) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing returning id`,
    [unit.parentId, unit.kind, unit.code, unit.name, unit.path, unit.area],
  )
}

export async function saveName(ctx: Ctx, id: number, name: string): Promise<void> {
  await ctx.db.run('update organisation set name = $2 where id = $1', [id, name])
}

export async function deleteOrganisation(ctx: Ctx, id: number): Promise<void> {
  await ctx.db.run('delete from organisation where id = $1', [id])
}

/** The tables that hold anything of the unit: all that refer to it, and those that name its path. */
export async function listHanging(ctx: Ctx, { id, path }: { id: number; path: string }): Promise<string[]> {
  const references = await ctx.db.rows<{ table: string; column: string }>(
    `select c.conrelid::regclass::text as table, quote_ident(a.attname) as column
     from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
     where c.contype = 'f' and c.confrelid = 'organisation'::regclass and c.conparentid = 0`,
  )
  const paths = await ctx.db.rows<{ table: string; column: string }>(
    `select quote_ident(table_name) as table, quote_ident(column_name) as column from information_schema.columns
     where table_schema = 'public' and column_name = 'organisation_path'`,
  )
  const exists = ({ table, column }: { table: string; column: string }, value: string) =>
    `select '${table}' as table where exists (select 1 from ${table} where ${column} = ${value})`
  const asked = [...references.map((each) => exists(each, '$1')), ...paths.map((each) => exists(each, '$2'))]
  const found = await ctx.db.rows<{ table: string }>(
    `with asked as (select $1::bigint, $2::text) ${asked.join(' union ')}`,
    [id, path],
  )
  return found.map(({ table }) => table)
}
