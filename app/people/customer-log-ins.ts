import type { Ctx } from '../../db/context.ts'
import { findAccountFile } from '../../db/customers/files.ts'
import { hashForLookup } from '../../db/customers/secrets.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { resetSecondFactor } from '../auth/second-factor.ts'

/**
 * A customer at the counter lost his device: whoever holds the paper with the number that is on file is he. Refuses with `NOT_FOUND`, `IDENTITY_WRONG` and `NO_SECOND_FACTOR`.
 */
export function resetCustomerFactor(
  ctx: Ctx,
  accountNo: string,
  { idNumber, reason }: { idNumber: string; reason: string },
): Promise<{ reset: number }> {
  return transact(ctx, async (inner) => {
    const { accountId } = await findAccountFile(inner, { accountNo })
    const isHe = await inner.db.first(
      `select 1 from account_term t join customer c on c.id = t.customer_id join identity i on i.id = c.identity_id
       where t.account_id = $1 and t.known_to is null and t.valid_to is null and i.number_hash = $2`,
      [accountId, hashForLookup(idNumber.toUpperCase())],
    )
    if (!isHe) {
      const message = '证件号码与该户登记的不一致,请核对证件和户号'
      throw new Refusal('IDENTITY_WRONG', message, { issues: [{ path: 'idNumber', message }] })
    }
    const users = await inner.db.rows<{ id: number }>(
      `select u.id from app_user u join customer c on c.id = u.customer_id
       join customer held on coalesce(held.party_id, held.id) = coalesce(c.party_id, c.id)
       join account_term t on t.customer_id = held.id and t.known_to is null and t.valid_to is null
       join user_totp f on f.user_id = u.id and f.confirmed_at is not null
       where t.account_id = $1 and 'customer' = any(u.roles) group by u.id`,
      [accountId],
    )
    if (users.length === 0) throw new Refusal('NO_SECOND_FACTOR', '该客户的网上登录没有绑定动态口令')
    for (const { id } of users) await resetSecondFactor(inner, id, reason)
    return { reset: users.length }
  })
}
