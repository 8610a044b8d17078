import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createBilling } from '../../billing/index.ts'
import type { App } from '../../db/department.ts'
import { addDays } from '../../db/time.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { type Caller, logInAs, serveAt } from '../support/http.ts'
import { expectRefused, expectWorked, refusedCases, workedCases } from './cases.ts'
import { steadyMeters } from './meters.ts'

const late = {
  customerClass: 'residential',
  items: [{ id: 'a', amountYuan: '62.00', dueOn: '2009-06-10', paidOn: '2009-06-30' }],
}
const asJson = { 'content-type': 'application/json' }
const bodyRefused = { status: 400, body: { error: { code: 'INVALID_INPUT', issues: [{ path: '' }] } } }

describe('a calculation over HTTP', () => {
  const database = useDatabase()
  let app: App
  let clerk: Caller
  const post = (kind: string, payload?: unknown, headers: Record<string, string> = asJson) =>
    clerk('POST', `/api/billing/calculations/${kind}`, payload, headers)

  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T00:00:00Z'))
    app = await serveAt(database, [createBilling(steadyMeters(new Map()))], '2026-02-01T09:00:00+08:00')
    clerk = await logInAs(app, database, { role: 'billing', organisationPath: 'X.' })
  })
  afterAll(() => app.close())

  test.each(workedCases)('$id: $titleZh', async (worked) => {
    const { status, body } = await post(worked.kind, worked.input)
    expect(status, JSON.stringify(body)).toBe(200)
    expectWorked(body, worked)
  })

  test.each(refusedCases)('refuses $kind: $why', async (refused) => {
    const { status, body } = await post(refused.kind, JSON.stringify(refused.input))
    expect(status).toBe(400)
    expectRefused(body.error, refused)
  })

  test.each([
    ['is not JSON', '{"customerClass":'],
    ['is a list', '[]'],
    ['is text', '"late"'],
    ['is null', 'null'],
    ['is a number', '1'],
    ['is nested without end', '['.repeat(200_000)],
  ])('refuses a body that %s at its own path', async (_title, payload) => {
    expect(await post('late-fee', payload)).toMatchObject(bodyRefused)
  })

  test('refuses no body, and a body that is not told to be JSON', async () => {
    expect(await post('late-fee')).toMatchObject(bodyRefused)
    expect(await post('late-fee', undefined, {})).toMatchObject(bodyRefused)
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml']) {
      expect(await post('late-fee', JSON.stringify(late), { 'content-type': type })).toMatchObject(bodyRefused)
    }
  })

  test('names a property that reaches for the prototype as unknown', async () => {
    const text = JSON.stringify(late).replace('{', '{"__proto__":{"minimumYuan":"9"},"constructor":1,')
    const { status, body } = await post('late-fee', text)
    expect(status).toBe(400)
    expect(body.error.issues.map(({ path }: { path: string }) => path).sort()).toEqual(['__proto__', 'constructor'])
  })

  test.each(['late', 'toString', '__proto__', 'late-fee/x', 'a'.repeat(300)])('knows no kind %s', async (kind) => {
    expect(await post(kind, late)).toMatchObject({ status: 404, body: { error: { code: 'UNKNOWN_KIND' } } })
  })

  test('takes a bill that is cut at every day of a leap year', async () => {
    const day = (n: number) => addDays('2024-01-01', n)
    const segments = Array.from({ length: 366 }, (_, n) => ({
      from: day(n),
      to: day(n + 1),
      tariffSystem: 'single',
      metered: { totalKwh: 1 },
      pricesYuanPerKwh: { total: '0.5' },
    }))
    const { status, body } = await post('bill', { period: { from: day(0), to: day(366) }, segments })
    expect([status, body.totalYuan, body.lines?.length]).toEqual([200, '183.00', 366])
  })

  test('takes a body of thousands of items', async () => {
    const items = Array.from({ length: 20_000 }, (_, n) => ({ ...late.items[0], id: String(n) }))
    const { status, body } = await post('late-fee', { ...late, items })
    expect(status).toBe(200)
    expect(body.lines).toHaveLength(20_000)
    expect(body.totalYuan).toBe('24800.00')
  })

  test('is told what is wrong a thousand times at most', async () => {
    const { status, body } = await post('late-fee', { ...late, items: Array(50_000).fill(0) })
    expect(status).toBe(400)
    expect(body.error.issues).toHaveLength(1000)
  })

  test.each([
    ['late-fee', { ...late, items: Array(50_001).fill(0) }, 'items'],
    ['bill', { period: { from: '2024-01-01', to: '2024-02-01' }, segments: Array(300_000).fill({}) }, 'segments'],
    ['breach-charge', { acts: [{ act: 'price-class', usages: Array(200_000).fill(0) }] }, 'acts.0.usages'],
  ])('refuses a list without measure in %s', async (kind, body, path) => {
    expect(await post(kind, body)).toMatchObject({ status: 400, body: { error: { issues: [{ path }] } } })
  })

  test('survives fifty thousand faulty segments', async () => {
    const body = { period: { from: '2024-01-01', to: '2024-02-01' }, segments: Array(50_000).fill({}) }
    expect(await post('bill', body)).toMatchObject({ status: 400, body: { error: { code: 'INVALID_INPUT' } } })
  })

  test('is open to readers and inspectors, and to nobody without a log-in', async () => {
    const inspector = await logInAs(app, database, { role: 'inspector', organisationPath: 'X.' })
    const collector = await logInAs(app, database, { role: 'acquisition', organisationPath: 'X.' })
    const url = '/api/billing/calculations/late-fee'
    expect(await inspector('POST', url, late)).toMatchObject({ status: 200, body: { totalYuan: '1.24' } })
    expect(await collector('POST', url, late)).toMatchObject({ status: 403 })
    expect((await app.inject({ method: 'POST', url, payload: late })).statusCode).toBe(401)
  })

  test('is described with the input of each kind', async () => {
    const { body } = await clerk('GET', '/api/docs/json')
    const described = body.paths['/api/billing/calculations/late-fee'].post
    const { schema } = described.requestBody.content['application/json']
    expect(schema.required).toEqual(['customerClass', 'items'])
    expect(Object.keys(body.paths)).toContain('/api/billing/calculations/metering-correction')
  })
})
