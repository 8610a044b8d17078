import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { departments } from '../../app/main.ts'
import type { Way } from '../../app/people/ways.ts'
import { roles } from '../../db/context.ts'
import type { Department } from '../../db/department.ts'
import { useDatabase } from '../support/database.ts'
import {
  addressOf,
  layApplication,
  layCounties,
  logInAll,
  MARKS,
  NOW,
  type Things,
  type Tokens,
} from './matrix-cast.ts'
import { type Sight, sights } from './sights.ts'
import { HOST, openSite, type Site } from './site.ts'

/** Leaks in each way that a route can: no rule, a thing of anybody's, a list of everybody's, and what has no control. */
const leaky: Department = {
  name: 'leaky',
  subscribers: [],
  jobs: [],
  routes(app) {
    const config = { roles: ['agent' as const, 'customer' as const] }
    app.get('/api/leaky/unruled', { config }, async () => ({}))
    app.get('/api/leaky/accounts/:accountNo', { config }, async () => ({ name: '某人' }))
    app.get('/api/leaky/accounts', { config }, async () => ({ names: ['陈桂兰'] }))
    app.get('/api/leaky/accounts.csv', { config }, async (_request, reply) => reply.type('text/csv').send('陈桂兰'))
    app.get('/api/leaky/empty', { config }, async () => ({ names: [] }))
    app.post('/api/leaky/accounts', { config: { roles: ['public'] } }, async () => ({}))
  },
}

const isRead = ({ method, roles: callers }: Way) => method === 'GET' && !callers.includes('public')
const isDenied = ({ roles: callers }: Way) => !callers.includes('public')

describe('the permission matrix', () => {
  const database = useDatabase()
  let site: Site
  let planted: Site
  let things: Things
  let tokens: Tokens
  let marks: string[]

  beforeAll(async () => {
    things = await layCounties(database)
    site = await openSite(database, departments, NOW)
    tokens = await logInAll(site)
    planted = await openSite(database, [leaky], NOW)
    things = { ...things, ...(await layApplication(database, site, { tokens, things })), print: 'application-form' }
    marks = [...MARKS, things.accountNo ?? '']
  })
  afterAll(async () => {
    await site.app.close()
    await planted.app.close()
  })

  const call = async (at: Site, { method }: Way, url: string, token?: string) => {
    const headers = { host: HOST, ...(token ? { cookie: `dianhu=${token}` } : {}) }
    const answer = await at.app.inject({ method: method as 'GET', url, headers })
    return { status: answer.statusCode, text: answer.body }
  }

  /** Each role that has no right is told so, and a visitor to log in, before anything of the request is looked at. */
  async function findOpenDoors(at: Site, ways: Way[]): Promise<string[]> {
    const faults: string[] = []
    for (const way of ways.filter(isDenied)) {
      const url = way.url.replace(/:\w+/g, '1')
      const visitor = await call(at, way, url)
      if (visitor.status !== 401) faults.push(`${way.method} ${way.url}: visitor ${visitor.status}`)
      const denied = roles.filter((each) => !way.roles.includes(each))
      const answers = await Promise.all(denied.map((role) => call(at, way, url, tokens.own[role])))
      for (const [n, { status }] of answers.entries())
        if (status !== 403) faults.push(`${way.method} ${way.url}: ${denied[n]} ${status}`)
    }
    return faults
  }

  async function findLeaks(at: Site, ways: Way[], rules: Record<string, Sight>): Promise<string[]> {
    const faults: string[] = []
    for (const way of ways.filter(isRead)) {
      const sight = rules[way.url]
      if (!sight) faults.push(`${way.url}: no rule`)
      else if (!('free' in sight)) faults.push(...(await findLeaksOf(at, way, sight)))
    }
    return faults
  }

  /** Everybody who may call asks as of the other county, or as the other customer; somebody must be served, or nothing is proved. */
  async function findLeaksOf(at: Site, way: Way, sight: Exclude<Sight, { free: string }>): Promise<string[]> {
    const faults: string[] = []
    let isServed = 'nothing' in sight
    const url = addressOf(way.url, sight, things)
    const asked = await Promise.all(
      way.roles.map(async (role) => ({
        role,
        own: await call(at, way, url, tokens.own[role]),
        other: await call(at, way, url, tokens.foreign[role]),
      })),
    )
    for (const { role, own, other } of asked) {
      const told = marks.filter((mark) => other.text.includes(mark))
      if (own.status >= 500 || other.status !== ('item' in sight ? 404 : 200) || told.length > 0) {
        faults.push(`${way.url}: ${role} ${own.status}, elsewhere ${other.status} ${told}`)
      }
      const shows = 'list' in sight ? marks.some((mark) => own.text.includes(mark)) : own.text !== other.text
      if (own.status === 200 && shows) isServed = true
    }
    return isServed ? faults : [...faults, `${way.url}: nobody is served`]
  }

  test('refuses every role without right, and every visitor, at every route', async () => {
    expect(site.app.ways.length).toBeGreaterThan(250)
    expect(await findOpenDoors(site, site.app.ways)).toEqual([])
  })

  test('shows of another county and of another customer nothing at any route that reads', async () => {
    expect(await findLeaks(site, site.app.ways, sights)).toEqual([])
  })

  /** A table that leaves as a file is on the record; an empty sheet to fill in is nobody's. */
  async function findUnrecorded(at: Site, ways: Way[], rules: Record<string, Sight>): Promise<string[]> {
    const faults: string[] = []
    for (const way of ways.filter(isRead)) {
      const sight = rules[way.url] ?? { free: '' }
      if ('free' in sight) continue
      const [role] = way.roles
      const before = await countExports()
      const headers = { host: HOST, cookie: `dianhu=${tokens.own[role ?? '']}` }
      const answer = await at.app.inject({ method: 'GET', url: addressOf(way.url, sight, things), headers })
      const isTable = /csv|spreadsheet/.test(String(answer.headers['content-type']))
      if (answer.statusCode === 200 && isTable && (await countExports()) !== before + 1) faults.push(way.url)
    }
    return faults
  }

  async function countExports(): Promise<number> {
    const { rows } = await database.pool.query(
      `select count(*)::int as n from audit_entry where action = 'list.exported'`,
    )
    return rows[0].n
  }

  test('puts every list that leaves as a file on the record', async () => {
    expect(await findUnrecorded(site, site.app.ways, sights)).toEqual([])
    expect(await countExports()).toBeGreaterThanOrEqual(7)
    const ways = planted.app.ways.filter(({ url }) => url.startsWith('/api/leaky'))
    const rules: Record<string, Sight> = { '/api/leaky/accounts.csv': { list: true } }
    expect(await findUnrecorded(planted, ways, rules)).toEqual(['/api/leaky/accounts.csv'])
  })

  test('holds no rule of a route that is gone', () => {
    const urls = new Set(site.app.ways.filter(isRead).map(({ url }) => url))
    expect(Object.keys(sights).filter((url) => !urls.has(url))).toEqual([])
  })

  test('finds a planted leak: a route without a rule, an open thing, an open list, a list that proves nothing', async () => {
    const rules: Record<string, Sight> = {
      ...sights,
      '/api/leaky/accounts/:accountNo': { item: 'accountNo' },
      '/api/leaky/accounts': { list: true },
      '/api/leaky/empty': { list: true },
      '/api/leaky/accounts.csv': { free: '' },
    }
    const ways = planted.app.ways.filter(({ url }) => url.startsWith('/api/leaky'))
    expect(await findLeaks(planted, ways, rules)).toEqual([
      '/api/leaky/unruled: no rule',
      '/api/leaky/accounts/:accountNo: agent 200, elsewhere 200 ',
      '/api/leaky/accounts/:accountNo: customer 200, elsewhere 200 ',
      '/api/leaky/accounts/:accountNo: nobody is served',
      '/api/leaky/accounts: agent 200, elsewhere 200 陈桂兰',
      '/api/leaky/accounts: customer 200, elsewhere 200 陈桂兰',
      '/api/leaky/empty: nobody is served',
    ])
    const asIfClosed = ways.map((way): Way => ({ ...way, roles: ['admin'] }))
    const open = await findOpenDoors(planted, asIfClosed)
    expect(open).toContain('POST /api/leaky/accounts: visitor 200')
    expect(open).toContain('GET /api/leaky/accounts: agent 200')
  })
})
