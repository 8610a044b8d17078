import { isOfParty } from '../../db/customers/parties.ts'
import type { PersonalData } from '../../db/personal-data.ts'

/** What was used day by day while the account was the customer's. */
export const readingData: PersonalData[] = [
  {
    kind: 'readings',
    rows: `select a.account_no as "accountNo", p.point_no as "pointNo", d.day,
       trim_scale(d.import_wh / 1000.0)::text as "energyKwh", trim_scale(d.export_wh / 1000.0)::text as "exportedKwh"
     from account_term t join account a on a.id = t.account_id join metering_point p on p.account_id = a.id
     join point_day d on d.point_id = p.id and d.day >= t.valid_from and (t.valid_to is null or d.day < t.valid_to)
     where t.known_to is null and ${isOfParty('t.customer_id', '$1')} and d.import_wh is not null`,
    order: 'd.day desc, a.account_no, p.point_no',
    values: ({ actor }) => [actor.customerId ?? 0],
  },
]
