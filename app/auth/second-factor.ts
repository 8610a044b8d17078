import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { decryptText, encryptText, hashForLookup } from '../../db/customers/secrets.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { countFailure, isLocked } from './failures.ts'
import { type Entered, enter } from './log-in.ts'
import { passStage, provePassword } from './password-changes.ts'
import { findPolicy } from './policy.ts'
import type { Stage } from './rules/stage.ts'
import { closeSessionById, endSessions, type Session, type Token } from './sessions.ts'
import { findStep, makeRecoveryCodes, makeSecret, normaliseRecoveryCode, pictureSecret } from './totp.ts'
import { findStanding } from './users.ts'

/** A secret of one's own, shown this once; it counts when a code of it was given. Who works already proves himself again. */
export async function beginEnrolment(
  ctx: Ctx,
  session: Session,
  { password }: { password?: string | undefined },
): Promise<{ secret: string; uri: string; picture: string }> {
  const standing = await findStanding(ctx, session.user.id)
  if (standing.demo) throw new Refusal('DEMO_LOG_IN', '演示用户的密码和动态口令不能更改:人人都用它登录')
  if (standing.hasSecondFactor) throw new Refusal('SECOND_FACTOR_STANDS', '您已绑定动态口令;如需更换,请联系管理员重置')
  if (session.stage === 'open') await provePassword(ctx, session, password ?? '')
  const secret = makeSecret()
  await ctx.db.run(
    `insert into user_totp as t (user_id, secret, enrolled_at) values ($1, $2, $3)
     on conflict (user_id) do update set secret = excluded.secret, enrolled_at = excluded.enrolled_at
     where t.confirmed_at is null`,
    [session.user.id, encryptText(secret), ctx.now],
  )
  return { secret, ...(await pictureSecret(secret, session.user.username)) }
}

/** The first code proves that the device has the secret. All other sessions, which were opened without it, end. */
export async function confirmEnrolment(
  ctx: Ctx,
  session: Session,
  code: string,
): Promise<{ recoveryCodes: string[]; stage: Stage; token: Token }> {
  const { id: userId, username } = session.user
  const confirmed = await transact(ctx, async (inner) => {
    if (!(await spendCode(inner, userId, code, { confirmed: false }))) return noteFailure(inner, session)
    await inner.db.run('update user_totp set confirmed_at = $2 where user_id = $1', [userId, inner.now])
    const recoveryCodes = await replaceRecoveryCodes(inner, userId)
    await endSessions(inner, userId, session.sessionId)
    await recordAudit(inner, { action: 'second-factor.enrolled', subject: `user:${username}` })
    return { recoveryCodes, ...(await passStage(inner, session)) }
  })
  return confirmed ?? refuseCode()
}

/** The second step of a log-in: a code of the device, or one that was kept on paper. */
export async function acceptCode(ctx: Ctx, session: Session, code: string, device: string): Promise<Entered> {
  const { user } = session
  const entered = await transact(ctx, async (inner) => {
    const isLockedNow = await isLocked(inner, user.username)
    const byDevice = !isLockedNow && (await spendCode(inner, user.id, code, { confirmed: true }))
    const byPaper = !isLockedNow && !byDevice && (await spendRecoveryCode(inner, user.id, code))
    if (!byDevice && !byPaper) return noteFailure(inner, session)
    if (byPaper) await recordAudit(inner, { action: 'recovery-code.used', subject: `user:${user.username}` })
    await closeSessionById(inner, session.sessionId)
    return enter(inner, user, { device, codeGiven: true })
  })
  return entered ?? refuseCode()
}

export async function renewRecoveryCodes(ctx: Ctx, session: Session, code: string): Promise<string[]> {
  const { id: userId, username } = session.user
  const codes = await transact(ctx, async (inner) => {
    const isLockedNow = await isLocked(inner, username)
    if (isLockedNow || !(await spendCode(inner, userId, code, { confirmed: true }))) return noteFailure(inner, session)
    await recordAudit(inner, { action: 'recovery-codes.renewed', subject: `user:${username}` })
    return replaceRecoveryCodes(inner, userId)
  })
  return codes ?? refuseCode()
}

/**
 * For whoever lost his device: another person's act, of which he is told at his next log-in, which enrols anew where the policy
 * asks for it.
 */
export function resetSecondFactor(ctx: Ctx, userId: number, reason: string): Promise<void> {
  return transact(ctx, async (inner) => {
    const { username } = await findStanding(inner, userId)
    await inner.db.run('update app_user set factor_reset_at = $2, factor_reset_by = $3 where id = $1', [
      userId,
      inner.now,
      inner.actor.name,
    ])
    await inner.db.run('delete from recovery_code where user_id = $1', [userId])
    await inner.db.run('delete from user_totp where user_id = $1', [userId])
    await endSessions(inner, userId)
    await recordAudit(inner, { action: 'second-factor.reset', subject: `user:${username}`, detail: { reason } })
  })
}

/** A step opens once, and none before it any more: what was seen over a shoulder is worth nothing. */
async function spendCode(
  ctx: Ctx,
  userId: number,
  code: string,
  { confirmed }: { confirmed: boolean },
): Promise<boolean> {
  const row = await ctx.db.first<{ secret: Buffer }>(
    'select secret from user_totp where user_id = $1 and (confirmed_at is not null) = $2',
    [userId, confirmed],
  )
  const step = row ? findStep(decryptText(row.secret), code.replace(/\s/g, ''), ctx.now) : null
  if (step === null) return false
  const spent = await ctx.db.run('update user_totp set latest_step = $2 where user_id = $1 and latest_step < $2', [
    userId,
    step,
  ])
  return spent === 1
}

async function spendRecoveryCode(ctx: Ctx, userId: number, code: string): Promise<boolean> {
  const spent = await ctx.db.run(
    'update recovery_code set used_at = $3 where user_id = $1 and code_hash = $2 and used_at is null',
    [userId, hashCode(userId, code), ctx.now],
  )
  return spent === 1
}

async function replaceRecoveryCodes(ctx: Ctx, userId: number): Promise<string[]> {
  const codes = makeRecoveryCodes()
  await ctx.db.run('delete from recovery_code where user_id = $1', [userId])
  await ctx.db.run('insert into recovery_code (user_id, code_hash) select $1, unnest($2::bytea[])', [
    userId,
    codes.map((code) => hashCode(userId, code)),
  ])
  return codes
}

/** Counted with the failures of a log-in, and with the last that is allowed a half-open session is over. */
async function noteFailure(ctx: Ctx, session: Session): Promise<null> {
  const { id: userId, username } = session.user
  await countFailure(ctx, username, await findPolicy(ctx, await findStanding(ctx, userId)))
  if (session.stage === 'code' && (await isLocked(ctx, username))) await closeSessionById(ctx, session.sessionId)
  return null
}

function refuseCode(): never {
  const message = '动态口令不正确、已用过,或连续失败过多暂不能验证'
  throw new Refusal('WRONG_CODE', message, { issues: [{ path: 'code', message }] })
}

function hashCode(userId: number, code: string): Buffer {
  return hashForLookup(`recovery:${userId}:${normaliseRecoveryCode(code)}`)
}
