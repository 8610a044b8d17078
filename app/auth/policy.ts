import type { Ctx, Role } from '../../db/context.ts'
import { civilDay } from '../../db/time.ts'

type Rule =
  | 'least-length'
  | 'kinds'
  | 'former-passwords'
  | 'expiry-days'
  | 'lock-failures'
  | 'lock-minutes'
  | 'idle-minutes'
  | 'single-session'
  | 'second-factor'

type Row = { rule: Rule; figure: number | null; roles: Role[] | null; exceptRoles: Role[]; demoExempt: boolean }

/** Whom a rule is asked for. */
export type Holder = { roles: Role[]; demo: boolean }

/** What the policy asks of one user; a figure that is null is not asked of him. */
export type Policy = {
  leastLength: number | null
  kinds: number | null
  formerPasswords: number | null
  expiryDays: number | null
  lockFailures: number | null
  lockMinutes: number | null
  idleMinutes: number | null
  singleSession: boolean
  secondFactor: boolean
}

export async function findPolicy(ctx: Pick<Ctx, 'db' | 'now'>, holder: Holder): Promise<Policy> {
  const rows = await ctx.db.rows<Row>(
    `select rule, figure, roles, except_roles as "exceptRoles", demo_exempt as "demoExempt" from login_policy
     where valid_from <= $1 and (valid_to is null or valid_to > $1)`,
    [civilDay(ctx.now)],
  )
  const binding = new Map(rows.filter((row) => binds(row, holder)).map((row) => [row.rule, row]))
  const figure = (rule: Rule) => binding.get(rule)?.figure ?? null
  return {
    leastLength: figure('least-length'),
    kinds: figure('kinds'),
    formerPasswords: figure('former-passwords'),
    expiryDays: figure('expiry-days'),
    lockFailures: figure('lock-failures'),
    lockMinutes: figure('lock-minutes'),
    idleMinutes: figure('idle-minutes'),
    singleSession: binding.has('single-session'),
    secondFactor: binding.has('second-factor'),
  }
}

function binds(row: Row, { roles, demo }: Holder): boolean {
  if (demo && row.demoExempt) return false
  // Whoever has another role besides is bound by it.
  if (roles.length > 0 && roles.every((role) => row.exceptRoles.includes(role))) return false
  return row.roles === null || row.roles.some((role) => roles.includes(role))
}
