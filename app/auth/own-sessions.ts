import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound } from '../../db/refusal.ts'
import { findPolicy } from './policy.ts'
import { passwordEndsAt, type Stage } from './rules/stage.ts'
import { endSessions, type Session } from './sessions.ts'
import { findStanding } from './users.ts'

type Standing = { id: string; since: Date; usedAt: Date; device: string; stage: Stage }
type Before = {
  previousAt: Date | null
  failedAt: Date | null
  failures: number
  /** Since the log-in before. */
  factorReset: { at: string; by: string } | null
}
type Factor = { since: Date | null; recoveryCodesLeft: number }

/** Everything about one's own log-in on one page. */
export async function findOwnSecurity(ctx: Ctx, session: Session) {
  const userId = session.user.id
  const standing = await findStanding(ctx, userId)
  const policy = await findPolicy(ctx, standing)
  const before = await ctx.db.first<Before>(
    `select s.previous_at as "previousAt", s.failed_at as "failedAt", s.failures,
       case when u.factor_reset_at > coalesce(s.previous_at, '-infinity') and u.factor_reset_at <= s.begun_at
         then json_build_object('at', to_char(u.factor_reset_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'by', u.factor_reset_by) end as "factorReset"
     from user_session s join app_user u on u.id = s.user_id where s.token_hash = $1`,
    [session.tokenHash],
  )
  const { leastLength, kinds, formerPasswords, secondFactor } = policy
  return {
    sessions: (await listStanding(ctx, userId)).map((each) => ({ ...each, current: each.id === session.sessionId })),
    before: before ?? { previousAt: null, failedAt: null, failures: 0, factorReset: null },
    password: {
      setAt: standing.passwordSetAt,
      endsAt: passwordEndsAt(policy, standing.passwordSetAt),
      rules: { leastLength, kinds, formerPasswords },
    },
    secondFactor: { ...(await findFactor(ctx, userId)), required: secondFactor },
    demo: standing.demo,
  }
}

export function endOwnSession(ctx: Ctx, session: Session, id: string): Promise<void> {
  return transact(ctx, async (inner) => {
    const ended = await inner.db.run('delete from user_session where session_id = $1 and user_id = $2', [
      id,
      session.user.id,
    ])
    if (ended === 0) throw notFound('这个会话')
    await recordAudit(inner, {
      action: 'session.ended',
      subject: `user:${session.user.username}`,
      detail: { ended: 1 },
    })
  })
}

export function endOtherSessions(ctx: Ctx, session: Session): Promise<number> {
  return transact(ctx, async (inner) => {
    const ended = await endSessions(inner, session.user.id, session.sessionId)
    await recordAudit(inner, { action: 'session.ended', subject: `user:${session.user.username}`, detail: { ended } })
    return ended
  })
}

function listStanding(ctx: Ctx, userId: number): Promise<Standing[]> {
  return ctx.db.rows<Standing>(
    `select session_id as id, begun_at as since, used_at as "usedAt", device, stage from user_session
     where user_id = $1 and replaced_by is null and expires_at > $2 order by used_at desc, begun_at desc`,
    [userId, ctx.now],
  )
}

async function findFactor(ctx: Ctx, userId: number): Promise<Factor> {
  const row = await ctx.db.first<Factor>(
    `select (select confirmed_at from user_totp where user_id = $1) as since,
       (select count(*)::int from recovery_code where user_id = $1 and used_at is null) as "recoveryCodesLeft"`,
    [userId],
  )
  return row ?? { since: null, recoveryCodesLeft: 0 }
}
