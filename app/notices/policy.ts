import type { Ctx } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import type { QuietHours } from './rules/quiet-hours.ts'

export type NoticePolicy = { quiet: QuietHours; staleHours: number }

/** What holds for whoever has not chosen (`notice_rule`). */
export async function findNoticePolicy(ctx: Pick<Ctx, 'db' | 'now'>): Promise<NoticePolicy> {
  const figure = await readFigures(ctx, 'notice_rule')
  return { quiet: { from: figure('quiet-from'), to: figure('quiet-to') }, staleHours: figure('stale-hours') }
}
