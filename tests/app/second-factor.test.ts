import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { resetSecondFactor } from '../../app/auth/second-factor.ts'
import { findStep } from '../../app/auth/totp.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { addAt, codeAt, enter, GOOD, useShippedPolicy } from './policy.ts'
import { ask, createProbe, openSite, type Site } from './site.ts'

const at = (time: string) => `2026-03-10T${time}+08:00`

describe('a code', () => {
  // RFC 6238 appendix B, SHA-1, its last six digits.
  test.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ])('is that of RFC 6238 at second %d', (second, code) => {
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
    const now = new Date(second * 1000)
    expect(findStep(secret, code, now)).toBe(Math.floor(second / 30))
    expect(findStep(secret, code, new Date(now.getTime() + 30_000))).toBe(Math.floor(second / 30))
    expect(findStep(secret, code, new Date(now.getTime() + 60_000))).toBeNull()
    expect(findStep(secret, code.slice(1), now)).toBeNull()
  })
})

describe('a second factor', () => {
  const database = useDatabase()
  const { probe } = createProbe()
  const ids: Record<string, number> = {}
  let site: Site
  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T00:00:00+08:00'))
    await useShippedPolicy(database)
    for (const name of ['lin', 'wu', 'chen', 'he', 'zhou']) {
      ids[name] = await addAt(database, at('08:00:00'), name, ['agent'])
    }
    ids.gao = await addAt(database, at('08:00:00'), 'gao', ['grid', 'agent'])
    ids.new = await addAt(database, at('08:00:00'), 'new', ['grid', 'agent'], { mustChange: true })
    await addAt(database, at('08:00:00'), 'town', ['grid', 'agent'], { demo: true, password: 'dianhu-demo' })
    site = await openSite(database, [probe], at('09:00:00'))
  })
  afterAll(() => site.app.close())

  const work = (token: string) => ask(site, { method: 'GET', url: '/api/probe/notes', token })
  const put = (token: string, path: string, payload: object) =>
    ask(site, { method: 'PUT', url: `/api/session/${path}`, token, payload })
  const give = (token: string, code: string) => put(token, 'code', { code })

  /** Somebody who works enrols; his authenticator's secret, and his recovery codes. */
  async function enrol(name: string, time: string) {
    site.setNow(at(time))
    const { token } = await enter(site, name, GOOD)
    const { secret } = (await put(token, 'second-factor', { password: GOOD })).body as { secret: string }
    const answer = await put(token, 'second-factor/confirmation', { code: codeAt(secret, at(time)) })
    const { recoveryCodes } = answer.body as { recoveryCodes: string[] }
    return { secret, recoveryCodes, old: token, token: answer.cookie?.value ?? '' }
  }

  test('is enrolled before anything else by whoever has such a role, also when the password was owed first', async () => {
    for (const [name, first] of [
      ['gao', undefined],
      ['new', 'password'],
    ] as const) {
      let { token } = await enter(site, name, GOOD)
      if (first) {
        expect(await put(token, 'second-factor', {})).toMatchObject({ body: { error: { code: 'PASSWORD_EXPIRED' } } })
        const changed = await put(token, 'password', { oldPassword: GOOD, password: 'Another-2026' })
        expect(changed.body).toMatchObject({ pending: 'enrol' })
        token = changed.cookie?.value ?? ''
      }
      expect(await work(token)).toMatchObject({ status: 403, body: { error: { code: 'SECOND_FACTOR_NEEDED' } } })
      const begun = await put(token, 'second-factor', {})
      const { secret, uri, picture } = begun.body as { secret: string; uri: string; picture: string }
      expect(uri).toContain(`secret=${secret}`)
      expect(picture).toMatch(/^<svg /)
      expect(await put(token, 'second-factor/confirmation', { code: '000000' })).toMatchObject({
        status: 409,
        body: { error: { code: 'WRONG_CODE', issues: [{ path: 'code' }] } },
      })
      const confirmed = await put(token, 'second-factor/confirmation', { code: codeAt(secret, at('09:00:00')) })
      expect(confirmed.status).toBe(200)
      expect((await work(confirmed.cookie?.value ?? '')).status).toBe(200)
      expect((await work(token)).status).toBe(401)
    }
  })

  test('is enrolled by whoever wants it, who gives his password again; his other sessions end', async () => {
    const other = await enter(site, 'lin', GOOD)
    const { token } = await enter(site, 'lin', GOOD)
    expect(await put(token, 'second-factor', {})).toMatchObject({ body: { error: { code: 'OLD_PASSWORD_WRONG' } } })
    const { secret, token: fresh } = await enrol('lin', '09:10:00')
    expect((await work(fresh)).status).toBe(200)
    for (const each of [other.token, token]) expect((await work(each)).status).toBe(401)
    expect(await put(fresh, 'second-factor', { password: GOOD })).toMatchObject({
      body: { error: { code: 'SECOND_FACTOR_STANDS' } },
    })
    const { rows } = await database.pool.query(
      `select (select string_agg(t::text, ' ') from user_totp t) || (select string_agg(a::text, ' ') from audit_entry a) as all`,
    )
    expect(rows[0].all).not.toContain(secret)
  })

  test('is asked after the password; until then the session opens nothing and tells nothing', async () => {
    const { secret } = await enrol('wu', '09:20:00')
    site.setNow(at('09:21:00'))
    const half = await enter(site, 'wu', GOOD)
    expect(half.body).toEqual({ username: 'wu', name: 'wu', roles: [], organisation: '', town: true, pending: 'code' })
    for (const url of ['/api/probe/notes', '/api/live', '/api/customers/accounts?q=ab']) {
      expect(await ask(site, { method: 'GET', url, token: half.token })).toMatchObject({
        status: 403,
        body: { error: { code: 'CODE_NEEDED' } },
      })
    }
    for (const [path, payload] of [
      ['password', { oldPassword: GOOD, password: 'Another-2026' }],
      ['second-factor', { password: GOOD }],
      ['second-factor/recovery-codes', { code: '123456' }],
    ] as const) {
      expect((await put(half.token, path, payload)).status).toBe(403)
    }
    const entered = await give(half.token, codeAt(secret, at('09:21:00')))
    expect(entered.body).toMatchObject({ name: 'wu', roles: ['agent'] })
    expect((await work(entered.cookie?.value ?? '')).status).toBe(200)
    expect((await work(half.token)).status).toBe(401)
  })

  test('is a matter of five minutes', async () => {
    const { secret } = await enrol('zhou', '09:30:00')
    const half = await enter(site, 'zhou', GOOD)
    site.setNow(at('09:34:59'))
    expect((await ask(site, { method: 'GET', url: '/api/session', token: half.token })).status).toBe(200)
    site.setNow(at('09:35:00'))
    expect((await give(half.token, codeAt(secret, at('09:35:00')))).status).toBe(401)
  })

  test('takes each code once, however many send it at the same moment', async () => {
    const { secret } = await enrol('chen', '09:40:00')
    const again = await enter(site, 'chen', GOOD)
    expect((await give(again.token, codeAt(secret, at('09:40:00')))).status).toBe(409)
    site.setNow(at('09:41:00'))
    const halves = await Promise.all(Array.from({ length: 3 }, () => enter(site, 'chen', GOOD)))
    const code = codeAt(secret, at('09:41:00'))
    const answers = await Promise.all(halves.map(({ token }) => give(token, code)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    // The step before is over too, once a later one was taken.
    const late = await enter(site, 'chen', GOOD)
    expect((await give(late.token, codeAt(secret, at('09:40:30')))).status).toBe(409)
  })

  test('is not guessed: the fifth wrong code ends the half-open session and locks the name, right passwords between', async () => {
    const { secret } = await enrol('he', '10:00:00')
    site.setNow(at('10:01:00'))
    const half = await enter(site, 'he', GOOD)
    for (let time = 0; time < 4; time++) expect((await give(half.token, '000000')).status).toBe(409)
    const second = await enter(site, 'he', GOOD)
    expect((await give(second.token, '000000')).status).toBe(409)
    expect((await give(second.token, codeAt(secret, at('10:01:00')))).status).toBe(401)
    expect((await give(half.token, codeAt(secret, at('10:01:00')))).status).toBe(409)
    expect((await enter(site, 'he', GOOD)).status).toBe(401)
  })

  test('has recovery codes, each good once, kept as hashes, and renewed by a code', async () => {
    await resetSecondFactor(database.ctx(at('11:00:00')), ids.wu ?? 0, '手机遗失')
    const { secret, recoveryCodes, token } = await enrol('wu', '11:00:00')
    expect(recoveryCodes).toHaveLength(10)
    const [first = '', second = ''] = recoveryCodes
    expect(first).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$/)
    const half = await enter(site, 'wu', GOOD)
    expect((await give(half.token, first.toLowerCase().replaceAll('-', ' '))).status).toBe(200)
    const again = await enter(site, 'wu', GOOD)
    expect((await give(again.token, first)).status).toBe(409)
    site.setNow(at('11:01:00'))
    const renewed = await put(token, 'second-factor/recovery-codes', { code: codeAt(secret, at('11:01:00')) })
    expect((renewed.body as { recoveryCodes: string[] }).recoveryCodes).toHaveLength(10)
    expect((await give(again.token, second)).status).toBe(409)
    const { rows } = await database.pool.query(`select string_agg(c::text, ' ') as all from recovery_code c`)
    expect(rows[0].all).not.toContain(first)
  })

  test('is reset by somebody else: the sessions end, it is on the audit record, and the next log-in enrols', async () => {
    const { token } = await enter(site, 'lin', GOOD)
    await resetSecondFactor(
      database.ctx(at('12:00:00'), { username: 'admin', roles: ['admin'] }),
      ids.gao ?? 0,
      '手机遗失',
    )
    await resetSecondFactor(
      database.ctx(at('12:00:00'), { username: 'admin', roles: ['admin'] }),
      ids.lin ?? 0,
      '手机遗失',
    )
    expect((await give(token, '123456')).status).toBe(401)
    expect((await enter(site, 'gao', GOOD)).body).toMatchObject({ pending: 'enrol' })
    expect((await enter(site, 'lin', GOOD)).body).not.toHaveProperty('pending')
    const { rows } = await database.pool.query(
      `select actor, subject from audit_entry where action = 'second-factor.reset' and actor = 'admin' order by id`,
    )
    expect(rows.map(({ subject }) => subject)).toEqual(['user:gao', 'user:lin'])
  })

  test('is not asked of the town’s log-ins, and nobody enrols one of them', async () => {
    const { token, body } = await enter(site, 'town', 'dianhu-demo')
    expect(body).not.toHaveProperty('pending')
    expect(await put(token, 'second-factor', { password: 'dianhu-demo' })).toMatchObject({
      body: { error: { code: 'DEMO_LOG_IN' } },
    })
  })
})
