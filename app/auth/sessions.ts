import { createHash, randomBytes } from 'node:crypto'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { COLUMNS, type SignedInUser } from './users.ts'

const IDLE_HOURS = 12
const ROTATE_MINUTES = 15
/** Requests already on their way with the token that was just replaced. */
const GRACE_SECONDS = 60

type Clocked = Pick<Ctx, 'db' | 'now'>

export async function openSession(ctx: Clocked, userId: number): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await ctx.db.run(
    'insert into user_session (token_hash, user_id, opened_at, rotated_at, expires_at) values ($1, $2, $3, $3, $4)',
    [hashToken(token), userId, ctx.now, after(ctx.now, IDLE_HOURS * 3600)],
  )
  return token
}

/** Who holds the token, and the token to hold from now on where it is time for a new one. */
export async function findSession(
  ctx: Ctx,
  token: string,
): Promise<{ user: SignedInUser; rotatedToken: string | null } | null> {
  const row = await ctx.db.first<SignedInUser & { rotatedAt: Date; replaced: boolean }>(
    `select ${COLUMNS}, s.rotated_at as "rotatedAt", s.replaced_by is not null as replaced
     from user_session s join app_user u on u.id = s.user_id join organisation o on o.id = u.organisation_id
     where s.token_hash = $1 and s.expires_at > $2 and u.disabled_at is null`,
    [hashToken(token), ctx.now],
  )
  if (!row) return null
  const { rotatedAt, replaced, ...user } = row
  const due = !replaced && ctx.now.getTime() - rotatedAt.getTime() > ROTATE_MINUTES * 60_000
  return { user, rotatedToken: due ? await rotate(ctx, token, user.id) : null }
}

/** With the token that it replaced and the one that replaced it, if any. */
export async function closeSession(ctx: Pick<Ctx, 'db'>, token: string): Promise<void> {
  await ctx.db.run(
    `delete from user_session where token_hash = $1 or replaced_by = $1
       or token_hash = (select replaced_by from user_session where token_hash = $1)`,
    [hashToken(token)],
  )
}

export async function dropExpiredSessions(ctx: Ctx): Promise<void> {
  await ctx.db.run('delete from user_session where expires_at <= $1', [ctx.now])
}

function rotate(ctx: Ctx, token: string, userId: number): Promise<string | null> {
  return transact(ctx, async (inner) => {
    const fresh = randomBytes(32).toString('base64url')
    const taken = await inner.db.run(
      'update user_session set replaced_by = $2, expires_at = $3 where token_hash = $1 and replaced_by is null',
      [hashToken(token), hashToken(fresh), after(inner.now, GRACE_SECONDS)],
    )
    if (taken === 0) return null
    await inner.db.run(
      'insert into user_session (token_hash, user_id, opened_at, rotated_at, expires_at) values ($1, $2, $3, $3, $4)',
      [hashToken(fresh), userId, inner.now, after(inner.now, IDLE_HOURS * 3600)],
    )
    return fresh
  })
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

function after(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1000)
}
