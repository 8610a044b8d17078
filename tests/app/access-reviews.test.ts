import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { resetSecondFactor } from '../../app/auth/second-factor.ts'
import { addUser } from '../../app/auth/users.ts'
import type { AccessReview, AccessReviews } from '../../app/people/review-contract.ts'
import { openReviews, reviewJob } from '../../app/people/reviews.ts'
import { monthsAround } from '../../app/people/rules/reviews.ts'
import { systemCtx } from '../../db/context.ts'
import { poolDb } from '../../db/pool.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { readPdf } from '../support/pdf-text.ts'
import { addPerson, ask, HOST, logIn, openSite, PASSWORD, type Site } from './site.ts'

test.each([
  ['2026-03-10', 3, '2026-01-01', '2026-04-01'],
  ['2026-12-31', 3, '2026-10-01', '2027-01-01'],
  ['2026-04-01', 3, '2026-04-01', '2026-07-01'],
  ['2026-08-15', 6, '2026-07-01', '2027-01-01'],
  ['2026-08-15', 12, '2026-01-01', '2027-01-01'],
])('on %s, of %i months, it is from %s to %s', (today, months, from, to) => {
  expect(monthsAround(today, months)).toEqual({ from, to })
})

describe('access reviews', () => {
  const database = useDatabase()
  let site: Site
  let accountNo = ''
  let customerUser = 0
  const tokens: Record<string, string> = {}
  const at = (day: string) => systemCtx(poolDb(database.pool), new Date(`${day}T06:15:00+08:00`), 'access-reviews')

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T00:00:00+08:00')
    const opened = await openChenGuilan(ctx, await layNetwork(ctx))
    accountNo = opened.accountNo
    await addPerson(database, 'jiang', ['manager'])
    await addPerson(database, 'guan', ['admin'])
    await addPerson(database, 'shen', ['intake', 'billing'])
    await addPerson(database, 'gone', ['grid', 'agent'])
    await addPerson(database, 'jing', ['auditor'])
    await addPerson(database, 'zhan', ['manager'], 'X.X1.')
    await database.pool.query(
      `insert into organisation (kind, code, name, path) values ('county', 'Y', '长泰县供电公司', 'Y.')`,
    )
    await addPerson(database, 'far', ['manager'], 'Y.')
    customerUser = await addUser(ctx, {
      username: 'chen',
      name: 'chen',
      password: PASSWORD,
      roles: ['customer'],
      organisationPath: 'X.',
      customerId: opened.customerId,
    })
    await database.pool.query(`update app_user set logged_in_at = '2025-10-01' where username = 'gone'`)
    site = await openSite(database, [], '2026-03-10T09:00:00+08:00')
    await moveTo('2026-03-10T09:00:00+08:00')
  })
  afterAll(() => site.app.close())

  /** A session does not outlive the night. */
  async function moveTo(now: string): Promise<void> {
    site.setNow(now)
    for (const name of ['jiang', 'guan', 'shen', 'jing', 'zhan', 'far', 'chen']) tokens[name] = await logIn(site, name)
  }
  const get = async <T>(who: string, url = '') => {
    const { status, body } = await ask(site, {
      method: 'GET',
      url: `/api/people/access-reviews${url}`,
      token: tokens[who],
    })
    return { status, body: body as T }
  }
  const post = async (who: string, url: string, payload: object) => {
    const { status, body } = await ask(site, { method: 'POST', url, payload, token: tokens[who] })
    return { status, body: body as AccessReview & { error: { code: string } } }
  }
  const countyReview = async (who = 'jiang') => {
    const { body } = await get<AccessReviews>(who)
    const found = body.items.find(({ unit }) => unit === '安溪县供电公司')
    return (await get<AccessReview>(who, `/${found?.id}`)).body
  }
  const itemsOf = ({ people }: AccessReview, username: string, ...roles: string[]) =>
    people
      .find((person) => person.username === username)
      ?.roles.filter(({ role }) => roles.length === 0 || roles.includes(role))
      .map(({ itemId }) => itemId) ?? []
  const decide = async (who: string, id: number, itemIds: number[], decision = 'kept') =>
    post(who, `/api/people/access-reviews/${id}/decisions`, { itemIds, decision, reason: '已核对' })

  test('open by themselves each quarter, one for each unit that has people, and only once', async () => {
    await reviewJob.run(at('2026-03-10'))
    await reviewJob.run(at('2026-03-11'))
    const { body } = await get<AccessReviews>('jiang')
    expect(body.items.map(({ unit, from, through, dueOn }) => [unit, from, through, dueOn])).toEqual([
      ['安溪县供电公司', '2026-01-01', '2026-03-31', '2026-03-31'],
      ['城关供电所', '2026-01-01', '2026-03-31', '2026-03-31'],
    ])
    expect(body).toMatchObject({ waiting: 2, overdue: 0, unopened: [] })
  })

  test('show who gave each role and when, who is unused, and what is given by two', async () => {
    const { people } = await countyReview()
    expect(people.map(({ username }) => username)).toEqual(['gone', 'guan', 'jiang', 'jing', 'shen'])
    const gone = people.find(({ username }) => username === 'gone')
    expect(gone).toMatchObject({ isUnused: true, mayDecide: true, conflict: null })
    expect(gone?.roles).toMatchObject([
      { role: 'agent', isGuarded: false, givenBy: 'system:test', decision: null },
      { role: 'grid', isGuarded: true, givenBy: 'system:test', decision: null },
    ])
    expect(people.find(({ username }) => username === 'shen')?.isUnused).toBe(false)
  })

  test('name roles apart that somebody has together by a loan', async () => {
    await database.pool.query(
      `insert into delegation (from_id, to_id, roles, valid_from, valid_to, reason, asked_at, decision, decided_by, decided_at)
       select (select id from app_user where username = 'jing'), (select id from app_user where username = 'guan'),
         '{auditor}', '2026-03-01', '2026-04-01', '休假', now(), 'released', 'jiang', now()`,
    )
    const { people } = await countyReview()
    const guan = people.find(({ username }) => username === 'guan')
    expect(guan).toMatchObject({ conflict: '系统管理员与审计员', loans: [{ role: 'auditor', isLent: false }] })
    await database.pool.query('delete from delegation')
  })

  test('take a role away at once, and keep another, with the reason on record', async () => {
    const review = await countyReview()
    expect((await decide('jiang', review.id, itemsOf(review, 'shen', 'billing'), 'taken')).status).toBe(200)
    expect((await decide('jiang', review.id, itemsOf(review, 'shen', 'intake'))).status).toBe(200)
    const { rows } = await database.pool.query(`select roles from app_user where username = 'shen'`)
    expect(rows).toEqual([{ roles: ['intake'] }])
    const record = await database.pool.query(
      `select action, actor, subject, detail ->> 'reason' as reason from audit_entry where action like 'access-review.%'
       and subject like 'user:%' order by id`,
    )
    expect(record.rows).toEqual([
      { action: 'access-review.taken', actor: 'jiang', subject: 'user:shen', reason: '已核对' },
      { action: 'access-review.kept', actor: 'jiang', subject: 'user:shen', reason: '已核对' },
    ])
    expect((await decide('guan', review.id, itemsOf(review, 'shen', 'intake'))).body.error.code).toBe('REVIEW_CHANGED')
  })

  test('are never of oneself, nor of whoever lent one his role', async () => {
    const review = await countyReview()
    expect(review.people.find(({ username }) => username === 'jiang')?.mayDecide).toBe(false)
    expect((await decide('jiang', review.id, itemsOf(review, 'jiang'))).body.error.code).toBe('OWN_ENTRY')
    await database.pool.query(
      `insert into delegation (from_id, to_id, roles, valid_from, valid_to, reason, asked_at, decision, decided_by, decided_at)
       select (select id from app_user where username = 'jiang'), (select id from app_user where username = 'shen'),
         '{manager}', '2026-03-01', '2026-04-01', '休假', now(), 'released', 'guan', now()`,
    )
    expect((await decide('shen', review.id, itemsOf(review, 'jiang'))).body.error.code).toBe('OWN_ENTRY')
    expect((await decide('shen', review.id, itemsOf(review, 'jing'))).status).toBe(200)
    await database.pool.query('delete from delegation')
  })

  test('are of the own unit and those below it, read by the auditor and decided by manager and administrator', async () => {
    const review = await countyReview()
    expect((await get<AccessReviews>('far')).body.items.map(({ unit }) => unit)).toEqual(['长泰县供电公司'])
    for (const who of ['far', 'zhan']) {
      expect((await get(who, `/${review.id}`)).status).toBe(404)
      expect((await decide(who, review.id, itemsOf(review, 'gone'))).status).toBe(404)
    }
    expect((await get('jing', `/${review.id}`)).status).toBe(200)
    expect((await decide('jing', review.id, itemsOf(review, 'gone'))).status).toBe(403)
  })

  test.each([
    ['nothing chosen', { itemIds: [], decision: 'kept', reason: '已核对' }],
    ['no reason', { itemIds: [1], decision: 'taken', reason: '' }],
    ['another word', { itemIds: [1], decision: 'forgotten', reason: '已核对' }],
  ])('refuse %s', async (_name, payload) => {
    const review = await countyReview()
    expect((await post('jiang', `/api/people/access-reviews/${review.id}/decisions`, payload)).status).toBe(400)
  })

  test('are reminded of a week before their end, once a week, and are overdue after it', async () => {
    const reminders = async () => {
      const { rows } = await database.pool.query(
        `select count(*)::int as n from audit_entry where action = 'access-review.reminded'`,
      )
      return rows[0].n
    }
    await reviewJob.run(at('2026-03-23'))
    expect(await reminders()).toBe(0)
    for (const day of ['2026-03-24', '2026-03-25', '2026-03-30']) await reviewJob.run(at(day))
    expect(await reminders()).toBe(3)
    await reviewJob.run(at('2026-03-31'))
    expect(await reminders()).toBe(6)
    await moveTo('2026-04-01T09:00:00+08:00')
    expect((await get<AccessReviews>('jiang')).body).toMatchObject({ overdue: 2, unopened: [{}, {}] })
    await moveTo('2026-03-31T23:00:00+08:00')
    expect((await get<AccessReviews>('jiang')).body.overdue).toBe(0)
    await moveTo('2026-03-10T09:00:00+08:00')
  })

  test('put down as gone what was taken away elsewhere, and are done with the last role', async () => {
    await database.pool.query(`update app_user set roles = '{agent}' where username = 'gone'`)
    const review = await countyReview()
    const { body } = await decide('jiang', review.id, itemsOf(review, 'gone'), 'taken')
    expect(body.people.find(({ username }) => username === 'gone')?.roles).toMatchObject([
      { role: 'agent', decision: 'taken' },
      { role: 'grid', decision: 'gone' },
    ])
    await decide('jiang', review.id, itemsOf(review, 'guan'))
    const last = await decide('guan', review.id, itemsOf(review, 'jiang'))
    expect(last.body).toMatchObject({ state: 'closed', total: 7, decided: 7, taken: 2 })
    expect((await decide('guan', review.id, itemsOf(review, 'jiang'))).status).toBe(404)
  })

  test('are printed to be signed', async () => {
    const review = await countyReview()
    const headers = { host: HOST, cookie: `dianhu=${tokens.jing}` }
    const url = `/api/people/access-reviews/${review.id}/pdf`
    const text = readPdf((await site.app.inject({ method: 'GET', url, headers })).rawPayload).join('\n')
    for (const said of ['权限复核表', '安溪县供电公司', '采集监控员', '取消', '已核对']) expect(text).toContain(said)
  })

  test('are opened by hand where there is none, by whoever oversees the unit', async () => {
    await moveTo('2026-04-01T09:00:00+08:00')
    const { body } = await get<AccessReviews>('zhan')
    const organisationId = body.unopened[0]?.id
    expect((await post('far', '/api/people/access-reviews', { organisationId })).status).toBe(404)
    expect((await post('zhan', '/api/people/access-reviews', { organisationId })).status).toBe(201)
    expect((await post('zhan', '/api/people/access-reviews', { organisationId })).status).toBe(404)
    await openReviews(at('2026-04-02'))
    expect((await get<AccessReviews>('jiang')).body.unopened).toEqual([])
    await moveTo('2026-03-10T09:00:00+08:00')
  })

  describe('a second factor that was lost', () => {
    const enrol = (username: string) =>
      database.pool.query(
        `insert into user_totp (user_id, secret, enrolled_at, confirmed_at)
         select id, '\\x00', now(), now() from app_user where username = $1`,
        [username],
      )
    const resetOf = async (who: string, username: string) => {
      const { rows } = await database.pool.query('select id from app_user where username = $1', [username])
      return post(who, `/api/people/users/${rows[0].id}/second-factor-reset`, { reason: '手机遗失' })
    }

    test('is reset by another administrator, and its holder is told once he is back', async () => {
      await enrol('shen')
      expect((await resetOf('guan', 'guan')).body.error.code).toBe('OWN_ENTRY')
      expect((await resetOf('guan', 'jing')).body.error.code).toBe('NO_SECOND_FACTOR')
      expect((await resetOf('jiang', 'shen')).status).toBe(403)
      site.setNow('2026-03-10T10:00:00+08:00')
      expect((await resetOf('guan', 'shen')).status).toBe(200)
      expect((await ask(site, { method: 'GET', url: '/api/session', token: tokens.shen })).status).toBe(401)
      const told = async () => {
        const token = await logIn(site, 'shen')
        const { body } = await ask(site, { method: 'GET', url: '/api/session/security', token })
        return (body as { before: { factorReset: unknown } }).before.factorReset
      }
      site.setNow('2026-03-10T10:05:00+08:00')
      expect(await told()).toEqual({ at: '2026-03-10T02:00:00Z', by: 'guan' })
      site.setNow('2026-03-10T10:06:00+08:00')
      expect(await told()).toBeNull()
      tokens.shen = await logIn(site, 'shen')
    })

    test('of a customer is reset by a clerk who has his paper before him', async () => {
      const url = `/api/people/customer-log-ins/${accountNo}/second-factor-reset`
      const idNumber = '350524197001011234'
      const body = { idNumber, reason: '柜台核对身份证原件' }
      expect((await post('shen', url, body)).body.error.code).toBe('NO_SECOND_FACTOR')
      await enrol('chen')
      tokens.guan = await logIn(site, 'guan')
      const wrong = await post('shen', url, { ...body, idNumber: '350524197001011235' })
      expect(wrong.body.error.code).toBe('IDENTITY_WRONG')
      expect((await post('guan', url, body)).status).toBe(403)
      expect((await post('shen', url, body)).body).toEqual({ reset: 1 })
      const { rows } = await database.pool.query(
        `select actor, subject, detail from audit_entry where action = 'second-factor.reset' order by id desc limit 1`,
      )
      expect(rows).toEqual([{ actor: 'shen', subject: 'user:chen', detail: { reason: '柜台核对身份证原件' } }])
      expect(customerUser).toBeGreaterThan(0)
      await expect(resetSecondFactor(database.ctx('2026-03-10T11:00:00+08:00'), 0, '无此人')).rejects.toThrow()
    })
  })
})
