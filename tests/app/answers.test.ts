import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { callcenter } from '../../callcenter/index.ts'
import { createIntake } from '../../intake/index.ts'
import { metering } from '../../metering/index.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { addPerson, ask, createProbe, logIn, openSite, type Site } from './site.ts'

describe('an answer', () => {
  const database = useDatabase()
  const { probe, done, endSlow } = createProbe()
  let site: Site
  const tokens: Record<string, string> = {}

  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T00:00:00+08:00'))
    site = await openSite(
      database,
      [
        probe,
        createIntake({
          findPrice: async () => ({ timeOfUse: false }),
          listArrears: async () => new Map(),
          listProfiles: () => [],
        }),
        metering,
        callcenter,
      ],
      '2026-03-10T09:00:00+08:00',
    )
    for (const name of ['lin', 'wu']) {
      await addPerson(database, name, ['agent'])
      tokens[name] = await logIn(site, name)
    }
  })
  beforeEach(() => {
    done.length = 0
    site.setNow('2026-03-10T09:00:00+08:00')
  })
  afterAll(() => site.app.close())

  const write = (payload: unknown, headers: Record<string, string> = {}, who = 'lin') =>
    ask(site, { method: 'POST', url: '/api/probe/notes', payload: payload as object, headers, token: tokens[who] })

  describe('that fails has one shape:', () => {
    test('400 names each field by its path', async () => {
      expect(await write({ text: '', count: 1.5, more: true })).toMatchObject({
        status: 400,
        body: { error: { code: 'INVALID_INPUT', issues: [{ path: 'text' }, { path: 'count' }, { path: '' }] } },
      })
    })

    test.each([
      ['no JSON', '{"text":', { 'content-type': 'application/json' }, 400],
      ['another kind of content', '<text/>', { 'content-type': 'application/xml' }, 415],
      [
        'more than a megabyte',
        JSON.stringify({ text: 'x'.repeat(1_100_000) }),
        { 'content-type': 'application/json' },
        413,
      ],
    ])('a body of %s', async (_, payload, headers, status) => {
      const answer = await write(payload, headers)
      expect(answer).toMatchObject({
        status,
        body: { error: { code: expect.any(String), message: expect.any(String) } },
      })
      expect(Object.keys(answer.body as object)).toEqual(['error'])
    })

    test('404 of an address, 409 of a refusal', async () => {
      expect(await ask(site, { method: 'GET', url: '/api/nothing' })).toMatchObject({
        status: 404,
        body: { error: { code: 'NOT_FOUND', message: '没有这个地址' } },
      })
      expect(await write({ text: 'refuse' })).toMatchObject({
        status: 409,
        body: { error: { code: 'NOT_TODAY', message: '今天不行' } },
      })
    })

    test('500 tells nothing of what went wrong inside', async () => {
      const { status, body, answer } = await write({ text: 'boom' })
      expect(status).toBe(500)
      expect(body).toEqual({ error: { code: 'INTERNAL', message: '系统出错了，请稍后再试；问题已记录' } })
      expect(JSON.stringify(answer.headers)).not.toContain('hunter2')
    })

    test.each([
      ['a number too large for its column', { text: 'number', count: Number.MAX_SAFE_INTEGER }],
      ['text that cannot be kept', { text: 'text' }],
    ])('400 for %s, which only the database finds', async (_, payload) => {
      expect(await write(payload)).toMatchObject({ status: 400, body: { error: { code: 'INVALID_INPUT' } } })
    })

    test.each([
      '/api/customers/accounts?q=%00%00',
      '/api/customers/accounts/3302000100013?asOf=0000-01-01',
      '/api/callcenter/work-orders/9007199254740991',
      '/api/callcenter/work-orders/99999999999999999999',
      '/api/callcenter/work-orders?cursor=99999999999999999999',
    ])('never 500 for odd input: GET %s', async (url) => {
      const { status } = await ask(site, { method: 'GET', url, token: tokens.lin })
      expect(status).toBeLessThan(500)
    })
  })

  describe('under an Idempotency-Key', () => {
    test('is given again, the work done once', async () => {
      const first = await write({ text: 'pay' }, { 'idempotency-key': 'a' })
      const second = await write({ text: 'pay' }, { 'idempotency-key': 'a' })
      expect([first.status, first.body]).toEqual([201, { number: 1 }])
      expect([second.status, second.body]).toEqual([201, { number: 1 }])
      expect(done).toEqual(['pay'])
    })

    test('without a body is given again too', async () => {
      const silence = () =>
        ask(site, {
          method: 'POST',
          url: '/api/probe/silences',
          token: tokens.lin,
          headers: { 'idempotency-key': 'quiet' },
        })
      expect([(await silence()).status, (await silence()).status]).toEqual([204, 204])
      expect(done).toEqual(['silence'])
    })

    test('with another body is refused', async () => {
      await write({ text: 'pay' }, { 'idempotency-key': 'b' })
      expect(await write({ text: 'pay more' }, { 'idempotency-key': 'b' })).toMatchObject({
        status: 409,
        body: { error: { code: 'IDEMPOTENCY_KEY_REUSED' } },
      })
      expect(done).toEqual(['pay'])
    })

    test.each(['refuse', 'boom'])('that was a failure (%s) frees the key', async (text) => {
      await write({ text }, { 'idempotency-key': text })
      expect((await write({ text: 'better' }, { 'idempotency-key': text })).status).toBe(201)
    })

    test('is each user’s own', async () => {
      await write({ text: 'pay' }, { 'idempotency-key': 'c' })
      expect((await write({ text: 'pay' }, { 'idempotency-key': 'c' }, 'wu')).body).toEqual({ number: 2 })
    })

    test('asked for many times at once is worked on once', async () => {
      const refused: unknown[] = []
      const answers = await Promise.all(
        Array.from({ length: 6 }, async () => {
          const answer = await write({ text: 'slow' }, { 'idempotency-key': 'd' })
          if (answer.status === 409 && refused.push(answer) === 5) endSlow()
          return answer
        }),
      )
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409])
      expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({
        error: { code: 'REQUEST_IN_PROGRESS' },
      })
      expect(done).toEqual(['slow'])
      expect(await write({ text: 'slow' }, { 'idempotency-key': 'd' })).toMatchObject({
        status: 201,
        body: { number: 1 },
      })
    })

    test('whose process died in the middle may be tried again after a minute', async () => {
      await write({ text: 'pay' }, { 'idempotency-key': 'e' })
      await database.pool.query(`update idempotency_key set status = null, answer = null where key = 'e'`)
      site.setNow('2026-03-10T09:01:00+08:00')
      expect((await write({ text: 'pay' }, { 'idempotency-key': 'e' })).status).toBe(409)
      site.setNow('2026-03-10T09:01:00.001+08:00')
      expect((await write({ text: 'pay' }, { 'idempotency-key': 'e' })).status).toBe(201)
    })
  })

  describe('about the server itself', () => {
    test('describes its paths at /api/docs', async () => {
      const { body } = await ask(site, { method: 'GET', url: '/api/docs/json' })
      const paths = Object.keys((body as { paths: object }).paths)
      expect(paths).toEqual(
        expect.arrayContaining([
          '/api/session',
          '/api/live',
          '/api/customers/accounts/{accountNo}',
          '/api/callcenter/work-orders/{id}/acceptance',
          '/api/metering/points',
          '/api/intake/applications',
        ]),
      )
      const page = await site.app.inject({ method: 'GET', url: '/api/docs' })
      expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    })

    test('says whether it lives and whether it can work', async () => {
      expect(await ask(site, { method: 'GET', url: '/healthz' })).toMatchObject({ status: 200, body: { ok: true } })
      expect(await ask(site, { method: 'GET', url: '/readyz' })).toMatchObject({ status: 200, body: { ok: true } })
      site.isReady = false
      expect(await ask(site, { method: 'GET', url: '/readyz' })).toMatchObject({ status: 503, body: { ok: false } })
      expect((await ask(site, { method: 'GET', url: '/healthz' })).status).toBe(200)
      site.isReady = true
    })

    test('counts what it answered, by route and not by address', async () => {
      await ask(site, { method: 'GET', url: '/api/customers/accounts/1234567890123', token: tokens.lin })
      const { body } = await site.app.inject({ method: 'GET', url: '/metrics' })
      expect(body).toContain(
        'dianhu_http_request_seconds_count{method="GET",route="/api/customers/accounts/:accountNo",status="404"} 1',
      )
      expect(body).toContain('dianhu_event_parked 0')
      expect(body).not.toContain('1234567890123')
    })

    test('comes with headers that keep pages from being framed or sniffed', async () => {
      const { headers } = (await ask(site, { method: 'GET', url: '/healthz' })).answer
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'SAMEORIGIN' })
      expect(headers['content-security-policy']).toContain("default-src 'self'")
    })
  })
})
