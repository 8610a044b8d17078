import type { Ctx } from '../../db/context.ts'
import { isOfParty } from '../../db/customers/parties.ts'
import type { PersonalData } from '../../db/personal-data.ts'
import { ofReader, readerCustomerId } from './read.ts'

const values = (ctx: Ctx) => [readerCustomerId(ctx)]

/** Bills and payments of the time in which accounts were the customer's. */
export const billingData: PersonalData[] = [
  {
    kind: 'bills',
    rows: `select b.bill_no as "billNo", a.account_no as "accountNo", b.bill_month as "billMonth",
       b.period_from as "periodFrom", b.period_to - 1 as "periodThrough",
       trim_scale(b.energy_wh / 1000.0)::text as "energyKwh", b.total_yuan as "totalYuan", b.due_on as "dueOn"
     from bill b join account a on a.id = b.account_id
     where b.account_id in (select account_id from account_term where ${isOfParty('customer_id', '$1')})
       and ${ofReader} and b.standing and b.state = 'issued'`,
    order: 'b.period_to desc, a.account_no',
    values,
  },
  {
    kind: 'payments',
    rows: `select p.receipt_no as "receiptNo", a.account_no as "accountNo",
       to_char(p.paid_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as at, p.amount_yuan as "amountYuan", p.channel
     from payment p join account a on a.id = p.account_id
     join account_term t on t.account_id = a.id and t.known_to is null and ${isOfParty('t.customer_id', '$1')}
       and (p.paid_at at time zone 'Asia/Shanghai')::date >= t.valid_from
       and (t.valid_to is null or (p.paid_at at time zone 'Asia/Shanghai')::date < t.valid_to)`,
    order: 'p.paid_at desc',
    values,
  },
]
