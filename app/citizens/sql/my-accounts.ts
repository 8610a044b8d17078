import type { Ctx } from '../../../db/context.ts'
import { holdsStill } from '../../../db/customers/bindings.ts'
import { isOfParty, partyOf } from '../../../db/customers/parties.ts'
import { decryptText } from '../../../db/customers/secrets.ts'

export type OwnRow = { name: string; bindingId: number | null }

export function findOwn(ctx: Ctx): Promise<OwnRow | undefined> {
  return ctx.db.first(
    `select c.name, (select id from account_binding b where b.user_id = u.id and b.relation = 'own' and b.ended_at is null)
       as "bindingId"
     from app_user u join customer c on c.id = ${partyOf('u.customer_id')} where u.id = $1`,
    [ctx.actor.id],
  )
}

export type AccountRow = {
  accountId: number
  accountNo: string
  relation: 'own' | 'other'
  nickname: string | null
  address: string
  holder: string
  isVoid: boolean
  bindingId: number | null
  boundAt: Date | null
}

/** His own accounts, then those of others that are bound to him, void ones too. */
export function listAccounts(ctx: Ctx): Promise<AccountRow[]> {
  return ctx.db.rows(
    `with own as (
       select a.id, t.customer_id, null::bigint as binding_id, null::timestamptz as bound_at, false as is_void,
         'own' as relation
       from account_term t join account a on a.id = t.account_id
       where t.valid_to is null and t.known_to is null and ${isOfParty('t.customer_id', partyOf('(select customer_id from app_user where id = $1)'))}),
     bound as (
       select b.account_id, b.holder_id, b.id, b.bound_at, not ${holdsStill}, 'other' from account_binding b
       where b.user_id = $1 and b.ended_at is null and b.relation = 'other')
     select a.id as "accountId", a.account_no as "accountNo", m.relation, n.nickname, a.address, c.name as holder,
       m.is_void as "isVoid", m.binding_id as "bindingId", m.bound_at as "boundAt"
     from (select * from own union all select * from bound) m
     join account a on a.id = m.id join customer c on c.id = m.customer_id
     left join account_nickname n on n.account_id = a.id and n.user_id = $1
     order by m.relation desc, a.account_no, m.binding_id`,
    [ctx.actor.id],
  )
}

export type WatcherRow = {
  bindingId: number
  accountId: number
  name: string
  phone: string | null
  relation: 'own' | 'other'
  boundAt: Date
}

/** Who else sees these accounts. */
export async function listWatchers(ctx: Ctx, accountIds: number[]): Promise<WatcherRow[]> {
  const rows = await ctx.db.rows<Omit<WatcherRow, 'phone'> & { phone: Buffer | null }>(
    `select b.id as "bindingId", b.account_id as "accountId", u.name, u.phone_cipher as phone, b.relation,
       b.bound_at as "boundAt"
     from account_binding b join app_user u on u.id = b.user_id
     where b.account_id = any($1) and b.user_id <> $2 and b.ended_at is null and ${holdsStill} order by b.id`,
    [accountIds, ctx.actor.id],
  )
  return rows.map((row) => ({ ...row, phone: row.phone && decryptText(row.phone) }))
}

export async function saveNickname(ctx: Ctx, accountId: number, nickname: string | null): Promise<void> {
  if (nickname === null) {
    await ctx.db.run('delete from account_nickname where user_id = $1 and account_id = $2', [ctx.actor.id, accountId])
    return
  }
  await ctx.db.run(
    `insert into account_nickname (user_id, account_id, nickname) values ($1, $2, $3)
     on conflict (user_id, account_id) do update set nickname = excluded.nickname`,
    [ctx.actor.id, accountId, nickname],
  )
}
