import type { Ctx } from '../../db/context.ts'
import { type ApplicationRow, applicationColumns, readable, readerOf } from './applications.ts'

export type ListFilter = {
  status: string | null
  kind: string | null
  step: string | null
  /** Pairs of kind and step, as `kind/step`: only applications that are open at one of them, and not given to others. */
  openAt: string[] | null
  overdue: boolean | null
  dueBy: string | null
  /** The path of a unit: what it and those below it hold. */
  unitPath: string | null
  escalated: boolean | null
  handedOver: boolean | null
  accountId: number | null
  ids: number[] | null
  sort: 'due' | 'newest'
  after: { dueOn: string | null; id: number } | null
  limit: number
  today: string
}

/** What has no running clock comes last. */
const orders = {
  newest: { by: 'p.id desc', behind: '($10::bigint is null or p.id < $10) and $11::date is null' },
  due: {
    by: 'p.next_due_on, p.id',
    behind: `($10::bigint is null or case when $11::date is null then p.next_due_on is null and p.id > $10
      else p.next_due_on is null or (p.next_due_on, p.id) > ($11, $10) end)`,
  },
}

export function listApplicationRows(ctx: Ctx, filter: ListFilter): Promise<ApplicationRow[]> {
  const { by, behind } = orders[filter.sort]
  return ctx.db.rows(
    `select ${applicationColumns} ${readable}
       and ($3::text is null or p.status = $3) and ($4::text is null or p.kind = $4)
       and ($5::text is null or exists (select 1 from application_task t where t.application_id = p.id and t.step = $5))
       and ($6::text[] is null or exists (
         select 1 from application_task t where t.application_id = p.id and p.kind || '/' || t.step = any($6)
           and (t.holder is null or t.holder = $12)))
       and ($7::boolean is null or $7 = (p.next_due_on is not null and p.next_due_on < $8))
       and ($9::bigint is null or p.account_id = $9 or p.account_ids @> array[$9::bigint])
       and ${behind}
       and ($13::text is null or starts_with(o.path, $13))
       and ($14::boolean is null or $14 = exists (
         select 1 from application_notice n where n.application_id = p.id and n.notice = 'escalation'))
       and ($15::boolean is null or $15 = (p.handed_over_at is not null))
       and ($16::date is null or p.next_due_on <= $16)
       and ($17::bigint[] is null or p.id = any($17))
     order by ${by} limit $18`,
    [
      ...readerOf(ctx),
      filter.status,
      filter.kind,
      filter.step,
      filter.openAt,
      filter.overdue,
      filter.today,
      filter.accountId,
      filter.after?.id ?? null,
      filter.after?.dueOn ?? null,
      ctx.actor.username,
      filter.unitPath,
      filter.escalated,
      filter.handedOver,
      filter.dueBy,
      filter.ids,
      filter.limit,
    ],
  )
}
