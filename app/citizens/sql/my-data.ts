import type { Ctx } from '../../../db/context.ts'
import { isOfParty } from '../../../db/customers/parties.ts'
import { decryptText } from '../../../db/customers/secrets.ts'
import type { PersonalData } from '../../../db/department.ts'
import { civilDay } from '../../../db/time.ts'

export type KindRow = {
  kind: string
  purposeZh: string
  purposeEn: string
  keptZh: string
  keptEn: string
  basis: string
}

export function listKinds(ctx: Ctx): Promise<KindRow[]> {
  return ctx.db.rows(
    `select kind, purpose_zh as "purposeZh", purpose_en as "purposeEn", kept_zh as "keptZh", kept_en as "keptEn", basis
     from personal_data_kind where valid_from <= $1 and (valid_to is null or valid_to > $1) order by position`,
    [civilDay(ctx.now)],
  )
}

type Rows = PersonalData['rows']
const minute = (at: string) => `to_char(${at} at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI')`

/** Names, numbers and phones in clear: of the customer's file and of his log-in. */
export async function listIdentity(ctx: Ctx): Promise<{ identity: Rows; contact: Rows }> {
  const people = await ctx.db.rows<{ name: string; number: Buffer | null; phone: Buffer | null }>(
    `select distinct on (c.name, i.id) c.name, i.number_cipher as number, i.phone_cipher as phone
     from customer c join identity i on i.id = c.identity_id where ${isOfParty('c.id', '$1')} order by c.name, i.id`,
    [ctx.actor.customerId ?? 0],
  )
  const logIn = await ctx.db.first<{ phone: Buffer | null }>(
    'select phone_cipher as phone from app_user where id = $1',
    [ctx.actor.id],
  )
  const clear = (sealed: Buffer | null | undefined) => (sealed ? decryptText(sealed) : null)
  const phones = [
    ...(logIn?.phone ? [{ logInPhone: clear(logIn.phone) }] : []),
    ...people.flatMap(({ phone }) => (phone ? [{ filePhone: clear(phone) }] : [])),
  ]
  return { identity: people.map(({ name, number }) => ({ name, idNumber: clear(number) })), contact: phones }
}

export function listHeld(ctx: Ctx): Promise<Rows> {
  return ctx.db.rows(
    `select a.account_no as "accountNo", a.address, min(t.valid_from) as since,
       case when bool_or(t.valid_to is null) then null else max(t.valid_to) - 1 end as until
     from account_term t join account a on a.id = t.account_id
     where t.known_to is null and ${isOfParty('t.customer_id', '$1')} group by a.account_no, a.address order by 1`,
    [ctx.actor.customerId ?? 0],
  )
}

export function listLogIns(ctx: Ctx): Promise<Rows> {
  return ctx.db.rows(
    `select ${minute('at')} as at from audit_entry where subject = 'user:' || $1 and action = 'session.opened'
     order by id desc limit 1000`,
    [ctx.actor.username],
  )
}

export function listBound(ctx: Ctx): Promise<Rows> {
  return ctx.db.rows(
    `select a.account_no as "accountNo", b.relation, n.nickname, ${minute('b.bound_at')} as since,
       ${minute('b.ended_at')} as until
     from account_binding b join account a on a.id = b.account_id
     left join account_nickname n on n.account_id = a.id and n.user_id = b.user_id
     where b.user_id = $1 order by b.id desc`,
    [ctx.actor.id],
  )
}

export function listConsents(ctx: Ctx): Promise<Rows> {
  return ctx.db.rows(
    `select version, ${minute('given_at')} as at, ${minute('withdrawn_at')} as "withdrawnAt" from privacy_consent
     where user_id = $1 order by given_at desc`,
    [ctx.actor.id],
  )
}

/** Who had his whole phone number shown: by role, not by name. */
export function listLooks(ctx: Ctx): Promise<Rows> {
  return ctx.db.rows(
    `select ${minute('e.at')} as at, coalesce(u.roles[1], '') as role from audit_entry e
     left join app_user u on u.username = e.actor
     where e.action = 'phone.revealed' and e.subject in (
       select 'customer:' || id from customer where ${isOfParty('id', '$1')}) order by e.id desc`,
    [ctx.actor.customerId ?? 0],
  )
}
