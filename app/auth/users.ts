import { recordAudit } from '../../db/audit.ts'
import type { Actor, Ctx, Role } from '../../db/context.ts'
import { boundAccountsOf } from '../../db/customers/bindings.ts'
import { normalisePhone } from '../../db/customers/identities.ts'
import { partyOf } from '../../db/customers/parties.ts'
import { encryptText, hashForLookup } from '../../db/customers/secrets.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { refuseConflict } from '../people/duties.ts'
import { hashPassword, isPasswordRight } from './passwords.ts'
import { findPolicy, type Holder } from './policy.ts'
import { refusePassword } from './rules/password.ts'
import type { Standing } from './rules/stage.ts'

export type SignedInUser = Actor & { scope: string; organisation: string }

type NewUser = {
  username: string
  name: string
  password: string
  roles: Role[]
  organisationPath: string
  customerId?: number | undefined
  /** By which he may log in too. */
  phone?: string | undefined
  /** With a password that everybody knows; disabled wherever the simulated town does not run. */
  demo?: boolean
  /** Somebody else chose the password: it opens nothing until it is changed. */
  mustChange?: boolean
}

const PHONE = /^[+\d][\d -]{10,17}$/

/** Verified when no user has the name, so that the answer takes as long either way. */
const NOBODY = await hashPassword('nobody has this password')

export function addUser(ctx: Ctx, user: NewUser): Promise<number> {
  return transact(ctx, async (inner) => {
    await refuseConflict(inner, user.roles)
    const { username, roles, demo = false, mustChange = false } = user
    await refuseWeakPassword(inner, { username, roles, demo }, user.password)
    const row = await inner.db.first<{ id: number }>(
      `insert into app_user
         (username, name, password_hash, roles, organisation_id, customer_id, demo, password_set_at, must_change_password,
          phone_cipher, phone_hash, phone_tail)
       select $1, $2, $3, $4, id, $6, $7, $8, $9, $10, $11, $12 from organisation where path = $5
       on conflict do nothing returning id`,
      [
        user.username,
        user.name,
        await hashPassword(user.password),
        user.roles,
        user.organisationPath,
        user.customerId ?? null,
        demo,
        inner.now,
        mustChange,
        ...(user.phone
          ? [encryptText(user.phone), hashForLookup(user.phone), user.phone.slice(-4)]
          : [null, null, null]),
      ],
    )
    if (!row) throw new Refusal('USER_NOT_ADDED', '用户名已存在,或组织不存在')
    await recordAudit(inner, { action: 'user.added', subject: `user:${user.username}`, detail: { roles: user.roles } })
    return row.id
  })
}

/** What the log-in policy asks of a password, refused at `password`. */
export async function refuseWeakPassword(
  ctx: Pick<Ctx, 'db' | 'now'>,
  holder: Holder & { username: string },
  password: string,
): Promise<void> {
  const faults = refusePassword(await findPolicy(ctx, holder), holder.username, password)
  if (faults.length === 0) return
  throw new Refusal('PASSWORD_TOO_WEAK', `密码不符合要求:${faults.join(';')}`, {
    issues: faults.map((message) => ({ path: 'password', message })),
  })
}

/** What decides which parts of the log-in policy a user is asked for, and whether he has met them. */
export async function findStanding(
  ctx: Pick<Ctx, 'db'>,
  userId: number,
): Promise<Holder & Standing & { username: string }> {
  const row = await ctx.db.first<Holder & Standing & { username: string }>(
    `select u.username, u.roles, u.demo, u.must_change_password as "mustChange", u.password_set_at as "passwordSetAt",
       exists (select from user_totp t where t.user_id = u.id and t.confirmed_at is not null) as "hasSecondFactor"
     from app_user u where u.id = $1`,
    [userId],
  )
  if (!row) throw notFound('用户')
  return row
}

export async function allowDemoUsers(ctx: Ctx, allowed: boolean): Promise<void> {
  await ctx.db.run(
    'update app_user set disabled_at = case when $1 then null else coalesce(disabled_at, $2) end where demo',
    [allowed, ctx.now],
  )
}

/** The user name of whoever has the phone that was typed in its place; what nobody has stays as it was typed. */
export async function findLogInName(ctx: Pick<Ctx, 'db'>, typed: string): Promise<string> {
  const phone = PHONE.test(typed) ? normalisePhone(typed) : typed
  const row = await ctx.db.first<{ username: string }>(
    `select username from app_user where username = $1 or phone_hash = $2 order by username = $1 desc limit 1`,
    [typed, hashForLookup(phone)],
  )
  return row?.username ?? phone
}

export async function findSignedInUser(ctx: Pick<Ctx, 'db'>, userId: number): Promise<SignedInUser> {
  const user = await ctx.db.first<SignedInUser>(
    `select ${COLUMNS} from app_user u join organisation o on o.id = u.organisation_id where u.id = $1`,
    [userId],
  )
  if (!user) throw notFound('用户')
  return user
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

/** Who is no customer yet is a party of his own (`isOfParty`): he sees nothing where staff see their scope. */
export const COLUMNS = `u.id, u.username, u.name, u.roles, o.path as scope, o.name as organisation,
  coalesce(${partyOf('u.customer_id')}, case when 'customer' = any(u.roles) then -u.id end) as "customerId",
  case when 'customer' = any(u.roles) then ${boundAccountsOf('u.id')} end as "boundAccounts"`
