import type { Ctx } from '../../../db/context.ts'
import type { EntryQuery } from '../contract.ts'

export type EntryRow = {
  id: number
  at: Date
  day: string
  actor: string
  action: string
  subject: string
  detail: Record<string, unknown>
  isSealed: boolean
}

/**
 * Units whose acts the reader sees; null: all, the system's too. That is whoever oversees everybody who works here.
 */
export async function listSeenUnits(ctx: Ctx): Promise<string[] | null> {
  if (ctx.scope === '') return null
  const row = await ctx.db.first<{ all: boolean; units: string[] }>(
    `select not exists (select from app_user u join organisation o on o.id = u.organisation_id
         where not starts_with(o.path, $1) and not 'customer' = any(u.roles)) as all,
       array(select path from organisation where starts_with(path, $1)) as units`,
    [ctx.scope],
  )
  return row?.all ? null : (row?.units ?? [])
}

type Search = Pick<EntryQuery, 'from' | 'to' | 'limit'> & {
  units: string[] | null
  /** Undefined: anybody's. */
  people?: string[] | undefined
  subjects?: string[] | undefined
  actions?: string[] | undefined
  cursor?: string | undefined
}

/**
 * Newest first. Each way to it reads one index from its end and stops with the page: who acted, and for whom, are two ways.
 * Days are brought to the range of their ids first, so that none of them reads years to find a week.
 */
export function listEntryRows(ctx: Ctx, search: Search): Promise<EntryRow[]> {
  const { units, people, subjects, actions, from = null, to = null, cursor = null, limit } = search
  const ways = people
    ? ['e.actor = any($6)', `e.detail ? 'onBehalfOf' and e.detail -> 'onBehalfOf' ?| $6`]
    : ['$6::text[] is null']
  const columns = 'id, at, day, actor, action, subject, detail'
  const rest = `($1::text[] is null or e.unit = any($1))
    and ($2::text[] is null or e.subject = any($2)) and ($3::text[] is null or e.action = any($3))
    and ($4::date is null or (e.day >= $4 and e.id >= (select first from range)))
    and ($5::date is null or (e.day <= $5 and e.id <= (select latest from range)))
    and ($7::bigint is null or e.id < $7)`
  const one = (way: string) =>
    `(select ${columns} from audit_entry e where ${way} and ${rest} order by id desc limit $8)`
  return ctx.db.rows(
    `with range as materialized (select
         coalesce((select id from audit_entry where day >= $4 order by day, id limit 1), 0) as first,
         coalesce((select id from audit_entry where day <= $5 order by day desc, id desc limit 1), 0) as latest)
     select found.*, exists (select from audit_day s where s.day = found.day) as "isSealed"
     from (${ways.map(one).join(' union ')}) found
     order by id desc limit $8`,
    [units, subjects ?? null, actions ?? null, from, to, people ?? null, cursor, limit],
  )
}

/** User names that a word may mean: the name itself, or whoever is called so. */
export async function listMeant(ctx: Ctx, who: string): Promise<string[]> {
  const rows = await ctx.db.rows<{ username: string }>(
    'select username from app_user where username = $1 or name = $1 limit 50',
    [who],
  )
  return [...new Set([who, ...rows.map(({ username }) => username)])]
}

export async function listNames(ctx: Ctx, usernames: string[]): Promise<Map<string, string>> {
  const rows = await ctx.db.rows<{ username: string; name: string }>(
    'select username, name from app_user where username = any($1)',
    [usernames],
  )
  return new Map(rows.map(({ username, name }) => [username, name]))
}
