import { recordAudit } from '../../db/audit.ts'
import { type Ctx, isSamePerson, type Role } from '../../db/context.ts'
import { giveUpMessages } from '../../db/messages.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { toWire } from '../../db/wire.ts'
import { setPassword } from '../auth/password-changes.ts'
import { resetSecondFactor } from '../auth/second-factor.ts'
import { addUser } from '../auth/users.ts'
import { refuseConflict } from './duties.ts'
import { splitWanted } from './rules/duties.ts'
import { listLentRoles } from './sql/delegations.ts'
import { listDutyRules, listGuardedRoles } from './sql/duties.ts'
import {
  askForRoles,
  decideRequest,
  findRequest,
  findUserRow,
  listUnits,
  listUserRows,
  lockUser,
  saveDisabled,
  saveUser,
  type UserRow,
} from './sql/users.ts'
import type { Duties, NewStaffUser, RoleDecision, StaffUser, UserChange, UserList, UserQuery } from './user-contract.ts'

export async function listUsers(ctx: Ctx, query: UserQuery): Promise<UserList> {
  const rows = await listUserRows(ctx, query)
  const items = rows.slice(0, query.limit)
  const nextCursor = rows.length > query.limit ? String(items.at(-1)?.id) : null
  return { items: items.map(describe), nextCursor, units: await listUnits(ctx) }
}

export async function findUser(ctx: Ctx, id: number): Promise<StaffUser> {
  const row = await findUserRow(ctx, id)
  if (!row) throw notFound('用户')
  return describe(row)
}

export async function listDuties(ctx: Ctx): Promise<Duties> {
  return { apart: await listDutyRules(ctx), guarded: await listGuardedRoles(ctx) } as Duties
}

/**
 * Adds a log-in within the administrator's unit; guarded roles wait for a second administrator. Refuses with `NOT_FOUND`
 * for another's unit, `ROLES_IN_CONFLICT` and `USER_NOT_ADDED`.
 */
export function addStaffUser(ctx: Ctx, input: NewStaffUser): Promise<StaffUser> {
  return transact(ctx, async (inner) => {
    const { username, name, password, roles, organisationId, reason } = input
    const unit = await findUnit(inner, organisationId)
    await refuseConflict(inner, roles)
    const { now, asked } = splitWanted(roles, { roles: [], isForThisUnit: false }, await guardedRoles(inner))
    const organisationPath = unit.path
    const id = await addUser(inner, { username, name, password, roles: now, organisationPath, mustChange: true })
    await askForRoles(inner, id, asked, reason)
    await recordAudit(inner, {
      action: 'user.placed',
      subject: `user:${username}`,
      detail: { unit: unit.path, roles: now, asked, reason },
    })
    return findUser(inner, id)
  })
}

/**
 * What somebody is from now on: his name, unit and roles. A guarded role that is new to him, or goes with him to a unit
 * that is not within his own, waits for a second administrator. Refuses with `NOT_FOUND`, `OWN_ENTRY` and `ROLES_IN_CONFLICT`.
 */
export function changeUser(ctx: Ctx, id: number, change: UserChange): Promise<StaffUser> {
  return transact(ctx, async (inner) => {
    const user = await lockOther(inner, id)
    const unit = await findUnit(inner, change.organisationId)
    await refuseConflict(inner, [...change.roles, ...(await listLentRoles(inner, id))])
    const had = { roles: user.roles as Role[], isForThisUnit: unit.path.startsWith(user.path) }
    const { now, asked } = splitWanted(change.roles, had, await guardedRoles(inner))
    await saveUser(inner, { id, name: change.name, organisationId: unit.id, roles: now })
    await askForRoles(inner, id, asked, change.reason)
    await recordAudit(inner, {
      action: 'user.changed',
      subject: `user:${user.username}`,
      detail: {
        before: { unit: user.path, roles: user.roles },
        after: { unit: unit.path, roles: now },
        asked,
        renamed: user.name !== change.name,
        reason: change.reason,
      },
    })
    return findUser(inner, id)
  })
}

/** Opens or closes a log-in; who is closed out is so at his next request. Refuses with `NOT_FOUND`, `OWN_ENTRY`, `ALREADY_SO`. */
export function setDisabled(ctx: Ctx, id: number, isDisabled: boolean, reason: string): Promise<StaffUser> {
  return transact(ctx, async (inner) => {
    const user = await lockOther(inner, id)
    if ((user.disabledAt !== null) === isDisabled) {
      throw new Refusal('ALREADY_SO', isDisabled ? '该用户已停用' : '该用户已启用')
    }
    await saveDisabled(inner, id, isDisabled)
    if (isDisabled) await giveUpMessages(inner, { userId: id, because: 'disabled' })
    const action = isDisabled ? 'user.disabled' : 'user.enabled'
    await recordAudit(inner, { action, subject: `user:${user.username}`, detail: { reason } })
    return findUser(inner, id)
  })
}

/** Refuses with `NOT_FOUND` and `OWN_ENTRY`. */
export function setOneTimePassword(ctx: Ctx, id: number, password: string, reason: string): Promise<void> {
  return transact(ctx, async (inner) => {
    const user = await lockOther(inner, id)
    await setPassword(inner, id, password, { mustChange: true })
    await recordAudit(inner, { action: 'user.password-set', subject: `user:${user.username}`, detail: { reason } })
  })
}

/** For whoever lost his device. Refuses with `NOT_FOUND`, `OWN_ENTRY` and `NO_SECOND_FACTOR`. */
export function resetFactor(ctx: Ctx, id: number, reason: string): Promise<StaffUser> {
  return transact(ctx, async (inner) => {
    const user = await lockOther(inner, id)
    if (!user.hasSecondFactor) throw new Refusal('NO_SECOND_FACTOR', '该用户没有绑定动态口令')
    await resetSecondFactor(inner, id, reason)
    return findUser(inner, id)
  })
}

/**
 * A second administrator gives the roles that another asked for, or does not. Refuses with `NOT_FOUND`, `SAME_PERSON`,
 * `OWN_ENTRY` and `ROLES_IN_CONFLICT`.
 */
export function decideRoles(ctx: Ctx, requestId: number, { decision, note }: RoleDecision): Promise<StaffUser> {
  return transact(ctx, async (inner) => {
    const request = await findRequest(inner, requestId)
    if (!request || !(await findUserRow(inner, request.userId))) throw notFound('岗位申请')
    if (isSamePerson(inner.actor, request.askedBy))
      throw new Refusal('SAME_PERSON', '不能复核自己提出的岗位,请由另一名管理员复核')
    const user = await lockOther(inner, request.userId)
    const roles = [...new Set([...(user.roles as Role[]), ...request.roles])]
    if (decision === 'released') {
      await refuseConflict(inner, [...roles, ...(await listLentRoles(inner, user.id))])
      await saveUser(inner, { id: user.id, name: user.name, organisationId: user.organisationId, roles })
    }
    await decideRequest(inner, requestId, decision, note)
    await recordAudit(inner, {
      action: `user.roles-${decision}`,
      subject: `user:${user.username}`,
      detail: { roles: request.roles, askedBy: request.askedBy, note },
    })
    return findUser(inner, user.id)
  })
}

/** Nobody changes himself: neither what he may, nor where, nor how he logs in. */
async function lockOther(ctx: Ctx, id: number): Promise<UserRow> {
  const user = await lockUser(ctx, id)
  if (!user) throw notFound('用户')
  if (user.username === ctx.actor.username) {
    throw new Refusal('OWN_ENTRY', '不能变更自己的岗位、单位和登录状态,请由另一名管理员办理')
  }
  return user
}

async function findUnit(ctx: Ctx, organisationId: number): Promise<{ id: number; path: string }> {
  const unit = (await listUnits(ctx)).find(({ id }) => id === organisationId)
  if (!unit) throw notFound('单位')
  return unit
}

async function guardedRoles(ctx: Ctx): Promise<Role[]> {
  return (await listGuardedRoles(ctx)).map(({ role }) => role)
}

function describe({ path: _, ...row }: UserRow): StaffUser {
  return toWire(row)
}
