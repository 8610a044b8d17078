import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { countFailure } from '../../app/auth/failures.ts'
import { findPolicy } from '../../app/auth/policy.ts'
import { erasuresOf } from '../../app/keeping/erasures.ts'
import { eraseOver } from '../../app/keeping/retention.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { addAt, enter, GOOD, useShippedPolicy } from './policy.ts'
import { ask, openSite, type Site } from './site.ts'

const day = '2026-03-10'
const at = (time: string) => `${day}T${time}+08:00`

describe('the log-in policy', () => {
  const database = useDatabase()
  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T00:00:00+08:00'))
    await useShippedPolicy(database)
  })
  const of = (roles: Parameters<typeof addAt>[3], demo = false, now = at('09:00:00')) =>
    findPolicy(database.ctx(now), { roles, demo })

  test('asks a code and one session of whoever controls supply or administers, whatever else he does', async () => {
    expect(await of(['agent'])).toMatchObject({ singleSession: false, secondFactor: false, lockFailures: 5 })
    for (const roles of [['grid'], ['admin'], ['agent', 'grid']] as const) {
      expect(await of([...roles])).toMatchObject({ singleSession: true, secondFactor: true })
    }
  })

  test('asks no new password of a customer, but of staff who are customers too', async () => {
    expect((await of(['customer'])).expiryDays).toBeNull()
    expect((await of(['customer', 'agent'])).expiryDays).toBe(90)
  })

  test('asks nothing of a log-in of the town but to end when it is idle', async () => {
    const asked = Object.entries(await of(['grid'], true)).filter(([, value]) => value !== null && value !== false)
    expect(asked).toEqual([['idleMinutes', 720]])
  })

  test('is dated: what holds from tomorrow is not asked today', async () => {
    await database.pool.query(`update login_policy set valid_to = '2026-03-11' where rule = 'least-length'`)
    await database.pool.query(
      `insert into login_policy (rule, figure, demo_exempt, legal_basis, confirmed, valid_from)
       values ('least-length', 14, true, '测试', false, '2026-03-11')`,
    )
    expect((await of(['agent'])).leastLength).toBe(10)
    expect((await of(['agent'], false, '2026-03-11T00:00:00+08:00')).leastLength).toBe(14)
  })

  test('is asked of the password of a new user, at its field', async () => {
    for (const [password, message] of [
      ['Short-1', '密码至少 10 位'],
      ['all lower case only', '密码须含大写字母、小写字母、数字、其他字符中的至少 3 种'],
      ['Is-SunYu-2026', '密码不得包含用户名'],
    ]) {
      await expect(addAt(database, at('09:00:00'), 'sunyu', ['agent'], { password })).rejects.toMatchObject({
        code: 'PASSWORD_TOO_WEAK',
        issues: [{ path: 'password', message }],
      })
    }
    await addAt(database, at('09:00:00'), 'sunyu', ['agent'])
    await addAt(database, at('09:00:00'), 'town', ['agent'], { password: 'dianhu-demo', demo: true })
  })
})

describe('a name under which somebody fails', () => {
  const database = useDatabase()
  let site: Site
  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T00:00:00+08:00'))
    await useShippedPolicy(database)
    for (const name of ['lin', 'wu', 'chen', 'he', 'zhou']) await addAt(database, at('08:00:00'), name, ['agent'])
    await addAt(database, at('08:00:00'), 'town', ['agent'], { password: 'dianhu-demo', demo: true })
    site = await openSite(database, [], at('09:00:00'))
  })
  afterAll(() => site.app.close())

  const fail = async (name: string, times: number) => {
    for (let time = 0; time < times; time++) expect((await enter(site, name, 'wrong')).status).toBe(401)
  }

  test('is locked at the fifth failure, for half an hour, also through a restart', async () => {
    await fail('lin', 5)
    expect((await enter(site, 'lin', GOOD)).status).toBe(401)
    await site.app.close()
    site = await openSite(database, [], at('09:29:59'))
    expect((await enter(site, 'lin', GOOD)).status).toBe(401)
    site.setNow(at('09:30:00'))
    expect((await enter(site, 'lin', GOOD)).status).toBe(200)
    const { rows } = await database.pool.query(`select subject from audit_entry where action = 'log-in.locked'`)
    expect(rows).toEqual([{ subject: 'user:lin' }])
  })

  test('is told nothing: wrong name, wrong password and locked are one answer', async () => {
    site.setNow(at('10:00:00'))
    await fail('wu', 5)
    const answers = [
      await enter(site, 'wu', GOOD),
      await enter(site, 'wu', 'wrong'),
      await enter(site, 'chen', 'wrong'),
      await enter(site, 'nobody', 'wrong'),
    ]
    for (const { status, body, cookie } of answers)
      expect([status, body, cookie]).toEqual([401, answers[0]?.body, undefined])
  })

  test('is counted where nobody has it too, and does not stand in the database to be read', async () => {
    await fail('A-Password-9', 5)
    const { rows } = await database.pool.query(
      'select locked_until is not null as locked from login_failure where failures = 5',
    )
    expect(rows).toEqual([{ locked: true }])
    const { rows: told } = await database.pool.query(
      `select coalesce(string_agg(a::text, ' '), '') || (select string_agg(f::text, ' ') from login_failure f) as all from audit_entry a`,
    )
    expect(told[0].all).not.toContain('A-Password-9')
  })

  test('begins anew once the right password was given, and when the failures lie far apart', async () => {
    site.setNow(at('11:00:00'))
    await fail('chen', 4)
    expect((await enter(site, 'chen', GOOD)).status).toBe(200)
    await fail('chen', 4)
    site.setNow(at('11:30:00'))
    await fail('chen', 4)
    expect((await enter(site, 'chen', GOOD)).status).toBe(200)
  })

  test('stays locked no longer for being tried meanwhile, and then has all its tries', async () => {
    site.setNow(at('12:00:00'))
    await fail('he', 5)
    site.setNow(at('12:29:00'))
    await fail('he', 3)
    site.setNow(at('12:30:00'))
    await fail('he', 4)
    expect((await enter(site, 'he', GOOD)).status).toBe(200)
  })

  test('is locked once however many fail at the same moment', async () => {
    site.setNow(at('13:00:00'))
    await Promise.all(Array.from({ length: 12 }, () => enter(site, 'zhou', 'wrong')))
    expect((await enter(site, 'zhou', GOOD)).status).toBe(401)
    const { rows } = await database.pool.query(
      `select count(*)::int as locks from audit_entry where action = 'log-in.locked' and subject = 'user:zhou'`,
    )
    expect(rows).toEqual([{ locks: 1 }])
  })

  test('is not locked where it is one of the town’s, which everybody uses', async () => {
    await fail('town', 8)
    expect((await enter(site, 'town', 'dianhu-demo')).status).toBe(200)
  })

  test('is forgotten after a day', async () => {
    const ctx = database.ctx('2026-03-20T09:00:00+08:00')
    await countFailure(ctx, 'fresh', await findPolicy(ctx, { roles: [], demo: false }))
    await eraseOver(ctx, erasuresOf([]))
    expect((await database.pool.query('select failures from login_failure')).rows).toEqual([{ failures: 1 }])
  })
})

describe('where one session may stand', () => {
  const database = useDatabase()
  let site: Site
  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T00:00:00+08:00'))
    await useShippedPolicy(database)
    await database.pool.query(`delete from login_policy where rule = 'second-factor'`)
    await addAt(database, at('08:00:00'), 'gao', ['grid'])
    await addAt(database, at('08:00:00'), 'lin', ['agent'])
    await addAt(database, at('08:00:00'), 'demo', ['grid'], { demo: true })
    site = await openSite(database, [], at('09:00:00'))
  })
  afterAll(() => site.app.close())

  test.each([
    ['gao', 401],
    ['lin', 200],
    ['demo', 200],
  ])('the newest is it: %s’s earlier one gets %d', async (name, status) => {
    const first = await enter(site, name, GOOD)
    const second = await enter(site, name, GOOD)
    const look = (token: string) => ask(site, { method: 'GET', url: '/api/session', token })
    expect([(await look(first.token)).status, (await look(second.token)).status]).toEqual([status, 200])
  })

  test('an idle one ends after the minutes that the policy names, counted from its latest use', async () => {
    await database.pool.query(`update login_policy set figure = 10 where rule = 'idle-minutes'`)
    site.setNow(at('10:00:00'))
    const { token, cookie } = await enter(site, 'lin', GOOD)
    expect(cookie?.maxAge).toBe(25 * 60)
    const look = () => ask(site, { method: 'GET', url: '/api/session', token })
    site.setNow(at('10:09:00'))
    expect((await look()).status).toBe(200)
    site.setNow(at('10:14:00'))
    expect((await look()).status).toBe(200)
    site.setNow(at('10:24:00'))
    expect((await look()).status).toBe(401)
  })
})
