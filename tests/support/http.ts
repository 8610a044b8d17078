import type { InjectOptions } from 'fastify'
import { addUser } from '../../app/auth/users.ts'
import { readConfig } from '../../app/config.ts'
import { buildServer } from '../../app/server.ts'
import type { Role } from '../../db/context.ts'
import type { App, Department } from '../../db/department.ts'
import { poolDb } from '../../db/pool.ts'
import type { TestDatabase } from './database.ts'

/** The real server over departments under test, at one instant or by a clock. Close it when done. */
export function serveAt(database: TestDatabase, departments: Department[], now: string | (() => Date)): Promise<App> {
  const config = { ...readConfig([], {}), logLevel: 'silent' as const }
  const clock = typeof now === 'string' ? () => new Date(now) : now
  return buildServer(config, { db: poolDb(database.pool), clock, departments, isReady: async () => true })
}

export type Caller = (
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  payload?: unknown,
  headers?: Record<string, string>,
) => Promise<{
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: an answer is looked at with matchers, whatever its route.
  body: any
}>

/** Adds a user with one role at the organisation and logs him in over HTTP. */
export async function logInAs(
  app: App,
  database: TestDatabase,
  user: { role: Role; organisationPath: string; customerId?: number; username?: string; phone?: string },
): Promise<Caller> {
  const { role, organisationPath, customerId, phone, username = `${user.role}${customerId ?? ''}` } = user
  const credentials = { username, password: 'a long enough password' }
  const ctx = database.ctx('2026-01-01T00:00:00Z')
  await addUser(ctx, { ...credentials, name: role, roles: [role], organisationPath, customerId, phone })
  const session = await app.inject({ method: 'POST', url: '/api/session', payload: credentials })
  const cookies = Object.fromEntries(session.cookies.map(({ name, value }) => [name, value]))
  return async (method, url, payload, headers = {}) => {
    const answer = await app.inject({ method, url, cookies, headers, ...(payload ? { payload } : {}) } as InjectOptions)
    return { status: answer.statusCode, body: answer.body === '' ? null : answer.json() }
  }
}
