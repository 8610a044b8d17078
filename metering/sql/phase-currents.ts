import type { Ctx } from '../../db/context.ts'

type PhaseCurrents = { pointId: number; iA: (number | null)[] | null; ct: number; measuredAt: Date }

/** The latest reading's currents as the meter shows them, with the ratio of what it was installed with. */
export function listPhaseCurrents(ctx: Ctx, pointIds: number[]): Promise<PhaseCurrents[]> {
  return ctx.db.rows(
    `select l.point_id as "pointId", l.reading -> 'iA' as "iA", i.ct::float8 as ct, l.measured_at as "measuredAt"
     from latest_reading l join installation i on i.id = l.installation_id where l.point_id = any($1)`,
    [pointIds],
  )
}
