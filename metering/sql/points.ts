import type { Ctx } from '../../db/context.ts'
import { readAs } from '../../db/customers/bindings.ts'
import { isOfParty } from '../../db/customers/parties.ts'

/** Points that the actor may see: his organisation's, or his own as a customer. `p` point, `a` account, `d` district, `o` organisation. */
export const visiblePoints = `from metering_point p
  left join account a on a.id = p.account_id
  left join account_term t on t.account_id = a.id and t.valid_to is null and t.known_to is null
  left join customer u on u.id = t.customer_id
  left join point_term pt on pt.point_id = p.id and pt.valid_to is null and pt.known_to is null
  left join transformer_district d on d.id = coalesce(p.district_id, pt.district_id)
  left join feeder_term ft on ft.feeder_id = p.feeder_id and ft.valid_to is null
  left join substation s on s.id = ft.substation_id
  left join organisation o on o.id = coalesce(a.organisation_id, d.organisation_id, s.organisation_id)`

/** `scope` and `customer` are parameters. */
export function isVisible(scope: string, customer: string): string {
  return `(${scope} = '' or starts_with(o.path, ${scope})) and (${customer}::bigint is null or ${isOfParty('t.customer_id', customer)})`
}

/** As whom a point is read: of an account that is bound to the reader's log-in as its holder. */
export async function readPointAs(ctx: Ctx, pointId: number): Promise<Ctx> {
  if (!ctx.actor.boundAccounts?.length) return ctx
  const row = await ctx.db.first<{ accountId: number | null }>(
    'select account_id as "accountId" from metering_point where id = $1',
    [pointId],
  )
  return row?.accountId ? readAs(ctx, { accountId: row.accountId }) : ctx
}

export async function isPointVisible(ctx: Ctx, pointId: number): Promise<boolean> {
  const row = await ctx.db.first(`select 1 as seen ${visiblePoints} where p.id = $1 and ${isVisible('$2', '$3')}`, [
    pointId,
    ctx.scope,
    ctx.actor.customerId,
  ])
  return row !== undefined
}

/** Since when a customer holds a point that was another's before; null: nobody's, or the reader is staff. */
export async function findOwnSince(ctx: Ctx, pointId: number): Promise<string | null> {
  if (ctx.actor.customerId === null) return null
  const row = await ctx.db.first<{ since: string | null }>(
    `select max(t.valid_to) as since from metering_point p join account_term t on t.account_id = p.account_id
     where p.id = $1 and t.known_to is null and not (${isOfParty('t.customer_id', '$2')})`,
    [pointId, ctx.actor.customerId],
  )
  return row?.since ?? null
}

export type IntervalValues = { atMs: number; powerW: number | null; uV: (number | null)[] }

/** What interval rows say beside registers, before CT × PT. */
export async function listIntervalValues(ctx: Ctx, pointId: number, from: Date, to: Date): Promise<IntervalValues[]> {
  const rows = await ctx.db.rows<{ at: Date; powerW: number | null; uV: (number | null)[] }>(
    `select at, p_w as "powerW", array[u_a, u_b, u_c] as "uV"
     from interval_rows($1, $2, $3) order by at`,
    [pointId, from, to],
  )
  return rows.map(({ at, ...row }) => ({ ...row, atMs: at.getTime() }))
}

export function listSuspectTimes(ctx: Ctx, pointId: number, from: Date, to: Date): Promise<{ at: Date }[]> {
  return ctx.db.rows(
    `select shown as at
     from reading_suspect, generate_series(measured_at, coalesce(until_at, measured_at), interval '15 minutes') as shown
     where point_id = $1 and measured_at <= $3 and status = 'held' and shown > $2 and shown <= $3`,
    [pointId, from, to],
  )
}
