import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { erasuresOf } from '../../app/keeping/erasures.ts'
import { eraseOver } from '../../app/keeping/retention.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { statementsOf } from '../support/statements.ts'
import { anywhere, askCode, codeOf, enrol, givenUp, queueBill, resetPassword, signUp, textsOf } from './citizen.ts'
import { addAt, codeAt, enter, GOOD, useShippedPolicy } from './policy.ts'
import { ask, openSite, type Site } from './site.ts'

const START = '2026-03-10T09:00:00+08:00'
const later = (minutes: number) => new Date(new Date(START).getTime() + minutes * 60_000).toISOString()

describe('a citizen', () => {
  const database = useDatabase()
  let site: Site
  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T00:00:00+08:00'))
    await useShippedPolicy(database)
    site = await openSite(database, [], START)
  })
  afterAll(() => site.app.close())

  const whoIs = async (token: string) => (await ask(site, { method: 'GET', url: '/api/session', token })).body
  const codesOf = async (phone: string) => (await textsOf(site, phone)).length

  test('signs up by a code on his phone and is in, as a customer who is nobody yet', async () => {
    await askCode(site, '+86 138 0000 1111')
    const { status, body, token } = await signUp(site, '13800001111')
    expect(status).toBe(200)
    expect(body).toMatchObject({ name: '138****1111', roles: ['customer'], organisation: '安溪县供电公司' })
    expect(await whoIs(token)).toEqual(body)
    const { rows } = await database.pool.query(
      `select u.customer_id, u::text as all, c.version from app_user u join privacy_consent c on c.user_id = u.id`,
    )
    expect(rows).toMatchObject([{ customer_id: null, version: '2026-11' }])
    expect(rows[0].all).not.toContain('13800001111')
    const { rows: told } = await database.pool.query(`select action from audit_entry where subject = $1 order by id`, [
      `user:${(body as { username: string }).username}`,
    ])
    expect(told.map(({ action }) => action)).toEqual(['user.added', 'citizen.signed-up', 'session.opened'])
  })

  test('is told the privacy text and what a password needs before', async () => {
    const { status, body } = await ask(site, { method: 'GET', url: '/api/citizens/terms' })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      isOpen: true,
      privacy: { version: '2026-11' },
      password: { leastLength: 10, kinds: 3 },
    })
  })

  test('logs in by his phone however it is written, or by his user name', async () => {
    const { username } = (await whoIs(await enrol(site, '13800002222'))) as { username: string }
    for (const name of ['13800002222', '+86 138 0000 2222', username]) {
      expect((await enter(site, name, GOOD)).status).toBe(200)
    }
    expect((await enter(site, `${username}13800002222`, GOOD)).status).toBe(401)
  })

  test('is locked out by failures under his phone and his name together', async () => {
    const { username } = (await whoIs(await enrol(site, '13800003333'))) as { username: string }
    for (const name of ['13800003333', username, '138 0000 3333', username, '13800003333']) {
      expect((await enter(site, name, 'wrong')).status).toBe(401)
    }
    expect((await enter(site, username, GOOD)).status).toBe(401)
    expect((await enter(site, '13800003333', GOOD)).status).toBe(401)
  })

  const refused: [string, object, string, string][] = [
    ['a wrong code', { code: '000000' }, 'WRONG_PHONE_CODE', 'code'],
    ['a weak password', { password: 'short' }, 'PASSWORD_TOO_WEAK', 'password'],
    ['his phone in the password', { password: 'Aa-13800004444' }, 'PASSWORD_TOO_WEAK', 'password'],
    ['a privacy text of yesterday', { privacyVersion: '2020-01' }, 'PRIVACY_CHANGED', ''],
  ]
  test('is refused with what is wrong, at its field, and can put it right', async () => {
    await askCode(site, '13800004444')
    for (const [, change, code, path] of refused) {
      const { body, token } = await signUp(site, '13800004444', change)
      const { error } = body as { error: { code: string; issues?: { path: string }[] } }
      expect([error.code, error.issues?.[0]?.path ?? '', token]).toEqual([code, path, ''])
    }
    expect((await signUp(site, '13800004444')).status).toBe(200)
  })

  test('is told a code that is good once, however often it comes at the same moment', async () => {
    await askCode(site, '13800005555')
    const tried = await Promise.all(Array.from({ length: 6 }, () => signUp(site, '13800005555')))
    expect(tried.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409])
    const { rows } = await database.pool.query(`select count(*)::int as n from app_user where phone_tail = '5555'`)
    expect(rows).toEqual([{ n: 1 }])
  })

  test('has five tries of a code, also at once, and then not even the right one is', async () => {
    await askCode(site, '13800006666')
    const wrong = (await codeOf(site, '13800006666')) === '123456' ? '654321' : '123456'
    await Promise.all(Array.from({ length: 5 }, () => signUp(site, '13800006666', { code: wrong })))
    expect((await signUp(site, '13800006666')).body).toMatchObject({ error: { code: 'WRONG_PHONE_CODE' } })
  })

  test('has five minutes for a code, and only the latest is good', async () => {
    await askCode(site, '13800007777')
    const first = await codeOf(site, '13800007777')
    site.setNow(later(1))
    await askCode(site, '13800007777')
    expect((await signUp(site, '13800007777', { code: first })).status).toBe(409)
    site.setNow(later(6))
    expect((await signUp(site, '13800007777')).status).toBe(409)
    site.setNow(later(7))
    await askCode(site, '13800007777')
    site.setNow(new Date(new Date(later(12)).getTime() - 1).toISOString())
    expect((await signUp(site, '13800007777')).status).toBe(200)
  })

  test('is sent one code a minute and ten a day, whichever they are for', async () => {
    site.setNow(later(60))
    expect((await askCode(site, '13800008888')).status).toBe(200)
    expect((await askCode(site, '13800008888', 'password')).body).toMatchObject({ error: { code: 'CODE_TOO_SOON' } })
    for (let minute = 1; minute < 10; minute++) {
      site.setNow(later(60 + minute))
      expect((await askCode(site, '13800008888', minute % 2 ? 'password' : 'sign-up')).status).toBe(200)
    }
    site.setNow(later(70))
    expect((await askCode(site, '13800008888')).body).toMatchObject({ error: { code: 'CODES_EXHAUSTED' } })
    expect(await codesOf('13800008888')).toBe(10)
    site.setNow(later(60 + 24 * 60))
    expect((await askCode(site, '13800008888')).status).toBe(200)
  })

  test('is sent one message by two requests at once', async () => {
    const both = await Promise.all([askCode(site, '13800009999'), askCode(site, '13800009999')])
    expect(both.map(({ status }) => status).sort()).toEqual([200, 429])
    expect(await codesOf('13800009999')).toBe(1)
  })

  test('of one address is sent thirty an hour, over all phones', async () => {
    const address = '192.0.2.7'
    const phoneOf = (n: number) => `1391000${String(1000 + n)}`
    let sent = 0
    for (let n = 0; n < 32; n++) {
      // Past what one address may ask of this process in a minute, which is another limit.
      if (n === 16) site = await reopened()
      if ((await askCode(site, phoneOf(n), 'sign-up', address)).status === 200) sent += 1
    }
    expect(sent).toBe(30)
  })

  async function reopened(): Promise<Site> {
    await site.app.close()
    return openSite(database, [], later(60 + 24 * 60 + 5))
  }

  test('is forgotten as one who asked for a code after thirty days', async () => {
    await eraseOver(database.ctx('2026-06-01T00:00:00+08:00'), erasuresOf([]))
    expect((await database.pool.query('select 1 from phone_code')).rows).toEqual([])
  })
})

describe('whoever tries out numbers', () => {
  const database = useDatabase()
  let site: Site
  const [taken, free] = ['13700001111', '13700002222']
  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T00:00:00+08:00'))
    await useShippedPolicy(database)
    site = await openSite(database, [], START)
    await enrol(site, taken)
    site.setNow(later(5))
  })
  afterAll(() => site.app.close())

  const raw = ({
    answer: { statusCode, body, headers },
  }: {
    answer: { statusCode: number; body: string; headers: object }
  }) => {
    const {
      date: _,
      'x-ratelimit-remaining': _r,
      'x-ratelimit-reset': _s,
      ...told
    } = headers as Record<string, unknown>
    return { statusCode, body, told }
  }

  test.each(['sign-up', 'password'])(
    'learns nothing by asking for a code (%s): the message alone says more',
    async (purpose) => {
      site.setNow(purpose === 'password' ? later(15) : later(10))
      const [one, other] = [await askCode(site, taken, purpose), await askCode(site, free, purpose)]
      expect(raw(one)).toEqual(raw(other))
      const [again, otherAgain] = [await askCode(site, taken, purpose), await askCode(site, free, purpose)]
      expect(raw(again)).toEqual(raw(otherAgain))
      const texts = [(await textsOf(site, taken))[0], (await textsOf(site, free))[0]]
      const known = purpose === 'sign-up' ? texts : texts.toReversed()
      expect(known).toEqual([
        expect.stringMatching(purpose === 'sign-up' ? /已注册/ : /尚未注册/),
        expect.stringMatching(/验证码 \d{6}/),
      ])
    },
  )

  test('makes the product do the same work either way: the same statements in the same order', async () => {
    const statements: string[][] = []
    for (const [minute, purpose] of [
      [30, 'sign-up'],
      [35, 'password'],
    ] as const) {
      site.setNow(later(minute))
      for (const phone of [taken, free]) statements.push(await statementsOf(() => askCode(site, phone, purpose)))
    }
    const [first] = statements
    expect(first?.length).toBeGreaterThan(5)
    for (const each of statements) expect(each).toEqual(first)
  })

  test('is given one answer for a code: wrong, of a number that has a log-in, of one that was never asked', async () => {
    site.setNow(later(40))
    await askCode(site, taken)
    await askCode(site, free)
    const answers = [
      await signUp(site, taken, { code: '123456' }),
      await signUp(site, free, { code: '123456' }),
      await signUp(site, '13700003333', { code: '123456' }),
      await resetPassword(site, taken, { code: '123456' }),
      await resetPassword(site, free, { code: '123456' }),
    ]
    expect(new Set(answers.map((each) => JSON.stringify(raw(each)))).size).toBe(1)
  })
})

describe('whoever forgot his password', () => {
  const database = useDatabase()
  let site: Site
  const phone = '13600001111'
  let tokens: string[]
  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T00:00:00+08:00'))
    await useShippedPolicy(database)
    site = await openSite(database, [], START)
    tokens = [await enrol(site, phone), (await enter(site, phone, GOOD)).token]
  })
  afterAll(() => site.app.close())

  const look = async (token: string) => (await ask(site, { method: 'GET', url: '/api/session', token })).status

  test('sets another by a code, which ends every session, and is told so', async () => {
    for (let time = 0; time < 5; time++) await enter(site, phone, 'wrong')
    site.setNow(later(5))
    await askCode(site, phone, 'password')
    const { body } = await resetPassword(site, phone, { password: GOOD })
    expect(body).toMatchObject({ error: { code: 'PASSWORD_USED_BEFORE' } })
    const { status, token } = await resetPassword(site, phone)
    expect([status, await look(token)]).toEqual([200, 200])
    expect(await Promise.all(tokens.map(look))).toEqual([401, 401])
    expect((await enter(site, phone, GOOD)).status).toBe(401)
    expect((await enter(site, phone, 'Another one 2027')).status).toBe(200)
    expect((await textsOf(site, phone))[0]).toContain('密码已重置')
  })

  test('is still asked for his second factor', async () => {
    const { token } = await enter(site, phone, 'Another one 2027')
    const put = (url: string, payload: object) => ask(site, { method: 'PUT', url, payload, token })
    const begun = await put('/api/session/second-factor', { password: 'Another one 2027' })
    const { secret } = begun.body as { secret: string }
    await put('/api/session/second-factor/confirmation', { code: codeAt(secret, later(5)) })
    site.setNow(later(10))
    await askCode(site, phone, 'password')
    const reset = await resetPassword(site, phone, { password: 'A third one 2027' })
    expect(reset.body).toMatchObject({ pending: 'code', name: expect.stringMatching(/^c-/) })
    const url = '/api/citizens/me'
    expect((await ask(site, { method: 'GET', url, token: reset.token })).status).toBe(403)
  })

  test('is sent no code where his log-in is closed to him', async () => {
    await database.pool.query(`update app_user set disabled_at = now() where phone_tail = '1111'`)
    site.setNow(later(20))
    await askCode(site, phone, 'password')
    expect(await codeOf(site, phone)).toBe('')
    site.setNow(later(22))
    await askCode(site, phone, 'sign-up')
    expect(await codeOf(site, phone)).toBe('')
  })
})

describe('whoever has another number', () => {
  const database = useDatabase()
  let site: Site
  const [old, fresh, taken] = ['13500001111', '13500002222', '13500003333']
  let token: string
  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T00:00:00+08:00'))
    await useShippedPolicy(database)
    site = await openSite(database, [], START)
    token = await enrol(site, old)
    await enrol(site, taken)
    site.setNow(later(5))
  })
  afterAll(() => site.app.close())

  const askOwn = (phone: string) =>
    ask(site, {
      ...{ method: 'POST', url: '/api/citizens/me/phone-codes', payload: { phone }, token },
      remoteAddress: anywhere(),
    })
  const change = async (phone: string, more: object = {}) =>
    ask(site, {
      ...{ method: 'PUT', url: '/api/citizens/me/phone', token },
      payload: { phone, code: (await codeOf(site, phone)) || '123456', password: GOOD, ...more },
    })

  test('proves the new one by a code and himself by his password, and the old one is told', async () => {
    expect((await askOwn(fresh)).status).toBe(200)
    await queueBill(database, old)
    const { body } = await change(fresh, { password: 'wrong' })
    expect(body).toMatchObject({ error: { code: 'OLD_PASSWORD_WRONG', issues: [{ path: 'password' }] } })
    expect((await change(fresh)).body).toMatchObject({ phone: '135****2222' })
    expect((await textsOf(site, old))[0]).toContain('尾号 2222')
    expect(await givenUp(database)).toEqual(['phone-changed'])
    expect((await enter(site, old, GOOD)).status).toBe(401)
    expect((await enter(site, fresh, GOOD)).status).toBe(200)
    expect((await ask(site, { method: 'GET', url: '/api/session', token })).body).toMatchObject({ name: '135****2222' })
  })

  test('cannot take one that is another’s, nor learn that it is', async () => {
    site.setNow(later(10))
    const answers = [await askOwn(taken), await askOwn('13500004444')]
    expect(answers[0]?.answer.body).toBe(answers[1]?.answer.body)
    const wrong = [await change(taken), await change('13500004444', { code: '123456' })]
    expect(wrong.map(({ answer }) => answer.body)).toEqual([wrong[0]?.answer.body, wrong[0]?.answer.body])
    expect(wrong[0]?.body).toMatchObject({ error: { code: 'WRONG_PHONE_CODE' } })
  })

  test('cannot change that of a log-in of the town, which everybody uses', async () => {
    const demo = { phone: '13500009999', password: 'dianhu-demo', demo: true }
    await addAt(database, START, 'citizen', ['customer'], demo)
    const shared = (await enter(site, '13500009999', 'dianhu-demo')).token
    const payload = { phone: '13500006666' }
    const asked = { method: 'POST' as const, url: '/api/citizens/me/phone-codes', payload, token: shared }
    expect((await ask(site, asked)).body).toMatchObject({ error: { code: 'DEMO_LOG_IN' } })
  })

  test('cannot use the code that somebody else asked for', async () => {
    site.setNow(later(20))
    await askCode(site, '13500005555')
    expect((await change('13500005555')).body).toMatchObject({ error: { code: 'WRONG_PHONE_CODE' } })
  })
})
