import { recordAudit } from '../../db/audit.ts'
import type { Actor, Ctx, Role } from '../../db/context.ts'
import { partyOf } from '../../db/customers/parties.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { refuseConflict } from '../people/duties.ts'
import { hashPassword, isPasswordRight } from './passwords.ts'

export type SignedInUser = Actor & { scope: string; organisation: string }

type NewUser = {
  username: string
  name: string
  password: string
  roles: Role[]
  organisationPath: string
  customerId?: number | undefined
  /** With a password that everybody knows; disabled wherever the simulated town does not run. */
  demo?: boolean
  /** Somebody else chose the password: it opens nothing until it is changed. */
  mustChange?: boolean
}

/** Verified when no user has the name, so that the answer takes as long either way. */
const NOBODY = await hashPassword('nobody has this password')

export function addUser(ctx: Ctx, user: NewUser): Promise<number> {
  return transact(ctx, async (inner) => {
    await refuseConflict(inner, user.roles)
    const row = await inner.db.first<{ id: number }>(
      `insert into app_user (username, name, password_hash, roles, organisation_id, customer_id, demo)
       select $1, $2, $3, $4, id, $6, $7 from organisation where path = $5
       on conflict (username) do nothing returning id`,
      [
        user.username,
        user.name,
        await hashPassword(user.password),
        user.roles,
        user.organisationPath,
        user.customerId ?? null,
        user.demo ?? false,
      ],
    )
    if (!row) throw new Refusal('USER_NOT_ADDED', '用户名已存在,或组织不存在')
    await recordAudit(inner, { action: 'user.added', subject: `user:${user.username}`, detail: { roles: user.roles } })
    return row.id
  })
}

/** Whoever is logged in with the old password is logged out. */
export async function setPassword(
  ctx: Ctx,
  userId: number,
  password: string,
  _how: { mustChange: boolean },
): Promise<void> {
  await ctx.db.run('update app_user set password_hash = $2 where id = $1', [userId, await hashPassword(password)])
  await ctx.db.run('delete from user_session where user_id = $1', [userId])
}

export async function allowDemoUsers(ctx: Ctx, allowed: boolean): Promise<void> {
  await ctx.db.run(
    'update app_user set disabled_at = case when $1 then null else coalesce(disabled_at, $2) end where demo',
    [allowed, ctx.now],
  )
}

export async function findUserByPassword(
  ctx: Pick<Ctx, 'db'>,
  input: { username: string; password: string },
): Promise<SignedInUser | null> {
  const row = await ctx.db.first<SignedInUser & { passwordHash: string }>(
    `select ${COLUMNS}, u.password_hash as "passwordHash"
     from app_user u join organisation o on o.id = u.organisation_id
     where u.username = $1 and u.disabled_at is null`,
    [input.username],
  )
  const right = await isPasswordRight(input.password, row?.passwordHash ?? NOBODY)
  if (!row || !right) return null
  const { passwordHash: _, ...user } = row
  return user
}

/** 0 is nobody's id: a customer's log-in that is tied to no customer sees nothing, where staff see their scope. */
export const COLUMNS = `u.id, u.username, u.name, u.roles, o.path as scope, o.name as organisation,
  coalesce(${partyOf('u.customer_id')}, case when 'customer' = any(u.roles) then 0 end) as "customerId"`
