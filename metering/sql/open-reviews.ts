import type { Ctx } from '../../db/context.ts'
import type { PlanPointState } from '../sections/shapes.ts'

export type OpenReviewRow = {
  /** Of the question, from 0. */
  position: number
  planId: number
  sectionNo: string
  readingDay: string
  state: Exclude<PlanPointState, 'accepted'>
}

/** A point that joined its section after the plan was made is waited for as well; one of a closed plan is not. */
export function listOpenReviewRows(
  ctx: Ctx,
  questions: readonly { pointId: number; from: string; to: string }[],
): Promise<OpenReviewRow[]> {
  return ctx.db.rows(
    `select distinct on (q.position) (q.position - 1)::int as position, p.id as "planId", s.section_no as "sectionNo",
       p.reading_day as "readingDay", coalesce(x.state, 'waiting') as state
     from unnest($1::bigint[], $2::date[], $3::date[]) with ordinality as q(point_id, from_day, to_day, position)
     join section_point m on m.point_id = q.point_id
     join reading_plan p on p.section_id = m.section_id and p.status = 'open' and p.reading_day > q.from_day
       and p.reading_day <= q.to_day and daterange(m.valid_from, m.valid_to) @> p.reading_day
     join reading_section s on s.id = p.section_id
     join metering_point t on t.id = q.point_id
     join account a on a.id = t.account_id and a.opened_on < p.reading_day
     left join plan_point x on x.plan_id = p.id and x.point_id = q.point_id
     where x.state is distinct from 'accepted'
     order by q.position, p.reading_day`,
    [questions.map(({ pointId }) => pointId), questions.map(({ from }) => from), questions.map(({ to }) => to)],
  )
}
