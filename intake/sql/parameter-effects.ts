import type { Ctx } from '../../db/context.ts'
import type { ClockPause } from './clocks.ts'

export type PastClock = {
  applicationNo: string
  path: string
  startedAt: Date
  stoppedAt: Date | null
  pauses: ClockPause[]
}

/** Clocks of a kind that began from a day through another under a limit of so many working days. */
export function listPastClocks(
  ctx: Ctx,
  of: { kind: string; clock: string; workingDays: number; from: string; to: string; limit: number },
): Promise<PastClock[]> {
  return ctx.db.rows(
    `select p.application_no as "applicationNo", o.path, c.started_at as "startedAt", c.stopped_at as "stoppedAt", c.pauses
     from application_clock c join application p on p.id = c.application_id join organisation o on o.id = p.organisation_id
     where p.kind = $1 and c.code = $2 and c.limit_working_days = $3 and c.started_at >= $4::date and c.started_at < $5::date + 1
     order by c.started_at desc limit $6`,
    [of.kind, of.clock, of.workingDays, of.from, of.to, of.limit],
  )
}
