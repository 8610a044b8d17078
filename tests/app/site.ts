import type { InjectOptions } from 'fastify'
import { z } from 'zod'
import { addUser } from '../../app/auth/users.ts'
import { readConfig } from '../../app/config.ts'
import { buildServer } from '../../app/server.ts'
import type { Role } from '../../db/context.ts'
import type { App, Department } from '../../db/department.ts'
import { poolDb } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import type { TestDatabase } from '../support/database.ts'

export const PASSWORD = 'a long enough password'
export const HOST = 'dianhu.example:8080'

/** The real server at a time that a test can move. */
export type Site = { app: App; setNow(at: string): void; isReady: boolean }

export async function openSite(database: TestDatabase, departments: Department[], now: string): Promise<Site> {
  let at = new Date(now)
  const site: Site = {
    app: undefined as unknown as App,
    isReady: true,
    setNow: (next) => {
      at = new Date(next)
    },
  }
  site.app = await buildServer(
    { ...readConfig([], {}), logLevel: 'silent' },
    { db: poolDb(database.pool), clock: () => at, departments, isReady: async () => site.isReady },
  )
  return site
}

export function addPerson(database: TestDatabase, username: string, roles: Role[], organisationPath = 'X.') {
  const person = { username, name: username, roles, organisationPath, password: PASSWORD }
  return addUser(database.ctx('2026-01-01T00:00:00+08:00'), person)
}

export async function ask(site: Site, options: InjectOptions & { token?: string }) {
  const { token, ...rest } = options
  const headers = { host: HOST, ...(token ? { cookie: `dianhu=${token}` } : {}), ...rest.headers }
  const answer = await site.app.inject({ ...rest, headers })
  const cookie = answer.cookies.find(({ name }) => name === 'dianhu')
  return { status: answer.statusCode, body: answer.body ? (answer.json() as unknown) : null, cookie, answer }
}

export async function logIn(site: Site, username: string): Promise<string> {
  const { cookie } = await ask(site, {
    method: 'POST',
    url: '/api/session',
    payload: { username, password: PASSWORD },
  })
  return cookie?.value ?? ''
}

/** A department with one route of each kind of ending, which counts what was really done. */
export function createProbe() {
  const done: string[] = []
  const slow = Promise.withResolvers<void>()
  const probe: Department = {
    name: 'probe',
    subscribers: [],
    jobs: [],
    routes(app) {
      app.get('/api/probe/notes', { config: { roles: ['agent'] } }, async () => ({ done }))
      app.post(
        '/api/probe/notes',
        {
          config: { roles: ['agent', 'lead'] },
          schema: { body: z.strictObject({ text: z.string().min(1), count: z.number().int().optional() }) },
        },
        async (request, reply) => {
          const { text, count = 1 } = request.body
          if (text === 'refuse') throw new Refusal('NOT_TODAY', '今天不行')
          if (text === 'boom') throw new Error('the password of the database is hunter2')
          if (text === 'number') await request.ctx.db.rows('select $1::int', [count])
          if (text === 'text') await request.ctx.db.rows(`select $1::text`, ['\u0000'])
          if (text === 'slow') await slow.promise
          done.push(text)
          return reply.status(201).send({ number: done.length })
        },
      )
      app.post('/api/probe/silences', { config: { roles: ['agent'] } }, async (_request, reply) => {
        done.push('silence')
        return reply.status(204).send(null)
      })
    },
  }
  /** `endSlow`: what is slow ends. */
  return { probe, done, endSlow: slow.resolve }
}
