import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { endSessions } from './sessions.ts'
import { findStanding } from './users.ts'

/** For whoever lost his device: an administrator's act. The next log-in enrols anew where the policy asks for it. */
export function resetSecondFactor(ctx: Ctx, userId: number): Promise<void> {
  return transact(ctx, async (inner) => {
    const { username } = await findStanding(inner, userId)
    await inner.db.run('delete from recovery_code where user_id = $1', [userId])
    await inner.db.run('delete from user_totp where user_id = $1', [userId])
    await endSessions(inner, userId)
    await recordAudit(inner, { action: 'second-factor.reset', subject: `user:${username}` })
  })
}
