import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { addPerson, ask, logIn, openSite, PASSWORD, type Site } from './site.ts'

describe('a session', () => {
  const database = useDatabase()
  const at = (time: string) => `2026-03-10T${time}+08:00`
  let site: Site

  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T00:00:00+08:00'))
    for (const name of ['lin', 'wu', 'chen']) await addPerson(database, name, ['agent'])
    site = await openSite(database, [], at('09:00:00'))
  })
  beforeEach(() => site.setNow(at('09:00:00')))
  afterAll(() => site.app.close())

  const enter = (username: string, password: string) =>
    ask(site, { method: 'POST', url: '/api/session', payload: { username, password } })
  const whoAmI = (token: string) => ask(site, { method: 'GET', url: '/api/session', token })
  const leave = (token: string) => ask(site, { method: 'DELETE', url: '/api/session', token })

  test('begins with name and password, says who I am, and ends when I log out', async () => {
    const { status, body, cookie } = await enter('lin', PASSWORD)
    expect(status).toBe(200)
    expect(body).toEqual({ username: 'lin', name: 'lin', roles: ['agent'], organisation: '安溪县供电公司', town: true })
    const token = cookie?.value ?? ''
    expect((await whoAmI(token)).body).toEqual(body)
    const left = await leave(token)
    expect(left.status).toBe(204)
    expect(left.cookie).toMatchObject({ value: '', path: '/' })
    expect(await whoAmI(token)).toMatchObject({ status: 401, body: { error: { code: 'NOT_LOGGED_IN' } } })
  })

  test('is in a cookie that scripts cannot read and other sites do not send', async () => {
    const { cookie, answer } = await enter('lin', PASSWORD)
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' })
    expect(cookie?.value).toMatch(/^[\w-]{43}$/)
    expect(answer.body).not.toContain(cookie?.value)
  })

  test('leaves neither password nor token to be read in the database', async () => {
    const token = await logIn(site, 'lin')
    const { rows } = await database.pool.query(
      `select (select string_agg(s::text, ' ') from user_session s) as sessions,
         (select string_agg(u::text, ' ') from app_user u) as users, (select string_agg(a::text, ' ') from audit_entry a) as audit`,
    )
    expect(JSON.stringify(rows)).not.toContain(token)
    expect(JSON.stringify(rows)).not.toContain(PASSWORD)
    expect(rows[0].users).toContain('argon2id$19456$2$1$')
  })

  test('is refused alike for a wrong password, a name that nobody has and one who has left', async () => {
    await database.pool.query(`update app_user set disabled_at = now() where username = 'chen'`)
    const answers = await Promise.all([enter('lin', 'wrong'), enter('nobody', 'wrong'), enter('chen', PASSWORD)])
    for (const { status, body, cookie } of answers) {
      expect([status, body, cookie]).toEqual([401, answers[0]?.body, undefined])
    }
  })

  test('ends at once when its user is disabled', async () => {
    const token = await logIn(site, 'wu')
    await database.pool.query(`update app_user set disabled_at = now() where username = 'wu'`)
    expect((await whoAmI(token)).status).toBe(401)
    await database.pool.query(`update app_user set disabled_at = null where username = 'wu'`)
  })

  test('gets a new token after a quarter of an hour; the old one is good for a minute more', async () => {
    const old = await logIn(site, 'lin')
    site.setNow(at('09:15:00'))
    expect((await whoAmI(old)).cookie).toBeUndefined()
    site.setNow('2026-03-10T09:15:00.001+08:00')
    const fresh = (await whoAmI(old)).cookie?.value ?? ''
    expect(fresh).not.toBe('')
    expect(fresh).not.toBe(old)
    site.setNow('2026-03-10T09:16:00+08:00')
    expect(await whoAmI(old)).toMatchObject({ status: 200, cookie: undefined })
    site.setNow('2026-03-10T09:16:00.001+08:00')
    expect((await whoAmI(old)).status).toBe(401)
    expect((await whoAmI(fresh)).status).toBe(200)
  })

  test('gets one new token however many requests come at the same moment', async () => {
    const old = await logIn(site, 'lin')
    site.setNow(at('09:20:00'))
    const answers = await Promise.all(Array.from({ length: 8 }, () => whoAmI(old)))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    expect(answers.filter(({ cookie }) => cookie)).toHaveLength(1)
  })

  test('lasts while it is used, and twelve hours longer', async () => {
    let token = await logIn(site, 'lin')
    for (const time of ['13:00:00', '20:00:00']) {
      site.setNow(at(time))
      token = (await whoAmI(token)).cookie?.value ?? ''
    }
    site.setNow('2026-03-11T08:00:00+08:00')
    expect((await whoAmI(token)).status).toBe(401)
    site.setNow('2026-03-11T07:59:59.999+08:00')
    expect((await whoAmI(token)).status).toBe(200)
  })

  test.each(['old', 'fresh'])('is over with all its tokens when it is left by the %s one', async (which) => {
    const old = await logIn(site, 'lin')
    site.setNow(at('09:20:00'))
    const fresh = (await whoAmI(old)).cookie?.value ?? ''
    expect((await leave(which === 'old' ? old : fresh)).status).toBe(204)
    expect((await whoAmI(old)).status).toBe(401)
    expect((await whoAmI(fresh)).status).toBe(401)
  })

  test('left at the moment when it would get a new token leaves none behind', async () => {
    await database.pool.query('delete from user_session')
    const token = await logIn(site, 'lin')
    site.setNow(at('09:20:00'))
    const { answer } = await leave(token)
    const cookies = answer.cookies.filter(({ name }) => name === 'dianhu')
    expect(cookies.map(({ value }) => value)).toEqual([''])
    expect((await database.pool.query('select 1 from user_session')).rowCount).toBe(0)
  })

  test('is not to be had by guessing: the twenty-first try in a minute is refused, right or wrong', async () => {
    const statuses: number[] = []
    for (let attempt = 0; attempt < 20; attempt++) statuses.push((await enter('guessed', 'wrong')).status)
    expect(new Set(statuses)).toEqual(new Set([401]))
    expect(await enter('guessed', PASSWORD)).toMatchObject({
      status: 429,
      body: { error: { code: 'TOO_MANY_REQUESTS' } },
    })
    expect((await enter('lin', PASSWORD)).status).toBe(200)
  })
})

describe('a user', () => {
  const database = useDatabase()
  const add = (roles: Parameters<typeof addPerson>[2], username = roles.join('-'), path = 'X.') =>
    addPerson(database, username, roles, path)
  beforeAll(() => layNetwork(database.ctx('2026-01-01T00:00:00+08:00')))

  test.each([
    [['billing', 'cashier']],
    [['accountant', 'billing']],
    [['agent', 'billing', 'cashier', 'accountant']],
  ] as const)('does not both rate and collect: %j', async (roles) => {
    await expect(add([...roles])).rejects.toMatchObject({ code: 'ROLES_IN_CONFLICT', issues: [{ path: 'roles' }] })
    await add(['billing'], `was-${roles.join('-')}`)
    await expect(
      database.pool.query('update app_user set roles = $1 where username = $2', [roles, `was-${roles.join('-')}`]),
    ).rejects.toMatchObject({ code: '23514' })
  })

  test('may have other roles together, and a name is one user’s', async () => {
    await add(['cashier', 'accountant', 'agent'], 'wang')
    await expect(add(['agent'], 'wang')).rejects.toMatchObject({ code: 'USER_NOT_ADDED' })
    await expect(add(['agent'], 'zhao', 'NOWHERE.')).rejects.toMatchObject({ code: 'USER_NOT_ADDED' })
  })

  test('is on the audit record without the password', async () => {
    await addUser(database.ctx('2026-01-01T00:00:00+08:00', { username: 'admin' }), {
      username: 'sun',
      name: '孙',
      roles: ['agent'],
      organisationPath: 'X.',
      password: PASSWORD,
    })
    const { rows } = await database.pool.query(
      `select actor, action, detail from audit_entry where subject = 'user:sun'`,
    )
    expect(rows).toEqual([{ actor: 'admin', action: 'user.added', detail: { roles: ['agent'] } }])
  })
})
