import type { Ctx } from '../../db/context.ts'
import { isOfParty } from '../../db/customers/parties.ts'
import type { PersonalData } from '../../db/department.ts'

/** SQL: of the time in which the account of `c` was the customer's. */
const ofOwnTime = (at: string) => `exists (select from account_term t where t.account_id = c.account_id
  and t.known_to is null and ${isOfParty('t.customer_id', '$1')} and (${at} at time zone 'Asia/Shanghai')::date >= t.valid_from
  and (t.valid_to is null or (${at} at time zone 'Asia/Shanghai')::date < t.valid_to))`

/** Calls from his number or about his accounts, and the work that came of them. */
export async function listCallData(ctx: Ctx): Promise<PersonalData[]> {
  const party = ctx.actor.customerId ?? 0
  const calls = await ctx.db.rows<PersonalData['rows'][number]>(
    `select c.contact_no as "contactNo", c.channel,
       to_char(c.queued_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as at, c.category, c.summary
     from contact c where ${ofOwnTime('c.queued_at')} or c.phone_hash in (
       select i.phone_hash from customer k join identity i on i.id = k.identity_id where ${isOfParty('k.id', '$1')})
     order by c.id desc`,
    [party],
  )
  const orders = await ctx.db.rows<PersonalData['rows'][number]>(
    `select c.work_order_no as "workOrderNo", c.kind, c.status,
       to_char(c.opened_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as at, c.description, c.result
     from work_order c where ${ofOwnTime('c.opened_at')} order by c.id desc`,
    [party],
  )
  return [
    { kind: 'calls', rows: calls },
    { kind: 'work-orders', rows: orders },
  ]
}
