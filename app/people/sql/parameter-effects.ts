import type { Ctx, Role } from '../../../db/context.ts'

export type PolicyHolder = {
  roles: Role[]
  demo: boolean
  passwordSetAt: Date
  hasSecondFactor: boolean
  sessions: number
}

/** All users whom a rule may bind, without a name. */
export function listPolicyHolders(ctx: Ctx): Promise<PolicyHolder[]> {
  return ctx.db.rows(
    `select u.roles, u.demo, u.password_set_at as "passwordSetAt",
       exists (select from user_totp t where t.user_id = u.id and t.confirmed_at is not null) as "hasSecondFactor",
       (select count(distinct s.session_id) from user_session s where s.user_id = u.id and s.expires_at > $1)::int as sessions
     from app_user u where u.disabled_at is null`,
    [ctx.now],
  )
}

const beyond = {
  failures:
    "select count(*)::int as count from login_failure where failures >= $2 and failed_at > $1::timestamptz - interval '1 day'",
  idle: `select count(distinct session_id)::int as count from user_session
    where expires_at > $1 and used_at < $1::timestamptz - $2 * interval '1 minute'`,
} as const

/** Names that failed so often within a day, or sessions that are idle for longer; none where there is no figure. */
export async function countBeyond(ctx: Ctx, what: keyof typeof beyond, figure: number | null): Promise<number> {
  if (figure === null) return 0
  const row = await ctx.db.first<{ count: number }>(beyond[what], [ctx.now, figure])
  return row?.count ?? 0
}
