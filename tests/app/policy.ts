import { Secret, TOTP } from 'otpauth'
import { addUser } from '../../app/auth/users.ts'
import type { Role } from '../../db/context.ts'
import type { TestDatabase } from '../support/database.ts'
import { ask, type Site } from './site.ts'

export const GOOD = 'Hu-Po 2026 spring'

/** The policy as the product is shipped with it, which tests elsewhere live without. */
export async function useShippedPolicy(database: TestDatabase): Promise<void> {
  await database.pool.query('delete from login_policy')
  await database.pool.query('insert into login_policy select * from tests.shipped_login_policy')
}

export function addAt(database: TestDatabase, now: string, username: string, roles: Role[], more: object = {}) {
  const user = { username, name: username, roles, organisationPath: 'X.', password: GOOD, ...more }
  return addUser(database.ctx(now), user)
}

/** Tries a password from an address of its own, so that the limit for one address is not met. */
export async function enter(site: Site, username: string, password: string, userAgent = '') {
  const remoteAddress = `10.0.${Math.floor(Math.random() * 250)}.${Math.floor(Math.random() * 250)}`
  const headers = userAgent ? { 'user-agent': userAgent } : {}
  const answer = await ask(site, {
    method: 'POST',
    url: '/api/session',
    payload: { username, password },
    headers,
    remoteAddress,
  })
  return { ...answer, token: answer.cookie?.value ?? '' }
}

/** What an authenticator shows at that time. */
export function codeAt(secret: string, at: string | Date): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: new Date(at).getTime() })
}
