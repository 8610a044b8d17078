import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../app/config.ts'
import { buildServer } from '../../app/server.ts'
import type { Department } from '../../db/department.ts'
import { poolDb } from '../../db/pool.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { addPerson, ask, createProbe, HOST, logIn, openSite, PASSWORD, type Site } from './site.ts'

const now = '2026-03-10T09:00:00+08:00'

describe('a write', () => {
  const database = useDatabase()
  const { probe, done } = createProbe()
  let site: Site
  let token = ''

  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T00:00:00+08:00'))
    await addPerson(database, 'lin', ['agent'])
    site = await openSite(database, [probe], now)
    token = await logIn(site, 'lin')
  })
  afterAll(() => site.app.close())

  const write = (origin?: string) =>
    ask(site, {
      method: 'POST',
      url: '/api/probe/notes',
      payload: { text: 'hello' },
      token,
      headers: origin === undefined ? {} : { origin },
    })

  test.each([
    'https://evil.example',
    `http://${HOST}.evil.example`,
    'http://dianhu.example',
    'http://dianhu.example:9090',
    'null',
    '',
  ])('from a page of %j is refused, and not done', async (origin) => {
    const before = done.length
    expect(await write(origin)).toMatchObject({ status: 403, body: { error: { code: 'FOREIGN_ORIGIN' } } })
    expect(done).toHaveLength(before)
  })

  test('from a page of its own is done', async () => {
    expect((await write(`http://${HOST}`)).status).toBe(201)
  })

  test('without an origin is done: the session cookie suffices', async () => {
    expect((await write()).status).toBe(201)
  })

  test.each(['POST', 'DELETE'] as const)(
    'of the session itself (%s) is refused to a foreign page too',
    async (method) => {
      const answer = await ask(site, {
        method,
        url: '/api/session',
        token,
        headers: { origin: 'https://evil.example' },
        ...(method === 'POST' ? { payload: { username: 'lin', password: 'x' } } : {}),
      })
      expect(answer.status).toBe(403)
      expect((await ask(site, { method: 'GET', url: '/api/session', token })).status).toBe(200)
    },
  )
})

describe('behind a proxy that ends TLS', () => {
  const database = useDatabase()
  const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'power.example', host: 'inside:8080' }

  async function enter(trustProxy: boolean, origin: string) {
    const config = { ...readConfig([], {}), logLevel: 'silent' as const, trustProxy }
    const parts = { db: poolDb(database.pool), clock: () => new Date(now), isReady: async () => true, departments: [] }
    const app = await buildServer(config, parts)
    const payload = { username: 'lin', password: PASSWORD }
    const answer = await app.inject({
      method: 'POST',
      url: '/api/session',
      payload,
      headers: { ...forwarded, origin },
    })
    await app.close()
    return { status: answer.statusCode, secure: answer.cookies[0]?.secure }
  }
  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T00:00:00+08:00'))
    await addPerson(database, 'lin', ['agent'])
  })

  test('the cookie is secure and the public address is the own one, where the proxy is trusted', async () => {
    expect(await enter(true, 'https://power.example')).toEqual({ status: 200, secure: true })
    expect((await enter(true, 'https://inside:8080')).status).toBe(403)
  })

  test('what a stranger claims to have forwarded counts for nothing, where it is not', async () => {
    expect((await enter(false, 'https://power.example')).status).toBe(403)
    expect(await enter(false, 'http://inside:8080')).toEqual({ status: 200, secure: undefined })
  })
})

describe('a path', () => {
  const database = useDatabase()
  const { probe } = createProbe()
  let site: Site
  const tokens: Record<string, string> = {}

  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T00:00:00+08:00'))
    for (const role of ['agent', 'lead', 'customer', 'admin'] as const) await addPerson(database, role, [role])
    site = await openSite(database, [probe], now)
    for (const role of ['agent', 'lead', 'customer', 'admin']) tokens[role] = await logIn(site, role)
  })
  afterAll(() => site.app.close())

  test.each([
    ['nobody', '/api/probe/notes', 401],
    ['agent', '/api/probe/notes', 200],
    ['lead', '/api/probe/notes', 403],
    ['admin', '/api/probe/notes', 403],
    ['nobody', '/api/customers/accounts?q=ab', 401],
    ['customer', '/api/customers/accounts?q=ab', 403],
    ['agent', '/api/customers/accounts?q=ab', 200],
    ['agent', '/api/system/parked-events', 403],
    ['admin', '/api/system/parked-events', 200],
    ['nobody', '/api/live', 401],
    ['customer', '/api/live', 403],
    ['nobody', '/healthz', 200],
  ])('is open by role: %s at %s gets %d', async (who, url, status) => {
    const answer = await ask(site, { method: 'GET', url, token: tokens[who] })
    expect(answer.status).toBe(status)
    const code = { 401: 'NOT_LOGGED_IN', 403: 'NOT_ALLOWED' }[status]
    if (code) expect(answer.body).toMatchObject({ error: { code } })
  })

  test('with a token that was made up is nobody’s', async () => {
    const answer = await ask(site, { method: 'GET', url: '/api/probe/notes', token: 'A'.repeat(43) })
    expect(answer.status).toBe(401)
  })

  test('under /api that does not say who may call it is refused at start', async () => {
    const open: Department = {
      name: 'open',
      subscribers: [],
      jobs: [],
      routes: (app) => void app.get('/api/open/door', async () => 'come in'),
    }
    const config = { ...readConfig([], {}), logLevel: 'silent' as const }
    const parts = { db: poolDb(database.pool), clock: () => new Date(now), isReady: async () => true }
    await expect(buildServer(config, { ...parts, departments: [open] })).rejects.toThrow(
      'GET /api/open/door does not say who may call it',
    )
  })
})

describe('an organisation', () => {
  const database = useDatabase()
  let site: Site
  let accountNo = ''
  const tokens: Record<string, string> = {}

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T00:00:00+08:00')
    accountNo = (await openChenGuilan(ctx, await layNetwork(ctx))).accountNo
    await database.pool.query(
      `insert into organisation (parent_id, kind, code, name, path)
       select id, 'station', 'X12', '城北供电所', 'X.X12.' from organisation where path = 'X.'`,
    )
    site = await openSite(database, [], now)
    for (const [name, path] of [
      ['county', 'X.'],
      ['own', 'X.X1.'],
      ['other', 'X.X12.'],
    ] as const) {
      await addPerson(database, name, ['agent'], path)
      tokens[name] = await logIn(site, name)
    }
  })
  afterAll(() => site.app.close())

  const read = (who: string, url: string) => ask(site, { method: 'GET', url, token: tokens[who] })

  // The other station's code begins with this one's: a prefix of letters is no parent.
  test.each([
    ['county', 200, 1],
    ['own', 200, 1],
    ['other', 404, 0],
  ])('is the limit of what its people read: %s', async (who, status, hits) => {
    for (const path of ['', '/timeline']) {
      expect((await read(who, `/api/customers/accounts/${accountNo}${path}`)).status).toBe(status)
    }
    for (const q of [accountNo, '陈桂兰', '幸福小区', '13800138000', 'M-CHEN-1']) {
      const { body } = await read(who, `/api/customers/accounts?q=${encodeURIComponent(q)}`)
      expect((body as { accounts: object[] }).accounts).toHaveLength(hits)
    }
  })

  test('is the limit of what its people do: a number is revealed, on record, to its own only', async () => {
    const reveal = (who: string) =>
      ask(site, { method: 'POST', url: `/api/customers/accounts/${accountNo}/phone-reveals`, token: tokens[who] })
    const records = async () =>
      (await database.pool.query(`select actor from audit_entry where action = 'phone.revealed'`)).rows
    expect((await reveal('other')).status).toBe(404)
    expect(await records()).toEqual([])
    expect((await reveal('own')).body).toEqual({ phone: '13800138000' })
    expect(await records()).toEqual([{ actor: 'own' }])
  })
})
