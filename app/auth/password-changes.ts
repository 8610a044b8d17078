import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { countFailure, forgiveFailures, isLocked } from './failures.ts'
import { keepOnly } from './log-in.ts'
import { hashPassword, isPasswordRight } from './passwords.ts'
import { findPolicy } from './policy.ts'
import { decideStage, type Stage } from './rules/stage.ts'
import { advanceSession, endSessions, type Session, type Token } from './sessions.ts'
import { findStanding, refuseWeakPassword } from './users.ts'

/** By somebody else, who knows it then: with `mustChange` it opens nothing but its own change. Ends all of his sessions. */
export function setPassword(
  ctx: Ctx,
  userId: number,
  password: string,
  { mustChange }: { mustChange: boolean },
): Promise<void> {
  return transact(ctx, async (inner) => {
    const { username } = await replacePassword(inner, userId, password, mustChange)
    await endSessions(inner, userId)
    await recordAudit(inner, { action: 'password.set', subject: `user:${username}`, detail: { mustChange } })
  })
}

/** One's own, for which the old one is asked; ends all other sessions and replaces the token of this one. */
export async function changePassword(
  ctx: Ctx,
  session: Session,
  input: { oldPassword: string; password: string },
): Promise<{ stage: Stage; token: Token }> {
  await provePassword(ctx, session, input.oldPassword)
  return transact(ctx, async (inner) => {
    const { username } = await replacePassword(inner, session.user.id, input.password, false)
    await endSessions(inner, session.user.id, session.sessionId)
    await recordAudit(inner, { action: 'password.changed', subject: `user:${username}` })
    return passStage(inner, session)
  })
}

/** Something that was owed is met: the session goes on to what is owed next, or opens. */
export async function passStage(ctx: Ctx, session: Session): Promise<{ stage: Stage; token: Token }> {
  const standing = await findStanding(ctx, session.user.id)
  const policy = await findPolicy(ctx, standing)
  const stage = decideStage(policy, standing, { now: ctx.now, codeGiven: true })
  const token = await advanceSession(ctx, session, { stage, idleMinutes: policy.idleMinutes })
  if (stage === 'open' && policy.singleSession) await keepOnly(ctx, session.user, session.sessionId)
  return { stage, token }
}

/** Whoever found a session open must not find out its password: failures count as those of a log-in. */
export async function provePassword(
  ctx: Ctx,
  { user }: Session,
  password: string,
  path = 'oldPassword',
): Promise<void> {
  const row = await ctx.db.first<{ passwordHash: string }>(
    'select password_hash as "passwordHash" from app_user where id = $1',
    [user.id],
  )
  const right = row !== undefined && (await isPasswordRight(password, row.passwordHash))
  const isProven = await transact(ctx, async (inner) => {
    if (right && !(await isLocked(inner, user.username))) {
      await forgiveFailures(inner, user.username)
      return true
    }
    await countFailure(inner, user.username, await findPolicy(inner, await findStanding(inner, user.id)))
    return false
  })
  if (isProven) return
  throw new Refusal('OLD_PASSWORD_WRONG', '当前密码不正确,或连续失败过多暂不能修改', {
    issues: [{ path, message: '当前密码不正确,或连续失败过多暂不能修改' }],
  })
}

async function replacePassword(
  ctx: Ctx,
  userId: number,
  password: string,
  mustChange: boolean,
): Promise<{ username: string }> {
  const standing = await findStanding(ctx, userId)
  if (standing.demo) throw new Refusal('DEMO_LOG_IN', '演示用户的密码和动态口令不能更改:人人都用它登录')
  await refuseWeakPassword(ctx, standing, password)
  const { formerPasswords } = await findPolicy(ctx, standing)
  await refuseFormerPassword(ctx, { userId, password, count: formerPasswords ?? 1 })
  await ctx.db.run(
    `insert into former_password (user_id, password_hash, replaced_at)
     select id, password_hash, $2 from app_user where id = $1`,
    [userId, ctx.now],
  )
  await ctx.db.run(
    `update app_user set password_hash = $2, password_set_at = $3, must_change_password = $4 where id = $1`,
    [userId, await hashPassword(password), ctx.now, mustChange],
  )
  return standing
}

async function refuseFormerPassword(
  ctx: Ctx,
  { userId, password, count }: { userId: number; password: string; count: number },
): Promise<void> {
  const rows = await ctx.db.rows<{ hash: string }>(
    `select hash from (
       select password_hash as hash, 'infinity'::timestamptz as replaced_at from app_user where id = $1
       union all select password_hash, replaced_at from former_password where user_id = $1
     ) known order by replaced_at desc limit $2`,
    [userId, count],
  )
  for (const { hash } of rows) {
    if (!(await isPasswordRight(password, hash))) continue
    const message = `不得使用最近 ${count} 次用过的密码`
    throw new Refusal('PASSWORD_USED_BEFORE', message, { issues: [{ path: 'password', message }] })
  }
}
