import type { Ctx } from '../context.ts'
import { civilDay } from '../time.ts'
import type { AccountHit } from './contract.ts'
import { inForce } from './files.ts'
import { normalisePhone } from './identities.ts'
import { isOfParty } from './parties.ts'
import { hashForLookup } from './secrets.ts'

/**
 * Accounts found by account number, meter asset number, phone, name or address, in that order of certainty.
 * Every match is listed: which one is meant is for the person at the desk to say.
 */
export async function searchAccounts(ctx: Ctx, query: { q: string; limit: number }): Promise<AccountHit[]> {
  const text = query.q.trim()
  const phone = normalisePhone(text)
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  const hash = phone.length >= 7 ? hashForLookup(phone) : null
  return findHits(ctx, `${hasNumber} union all ${hasPhone('$8')} union all ${isLike}`, query.limit, [
    text,
    pattern,
    hash,
  ])
}

/** Every account whose customer has this number, by its keyed hash. */
export function searchAccountsByPhone(ctx: Ctx, phoneHash: Buffer): Promise<AccountHit[]> {
  return findHits(ctx, hasPhone('$6'), 20, [phoneHash])
}

/** The same, by their ids alone, where nobody is shown them. */
export async function findAccountIdsByPhone(ctx: Ctx, phoneHash: Buffer): Promise<number[]> {
  const rows = await ctx.db.prepared.rows<{ id: number }>(
    `select distinct a.id from identity y join customer c on c.identity_id = y.id join account_term t on t.customer_id = c.id
     join account a on a.id = t.account_id join organisation o on o.id = a.organisation_id
     where y.phone_hash = $1 and ${inForce('t', '$2', '$3')} and starts_with(o.path, $4)
       and ($5::bigint is null or ${isOfParty('c.id', '$5')}) order by a.id limit 20`,
    [phoneHash, civilDay(ctx.now), ctx.now, ctx.scope, ctx.actor.customerId],
  )
  return rows.map(({ id }) => id)
}

const hasNumber = `select id as account_id, 1 as rank, 'accountNo' as by from account where account_no = $6
  union all select account_id, 1, 'accountNo' from account_alias where number = $6
  union all select p.account_id, 2, 'meter'
    from device d join installation i on i.device_id = d.id and i.removed_at is null
    join metering_point p on p.id = i.point_id where d.asset_no = $6 and p.account_id is not null`

const hasPhone = (hash: string) => `select t.account_id, 3 as rank, 'phone' as by
  from identity y join customer c on c.identity_id = y.id join account_term t on t.customer_id = c.id
  where y.phone_hash = ${hash} and ${inForce('t', '$1', '$2')}`

const isLike = `(select t.account_id, 4, 'name'
    from customer c join account_term t on t.customer_id = c.id
    join account a on a.id = t.account_id join organisation o on o.id = a.organisation_id
    where c.name ilike $7 and starts_with(o.path, $3) and ${inForce('t', '$1', '$2')} limit 200)
  union all (select a.id, 5, 'address' from account a join organisation o on o.id = a.organisation_id
    where a.address ilike $7 and starts_with(o.path, $3) limit 200)`

/** Of what `hits` selects, from its sixth value on, each account once, by the most certain match. */
function findHits(ctx: Ctx, hits: string, limit: number, wanted: unknown[]): Promise<AccountHit[]> {
  return ctx.db.rows<AccountHit>(
    `with best as (select distinct on (account_id) account_id, rank, by from (${hits}) hit order by account_id, rank)
     select a.id as "accountId", a.account_no as "accountNo", c.name as "customerName", a.address,
       '*******' || y.phone_tail as phone, t.status, m.asset_no as "meterAssetNo", d.name as district, best.by as "matchedBy"
     from best
     join account a on a.id = best.account_id
     join organisation o on o.id = a.organisation_id
     join account_term t on t.account_id = a.id and ${inForce('t', '$1', '$2')}
     join customer c on c.id = t.customer_id
     join identity y on y.id = c.identity_id
     left join lateral (
       select p.id, pt.district_id from metering_point p
       join point_term pt on pt.point_id = p.id and ${inForce('pt', '$1', '$2')}
       where p.account_id = a.id order by p.point_no limit 1) p on true
     left join transformer_district d on d.id = p.district_id
     left join installation i on i.point_id = p.id and i.removed_at is null
     left join device m on m.id = i.device_id
     where starts_with(o.path, $3) and ($4::bigint is null or ${isOfParty('c.id', '$4')})
     order by best.rank, a.account_no limit $5`,
    [civilDay(ctx.now), ctx.now, ctx.scope, ctx.actor.customerId, limit, ...wanted],
  )
}
