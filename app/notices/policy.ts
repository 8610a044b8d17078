import type { Ctx } from '../../db/context.ts'
import { civilDay } from '../../db/time.ts'
import type { QuietHours } from './rules/quiet-hours.ts'

export type NoticePolicy = { quiet: QuietHours; staleHours: number }

/** What holds for whoever has not chosen (`notice_rule`). */
export async function findNoticePolicy(ctx: Pick<Ctx, 'db' | 'now'>): Promise<NoticePolicy> {
  const rows = await ctx.db.rows<{ rule: string; figure: number }>(
    'select rule, figure from notice_rule where valid_from <= $1 and (valid_to is null or valid_to > $1)',
    [civilDay(ctx.now)],
  )
  const figure = (rule: string) => {
    const found = rows.find((row) => row.rule === rule)
    if (!found) throw new Error(`notice_rule has no ${rule} today`)
    return found.figure
  }
  return { quiet: { from: figure('quiet-from'), to: figure('quiet-to') }, staleHours: figure('stale-hours') }
}
