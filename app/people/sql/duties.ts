import type { Ctx, Role } from '../../../db/context.ts'
import { civilDay } from '../../../db/time.ts'

type Clocked = Pick<Ctx, 'db' | 'now'>
type Basis = { basis: string; confirmed: boolean; validFrom: string }

export function listDutyRules(ctx: Clocked): Promise<({ one: Role; other: Role } & Basis)[]> {
  return ctx.db.rows(
    `select one, other, basis, confirmed, valid_from as "validFrom" from duty_rule
     where valid_from <= $1 and (valid_to is null or valid_to > $1) order by one, other`,
    [civilDay(ctx.now)],
  )
}

export function listGuardedRoles(ctx: Clocked): Promise<({ role: Role } & Basis)[]> {
  return ctx.db.rows(
    `select role, basis, confirmed, valid_from as "validFrom" from guarded_role
     where valid_from <= $1 and (valid_to is null or valid_to > $1) order by role`,
    [civilDay(ctx.now)],
  )
}
