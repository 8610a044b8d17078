import { createHash, randomBytes } from 'node:crypto'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { findPolicy } from './policy.ts'
import { decideStage, type Stage } from './rules/stage.ts'
import { COLUMNS, findStanding, type SignedInUser } from './users.ts'

const ROTATE_MINUTES = 15
/** Requests already on their way with the token that was just replaced. */
const GRACE_SECONDS = 60
/** How exactly it is known when a session was used. */
const USE_SECONDS = 60
/** Where the policy says nothing. */
const IDLE_MINUTES = 720
export const HALF_OPEN_MINUTES = { code: 5, password: 30, enrol: 30 } as const

/** What a browser is given to hold, and for how long. */
export type Token = { token: string; seconds: number }

export type Session = { sessionId: string; user: SignedInUser; stage: Stage; tokenHash: Buffer }

type NewSession = {
  userId: number
  stage: Stage
  device: string
  idleMinutes: number | null
  before?: { loggedInAt: Date | null; failedAt: Date | null; failures: number } | undefined
}

export async function openSession(ctx: Ctx, session: NewSession): Promise<Token & { sessionId: string }> {
  const { userId, stage, device, idleMinutes, before } = session
  const fresh = makeToken(stage, idleMinutes)
  const row = await ctx.db.first<{ sessionId: string }>(
    `insert into user_session
       (token_hash, user_id, opened_at, begun_at, rotated_at, used_at, expires_at, stage, device, previous_at, failed_at, failures)
     values ($1, $2, $3, $3, $3, $3, $4, $5, $6, $7, $8, $9) returning session_id as "sessionId"`,
    [
      hashToken(fresh.token),
      userId,
      ctx.now,
      fresh.expiresAt(ctx.now),
      stage,
      device,
      before?.loggedInAt ?? null,
      before?.failedAt ?? null,
      before?.failures ?? 0,
    ],
  )
  if (!row) throw new Error('a session was not opened')
  return { token: fresh.token, seconds: fresh.seconds, sessionId: row.sessionId }
}

/** Who holds the token, and the token to hold from now on where it is time for a new one. */
export async function findSession(ctx: Ctx, token: string): Promise<(Session & { fresh: Token | null }) | null> {
  const tokenHash = hashToken(token)
  const row = await ctx.db.prepared.first<SignedInUser & Omit<Found, 'tokenHash'>>(
    `select ${COLUMNS}, s.session_id as "sessionId", s.stage, s.rotated_at as "rotatedAt", s.used_at as "usedAt",
       s.replaced_by is not null as replaced
     from user_session s join app_user u on u.id = s.user_id join organisation o on o.id = u.organisation_id
     where s.token_hash = $1 and s.expires_at > $2 and u.disabled_at is null`,
    [tokenHash, ctx.now],
  )
  if (!row) return null
  const { sessionId, stage, rotatedAt, usedAt, replaced, ...user } = row
  const session = { sessionId, user, stage, tokenHash }
  if (replaced || stage !== 'open') return { ...session, fresh: null }
  if (ctx.now.getTime() - rotatedAt.getTime() > ROTATE_MINUTES * 60_000) return rotate(ctx, session)
  if (ctx.now.getTime() - usedAt.getTime() > USE_SECONDS * 1000) await noteUse(ctx, session)
  return { ...session, fresh: null }
}

type Found = { sessionId: string; stage: Stage; tokenHash: Buffer; rotatedAt: Date; usedAt: Date; replaced: boolean }

/** With the token that it replaced and the one that replaced it, if any. */
export async function closeSession(ctx: Pick<Ctx, 'db'>, token: string): Promise<void> {
  await ctx.db.run(
    'delete from user_session where session_id = (select session_id from user_session where token_hash = $1)',
    [hashToken(token)],
  )
}

export async function closeSessionById(ctx: Pick<Ctx, 'db'>, sessionId: string): Promise<void> {
  await ctx.db.run('delete from user_session where session_id = $1', [sessionId])
}

/** All of a user's sessions, or all but the one that he is in; returns how many there were. */
export async function endSessions(ctx: Ctx, userId: number, except?: string): Promise<number> {
  const ended = await ctx.db.rows<{ sessionId: string }>(
    `delete from user_session where user_id = $1 and ($2::uuid is null or session_id <> $2)
     returning session_id as "sessionId"`,
    [userId, except ?? null],
  )
  return new Set(ended.map(({ sessionId }) => sessionId)).size
}

/** Goes on at another stage, under another token: whoever held the old one holds nothing. */
export async function advanceSession(
  ctx: Ctx,
  session: Session,
  to: { stage: Stage; idleMinutes: number | null },
): Promise<Token> {
  const fresh = makeToken(to.stage, to.idleMinutes)
  await ctx.db.run('delete from user_session where session_id = $1 and token_hash <> $2', [
    session.sessionId,
    session.tokenHash,
  ])
  await ctx.db.run(
    `update user_session set token_hash = $2, stage = $3, rotated_at = $4, used_at = $4, expires_at = $5, replaced_by = null
     where token_hash = $1`,
    [session.tokenHash, hashToken(fresh.token), to.stage, ctx.now, fresh.expiresAt(ctx.now)],
  )
  return { token: fresh.token, seconds: fresh.seconds }
}

async function noteUse(ctx: Ctx, { user, tokenHash }: Session): Promise<void> {
  const { idleMinutes } = await findPolicy(ctx, await findStanding(ctx, user.id))
  await ctx.db.run(
    'update user_session set used_at = $2, expires_at = $3 where token_hash = $1 and replaced_by is null',
    [tokenHash, ctx.now, after(ctx.now, secondsOf('open', idleMinutes))],
  )
}

/** What the policy asks may have come due meanwhile: the session goes on with that. */
function rotate(ctx: Ctx, session: Session): Promise<Session & { fresh: Token | null }> {
  return transact(ctx, async (inner) => {
    const standing = await findStanding(inner, session.user.id)
    const policy = await findPolicy(inner, standing)
    const stage = decideStage(policy, standing, { now: inner.now, codeGiven: true })
    const fresh = makeToken(stage, policy.idleMinutes)
    const taken = await inner.db.run(
      'update user_session set replaced_by = $2, expires_at = $3 where token_hash = $1 and replaced_by is null',
      [session.tokenHash, hashToken(fresh.token), after(inner.now, GRACE_SECONDS)],
    )
    if (taken === 0) return { ...session, fresh: null }
    await inner.db.run(
      `insert into user_session (token_hash, user_id, opened_at, begun_at, rotated_at, used_at, expires_at, stage,
         session_id, device, previous_at, failed_at, failures)
       select $2, user_id, $3, begun_at, $3, $3, $4, $5, session_id, device, previous_at, failed_at, failures
       from user_session where token_hash = $1`,
      [session.tokenHash, hashToken(fresh.token), inner.now, fresh.expiresAt(inner.now), stage],
    )
    return { ...session, stage, tokenHash: hashToken(fresh.token), fresh }
  })
}

function makeToken(stage: Stage, idleMinutes: number | null) {
  const seconds = secondsOf(stage, idleMinutes)
  return {
    token: randomBytes(32).toString('base64url'),
    // A use moves the end of the session, and the cookie only with the next token.
    seconds: seconds + ROTATE_MINUTES * 60,
    expiresAt: (now: Date) => after(now, seconds),
  }
}

function secondsOf(stage: Stage, idleMinutes: number | null): number {
  return 60 * (stage === 'open' ? (idleMinutes ?? IDLE_MINUTES) : HALF_OPEN_MINUTES[stage])
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

function after(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1000)
}
