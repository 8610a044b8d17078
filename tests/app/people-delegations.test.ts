import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Delegation, Delegations } from '../../app/people/delegation-contract.ts'
import { decideActing, type Loan } from '../../app/people/rules/acting.ts'
import { recordAudit } from '../../db/audit.ts'
import { isSamePerson } from '../../db/context.ts'
import type { Department } from '../../db/department.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { addPerson, ask, logIn, openSite, type Site } from './site.ts'

const till: Department = {
  name: 'till',
  subscribers: [],
  jobs: [],
  routes(app) {
    app.post('/api/till/takings', { config: { roles: ['cashier'] } }, async ({ ctx }) => {
      await recordAudit(ctx, { action: 'payment.recorded', subject: 'till', detail: { fen: 1 } })
      return {
        scope: ctx.scope,
        roles: ctx.actor.roles,
        lin: isSamePerson(ctx.actor, 'lin'),
        chen: isSamePerson(ctx.actor, 'chen'),
      }
    })
    app.get('/api/till/desk', { config: { roles: ['agent'] } }, async ({ ctx }) => ({
      scope: ctx.scope,
      chen: isSamePerson(ctx.actor, 'chen'),
    }))
  },
}

describe('a delegation', () => {
  const database = useDatabase()
  let site: Site
  const tokens: Record<string, string> = {}

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T00:00:00+08:00')
    await openChenGuilan(ctx, await layNetwork(ctx))
    await database.pool.query(
      `insert into organisation (kind, code, name, path) values ('county', 'Y', '长泰县供电公司', 'Y.')`,
    )
    for (const [name, roles, path] of [
      ['lin', ['cashier', 'reader'], 'X.X1.'],
      ['chen', ['agent'], 'X.X1.'],
      ['above', ['agent'], 'X.'],
      ['rater', ['billing'], 'X.X1.'],
      ['guan', ['admin'], 'X.X1.'],
      ['jiang', ['manager'], 'X.X1.'],
      ['far', ['manager'], 'Y.'],
      ['stranger', ['agent'], 'Y.'],
    ] as const) {
      await addPerson(database, name, [...roles], path)
    }
    site = await openSite(database, [till], '2026-03-10T09:00:00+08:00')
    for (const name of ['lin', 'chen', 'above', 'guan', 'jiang', 'far']) tokens[name] = await logIn(site, name)
  })
  beforeEach(async () => {
    site.setNow('2026-03-10T09:00:00+08:00')
    await database.pool.query('delete from delegation')
  })
  afterAll(() => site.app.close())

  const post = async (who: string, url: string, payload: object = {}) => {
    const { status, body } = await ask(site, { method: 'POST', url, payload, token: tokens[who] })
    return { status, body: body as Delegation & { error: { code: string; issues?: { path: string }[] } } }
  }
  const lend = (change: object = {}, who = 'lin') =>
    post(who, '/api/people/delegations', {
      username: 'chen',
      roles: ['cashier'],
      from: '2026-03-10',
      through: '2026-03-11',
      reason: '年休假',
      ...change,
    })
  const decide = (who: string, id: number, decision = 'released') =>
    post(who, `/api/people/delegations/${id}/decision`, { decision, note: '同意' })
  const take = (who: string) => post(who, '/api/till/takings')
  const release = async (change: object = {}) => {
    const { body } = await lend(change)
    expect((await decide('jiang', body.id)).body.state).toBe('holds')
    return body.id
  }

  test('holds once the manager released it, from the next request, until the end of its last day', async () => {
    const { body } = await lend()
    expect(body).toMatchObject({ state: 'waiting', fromUsername: 'lin', toUsername: 'chen', roles: ['cashier'] })
    expect((await take('chen')).status).toBe(403)
    await decide('jiang', body.id)
    expect((await take('chen')).body).toEqual({ scope: 'X.X1.', roles: ['agent', 'cashier'], lin: true, chen: true })
    expect((await ask(site, { method: 'GET', url: '/api/session', token: tokens.chen })).body).toMatchObject({
      roles: ['agent', 'cashier'],
    })
    site.setNow('2026-03-11T20:59:00+08:00')
    tokens.chen = await logIn(site, 'chen')
    site.setNow('2026-03-11T23:59:59+08:00')
    expect((await take('chen')).status).toBe(200)
    site.setNow('2026-03-12T00:00:00+08:00')
    expect((await take('chen')).status).toBe(403)
  })

  test('does not hold before its day', async () => {
    const { body } = await lend({ from: '2026-03-11' })
    expect((await decide('jiang', body.id)).body.state).toBe('coming')
    expect((await take('chen')).status).toBe(403)
  })

  test('tells the record for whom, and of one’s own acts nothing', async () => {
    await release()
    await take('chen')
    await take('lin')
    const { rows } = await database.pool.query(
      `select actor, detail from audit_entry where action = 'payment.recorded' order by id desc limit 2`,
    )
    expect(rows).toEqual([
      { actor: 'lin', detail: { fen: 1 } },
      { actor: 'chen', detail: { fen: 1, onBehalfOf: ['lin'] } },
    ])
  })

  test('makes the two one person where two are needed, on either side', async () => {
    const desk = async (who: string) =>
      (await ask(site, { method: 'GET', url: '/api/till/desk', token: tokens[who] })).body as { chen: boolean }
    expect((await take('lin')).body).toMatchObject({ lin: true, chen: false })
    expect(await desk('above')).toMatchObject({ chen: false })
    await release()
    expect((await take('chen')).body).toMatchObject({ lin: true })
    expect((await take('lin')).body).toMatchObject({ lin: true, chen: true })
    await release({ username: 'above', roles: ['reader'] })
    expect(await desk('above')).toMatchObject({ chen: false })
  })

  test('to somebody of a higher unit is held within the lender’s', async () => {
    await release({ username: 'above' })
    expect((await take('above')).body).toMatchObject({ scope: 'X.X1.', roles: ['cashier'] })
    const desk = await ask(site, { method: 'GET', url: '/api/till/desk', token: tokens.above })
    expect(desk.body).toMatchObject({ scope: 'X.' })
  })

  test('ends when it is ended, and when the lender no longer has the role or his log-in', async () => {
    const id = await release()
    await database.pool.query(`update app_user set roles = '{reader}' where username = 'lin'`)
    expect((await take('chen')).status).toBe(403)
    await database.pool.query(
      `update app_user set roles = '{cashier,reader}', disabled_at = now() where username = 'lin'`,
    )
    expect((await take('chen')).status).toBe(403)
    await database.pool.query(`update app_user set disabled_at = null where username = 'lin'`)
    expect((await take('chen')).status).toBe(200)
    expect((await post('chen', `/api/people/delegations/${id}/ending`)).status).toBe(404)
    expect((await post('lin', `/api/people/delegations/${id}/ending`)).body.state).toBe('ended')
    expect((await take('chen')).status).toBe(403)
  })

  test.each([
    ['a role that one has not', { roles: ['billing'] }, 'NOT_LENDABLE', 'roles'],
    ['nobody', { username: 'nobody' }, 'NOT_LENDABLE', 'username'],
    ['somebody of another unit', { username: 'stranger' }, 'NOT_LENDABLE', 'username'],
    ['oneself', { username: 'lin' }, 'NOT_LENDABLE', 'username'],
    ['a day that is past', { from: '2026-03-09' }, 'NOT_LENDABLE', 'from'],
    ['days the wrong way round', { through: '2026-03-09' }, 'NOT_LENDABLE', 'through'],
    ['a year', { through: '2027-03-09' }, 'NOT_LENDABLE', 'through'],
    ['what the colleague may not have beside his own', { username: 'rater' }, 'ROLES_IN_CONFLICT', 'roles'],
  ])('is refused for %s', async (_, change, code, path) => {
    const { status, body } = await lend(change)
    expect([status, body.error.code, body.error.issues?.[0]?.path]).toEqual([409, code, path])
  })

  test('is never of an administrator’s role', async () => {
    expect((await lend({ roles: ['admin'] }, 'guan')).body.error.code).toBe('NOT_LENDABLE')
  })

  test('is released by a manager of the unit only, who is neither of the two', async () => {
    const { body } = await lend({ username: 'jiang', roles: ['reader'] })
    expect((await decide('jiang', body.id)).body.error.code).toBe('SAME_PERSON')
    expect((await decide('far', body.id)).status).toBe(404)
    expect((await decide('chen', body.id)).status).toBe(403)
    const { body: refused } = await lend()
    expect((await decide('jiang', refused.id, 'refused')).body.state).toBe('refused')
    expect((await take('chen')).status).toBe(403)
    expect((await decide('jiang', refused.id)).status).toBe(404)
  })

  test('counts when roles are given: nobody comes to rate while he may collect for another', async () => {
    await release()
    const { rows } = await database.pool.query(`select u.id, u.organisation_id from app_user u where username = 'chen'`)
    const change = { name: 'chen', organisationId: rows[0].organisation_id, roles: ['billing'], reason: '转岗' }
    const answer = await post('guan', `/api/people/users/${rows[0].id}/changes`, change)
    expect(answer.body.error.code).toBe('ROLES_IN_CONFLICT')
  })

  test('is seen by its two, the unit’s manager and who may do what, and by nobody else', async () => {
    await release()
    const seen = async (who: string) => {
      const { body } = await ask(site, { method: 'GET', url: '/api/people/delegations', token: tokens[who] })
      return (body as Delegations).items.length
    }
    expect(await Promise.all(['lin', 'chen', 'jiang', 'above', 'far'].map(seen))).toEqual([1, 1, 1, 0, 0])
    const url = '/api/people/permissions?way=POST%20/api/till/takings'
    const { body } = await ask(site, { method: 'GET', url, token: tokens.jiang })
    expect((body as { people: object[] }).people).toMatchObject([
      { username: 'chen', why: [{ role: 'cashier', onBehalfOf: { username: 'lin' }, through: '2026-03-11' }] },
      { username: 'lin', why: [{ role: 'cashier', onBehalfOf: null }] },
    ])
  })
})

describe('as whom somebody acts', () => {
  const loan = (roles: Loan['roles'], scope: string): Loan => ({
    username: 'lin',
    name: 'lin',
    roles,
    scope,
    through: '',
  })
  const own = { roles: ['agent' as const], scope: 'X.' }
  test.each([
    [
      'own role',
      [loan(['cashier'], 'X.')],
      ['agent' as const],
      { roles: ['agent', 'cashier'], scope: 'X.', onBehalfOf: [] },
    ],
    [
      'lent role here',
      [loan(['cashier'], 'X.')],
      ['cashier' as const],
      { roles: ['agent', 'cashier'], scope: 'X.', onBehalfOf: ['lin'] },
    ],
    [
      'lent role below',
      [loan(['cashier'], 'X.X1.')],
      ['cashier' as const],
      { roles: ['cashier'], scope: 'X.X1.', onBehalfOf: ['lin'] },
    ],
    [
      'own role, lent below',
      [loan(['cashier'], 'X.X1.')],
      ['agent' as const, 'cashier' as const],
      { roles: ['agent'], scope: 'X.', onBehalfOf: [] },
    ],
    ['neither', [loan(['reader'], 'X.')], ['cashier' as const], null],
  ])('follows what opens the door: %s', (_, loans, allowed, acting) => {
    expect(decideActing(own, loans, allowed)).toEqual(acting)
  })
})
