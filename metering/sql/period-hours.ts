import type { Ctx } from '../../db/context.ts'
import { type AccountClass, type HoursOf, readSpans } from '../rules/period-hours.ts'

type Row = { accountClass: AccountClass; spans: string; from: string; to: string | null }

/** Every timetable by which a curve divides, by class and day. */
export async function readPeriodHours(ctx: Pick<Ctx, 'db'>): Promise<HoursOf> {
  const rows = await ctx.db.rows<Row>(
    `select account_class as "accountClass", spans, valid_from as "from", valid_to as "to" from period_hours`,
  )
  const known = rows.map((row) => ({ ...row, spans: readSpans(row.spans) }))
  return (accountClass, day) =>
    known.find((row) => row.accountClass === accountClass && row.from <= day && (row.to === null || day < row.to))
      ?.spans ?? null
}
