import type { Ctx } from '../../../db/context.ts'
import { isOfParty } from '../../../db/customers/parties.ts'
import { decryptText } from '../../../db/customers/secrets.ts'
import type { AnyPersonalData, PersonalData } from '../../../db/personal-data.ts'
import { civilDay } from '../../../db/time.ts'

export type KindRow = {
  kind: string
  purposeZh: string
  purposeEn: string
  /** What no rule of keeping says: that it ends with the log-in. */
  keptZh: string | null
  keptEn: string | null
  basis: string
}

export function listKinds(ctx: Ctx): Promise<KindRow[]> {
  return ctx.db.rows(
    `select kind, purpose_zh as "purposeZh", purpose_en as "purposeEn", kept_zh as "keptZh", kept_en as "keptEn", basis
     from personal_data_kind where valid_from <= $1 and (valid_to is null or valid_to > $1) order by position`,
    [civilDay(ctx.now)],
  )
}

const minute = (at: string) => `to_char(${at} at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI')`
const ofCustomer = ({ actor }: Ctx) => [actor.customerId ?? 0]
const ofLogIn = ({ actor }: Ctx) => [actor.id]

/** In clear, as the customer's file has them. */
const identity: PersonalData<{ name: string; number: Buffer | null }> = {
  kind: 'identity',
  rows: `select distinct on (c.name, i.id) c.name, i.number_cipher as number
     from customer c join identity i on i.id = c.identity_id where ${isOfParty('c.id', '$1')}`,
  order: 'c.name, i.id',
  values: ofCustomer,
  tell: ({ name, number }) => ({ name, idNumber: number && decryptText(number) }),
}

/** Phones in clear: of his log-in and of the customer's file. */
const contact: PersonalData<{ field: string; phone: Buffer }> = {
  kind: 'contact',
  rows: `select 'logInPhone' as field, phone_cipher as phone from app_user where id = $1 and phone_cipher is not null
     union all select distinct 'filePhone', i.phone_cipher from customer c join identity i on i.id = c.identity_id
     where ${isOfParty('c.id', '$2')} and i.phone_cipher is not null`,
  order: 'field desc',
  values: (ctx) => [...ofLogIn(ctx), ...ofCustomer(ctx)],
  tell: ({ field, phone }) => ({ [field]: decryptText(phone) }),
}

const accounts: PersonalData = {
  kind: 'accounts',
  rows: `select a.account_no as "accountNo", a.address, min(t.valid_from) as since,
       case when bool_or(t.valid_to is null) then null else max(t.valid_to) - 1 end as until
     from account_term t join account a on a.id = t.account_id
     where t.known_to is null and ${isOfParty('t.customer_id', '$1')} group by a.account_no, a.address`,
  order: 'a.account_no',
  values: ofCustomer,
}

const logIns: PersonalData = {
  kind: 'log-ins',
  rows: `select ${minute('e.at')} as at from (
       select id, at from audit_entry where subject = 'user:' || $1 and action = 'session.opened' order by id desc limit 1000) e`,
  order: 'e.id desc',
  values: ({ actor }) => [actor.username],
}

const bindings: PersonalData = {
  kind: 'bindings',
  rows: `select a.account_no as "accountNo", b.relation, n.nickname, ${minute('b.bound_at')} as since,
       ${minute('b.ended_at')} as until
     from account_binding b join account a on a.id = b.account_id
     left join account_nickname n on n.account_id = a.id and n.user_id = b.user_id where b.user_id = $1`,
  order: 'b.id desc',
  values: ofLogIn,
}

const consents: PersonalData = {
  kind: 'consents',
  rows: `select version, ${minute('given_at')} as at, ${minute('withdrawn_at')} as "withdrawnAt" from privacy_consent
     where user_id = $1`,
  order: 'given_at desc',
  values: ofLogIn,
}

/** Who had his whole phone number shown: by role, not by name. */
const looks: PersonalData = {
  kind: 'looks',
  rows: `select ${minute('e.at')} as at, coalesce(u.roles[1], '') as role from audit_entry e
     left join app_user u on u.username = e.actor
     where e.action = 'phone.revealed' and e.subject in (
       select 'customer:' || id from customer where ${isOfParty('id', '$1')})`,
  order: 'e.id desc',
  values: ofCustomer,
}

/** What went to his log-in; the texts themselves are kept by nobody. */
const messages: PersonalData<{ at: string; kind: string; phone: Buffer; status: string }> = {
  kind: 'messages',
  rows: `select ${minute('coalesce(sent_at, given_up_at, queued_at)')} as at, kind, phone,
       case when sent_at is not null then 'sent' when given_up_at is not null then 'given-up' else 'waiting' end as status
     from message where user_id = $1`,
  order: 'id desc',
  values: ofLogIn,
  tell: ({ phone, ...row }) => ({ ...row, phone: decryptText(phone) }),
}

/** What is the product's own of somebody: his log-in, and who he is. */
export const ownData: AnyPersonalData[] = [identity, contact, accounts, logIns, bindings, consents, messages, looks]
