import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Organisation, Organisations } from '../../app/people/organisation-contract.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { addPerson, ask, logIn, openSite, type Site } from './site.ts'

describe('organisations', () => {
  const database = useDatabase()
  let site: Site
  const tokens: Record<string, string> = {}

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T00:00:00+08:00')
    const network = await layNetwork(ctx)
    await openChenGuilan(ctx, network)
    await database.pool.query(
      `insert into organisation (kind, code, name, path) values ('county', 'Y', '长泰县供电公司', 'Y.')`,
    )
    await addPerson(database, 'guan', ['admin'])
    await addPerson(database, 'zhan', ['admin'], 'X.X1.')
    await addPerson(database, 'gone', ['agent'], 'X.X1.')
    await database.pool.query(`update app_user set disabled_at = now() where username = 'gone'`)
    await addPerson(database, 'jiang', ['manager'])
    site = await openSite(database, [], '2026-03-10T09:00:00+08:00')
    for (const name of ['guan', 'zhan', 'jiang']) tokens[name] = await logIn(site, name)
  })
  afterAll(() => site.app.close())

  const list = async (who: string) => {
    const { body } = await ask(site, { method: 'GET', url: '/api/people/organisations', token: tokens[who] })
    return (body as Organisations).items
  }
  const idOf = async (path: string) => {
    const { rows } = await database.pool.query('select id from organisation where path = $1', [path])
    return rows[0]?.id as number
  }
  const post = async (who: string, url: string, payload: object) => {
    const path = `/api/people/organisations${url}`
    const { status, body } = await ask(site, { method: 'POST', url: path, payload, token: tokens[who] })
    return { status, body: body as Organisation & { error: { code: string; message: string } } }
  }
  const add = async (who: string, change: object = {}, parent = 'X.') => {
    const unit = { parentId: await idOf(parent), kind: 'station', code: 'X2', name: '城北供电所', reason: '新设' }
    return post(who, '', { ...unit, ...change })
  }

  test('are the own one and those below it, with their users and accounts', async () => {
    expect(await list('jiang')).toMatchObject([
      { path: 'X.', parentId: null, kind: 'county', users: 2, accounts: 0 },
      { path: 'X.X1.', kind: 'station', name: '城关供电所', users: 1, accounts: 1 },
    ])
    expect((await list('zhan')).map(({ path, parentId }) => [path, parentId])).toEqual([['X.X1.', null]])
  })

  test('are added under one’s own, and a user there sees what is below it only', async () => {
    expect((await add('guan')).body).toMatchObject({ path: 'X.X2.', kind: 'station', users: 0, accounts: 0 })
    expect((await list('guan')).map(({ path }) => path)).toEqual(['X.', 'X.X1.', 'X.X2.'])
    expect((await list('zhan')).map(({ path }) => path)).toEqual(['X.X1.'])
    const { rows } = await database.pool.query(
      `select actor, action, detail from audit_entry where subject = 'unit:X.X2.'`,
    )
    expect(rows).toMatchObject([{ actor: 'guan', action: 'unit.added', detail: { reason: '新设' } }])
  })

  test.each([
    ['under another’s', {}, 'Y.', 404, 'NOT_FOUND'],
    ['of a code that is taken', { code: 'X1' }, 'X.', 409, 'CODE_TAKEN'],
    ['of a code that another unit took', { code: 'Y' }, 'X.', 409, 'CODE_TAKEN'],
    ['of the same level', { kind: 'county', code: 'X9' }, 'X.', 409, 'LEVEL_WRONG'],
    ['above a station', { kind: 'city', code: 'X9' }, 'X.X1.', 409, 'LEVEL_WRONG'],
    ['whose code ends a path', { code: 'X.9' }, 'X.', 400, 'INVALID_INPUT'],
    ['without a reason', { code: 'X9', reason: '' }, 'X.', 400, 'INVALID_INPUT'],
  ])('are not added %s', async (_, change, parent, status, code) => {
    const answer = await add('guan', change, parent)
    expect([answer.status, answer.body.error.code]).toEqual([status, code])
  })

  test('are renamed, and keep their code and path', async () => {
    const id = await idOf('X.X1.')
    expect((await post('guan', `/${id}/renaming`, { name: '城东供电所', reason: '区划调整' })).body).toMatchObject({
      name: '城东供电所',
      path: 'X.X1.',
      code: 'X1',
    })
    expect((await post('zhan', `/${await idOf('X.')}/renaming`, { name: '某县', reason: '试试' })).status).toBe(404)
    expect((await post('jiang', `/${id}/renaming`, { name: '某所', reason: '试试' })).status).toBe(403)
  })

  test('are removed only where nothing hangs on them, not even one who has left', async () => {
    const removed = async (path: string) => post('guan', `/${await idOf(path)}/removal`, { reason: '撤销' })
    expect((await removed('X.X1.')).body.error).toMatchObject({
      code: 'UNIT_IN_USE',
      message: expect.stringMatching(/用电户/),
    })
    expect((await removed('X.')).body.error.code).toBe('OWN_UNIT')
    expect((await removed('Y.')).status).toBe(404)
    await addPerson(database, 'left', ['agent'], 'X.X2.')
    await database.pool.query(`update app_user set disabled_at = now() where username = 'left'`)
    expect((await removed('X.X2.')).body.error.message).toBe('该单位下还有用户,不能删除')
    expect((await add('guan', { code: 'X3' })).status).toBe(201)
    const run = `insert into bill_run (bill_month, organisation_path, started_at, started_by) values ('2026-02', 'X.X3.', now(), 'test')`
    await database.pool.query(run)
    expect((await removed('X.X3.')).body.error.message).toBe('该单位下还有核算批次,不能删除')
    await database.pool.query('delete from bill_run')
    expect((await removed('X.X3.')).status).toBe(204)
    expect(await idOf('X.X3.')).toBeUndefined()
  })
})
