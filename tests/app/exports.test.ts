import { readFile } from 'node:fs/promises'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { screens } from '../../app/exports/screens.ts'
import type { Shell } from '../../app/shells/contract.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { addPerson, ask, logIn, openSite, type Site } from './site.ts'

const now = '2026-03-10T09:30:00+08:00'

describe('a list as a workbook', () => {
  const database = useDatabase()
  let site: Site
  let token = ''

  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T00:00:00+08:00'))
    await addPerson(database, 'lin', ['intake'])
    await addPerson(database, 'chen', ['customer'])
    site = await openSite(database, [], now)
    token = await logIn(site, 'lin')
  })
  afterAll(() => site.app.close())

  const list = {
    path: '/office/charges',
    title: '追补单',
    columns: ['户号', '户名', '电费', '电量', '备注'],
    rows: [
      ['3302000100096', '=cmd|calc!A1', '¥1,234.50', '12.5', '007'],
      ['3302000100097', '余洋', '−¥3.00', '-4', '@SUM(A1)'],
    ],
  }
  const put = (payload: object, as = token) => ask(site, { method: 'PUT', url: '/api/exports', payload, token: as })

  it('has figures as figures, account numbers as they are, and nothing that runs', async () => {
    const { status, body } = await put(list)
    expect(status).toBe(200)
    const { name, base64 } = body as { name: string; base64: string }
    expect(name).toBe('追补单-202603100930.xlsx')
    const book = new ExcelJS.Workbook()
    await book.xlsx.load(Buffer.from(base64, 'base64') as never)
    const sheet = book.getWorksheet('追补单')
    if (!sheet) throw new Error('no sheet')
    const rows = [1, 2, 3].map((row) => (sheet.getRow(row).values as unknown[]).slice(1))
    expect(rows).toEqual([
      ['户号', '户名', '电费', '电量', '备注'],
      ['3302000100096', "'=cmd|calc!A1", 1234.5, 12.5, '007'],
      ['3302000100097', '余洋', -3, -4, "'@SUM(A1)"],
    ])
    expect(sheet.getCell('B2').type).toBe(ExcelJS.ValueType.String)
  })

  it('is on the record: which page, how much of it, and nothing that stood in it', async () => {
    const { rows } = await database.pool.query(
      "select actor, subject, detail from audit_entry where action = 'list.exported'",
    )
    expect(rows).toEqual([
      { actor: 'lin', subject: 'list:shown', detail: { path: '/office/charges', rows: 2, asToldByThePage: '追补单' } },
    ])
  })

  it('is refused where it is none, and to whoever is not logged in', async () => {
    expect(await put({ ...list, rows: [] })).toMatchObject({ status: 400 })
    const short = await put({ ...list, rows: [['一']] })
    expect(short).toMatchObject({ status: 400, body: { error: { issues: [{ path: 'rows' }] } } })
    const searched = await put({ ...list, path: '/office/charges?q=余洋' })
    expect(searched).toMatchObject({ status: 400, body: { error: { issues: [{ path: 'path' }] } } })
    expect(await put(list, '')).toMatchObject({ status: 401 })
  })

  it.each([
    ['of no page', 'lin', { path: '/office/nowhere' }, 'path'],
    ['of a page beside one', 'lin', { path: '/office/charges/7/all' }, 'path'],
    ['of a page of staff, by a customer', 'chen', {}, 'path'],
    ['of a page of customers, by staff', 'lin', { path: '/my/bills' }, 'path'],
    ['with a title of two lines', 'lin', { title: '追补单\n已由审计员导出' }, 'title'],
    ['with a title that turns round how it reads', 'lin', { title: '追补单\u202e' }, 'title'],
    ['with a title that is too long', 'lin', { title: '长'.repeat(61) }, 'title'],
  ])('%s is refused at its field, and not on the record', async (_what, who, more, at) => {
    const before = await database.pool.query("select count(*) from audit_entry where action = 'list.exported'")
    const refused = await put({ ...list, ...more }, await logIn(site, who))
    expect(refused).toMatchObject({ status: 400, body: { error: { issues: [{ path: at }] } } })
    expect(await database.pool.query("select count(*) from audit_entry where action = 'list.exported'")).toMatchObject({
      rows: before.rows,
    })
  })

  it('is made of a page that is about one thing, for whoever works there', async () => {
    expect(await put({ ...list, path: '/office/charges/7' }, await logIn(site, 'lin'))).toMatchObject({ status: 200 })
    expect(await put({ ...list, path: '/my/bills' }, await logIn(site, 'chen'))).toMatchObject({ status: 200 })
  })

  it('that is too large is refused in words', async () => {
    const rows = Array.from({ length: 4_100 }, () => ['长'.repeat(700), '', '', '', ''])
    expect(await put({ ...list, rows })).toMatchObject({
      status: 413,
      body: { error: { code: 'TOO_LARGE', message: expect.stringContaining('8 MB') } },
    })
  })

  it('is made so many times a minute for one reader, and for another meanwhile', async () => {
    await addPerson(database, 'busy', ['intake'])
    const busy = await logIn(site, 'busy')
    const statuses: number[] = []
    for (let n = 0; n < 21; n += 1) statuses.push((await put(list, busy)).status)
    expect(statuses).toEqual([...Array(20).fill(200), 429])
    await addPerson(database, 'other', ['intake'])
    expect(await put(list, await logIn(site, 'other'))).toMatchObject({ status: 200 })
  })
})

describe('the pages that a list may be of', () => {
  it.each(Object.keys(screens) as Shell[])('are those of the screens: %s', async (shell) => {
    const source = await readFile(new URL(`../../app/web/shells/${shell}.tsx`, import.meta.url), 'utf8')
    const paths = [...source.matchAll(/<Route path="([^"*]+)"/g)].map(([, path]) => path)
    const index = source.includes('<Route index') ? [''] : []
    expect(paths.length).toBeGreaterThan(1)
    expect(screens[shell].toSorted()).toEqual([...index, ...paths].toSorted())
  })
})
