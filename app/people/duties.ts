import type { Ctx, Role } from '../../db/context.ts'
import { Refusal } from '../../db/refusal.ts'
import { roleNames } from './contract.ts'
import { findConflict } from './rules/duties.ts'
import { listDutyRules } from './sql/duties.ts'

/** Refuses with `ROLES_IN_CONFLICT`, at `roles`, what nobody may have together. */
export async function refuseConflict(ctx: Pick<Ctx, 'db' | 'now'>, roles: Role[]): Promise<void> {
  const conflict = findConflict(roles, await listDutyRules(ctx))
  if (!conflict) return
  const message = `${roleNames[conflict.one][0]}与${roleNames[conflict.other][0]}须由不同人员担任(${conflict.basis})`
  throw new Refusal('ROLES_IN_CONFLICT', message, { issues: [{ path: 'roles', message }] })
}
