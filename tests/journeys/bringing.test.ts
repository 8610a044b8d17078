import { readFile } from 'node:fs/promises'
import ExcelJS from 'exceljs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { bringingPorts } from '../../app/bringing/ports-of-departments.ts'
import { createBringing } from '../../app/bringing/routes.ts'
import { shapes } from '../../app/bringing/rules/check.ts'
import { buildScreens } from '../../app/screens.ts'
import type { App } from '../../db/department.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { serveAt } from '../support/http.ts'
import { openBrowser } from './browser.ts'
import { type Act, workAs } from './casework.ts'
import { desktop, phone, pick } from './visit.ts'

const ACCOUNTS = 5000
const SHOTS = process.env.SHOTS
type Cells = Record<string, string | number | Date | { formula: string; result: string }>

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
/** Of a person who does not exist (GB 11643 check character). */
function identityNumber(n: number): string {
  const born = new Date(Date.UTC(1950, 0, 1 + Math.floor(n / 100))).toISOString().slice(0, 10).replaceAll('-', '')
  const body = `350524${born}${String(n % 100).padStart(3, '0')}`
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(body[place]), 0)
  return `${body}${'10X98765432'[sum % 11]}`
}

function household(n: number): Cells {
  return {
    户号: `033524${String(n).padStart(7, '0')}`,
    户名: `住户${n}`,
    客户类型: '个人',
    证件类型: '身份证',
    证件号码: identityNumber(n),
    联系电话: `139${String(n).padStart(8, '0')}`,
    用电地址: `幸福小区${Math.floor(n / 100) + 1}幢${(n % 100) + 101}室`,
    供电单位: '城关供电所',
    台区: '幸福小区1号公变',
    用电类别: '居民',
    合同容量: 8,
    电价代码: 'SH-RES-TIER',
    户籍人口: 3,
    开户日期: new Date(Date.UTC(2015, 0, 1 + (n % 3000))),
  }
}

/** What is wrong in which row of the sheet; told in these words. */
const planted: [row: number, column: string, value: Cells[string], told: RegExp][] = [
  [12, '户号', 33_524_000_0010, /13 位/],
  [40, '户号', '', /不能为空/],
  [77, '户号', '0335240000076A', /13 位/],
  [90, '户号', '0335240000003', /与第 5 行重复/],
  [133, '户名', '', /不能为空/],
  [150, '户名', '=cmd|calc', /不能以/],
  [201, '户名', `${'长'.repeat(70)}`, /超过 64/],
  [260, '客户类型', '公司', /不认识/],
  [300, '客户类型', '', /不能为空/],
  [333, '证件类型', '护照', /不认识/],
  [401, '证件号码', '350524195001010011', /校验位/],
  [455, '证件号码', '35052419500101', /身份证/],
  [512, '证件号码', '', /须填写证件号码/],
  [600, '证件号码', 3.5052419500101e17, /不准确/],
  [700, '联系电话', '139000012', /手机号/],
  [701, '联系电话', '电话不详', /手机号/],
  [850, '用电地址', '', /不能为空/],
  [900, '用电地址', '幸福\u202e小区', /乱码/],
  [1000, '供电单位', '城西供电所', /不存在/],
  [1100, '供电单位', '', /不能为空/],
  [1234, '台区', '幸福小区9号公变', /不存在/],
  [1300, '台区', '', /须有台区/],
  [1500, '用电类别', '住宅', /不认识/],
  [1600, '用电类别', '', /不能为空/],
  [1777, '合同容量', '八', /不是数字/],
  [1888, '合同容量', 0, /超出范围/],
  [1999, '合同容量', -8, /超出范围/],
  [2222, '合同容量', { formula: '4+4', result: '8' }, /公式/],
  [2500, '电价代码', 'SH-RES-TIERS', /不存在/],
  [2600, '电价代码', '', /不能为空/],
  [3000, '户籍人口', 2.5, /不是整数/],
  [3100, '户籍人口', 99, /超出范围/],
  [3500, '开户日期', '2019-02-29', /没有这一天/],
  [4000, '开户日期', '2099-01-01', /晚于今天/],
  [4321, '开户日期', 43_586, /这一天是 2019-05-01/],
  [4700, '抄表段', 'S-404', /不存在/],
  [5001, '相别', '两相', /不认识/],
]

async function writeTown(isRepaired: boolean): Promise<Buffer> {
  const rows = Array.from({ length: ACCOUNTS }, (_, n) => household(n))
  if (!isRepaired) for (const [row, column, value] of planted) Object.assign(rows[row - 2] ?? {}, { [column]: value })
  const book = new ExcelJS.Workbook()
  const sheet = book.addWorksheet('用电客户')
  sheet.columns = shapes.customers.columns.map(({ title }) => ({ header: title, key: title, width: 16 }))
  sheet.addRows(rows)
  return Buffer.from(await book.xlsx.writeBuffer())
}

describe('a company brings what it has', () => {
  const database = useDatabase()
  let app: App
  let browser: Browser
  let url: string

  beforeAll(async () => {
    await buildScreens()
    const ctx = database.ctx('2026-01-02T08:00:00+08:00', { username: 'setup', roles: ['admin'] })
    await layNetwork(ctx)
    for (const [username, role] of [
      ['lin-admin', 'admin'],
      ['wang-admin', 'admin'],
      ['cao-accountant', 'accountant'],
    ] as const) {
      const user = { username, name: username, password: 'dianhu-demo', organisationPath: 'X.', roles: [role] }
      await addUser(ctx, user)
    }
    app = await serveAt(database, [createBringing(bringingPorts)], () => new Date())
    url = await app.listen({ port: 0, host: '127.0.0.1' })
    browser = await openBrowser()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await app?.close()
  })

  const visit = (role: string, path: string, act: Act, size = desktop) =>
    workAs({ browser, url, role, size }, path, act)
  const shoot = async (page: Page, name: string) => {
    if (SHOTS) await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true })
  }
  const drop = async (page: Page, name: string, bytes: Buffer) => {
    await page.getByLabel('选择或拖入文件').setInputFiles({ name, mimeType: 'application/octet-stream', buffer: bytes })
    await page.waitForURL(/\/office\/bringing\/\d+$/)
    return new URL(page.url()).pathname
  }

  test('a town of 5,000 accounts: 37 errors are told, the repaired sheet is released by another and is in the file', async () => {
    expect(planted).toHaveLength(37)
    let path = ''
    await visit('lin-admin', '/office/bringing', async (page) => {
      await page.getByText('还没有导入过数据').waitFor()
      await shoot(page, 'empty')
      const download = page.waitForEvent('download')
      await page.getByRole('link', { name: '下载“用电客户”模板' }).click()
      const template = new ExcelJS.Workbook()
      await template.xlsx.load((await readFile(await (await download).path())) as unknown as ExcelJS.Buffer)
      expect(template.worksheets.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['用电客户', '填写说明', '供电单位', '电价代码']),
      )
      await drop(page, '幸福镇.xlsx', await writeTown(false))
      await page.getByText(/共 \d+ 处错误，未写入任何内容/).waitFor()
      await shoot(page, 'faulty')
      const saved = page.waitForEvent('download')
      await page.getByRole('link', { name: '下载错误清单' }).click()
      const lines = (await readFile(await (await saved).path(), 'utf8')).trim().split('\n').slice(1)
      const missed = planted.filter(
        ([row, column, , told]) => !lines.some((line) => line.startsWith(`${row},${column},`) && told.test(line)),
      )
      expect(missed).toEqual([])
      expect(lines.filter((line) => !planted.some(([row, column]) => line.startsWith(`${row},${column},`)))).toEqual([])
      await page.getByText('共 37 处错误，未写入任何内容').waitFor()
    })
    expect((await database.pool.query('select 1 from account')).rowCount).toBe(0)
    await visit('lin-admin', '/office/bringing', async (page) => {
      path = await drop(page, '幸福镇-更正.xlsx', await writeTown(true))
      await page.getByText('您提交的导入须由另一人放行。').waitFor()
      expect(await page.getByRole('button', { name: '放行导入' }).count()).toBe(0)
    })
    await visit('wang-admin', path, async (page) => {
      await page.getByText('40000.000').waitFor()
      await shoot(page, 'waiting')
      await page.getByRole('button', { name: '放行导入' }).click()
      await page
        .locator('.ant-popconfirm')
        .getByRole('button', { name: /确\s?定|OK/ })
        .click()
      await page.getByText('已全部写入档案').waitFor({ timeout: 60_000 })
      await shoot(page, 'done')
    })
    const { rows } = await database.pool.query(
      `select count(*) as accounts, min(a.account_no) as first, sum(t.contract_capacity_kva)::float8 as kva
       from account a join account_term t on t.account_id = a.id`,
    )
    expect(rows).toEqual([{ accounts: ACCOUNTS, first: '0335240000000', kva: 40_000 }])
    await visit(
      'wang-admin',
      path,
      (page) =>
        page
          .getByText('已全部写入档案')
          .waitFor()
          .then(() => shoot(page, 'done-phone')),
      phone,
    )
  }, 300_000)

  test('on a phone the list fits, another kind is chosen, and a file that is no sheet is refused', async () => {
    await visit(
      'lin-admin',
      '/office/bringing',
      async (page) => {
        await pick(page, '内容', '抄表段')
        await page.getByRole('link', { name: '下载“抄表段”模板' }).waitFor()
        const file = { name: 'photo.xlsx', mimeType: 'image/png', buffer: Buffer.from([0, 1, 2, 3]) }
        await page.getByLabel('选择或拖入文件').setInputFiles(file)
        await page.getByText('这不是表格文件').waitFor()
        await shoot(page, 'refused-phone')
      },
      phone,
    )
  }, 60_000)

  const rowsOf = (head: string, ...rows: string[]) => Buffer.from(`\uFEFF${[head, ...rows].join('\n')}`)
  const release = async (page: Page) => {
    await page.getByRole('button', { name: '放行导入' }).click()
    await page
      .locator('.ant-popconfirm')
      .getByRole('button', { name: /确\s?定|OK/ })
      .click()
    await page.getByText('已全部写入档案').waitFor({ timeout: 60_000 })
  }

  test('what two of them owed and had in credit: a fault is told, the rest is released, and each side has its total', async () => {
    const head = '原单据号,户号,类型,电费年月,金额,交费期限,摘要'
    const debt = 'QM-1,0335240000000,欠费,2025-11,128.4,2025-12-25,'
    const credit = 'QM-2,0335240000001,预存,,50,,'
    let path = ''
    await visit('lin-admin', '/office/bringing', async (page) => {
      await pick(page, '内容', '期初欠费与预存')
      await page.getByText(/违约金自交费期限次日起/).waitFor()
      await shoot(page, 'balances')
      await drop(page, '期初余额.csv', rowsOf(head, debt, credit.replace(',50,', ',五十,')))
      await page.getByRole('cell', { name: '不是数字' }).waitFor()
      await shoot(page, 'balances-faulty')
    })
    await visit('lin-admin', '/office/bringing', async (page) => {
      await pick(page, '内容', '期初欠费与预存')
      path = await drop(page, '期初余额.csv', rowsOf(head, debt, credit))
      await page.getByText('您提交的导入须由另一人放行。').waitFor()
    })
    await visit('wang-admin', path, async (page) => {
      await page.getByText('没有错误，待另一人放行（电费账务员 / 主任）').waitFor()
      await page.getByRole('button', { name: '撤回' }).waitFor()
      expect(await page.getByRole('button', { name: '放行导入' }).count()).toBe(0)
    })
    await visit('cao-accountant', '/office/bringing', async (page) => {
      // Of all that was brought he sees what he answers for.
      await page.getByRole('cell', { name: '期初余额.csv' }).first().waitFor()
      expect(await page.getByRole('cell', { name: /幸福镇/ }).count()).toBe(0)
      await page.goto(path)
      await page.getByRole('cell', { name: 'QM-1' }).waitFor()
      await shoot(page, 'balances-waiting')
      await page.setViewportSize(phone)
      await shoot(page, 'balances-waiting-phone')
      await page.setViewportSize(desktop)
      await release(page)
      await page.getByRole('row', { name: /欠费 元 128\.40 128\.40 一致/ }).waitFor()
      await page.getByRole('row', { name: /预存 元 50\.00 50\.00 一致/ }).waitFor()
      await shoot(page, 'balances-done')
    })
    const { rows } = await database.pool.query(
      `select a.account_no as no, l.charged_yuan as charged, l.paid_yuan as paid from account_ledger l
       join account a on a.id = l.account_id order by 1`,
    )
    expect(rows).toEqual([
      { no: '0335240000000', charged: '128.40', paid: '0.00' },
      { no: '0335240000001', charged: '0.00', paid: '50.00' },
    ])
  }, 120_000)

  test('on a phone what readings are for is told before a file is chosen', async () => {
    await visit(
      'lin-admin',
      '/office/bringing',
      async (page) => {
        await pick(page, '内容', '期初与历史示数')
        await page.getByText(/该户自那一日起由本系统计费/).waitFor()
        const width = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth] as const)
        expect(width[0]).toBeLessThanOrEqual(width[1])
        await shoot(page, 'readings-phone')
      },
      phone,
    )
  }, 60_000)
})
