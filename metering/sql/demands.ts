import type { Ctx } from '../../db/context.ts'
import type { DemandRequest } from '../demands.ts'

export function listGreatestDemands(
  ctx: Ctx,
  requests: readonly DemandRequest[],
): Promise<{ position: number; maxDemandW: number; day: string }[]> {
  return ctx.db.rows(
    `select distinct on (q.position) (q.position - 1)::int as position, d.max_demand_w as "maxDemandW", d.day
     from unnest($1::bigint[], $2::date[], $3::date[]) with ordinality as q(point_id, from_day, to_day, position)
     join point_day d on d.point_id = q.point_id and d.day >= q.from_day and d.day < q.to_day
     where d.max_demand_w is not null order by q.position, d.max_demand_w desc, d.day`,
    [requests.map(({ pointId }) => pointId), requests.map(({ from }) => from), requests.map(({ to }) => to)],
  )
}
