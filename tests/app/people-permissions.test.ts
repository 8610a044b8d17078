import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { departments } from '../../app/main.ts'
import type { Permissions } from '../../app/people/contract.ts'
import { splitSummary } from '../../app/people/rules/permissions.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { addPerson, ask, logIn, openSite, type Site } from './site.ts'

describe('the list of permissions', () => {
  const database = useDatabase()
  let site: Site
  const tokens: Record<string, string> = {}

  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T00:00:00+08:00'))
    await database.pool.query(
      `insert into organisation (kind, code, name, path) values ('county', 'Y', '长泰县供电公司', 'Y.')`,
    )
    await addPerson(database, 'guan', ['admin'])
    await addPerson(database, 'he', ['billing', 'intake'])
    await addPerson(database, 'xu', ['billing'], 'X.X1.')
    await addPerson(database, 'stranger', ['billing'], 'Y.')
    await addPerson(database, 'agent', ['agent'])
    site = await openSite(database, departments, '2026-03-10T09:00:00+08:00')
    for (const name of ['guan', 'agent']) tokens[name] = await logIn(site, name)
  })
  afterAll(() => site.app.close())

  const list = async (query: string, who = 'guan') => {
    const { status, body } = await ask(site, {
      method: 'GET',
      url: `/api/people/permissions${query}`,
      token: tokens[who],
    })
    return { status, body: body as Permissions }
  }

  test('names every route, by department, with what is said of it in both languages', async () => {
    const { body } = await list('')
    expect(body.items.length).toBeGreaterThan(250)
    expect(body.departments.reduce((sum, { count }) => sum + count, 0)).toBe(body.items.length)
    expect(body.items.find(({ url, method }) => method === 'GET' && url === '/api/billing/bills/:id')).toMatchObject({
      tag: 'billing',
      summary: { zh: '账单明细,逐行说明', en: 'One bill, line by line' },
      roles: expect.arrayContaining(['customer', 'billing']),
    })
    expect(body.items.filter(({ summary }) => summary.zh === '')).toEqual([])
  })

  test('is of a role: what it may do and nothing else', async () => {
    const { items } = (await list('?role=cashier')).body
    expect(items.length).toBeGreaterThan(5)
    for (const { roles } of items) expect(roles).toContain('cashier')
  })

  test('is of a user, with the role that opens each door', async () => {
    const { body } = await list('?username=he&q=bill-runs')
    expect(body.user).toMatchObject({
      name: 'he',
      unit: '安溪县供电公司',
      grants: [{ role: 'billing' }, { role: 'intake' }],
    })
    const all = (await list('?username=he')).body.items
    expect(all.find(({ url }) => url === '/api/intake/duplicates')?.why).toEqual([
      { role: 'intake', onBehalfOf: null, through: null },
    ])
    expect(all.some(({ url }) => url === '/api/system/parked-events')).toBe(false)
  })

  test('is of a route: everybody of the own unit who may, and nobody of another', async () => {
    const { people } = (await list('?way=GET%20/api/billing/runs')).body
    expect(people?.map(({ username }) => username)).toEqual(['he', 'xu'])
  })

  test('is searched by words of either language, all of which must be there', async () => {
    for (const q of ['上期 差额', 'why bill differs', 'bills/:id/changes']) {
      const { items } = (await list(`?q=${encodeURIComponent(q)}`)).body
      expect(items.map(({ url }) => url)).toContain('/api/billing/bills/:id/changes')
      expect(items.length).toBeLessThan(5)
    }
  })

  test.each(['stranger', 'nobody'])(
    'answers alike for a user of another unit and one who does not exist: %s',
    async (name) => {
      const { status, body } = await list(`?username=${name}`)
      expect([status, body]).toEqual([404, { error: { code: 'NOT_FOUND', message: '没有找到用户，或您无权查看' } }])
    },
  )

  test('is not for everybody', async () => {
    expect((await list('', 'agent')).status).toBe(403)
  })
})

test.each([
  ['账单明细,逐行说明 One bill, line by line', '账单明细,逐行说明', 'One bill, line by line'],
  ['导出业扩统计(CSV)', '导出业扩统计(CSV)', '导出业扩统计(CSV)'],
  ['MQTT 报文的 JSON Schema(第 1 版)', 'MQTT 报文的 JSON Schema(第 1 版)', 'MQTT 报文的 JSON Schema(第 1 版)'],
  ['账单 PDF A bill as a PDF', '账单 PDF', 'A bill as a PDF'],
])('what is said of a route is told in the reader’s language: %s', (summary, zh, en) => {
  expect(splitSummary(summary)).toEqual({ zh, en })
})
