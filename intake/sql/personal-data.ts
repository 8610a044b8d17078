import type { Ctx } from '../../db/context.ts'
import type { PersonalData } from '../../db/department.ts'
import { readable, readerOf } from './applications.ts'

/** What the customer applied for, or was named in. */
export async function listApplicationData(ctx: Ctx): Promise<PersonalData[]> {
  const rows = await ctx.db.rows<PersonalData['rows'][number]>(
    `select p.application_no as "applicationNo", p.kind, p.status, p.address,
       to_char(p.submitted_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as at
     ${readable} order by p.id desc`,
    readerOf(ctx),
  )
  return [{ kind: 'applications', rows }]
}
