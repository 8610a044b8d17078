import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { countFailure, forgiveFailures, isLocked } from './failures.ts'
import { findPolicy, type Holder } from './policy.ts'
import { decideStage, type Stage } from './rules/stage.ts'
import { endSessions, openSession, type Token } from './sessions.ts'
import { findLogInName, findStanding, findUserByPassword, type SignedInUser } from './users.ts'

export type Entered = { user: SignedInUser; stage: Stage; token: Token }

/** Null alike for a name that nobody has, a wrong password and a name that is locked. */
export async function logIn(
  ctx: Ctx,
  typed: { username: string; password: string },
  device: string,
): Promise<Entered | null> {
  // By his phone or by his name, he is one: failures under both add up.
  const input = { username: await findLogInName(ctx, typed.username), password: typed.password }
  const user = await findUserByPassword(ctx, input)
  return transact(ctx, async (inner) => {
    const policy = await findPolicy(inner, await findHolder(inner, input.username))
    // Asked after the password was tried: of many tries at once none is let in past those that have failed.
    const locked = await isLocked(inner, input.username)
    if (user && !locked) return enter({ ...inner, actor: user, scope: user.scope }, user, { device, codeGiven: false })
    await countFailure(inner, input.username, policy)
    return null
  })
}

/** Opens a session as far as the policy lets the user go; only who owes no code any more is told from one who fails. */
export async function enter(
  ctx: Ctx,
  user: SignedInUser,
  { device, codeGiven }: { device: string; codeGiven: boolean },
): Promise<Entered> {
  const standing = await findStanding(ctx, user.id)
  const policy = await findPolicy(ctx, standing)
  const stage = decideStage(policy, standing, { now: ctx.now, codeGiven })
  const { idleMinutes } = policy
  if (stage === 'code')
    return { user, stage, token: await openSession(ctx, { userId: user.id, stage, device, idleMinutes }) }
  await forgiveFailures(ctx, user.username)
  const before = await noteLogIn(ctx, user.id)
  const token = await openSession(ctx, { userId: user.id, stage, device, idleMinutes, before })
  await recordAudit(ctx, { action: 'session.opened', subject: `user:${user.username}` })
  if (stage === 'open' && policy.singleSession) await keepOnly(ctx, user, token.sessionId)
  return { user, stage, token }
}

/** Where the policy lets only one session stand, the newest is it. */
export async function keepOnly(ctx: Ctx, user: { id: number; username: string }, sessionId: string): Promise<void> {
  const ended = await endSessions(ctx, user.id, sessionId)
  if (ended === 0) return
  await recordAudit(ctx, { action: 'session.superseded', subject: `user:${user.username}`, detail: { ended } })
}

type Before = { loggedInAt: Date | null; failedAt: Date | null; failures: number }

async function noteLogIn(ctx: Ctx, userId: number): Promise<Before | undefined> {
  return ctx.db.first<Before>(
    `update app_user u set logged_in_at = $2, failures = 0
     from (select id, logged_in_at, failed_at, failures from app_user where id = $1 for update) before
     where u.id = before.id
     returning before.logged_in_at as "loggedInAt", before.failed_at as "failedAt", before.failures`,
    [userId, ctx.now],
  )
}

/** Nobody's name is asked for what is asked of everybody. */
async function findHolder(ctx: Ctx, username: string): Promise<Holder> {
  const row = await ctx.db.first<Holder>('select roles, demo from app_user where username = $1', [username])
  return row ?? { roles: [], demo: false }
}
