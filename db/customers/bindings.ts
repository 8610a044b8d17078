import type { BoundAccount, Ctx } from '../context.ts'
import { partyOf } from './parties.ts'

/**
 * SQL: whether the account of a binding `b` is still whose it was when it was bound. A term of anybody else since then ends
 * that for good, also where the account comes back.
 */
export const holdsStill = `not exists (select from account_term t where t.account_id = b.account_id and t.known_to is null
  and (t.valid_to is null or t.valid_to > (b.bound_at at time zone 'Asia/Shanghai')::date)
  and ${partyOf('t.customer_id')} <> ${partyOf('b.holder_id')})`

/** SQL: the accounts of others that a log-in may read, each with the party that holds it. */
export function boundAccountsOf(user: string): string {
  return `(select coalesce(jsonb_agg(jsonb_build_object(
      'accountId', b.account_id, 'accountNo', a.account_no, 'holderId', ${partyOf('b.holder_id')})), '[]')
    from account_binding b join account a on a.id = b.account_id
    where b.user_id = ${user} and b.ended_at is null and b.relation = 'other' and ${holdsStill})`
}

/** The binding by which the reader sees the account of another; none for staff and for whose own it is. */
export function findBound(
  { actor }: Pick<Ctx, 'actor'>,
  key: { accountNo: string } | { accountId: number },
): BoundAccount | undefined {
  return actor.boundAccounts?.find((bound) =>
    'accountNo' in key ? bound.accountNo === key.accountNo : bound.accountId === key.accountId,
  )
}

/**
 * As whom an account is read: one that is bound to the reader's log-in as its holder. What is read with it must be of that
 * account alone; whoever does not ask reads as himself, so a route that is not opened to bound accounts shows none.
 */
export function readAs(ctx: Ctx, key: { accountNo: string } | { accountId: number }): Ctx {
  const bound = findBound(ctx, key)
  return bound ? { ...ctx, actor: { ...ctx.actor, customerId: bound.holderId, boundAccounts: [] } } : ctx
}
