import type { PersonalData } from '../../db/personal-data.ts'
import { readable, readerOf } from './applications.ts'

/** What the customer applied for, or was named in. */
export const applicationData: PersonalData[] = [
  {
    kind: 'applications',
    rows: `select p.application_no as "applicationNo", p.kind, p.status, p.address,
       to_char(p.submitted_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as at
     ${readable}`,
    order: 'p.id desc',
    values: readerOf,
  },
]
