import type { Ctx } from '../../../db/context.ts'
import { holdsStill } from '../../../db/customers/bindings.ts'
import { isOfParty, partyOf } from '../../../db/customers/parties.ts'
import { decryptText } from '../../../db/customers/secrets.ts'

export type Sought = {
  accountId: number
  /** The customer who holds it, his party, and every id by which that was ever known. */
  customerId: number
  party: number
  partyIds: number[]
  kind: 'person' | 'organisation'
  name: string
  numberHash: Buffer | null
  phone: string | null
  /** Path of the unit whose account it is. */
  unit: string
}

export async function findSought(ctx: Ctx, accountNo: string): Promise<Sought | undefined> {
  const row = await ctx.db.first<Omit<Sought, 'phone'> & { phone: Buffer | null }>(
    `select a.id as "accountId", c.id as "customerId", coalesce(c.party_id, c.id) as party, c.kind, c.name,
       array(select id from customer where coalesce(party_id, id) = coalesce(c.party_id, c.id)) as "partyIds",
       i.number_hash as "numberHash", i.phone_cipher as phone, o.path as unit
     from account a join organisation o on o.id = a.organisation_id
     join account_term t on t.account_id = a.id and t.valid_to is null and t.known_to is null
     join customer c on c.id = t.customer_id join identity i on i.id = c.identity_id
     where a.account_no = $1 and a.closed_on is null and starts_with(o.path, $2)`,
    [accountNo, ctx.scope],
  )
  return row && { ...row, phone: row.phone && decryptText(row.phone) }
}

/** Nobody else binds, unbinds or fails with this log-in until the transaction ends. */
export async function lockLogIn(ctx: Ctx): Promise<{ party: number | null }> {
  const row = await ctx.db.first<{ party: number | null }>(
    `select ${partyOf('customer_id')} as party from app_user where id = $1 for update`,
    [ctx.actor.id],
  )
  return row ?? { party: null }
}

/** How often it failed within the time that counts; held until the transaction ends. */
export async function countFailures(ctx: Ctx, subject: Buffer, since: Date): Promise<number> {
  const row = await ctx.db.first<{ failures: number }>(
    `insert into binding_failure as f (subject_hash, failures, since) values ($1, 0, $2)
     on conflict (subject_hash) do update set failures = case when f.since > $3 then f.failures else 0 end,
       since = case when f.since > $3 then f.since else $2 end
     returning failures`,
    [subject, ctx.now, since],
  )
  return row?.failures ?? 0
}

export async function addFailure(ctx: Ctx, subjects: Buffer[]): Promise<void> {
  await ctx.db.run('update binding_failure set failures = failures + 1 where subject_hash = any($1)', [subjects])
}

export async function countOthers(ctx: Ctx): Promise<number> {
  const row = await ctx.db.first<{ count: number }>(
    `select count(*) as count from account_binding where user_id = $1 and ended_at is null and relation = 'other'`,
    [ctx.actor.id],
  )
  return row?.count ?? 0
}

/** False where it stands already. One that is void, since the account was another's meanwhile, is replaced. */
export async function insertBinding(
  ctx: Ctx,
  { accountId, customerId, relation }: { accountId: number; customerId: number; relation: 'own' | 'other' },
): Promise<boolean> {
  await ctx.db.run(
    `update account_binding b set ended_at = $3, ended_by = $4, end_reason = 'self'
     where user_id = $1 and account_id = $2 and ended_at is null and not ${holdsStill}`,
    [ctx.actor.id, accountId, ctx.now, ctx.actor.username],
  )
  const inserted = await ctx.db.run(
    `insert into account_binding (user_id, account_id, holder_id, relation, bound_at) values ($1, $2, $3, $4, $5)
     on conflict (user_id, account_id) where ended_at is null do nothing`,
    [ctx.actor.id, accountId, customerId, relation, ctx.now],
  )
  return inserted === 1
}

/** He is the customer from now on; what was bound to him of the same party as another's is his own. */
export async function becomeCustomer(
  ctx: Ctx,
  { customerId, party, name }: Pick<Sought, 'customerId' | 'party' | 'name'>,
): Promise<void> {
  await ctx.db.run('update app_user set customer_id = $2, name = $3 where id = $1', [ctx.actor.id, customerId, name])
  await ctx.db.run(
    `update account_binding set ended_at = $3, ended_by = $4, end_reason = 'own'
     where user_id = $1 and ended_at is null and relation = 'other' and ${isOfParty('holder_id', '$2')}`,
    [ctx.actor.id, party, ctx.now, ctx.actor.username],
  )
}

export type StandingBinding = {
  id: number
  userId: number
  accountNo: string
  relation: 'own' | 'other'
  phone: string | null
  unit: string
}

/** A binding that is the actor's own, or of an account that he holds. */
export async function lockBinding(ctx: Ctx, id: number): Promise<StandingBinding | undefined> {
  const row = await ctx.db.first<Omit<StandingBinding, 'phone'> & { phone: Buffer | null }>(
    `select b.id, b.user_id as "userId", a.account_no as "accountNo", b.relation, u.phone_cipher as phone,
       o.path as unit
     from account_binding b join account a on a.id = b.account_id join organisation o on o.id = a.organisation_id
     join app_user u on u.id = b.user_id
     where b.id = $1 and b.ended_at is null and (b.user_id = $2 or exists (
       select from account_term t where t.account_id = b.account_id and t.valid_to is null and t.known_to is null
         and ${isOfParty('t.customer_id', '$3')}))
     for update of b`,
    [id, ctx.actor.id, ctx.actor.customerId ?? 0],
  )
  return row && { ...row, phone: row.phone && decryptText(row.phone) }
}

export async function endBinding(ctx: Ctx, id: number, reason: 'self' | 'holder'): Promise<void> {
  await ctx.db.run('update account_binding set ended_at = $2, ended_by = $3, end_reason = $4 where id = $1', [
    id,
    ctx.now,
    ctx.actor.username,
    reason,
  ])
}

/** What he was told of an account that he sees no more, or of all that were his. */
export async function forgetNotices(ctx: Ctx, userId: number, accountNo: string | null): Promise<void> {
  await ctx.db.run(
    `delete from notice where user_id = $1 and kind in ('bill', 'security') and ($2::text is null or facts ->> 'accountNo' = $2)`,
    [userId, accountNo],
  )
}

/** He is nobody's again, and is called as before the real-name check. */
export async function leaveCustomer(ctx: Ctx, userId: number, name: string | null): Promise<void> {
  await ctx.db.run('update app_user set customer_id = null, name = coalesce($2, username) where id = $1', [
    userId,
    name,
  ])
}
