import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { departments } from '../../app/main.ts'
import type { Way } from '../../app/people/ways.ts'
import type { Department } from '../../db/department.ts'
import { leastBody } from '../support/body.ts'
import { useDatabase } from '../support/database.ts'
import { layApplication, layCounties, layWritten, logInAll, NOW, type Things, type Tokens } from './matrix-cast.ts'
import { HOST, openSite, type Site } from './site.ts'
import { weigh } from './weigh.ts'
import { type Writing, writings } from './writings.ts'

/** Writes without a rule, to anybody's thing, and to nobody's. */
const leaky: Department = {
  name: 'leaky',
  subscribers: [],
  jobs: [],
  routes(app) {
    const config = { roles: ['agent' as const, 'customer' as const] }
    app.post('/api/leaky/unruled/:id', { config }, async () => ({}))
    app.post('/api/leaky/accounts/:accountNo', { config }, async ({ ctx }) => {
      await ctx.db.run(`update account set address = address || '!'`)
      return {}
    })
    app.post('/api/leaky/missing/:id', { config }, async (_request, reply) => reply.status(404).send({}))
  },
}
const isNamed = ({ method, url, roles }: Way) => method !== 'GET' && url.includes(':') && !roles.includes('public')
const nameOf = ({ method, url }: Way) => `${method} ${url}`

describe('the matrix of writes', () => {
  const database = useDatabase()
  let site: Site
  let planted: Site
  let things: Things
  let tokens: Tokens

  beforeAll(async () => {
    things = await layCounties(database)
    site = await openSite(database, departments, NOW)
    tokens = await logInAll(site)
    things = { ...things, ...(await layApplication(database, site, { tokens, things })) }
    things = { ...things, ...(await layWritten(database, things)) }
    planted = await openSite(database, [leaky], NOW)
    await planted.app.ready()
  })
  afterAll(async () => {
    await site.app.close()
    await planted.app.close()
  })

  async function call(at: Site, way: Way, { of, body }: Exclude<Writing, { free: string }>, token: string) {
    const names = of.split(' ')
    const url = way.url.replace(/:\w+/g, () => encodeURIComponent(things[names.shift() ?? ''] ?? '0'))
    const description = (at.app as unknown as Described).swagger()
    const path = description.paths[way.url.replace(/:(\w+)/g, '{$1}')]?.[way.method.toLowerCase()]
    const shape = leastBody(path?.requestBody?.content?.['application/json']?.schema)
    const payload = shape === undefined && !body ? undefined : { ...(shape as object | null), ...body }
    const headers = { host: HOST, cookie: `dianhu=${token}` }
    const answer = await at.app.inject({
      method: way.method as 'POST',
      url,
      headers,
      ...(payload ? { payload } : {}),
    })
    return { status: answer.statusCode, text: answer.body.slice(0, 160) }
  }
  type Described = {
    swagger(): {
      paths: Record<string, Record<string, { requestBody?: { content?: Record<string, { schema: object }> } }>>
    }
  }

  /** Asked as of the other county, and as the other customer: it is not there, and nothing has changed. */
  async function findTrespasses(at: Site, ways: Way[], rules: Record<string, Writing>): Promise<string[]> {
    const faults: string[] = []
    const before = await weigh(database.pool)
    for (const way of ways.filter(isNamed)) {
      const writing = rules[nameOf(way)]
      if (!writing) faults.push(`${nameOf(way)}: no rule`)
      if (!writing || 'free' in writing) continue
      for (const role of way.roles) {
        const { status, text } = await call(at, way, writing, tokens.foreign[role] ?? '')
        if (status !== 404 && status !== 403) faults.push(`${nameOf(way)}: ${role} ${status} ${text}`)
      }
    }
    const after = await weigh(database.pool)
    for (const [table, weight] of after) if (before.get(table) !== weight) faults.push(`${table} changed`)
    return faults
  }

  /** To somebody of the own county it is there: else a wrong address would prove anything. */
  async function findUnproved(at: Site, ways: Way[], rules: Record<string, Writing>): Promise<string[]> {
    const faults: string[] = []
    for (const way of ways.filter(isNamed)) {
      const writing = rules[nameOf(way)]
      if (!writing || 'free' in writing || writing.unproved) continue
      const answers = []
      for (const role of way.roles) answers.push(await call(at, way, writing, tokens.own[role] ?? ''))
      if (answers.some(({ status }) => ![400, 401, 403, 404, 500].includes(status))) continue
      faults.push(`${nameOf(way)}: ${answers.map(({ status, text }) => `${status} ${text}`).join(' | ')}`)
    }
    return faults
  }

  test('lets nobody write to what belongs to another county or another customer', async () => {
    expect(site.app.ways.filter(isNamed).length).toBeGreaterThan(80)
    expect(await findTrespasses(site, site.app.ways, writings)).toEqual([])
  })

  test('holds no rule of a route that is gone', () => {
    const named = new Set(site.app.ways.filter(isNamed).map(nameOf))
    expect(Object.keys(writings).filter((name) => !named.has(name))).toEqual([])
  })

  test('finds a planted trespass: a route without a rule, and one that writes to anybody’s', async () => {
    const rules: Record<string, Writing> = {
      'POST /api/leaky/accounts/:accountNo': { of: 'accountNo' },
      'POST /api/leaky/missing/:id': { of: 'point' },
    }
    const ways = planted.app.ways.filter(({ url }) => url.startsWith('/api/leaky'))
    expect(await findTrespasses(planted, ways, rules)).toEqual([
      'POST /api/leaky/unruled/:id: no rule',
      'POST /api/leaky/accounts/:accountNo: agent 200 {}',
      'POST /api/leaky/accounts/:accountNo: customer 200 {}',
      'account changed',
    ])
    expect(await findUnproved(planted, ways, rules)).toEqual(['POST /api/leaky/missing/:id: 404 {} | 404 {}'])
  })

  // Last, since it writes.
  test('serves somebody of the own county at each of these routes', async () => {
    expect(await findUnproved(site, site.app.ways, writings)).toEqual([])
  })
})
