import { addUser } from '../../app/auth/users.ts'
import type { Ctx, Role } from '../../db/context.ts'
import type { TestDatabase } from '../support/database.ts'

export type Seat = { id: number; at: (now: string) => Ctx }

/** Somebody who works at the desk: `at` is his context at an instant. */
export async function seat(
  database: TestDatabase,
  username: string,
  { roles = ['agent'] as Role[], scope = 'X.' } = {},
): Promise<Seat> {
  const ctx = database.ctx('2026-01-01T00:00:00+08:00')
  const person = { username, name: username, roles, organisationPath: scope, password: 'a long enough password' }
  const id = await addUser(ctx, person)
  return {
    id,
    at: (now) => ({ ...database.ctx(now), scope, actor: { id, username, name: username, roles, customerId: null } }),
  }
}
