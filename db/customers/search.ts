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
  return findHits(ctx, { text, phoneHash: phone.length >= 7 ? hashForLookup(phone) : null, limit: query.limit })
}

/** Every account whose customer has this number, by its keyed hash. */
export function searchAccountsByPhone(ctx: Ctx, phoneHash: Buffer): Promise<AccountHit[]> {
  return findHits(ctx, { text: '', phoneHash, limit: 20 })
}

type Wanted = { text: string; phoneHash: Buffer | null; limit: number }

function findHits(ctx: Ctx, { text, phoneHash, limit }: Wanted): Promise<AccountHit[]> {
  const pattern = text === '' ? null : `%${text.replace(/[\\%_]/g, '\\$&')}%`
  return ctx.db.rows<AccountHit>(
    `with hit as (
       select id as account_id, 1 as rank, 'accountNo' as by from account where account_no = $1
       union all select account_id, 1, 'accountNo' from account_alias where number = $1
       union all select p.account_id, 2, 'meter'
         from device d join installation i on i.device_id = d.id and i.removed_at is null
         join metering_point p on p.id = i.point_id where d.asset_no = $1 and p.account_id is not null
       union all select t.account_id, 3, 'phone'
         from identity y join customer c on c.identity_id = y.id join account_term t on t.customer_id = c.id
         where y.phone_hash = $2 and ${inForce('t', '$4', '$5')}
       union all (select t.account_id, 4, 'name'
         from customer c join account_term t on t.customer_id = c.id
         join account a on a.id = t.account_id join organisation o on o.id = a.organisation_id
         where c.name ilike $3 and starts_with(o.path, $6) and ${inForce('t', '$4', '$5')} limit 200)
       union all (select a.id, 5, 'address' from account a join organisation o on o.id = a.organisation_id
         where a.address ilike $3 and starts_with(o.path, $6) limit 200)),
     best as (select distinct on (account_id) account_id, rank, by from hit order by account_id, rank)
     select a.id as "accountId", a.account_no as "accountNo", c.name as "customerName", a.address,
       '*******' || y.phone_tail as phone, t.status, m.asset_no as "meterAssetNo", d.name as district, best.by as "matchedBy"
     from best
     join account a on a.id = best.account_id
     join organisation o on o.id = a.organisation_id
     join account_term t on t.account_id = a.id and ${inForce('t', '$4', '$5')}
     join customer c on c.id = t.customer_id
     join identity y on y.id = c.identity_id
     left join lateral (
       select p.id, pt.district_id from metering_point p
       join point_term pt on pt.point_id = p.id and ${inForce('pt', '$4', '$5')}
       where p.account_id = a.id order by p.point_no limit 1) p on true
     left join transformer_district d on d.id = p.district_id
     left join installation i on i.point_id = p.id and i.removed_at is null
     left join device m on m.id = i.device_id
     where starts_with(o.path, $6) and ($7::bigint is null or ${isOfParty('c.id', '$7')})
     order by best.rank, a.account_no limit $8`,
    [text, phoneHash, pattern, civilDay(ctx.now), ctx.now, ctx.scope, ctx.actor.customerId, limit],
  )
}
