import type { Ctx } from '../../db/context.ts'
import { civilDay } from '../../db/time.ts'

/** Whether somebody agreed to a privacy text once and not to the one that is in force. Whoever was never asked is not asked again. */
export async function owesAgreement(ctx: Pick<Ctx, 'db' | 'now'>, userId: number): Promise<boolean> {
  const row = await ctx.db.first<{ owes: boolean }>(
    `select bool_and(c.version <> p.version) as owes from privacy_consent c
     join privacy_text p on p.valid_from <= $2 and (p.valid_to is null or p.valid_to > $2)
     where c.user_id = $1 and c.withdrawn_at is null`,
    [userId, civilDay(ctx.now)],
  )
  return row?.owes ?? false
}
