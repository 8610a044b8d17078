import type { Ctx } from '../../db/context.ts'
import { isOfParty } from '../../db/customers/parties.ts'
import type { PersonalData } from '../../db/personal-data.ts'

/**
 * SQL: the customer himself made contact `c`. Who spoke is known by his phone alone: it stands in his file and in nobody else's, and
 * he was a customer by then, since a number goes from one to another. What others said of his account, in a report (举报) above
 * all, and what nobody knows the speaker of – at a counter, in a note, from a shared phone – is never told: it would give them away.
 * Nor is a report of an account of his own, though it came from his number: a wife's or a tenant's phone may stand in his file.
 */
const isOwnWords = `c.phone_hash in (
    select i.phone_hash from customer k join identity i on i.id = k.identity_id where ${isOfParty('k.id', '$1')})
  and not exists (select from identity i join customer k on k.identity_id = i.id
    where i.phone_hash = c.phone_hash and not (${isOfParty('k.id', '$1')}))
  and (c.queued_at at time zone 'Asia/Shanghai')::date >= (
    select min(t.valid_from) from account_term t where t.known_to is null and ${isOfParty('t.customer_id', '$1')})`

/** SQL: an account is one that he holds, or held. */
const isOwnAccount = (account: string) => `exists (select from account_term t where t.account_id = ${account}
  and t.known_to is null and ${isOfParty('t.customer_id', '$1')})`

/** SQL: contact `c`, or an order that came of it, is a report, and one of the two is about an account of his own. */
const isReportOfHim = `(coalesce(c.category = 'report', false) or exists (select from work_order r where r.contact_id = c.id and r.kind = 'report'))
  and (${isOwnAccount('c.account_id')}
    or exists (select from work_order r where r.contact_id = c.id and ${isOwnAccount('r.account_id')}))`
/** SQL: contact `c` is told to the customer `$1`. */
export const isTold = `${isOwnWords} and not (${isReportOfHim})`

const values = ({ actor }: Ctx) => [actor.customerId ?? 0]

/** His own calls, and the work that came of them. */
export const callData: PersonalData[] = [
  {
    kind: 'calls',
    rows: `select c.contact_no as "contactNo", c.channel,
       to_char(c.queued_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as at, c.category, c.summary,
       (select string_agg(to_char(p.from_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') || '–'
           || to_char(p.until_at at time zone 'Asia/Shanghai', 'HH24:MI'), '；' order by p.id)
         from promised_call p where p.contact_id = c.id) as promised
     from contact c where ${isTold}`,
    order: 'c.id desc',
    values,
  },
  // By his own log-in alone: who wrote without one is nobody who could be known again.
  {
    kind: 'chats',
    rows: `select c.contact_no as "contactNo", to_char(m.at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as at, m.sender, m.body,
       r.score as satisfaction
     from chat_message m join chat_thread t on t.contact_id = m.contact_id join contact c on c.id = t.contact_id
     left join satisfaction r on r.contact_id = c.id where t.user_id = $1`,
    order: 'm.id desc',
    values: ({ actor }) => [actor.id],
  },
  {
    kind: 'work-orders',
    rows: `select w.work_order_no as "workOrderNo", w.kind, s.subkind, w.status,
       to_char(w.opened_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as at, w.description, w.result
     from work_order w join order_subkind s on s.id = w.subkind_id join contact c on c.id = w.contact_id where ${isTold}`,
    order: 'w.id desc',
    values,
  },
  // That his life depends on supply he told himself. How agents met him otherwise are notes among colleagues.
  {
    kind: 'marks',
    rows: `select '依靠供电维持生命' as mark, to_char(m.marked_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as at,
       to_char(m.expires_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as until
     from caller_mark m where m.mark = 'life-support' and m.confirmed_at is not null and m.ended_at is null
       and exists (select from account_term t where t.account_id = m.account_id and t.known_to is null and t.valid_to is null
         and ${isOfParty('t.customer_id', '$1')})`,
    order: 'm.id desc',
    values,
  },
]
