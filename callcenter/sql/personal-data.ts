import type { Ctx } from '../../db/context.ts'
import { isOfParty } from '../../db/customers/parties.ts'
import type { PersonalData } from '../../db/personal-data.ts'

/**
 * SQL: the customer himself made contact `c`. Who spoke is known by his phone alone: it stands in his file and in nobody else's, and
 * he was a customer by then, since a number goes from one to another. What others said of his account, in a report (举报) above
 * all, and what nobody knows the speaker of – at a counter, in a note, from a shared phone – is never told: it would give them away.
 */
const isOwnWords = `c.phone_hash in (
    select i.phone_hash from customer k join identity i on i.id = k.identity_id where ${isOfParty('k.id', '$1')})
  and not exists (select from identity i join customer k on k.identity_id = i.id
    where i.phone_hash = c.phone_hash and not (${isOfParty('k.id', '$1')}))
  and (c.queued_at at time zone 'Asia/Shanghai')::date >= (
    select min(t.valid_from) from account_term t where t.known_to is null and ${isOfParty('t.customer_id', '$1')})`

const values = ({ actor }: Ctx) => [actor.customerId ?? 0]

/** His own calls, and the work that came of them. */
export const callData: PersonalData[] = [
  {
    kind: 'calls',
    rows: `select c.contact_no as "contactNo", c.channel,
       to_char(c.queued_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as at, c.category, c.summary
     from contact c where ${isOwnWords}`,
    order: 'c.id desc',
    values,
  },
  {
    kind: 'work-orders',
    rows: `select w.work_order_no as "workOrderNo", w.kind, w.status,
       to_char(w.opened_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as at, w.description, w.result
     from work_order w join contact c on c.id = w.contact_id where ${isOwnWords}`,
    order: 'w.id desc',
    values,
  },
]
