import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { setPassword } from '../../app/auth/password-changes.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { addAt, enter, GOOD, useShippedPolicy } from './policy.ts'
import { ask, createProbe, openSite, type Site } from './site.ts'

const at = (time: string, day = '2026-03-10') => `${day}T${time}+08:00`
const NEXT = 'Next Spring 2027'

describe('one’s own password', () => {
  const database = useDatabase()
  const { probe } = createProbe()
  const ids: Record<string, number> = {}
  let site: Site
  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T00:00:00+08:00'))
    await useShippedPolicy(database)
    for (const name of ['lin', 'wu', 'chen', 'zhou', 'he', 'sun']) {
      ids[name] = await addAt(database, at('08:00:00'), name, ['agent'])
    }
    await addAt(database, at('08:00:00'), 'guest', ['agent'], { mustChange: true })
    await addAt(database, at('08:00:00'), 'resident', ['customer'])
    await addAt(database, at('08:00:00'), 'town', ['agent'], { demo: true, password: 'dianhu-demo' })
    site = await openSite(database, [probe], at('09:00:00'))
  })
  afterAll(() => site.app.close())

  const change = (token: string, oldPassword: string, password: string) =>
    ask(site, { method: 'PUT', url: '/api/session/password', token, payload: { oldPassword, password } })
  const work = (token: string) => ask(site, { method: 'GET', url: '/api/probe/notes', token })
  const whoAmI = (token: string) => ask(site, { method: 'GET', url: '/api/session', token })

  test('is changed by whoever knows the old one; the session goes on under another token, all others end', async () => {
    const other = await enter(site, 'lin', GOOD)
    const mine = await enter(site, 'lin', GOOD)
    const changed = await change(mine.token, GOOD, NEXT)
    expect(changed).toMatchObject({ status: 200, body: { username: 'lin' } })
    const fresh = changed.cookie?.value ?? ''
    expect((await work(fresh)).status).toBe(200)
    for (const token of [mine.token, other.token]) expect((await work(token)).status).toBe(401)
    expect((await enter(site, 'lin', GOOD)).status).toBe(401)
    expect((await enter(site, 'lin', NEXT)).status).toBe(200)
  })

  test('stays as it is without the old one, and guessing that locks the name', async () => {
    const { token } = await enter(site, 'wu', GOOD)
    for (let time = 0; time < 5; time++) {
      const { status, body } = await change(token, 'guess', NEXT)
      expect([status, body]).toMatchObject([
        409,
        { error: { code: 'OLD_PASSWORD_WRONG', issues: [{ path: 'oldPassword' }] } },
      ])
    }
    expect(await change(token, GOOD, NEXT)).toMatchObject({ body: { error: { code: 'OLD_PASSWORD_WRONG' } } })
    expect((await enter(site, 'wu', GOOD)).status).toBe(401)
  })

  test('is held to the policy, and is none of the latest five', async () => {
    let { token } = await enter(site, 'chen', GOOD)
    expect(await change(token, GOOD, 'short')).toMatchObject({
      status: 409,
      body: { error: { code: 'PASSWORD_TOO_WEAK', issues: [{ path: 'password' }, { path: 'password' }] } },
    })
    const used = [GOOD, 'Second-2026', 'Third--2026', 'Fourth-2026', 'Fifth--2026', 'Sixth--2026']
    for (const [index, next] of used.slice(1).entries()) {
      const { status, cookie } = await change(token, used[index] ?? '', next)
      expect(status).toBe(200)
      token = cookie?.value ?? ''
      site.setNow(at(`09:0${index + 1}:00`))
    }
    for (const former of used.slice(1)) {
      expect(await change(token, 'Sixth--2026', former)).toMatchObject({
        status: 409,
        body: {
          error: {
            code: 'PASSWORD_USED_BEFORE',
            issues: [{ path: 'password', message: '不得使用最近 5 次用过的密码' }],
          },
        },
      })
    }
    expect((await change(token, 'Sixth--2026', GOOD)).status).toBe(200)
    site.setNow(at('09:00:00'))
  })

  test('that somebody else set opens nothing but its change, at the first log-in', async () => {
    const { token, body } = await enter(site, 'guest', GOOD)
    expect(body).toMatchObject({ username: 'guest', pending: 'password' })
    expect(await work(token)).toMatchObject({ status: 403, body: { error: { code: 'PASSWORD_EXPIRED' } } })
    expect(await ask(site, { method: 'GET', url: '/api/live', token })).toMatchObject({ status: 403 })
    expect((await whoAmI(token)).body).toMatchObject({ pending: 'password' })
    const { body: after, cookie } = await change(token, GOOD, NEXT)
    expect(after).not.toHaveProperty('pending')
    expect((await work(cookie?.value ?? '')).status).toBe(200)
    expect((await enter(site, 'guest', NEXT)).body).not.toHaveProperty('pending')
  })

  test('that an administrator sets ends all sessions and is on the audit record, without it', async () => {
    const { token } = await enter(site, 'zhou', GOOD)
    const admin = database.ctx(at('09:00:00'), { username: 'admin', roles: ['admin'] })
    await expect(setPassword(admin, ids.zhou ?? 0, 'weak', { mustChange: true })).rejects.toMatchObject({
      code: 'PASSWORD_TOO_WEAK',
    })
    await setPassword(admin, ids.zhou ?? 0, NEXT, { mustChange: true })
    expect((await work(token)).status).toBe(401)
    expect((await enter(site, 'zhou', NEXT)).body).toMatchObject({ pending: 'password' })
    const { rows } = await database.pool.query(
      `select actor, action, detail from audit_entry where subject = 'user:zhou' and action like 'password%'`,
    )
    expect(rows).toEqual([{ actor: 'admin', action: 'password.set', detail: { mustChange: true } }])
  })

  test('expires after ninety days, of staff and not of customers, at log-in and in a session that goes on', async () => {
    site.setNow(at('07:59:59', '2026-06-08'))
    expect((await enter(site, 'he', GOOD)).body).not.toHaveProperty('pending')
    const lasting = await enter(site, 'sun', GOOD)
    site.setNow(at('08:20:00', '2026-06-08'))
    expect((await enter(site, 'he', GOOD)).body).toMatchObject({ pending: 'password' })
    expect((await enter(site, 'resident', GOOD)).body).not.toHaveProperty('pending')
    expect(await work(lasting.token)).toMatchObject({ status: 403, body: { error: { code: 'PASSWORD_EXPIRED' } } })
    site.setNow(at('09:00:00'))
  })

  test('of the town’s log-ins is everybody’s, and nobody changes it', async () => {
    const { token } = await enter(site, 'town', 'dianhu-demo')
    expect(await change(token, 'dianhu-demo', NEXT)).toMatchObject({
      status: 409,
      body: { error: { code: 'DEMO_LOG_IN' } },
    })
  })
})
