import ExcelJS from 'exceljs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
      { actor: 'lin', subject: 'list:shown', detail: { path: '/office/charges', title: '追补单', rows: 2 } },
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
})
