import type { Ctx } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import type { Db } from '../../db/pool.ts'
import { civilDay } from '../../db/time.ts'
import type { QuietHours } from './rules/quiet-hours.ts'

export type NoticePolicy = { quiet: QuietHours; staleHours: number }

/**
 * By transaction and day: a bill run is a million events, told a hundred in a transaction, and each of them asks. It ends with its
 * transaction, so a rule that is changed holds for the next hundred.
 */
const found = new WeakMap<Db, { day: string; policy: NoticePolicy }>()

/** What holds for whoever has not chosen (`notice_rule`). */
export async function findNoticePolicy(ctx: Pick<Ctx, 'db' | 'now'>): Promise<NoticePolicy> {
  const day = civilDay(ctx.now)
  const before = found.get(ctx.db)
  if (before?.day === day) return before.policy
  const figure = await readFigures(ctx, 'notice_rule')
  const policy = { quiet: { from: figure('quiet-from'), to: figure('quiet-to') }, staleHours: figure('stale-hours') }
  if (ctx.db.inTransaction) found.set(ctx.db, { day, policy })
  return policy
}
