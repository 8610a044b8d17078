import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StaffUser, UserList } from '../../app/people/user-contract.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { addPerson, ask, logIn, openSite, PASSWORD, type Site } from './site.ts'

describe('users', () => {
  const database = useDatabase()
  let site: Site
  const tokens: Record<string, string> = {}
  const ids: Record<string, number> = {}
  const units: Record<string, number> = {}

  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T00:00:00+08:00'))
    await database.pool.query(
      `insert into organisation (kind, code, name, path) values ('county', 'Y', '长泰县供电公司', 'Y.')`,
    )
    for (const [name, roles, path] of [
      ['guan', ['admin'], 'X.'],
      ['wen', ['admin'], 'X.'],
      ['zhan', ['admin'], 'X.X1.'],
      ['stranger', ['agent'], 'Y.'],
      ['he', ['agent'], 'X.'],
      ['xu', ['billing'], 'X.X1.'],
      ['xiao', ['auditor'], 'X.'],
    ] as const) {
      ids[name] = await addPerson(database, name, [...roles], path)
    }
    const { rows } = await database.pool.query('select id, path from organisation')
    for (const { id, path } of rows) units[path] = id
    site = await openSite(database, [], '2026-03-10T09:00:00+08:00')
    for (const name of ['guan', 'wen', 'zhan', 'he', 'xiao']) tokens[name] = await logIn(site, name)
  })
  afterAll(() => site.app.close())

  const get = async <T>(who: string, url: string) => {
    const { status, body } = await ask(site, { method: 'GET', url: `/api/people/${url}`, token: tokens[who] })
    return { status, body: body as T }
  }
  const post = async (who: string, url: string, payload: object) => {
    const { status, body } = await ask(site, { method: 'POST', url: `/api/people/${url}`, payload, token: tokens[who] })
    return { status, body: body as StaffUser & { error: { code: string; issues?: object[] } } }
  }
  const add = (who: string, change: object) =>
    post(who, 'users', {
      username: 'lin',
      name: '林晓',
      organisationId: units['X.'],
      roles: ['agent'],
      password: PASSWORD,
      reason: '新员工',
      ...change,
    })
  const audited = async (username: string) => {
    const { rows } = await database.pool.query(
      `select actor, action, detail from audit_entry where subject = $1 and action <> 'session.opened' order by id`,
      [`user:${username}`],
    )
    return rows
  }

  test('are those of the own unit and below, searched by name, unit, role and state', async () => {
    const names = async (who: string, query = '') =>
      (await get<UserList>(who, `users${query}`)).body.items.map(({ username }) => username)
    expect(await names('guan')).toEqual(['guan', 'wen', 'zhan', 'he', 'xu', 'xiao'])
    expect(await names('zhan')).toEqual(['zhan', 'xu'])
    expect(await names('guan', '?q=X')).toEqual(['xu', 'xiao'])
    expect(await names('guan', '?q=%25')).toEqual([])
    expect(await names('guan', `?organisationId=${units['X.X1.']}`)).toEqual(['zhan', 'xu'])
    expect(await names('guan', `?organisationId=${units['Y.']}`)).toEqual([])
    expect(await names('guan', '?role=billing')).toEqual(['xu'])
    expect(await names('guan', '?state=disabled')).toEqual([])
    expect((await get('guan', `users/${ids.stranger}`)).status).toBe(404)
    expect((await get('he', 'users')).status).toBe(403)
    const { items, nextCursor } = (await get<UserList>('guan', 'users?limit=2')).body
    expect(items).toHaveLength(2)
    expect(await names('guan', `?cursor=${nextCursor}`)).toEqual(['zhan', 'he', 'xu', 'xiao'])
  })

  test('tell when somebody last logged in', async () => {
    const { items } = (await get<UserList>('guan', 'users')).body
    expect(items.find(({ username }) => username === 'he')?.latestLogInAt).toBe('2026-03-10T01:00:00.000Z')
    expect(items.find(({ username }) => username === 'xu')?.latestLogInAt).toBeNull()
  })

  test('are added by an administrator within his unit, with a password for once, on record', async () => {
    const { status, body } = await add('guan', {})
    expect(status).toBe(201)
    expect(body).toMatchObject({ username: 'lin', unit: '安溪县供电公司', roles: ['agent'], request: null })
    expect(await logIn(site, 'lin')).not.toBe('')
    expect(await audited('lin')).toMatchObject([
      { actor: 'guan', action: 'user.added' },
      { actor: 'guan', action: 'user.placed', detail: { unit: 'X.', roles: ['agent'], reason: '新员工' } },
    ])
    expect(JSON.stringify(await audited('lin'))).not.toContain('林晓')
  })

  const refused: [string, { organisationId?: string | number; [field: string]: unknown }, number, string][] = [
    ['a unit of another', { username: 'a1', organisationId: 'Y.' }, 404, 'NOT_FOUND'],
    ['a unit that is not', { username: 'a1', organisationId: 0 }, 404, 'NOT_FOUND'],
    ['a name that is taken', { username: 'he' }, 409, 'USER_NOT_ADDED'],
    ['a name that another unit took', { username: 'stranger' }, 409, 'USER_NOT_ADDED'],
    ['two roles that nobody has together', { username: 'a1', roles: ['billing', 'cashier'] }, 409, 'ROLES_IN_CONFLICT'],
    ['an administrator who audits', { username: 'a1', roles: ['admin', 'auditor'] }, 409, 'ROLES_IN_CONFLICT'],
    ['a customer', { username: 'a1', roles: ['customer'] }, 400, 'INVALID_INPUT'],
    ['no reason', { username: 'a1', reason: ' ' }, 400, 'INVALID_INPUT'],
    ['a short password', { username: 'a1', password: 'short' }, 400, 'INVALID_INPUT'],
  ]
  test.each(refused)('are not added with %s', async (_, change, status, code) => {
    const { organisationId } = change
    const unit = typeof organisationId === 'string' ? { organisationId: units[organisationId] } : {}
    const answer = await add('guan', { ...change, ...unit })
    expect([answer.status, answer.body.error.code]).toEqual([status, code])
    const { rows } = await database.pool.query(`select 1 from app_user where username = 'a1'`)
    expect(rows).toEqual([])
  })

  test('change name, unit and roles at once, and are on record with before, after and why', async () => {
    const change = { name: '何静', organisationId: units['X.X1.'], roles: ['agent', 'lead'], reason: '调岗' }
    const { status, body } = await post('guan', `users/${ids.he}/changes`, change)
    expect(status).toBe(200)
    expect(body).toMatchObject({ name: '何静', unit: '城关供电所', roles: ['agent', 'lead'] })
    expect((await ask(site, { method: 'GET', url: '/api/session', token: tokens.he })).body).toMatchObject({
      roles: ['agent', 'lead'],
      organisation: '城关供电所',
    })
    expect((await audited('he')).at(-1)).toMatchObject({
      action: 'user.changed',
      detail: {
        before: { unit: 'X.', roles: ['agent'] },
        after: { unit: 'X.X1.', roles: ['agent', 'lead'] },
        renamed: true,
        reason: '调岗',
      },
    })
  })

  test('change nothing of themselves', async () => {
    const change = { name: 'guan', organisationId: units['X.'], roles: ['admin', 'grid'], reason: '需要' }
    for (const [url, payload] of [
      ['changes', change],
      ['disabling', { reason: '不用了' }],
      ['one-time-password', { password: PASSWORD, reason: '忘了' }],
    ] as const) {
      const { status, body } = await post('guan', `users/${ids.guan}/${url}`, payload)
      expect([status, body.error.code]).toEqual([409, 'OWN_ENTRY'])
    }
  })

  test('get a role that is guarded only when a second administrator releases it', async () => {
    const { body } = await add('guan', { username: 'han', name: '韩雪', roles: ['cashier', 'agent'] })
    expect(body).toMatchObject({ roles: ['agent'], request: { roles: ['cashier'], askedBy: 'guan', reason: '新员工' } })
    const token = await logIn(site, 'han')
    const may = async () => (await ask(site, { method: 'GET', url: '/api/session', token })).body as { roles: string[] }
    const decide = (who: string, decision: string) =>
      post(who, `role-requests/${body.request?.id}/decision`, { decision, note: '已核对' })
    expect((await decide('guan', 'released')).body.error.code).toBe('SAME_PERSON')
    expect((await decide('zhan', 'released')).status).toBe(404)
    expect((await decide('xiao', 'released')).status).toBe(403)
    expect((await may()).roles).toEqual(['agent'])
    const waiting = (await get<UserList>('wen', 'users?state=waiting')).body.items
    expect(waiting.map(({ username }) => username)).toEqual(['han'])
    expect((await decide('wen', 'released')).body).toMatchObject({ roles: ['agent', 'cashier'], request: null })
    expect((await may()).roles).toEqual(['agent', 'cashier'])
    expect((await decide('wen', 'released')).status).toBe(404)
    expect((await audited('han')).at(-1)).toMatchObject({
      actor: 'wen',
      action: 'user.roles-released',
      detail: { roles: ['cashier'], askedBy: 'guan' },
    })
  })

  test('are never released what has come to be in conflict meanwhile', async () => {
    const { body } = await add('guan', { username: 'ning', roles: ['accountant'] })
    const change = { name: '宁', organisationId: units['X.'], roles: ['accountant', 'agent'], reason: '补坐席' }
    const asked = (await post('wen', `users/${body.id}/changes`, change)).body
    expect(asked).toMatchObject({ roles: ['agent'], request: { roles: ['accountant'], askedBy: 'wen' } })
    await database.pool.query(`update app_user set roles = '{billing}' where id = $1`, [body.id])
    const decided = await post('guan', `role-requests/${asked.request?.id}/decision`, {
      decision: 'released',
      note: '同意',
    })
    expect(decided.body.error.code).toBe('ROLES_IN_CONFLICT')
    const refused = await post('guan', `role-requests/${asked.request?.id}/decision`, {
      decision: 'refused',
      note: '冲突',
    })
    expect(refused.body).toMatchObject({ roles: ['billing'], request: null })
  })

  test('keep a guarded role within their unit, and are asked anew when they go above it', async () => {
    const id = await addPerson(database, 'shou', ['cashier'], 'X.X1.')
    const change = (path: string) =>
      post('guan', `users/${id}/changes`, {
        name: '收',
        organisationId: units[path],
        roles: ['cashier'],
        reason: '调动',
      })
    expect((await change('X.X1.')).body).toMatchObject({ roles: ['cashier'], request: null })
    expect((await change('X.')).body).toMatchObject({ roles: [], request: { roles: ['cashier'] } })
  })

  test('who are disabled are out at the next request, and come back when enabled', async () => {
    const token = await logIn(site, 'lin')
    const id = (await get<UserList>('guan', 'users?q=lin')).body.items[0]?.id
    expect((await post('guan', `users/${id}/disabling`, { reason: '离职' })).body.disabledAt).not.toBeNull()
    expect((await ask(site, { method: 'GET', url: '/api/session', token })).status).toBe(401)
    expect(await logIn(site, 'lin')).toBe('')
    expect((await post('guan', `users/${id}/disabling`, { reason: '离职' })).body.error.code).toBe('ALREADY_SO')
    expect((await post('guan', `users/${id}/enabling`, { reason: '返聘' })).body.disabledAt).toBeNull()
    expect(await logIn(site, 'lin')).not.toBe('')
  })

  test('with a password set for them are logged out and in again with that one only', async () => {
    const token = await logIn(site, 'lin')
    const id = (await get<UserList>('guan', 'users?q=lin')).body.items[0]?.id
    const password = 'another long password'
    expect((await post('guan', `users/${id}/one-time-password`, { password, reason: '忘记密码' })).status).toBe(204)
    expect((await ask(site, { method: 'GET', url: '/api/session', token })).status).toBe(401)
    expect(await logIn(site, 'lin')).toBe('')
    const payload = { username: 'lin', password }
    expect((await ask(site, { method: 'POST', url: '/api/session', payload })).status).toBe(200)
    expect(JSON.stringify(await audited('lin'))).not.toContain(password)
  })

  test.each(['changes', 'disabling', 'enabling', 'one-time-password'])(
    'of another unit are not there: %s',
    async (act) => {
      const payload = {
        changes: { name: 'x', organisationId: units['X.'], roles: [], reason: '调入' },
        'one-time-password': { password: PASSWORD, reason: '忘了' },
      }[act] ?? { reason: '试试' }
      expect((await post('guan', `users/${ids.stranger}/${act}`, payload)).status).toBe(404)
      expect((await post('guan', `users/999999/${act}`, payload)).status).toBe(404)
    },
  )

  test('are kept apart by dated rules that name their basis', async () => {
    const { apart, guarded } = (
      await get<{ apart: { basis: string }[]; guarded: { role: string }[] }>('xiao', 'duties')
    ).body
    expect(apart).toContainEqual(expect.objectContaining({ one: 'billing', other: 'cashier' }))
    expect(guarded.map(({ role }) => role)).toEqual(['accountant', 'admin', 'cashier', 'grid'])
    for (const { basis } of apart) expect(basis).toMatch(/企业内部控制|GB\/T 22239/)
  })
})
