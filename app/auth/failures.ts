import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { hashForLookup } from '../../db/customers/secrets.ts'
import type { Policy } from './policy.ts'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

type Lock = Pick<Policy, 'lockFailures' | 'lockMinutes'>

export async function isLocked(ctx: Ctx, username: string): Promise<boolean> {
  const row = await ctx.db.first('select 1 from login_failure where name_hash = $1 and locked_until > $2', [
    hashName(username),
    ctx.now,
  ])
  return row !== undefined
}

/**
 * One more failure under the name, whether or not anybody has it; the last that is allowed locks it. A lock is not
 * lengthened by tries while it holds; failures further apart than a lock lasts do not add up.
 */
export async function countFailure(ctx: Ctx, username: string, { lockFailures, lockMinutes }: Lock): Promise<void> {
  const lockMs = (lockMinutes ?? 0) * MINUTE_MS
  const lockedUntil = lockMinutes === null ? null : new Date(ctx.now.getTime() + lockMs)
  const counted = await ctx.db.first<{ locks: boolean; unit: string | null }>(
    `with counted as (
       insert into login_failure as f (name_hash, failures, failed_at, locked_until)
       values ($1, 1, $2, case when $3::int <= 1 then $4::timestamptz end)
       on conflict (name_hash) do update set
         failed_at = $2,
         (failures, locked_until) = (
           select case when held then f.failures + 1 else next end,
             case when held then f.locked_until when next >= $3::int then $4::timestamptz end
           from (select coalesce(f.locked_until > $2, false) as held,
               case when f.locked_until is not null or f.failed_at <= $5 then 1 else f.failures + 1 end as next) as was)
       returning failures, locked_until
     ), told as (update app_user set failed_at = $2, failures = failures + 1 where username = $6 returning organisation_id)
     select coalesce(failures = $3 and locked_until > $2, false) as locks,
       (select path from told join organisation on id = organisation_id) as unit
     from counted`,
    [hashName(username), ctx.now, lockFailures, lockedUntil, new Date(ctx.now.getTime() - lockMs), username],
  )
  // People type passwords where a name is asked: what nobody is called is told by its hash.
  const unit = counted?.unit ?? ''
  const subject = unit ? `user:${username}` : `name:${hashName(username).toString('hex').slice(0, 16)}`
  await recordAudit(ctx, { action: 'log-in.failed', subject, unit })
  if (counted?.locks) await recordAudit(ctx, { action: 'log-in.locked', subject, unit })
}

export async function forgiveFailures(ctx: Ctx, username: string): Promise<void> {
  await ctx.db.run('delete from login_failure where name_hash = $1', [hashName(username)])
}

export async function dropOldFailures(ctx: Ctx): Promise<void> {
  await ctx.db.run('delete from login_failure where failed_at <= $1 and (locked_until is null or locked_until <= $2)', [
    new Date(ctx.now.getTime() - DAY_MS),
    ctx.now,
  ])
}

function hashName(username: string): Buffer {
  return hashForLookup(`log-in:${username}`)
}
