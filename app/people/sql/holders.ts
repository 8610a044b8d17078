import type { Ctx, Role } from '../../../db/context.ts'
import { civilDay } from '../../../db/time.ts'
import { holds, stillHad } from './delegations.ts'

export type Holder = { id: number; username: string; name: string; unit: string; roles: Role[] }

/** Staff within the reader's unit who can log in; customers are no part of the organisation. */
const holders = `select u.id, u.username, u.name, o.name as unit, u.roles
  from app_user u join organisation o on o.id = u.organisation_id
  where starts_with(o.path, $1) and not 'customer' = any(u.roles)`

export function findHolder(ctx: Ctx, username: string): Promise<Holder | undefined> {
  return ctx.db.first(`${holders} and u.username = $2`, [ctx.scope, username])
}

export function listHoldersOf(ctx: Ctx, roles: string[]): Promise<Holder[]> {
  return ctx.db.rows(
    `${holders} and (u.roles && $2 or exists (
       select from delegation d join app_user f on f.id = d.from_id where d.to_id = u.id and ${holds('$3::date')} and ${stillHad} && $2)) and u.disabled_at is null order by o.path, u.username limit 500`,
    [ctx.scope, roles, civilDay(ctx.now)],
  )
}
