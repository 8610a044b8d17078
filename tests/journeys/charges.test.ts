import ExcelJS from 'exceljs'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { buildScreens } from '../../app/screens.ts'
import { createBilling, findBalance, runBills } from '../../billing/index.ts'
import type { App } from '../../db/department.ts'
import { metering } from '../../metering/index.ts'
import { openHousehold } from '../billing/households.ts'
import { steadyMeters } from '../billing/meters.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { serveAt } from '../support/http.ts'
import { openBrowser } from './browser.ts'
import { hasSidewaysScroll, phone, pick, visitAs } from './visit.ts'

const now = '2026-03-03T10:00:00+08:00'

describe('a charge on an account', () => {
  const database = useDatabase()
  let home: Awaited<ReturnType<typeof openHousehold>>
  let app: App
  let browser: Browser
  let url: string

  beforeAll(async () => {
    await buildScreens()
    const ctx = database.ctx('2026-01-01T08:00:00+08:00', { roles: ['billing'], username: 'setup' })
    const network = await layNetwork(ctx)
    const opening = { name: '孙阿姨', priceCode: 'SH-RES-FLAT', energisedAt: '2026-01-01T00:00:00+08:00' }
    home = await openHousehold(ctx, network, opening)
    const meters = steadyMeters(new Map([[home.pointId, { dailyWh: 10_000 }]]))
    // 310 kWh × 0.641 = 198.71, due on 26 February.
    await runBills({ ...ctx, now: new Date('2026-02-01T02:00:00+08:00') }, { billMonth: '2026-01' }, meters)
    for (const role of ['billing', 'manager', 'cashier', 'customer'] as const) {
      const user = { username: role, name: role, password: 'dianhu-demo', organisationPath: 'X.', roles: [role] }
      await addUser(ctx, { ...user, customerId: role === 'customer' ? home.customerId : undefined })
    }
    app = await serveAt(database, [metering, createBilling(meters)], now)
    url = await app.listen({ port: 0, host: '127.0.0.1' })
    browser = await openBrowser()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await app?.close()
  })

  test('is drafted by a clerk, who sees how it comes about before', async () => {
    const { page, faults, leave } = await visitAs(browser, url, 'billing')
    await page.goto('/office/charges')
    await page.getByText('没有待发行的追补单').waitFor()
    await page.getByRole('button', { name: '起草追补单' }).click()
    await page.getByText('先输入户号').waitFor()
    await page.getByRole('textbox', { name: '户号' }).fill(home.accountNo)
    await page.getByRole('button', { name: '查询' }).click()
    await pick(page, '类别', '计量退补')
    await page.getByLabel('计费倍率').fill('40')
    await page.getByLabel('实际倍率').fill('60')
    await page.getByLabel('电量（千瓦时）').fill('100')
    expect(await page.getByLabel('电价（元/千瓦时）').inputValue()).toBe('0.641')
    const preview = page.getByRole('region', { name: '试算' })
    await preview.getByText('50 kWh × 0.641 = 32.05').waitFor()
    expect(await preview.locator('[data-amount=total]').innerText()).toBe('¥32.05')
    await page.getByRole('button', { name: '起草，交他人发行' }).click()
    await page.getByText('请填写').first().waitFor()
    await page.getByLabel('事由').fill('互感器变比录入错误,按实际倍率补收')
    await page.getByLabel('检查单号、工单号').fill('JC-2026-0301')
    await page.getByLabel('涉及起始日').fill('2026-01-01')
    await page.getByLabel('涉及截止日（含）').fill('2026-01-31')
    await page.getByRole('button', { name: '起草，交他人发行' }).click()
    await page.waitForURL(/\/office\/charges\/\d+$/)
    await page.getByText('2026-01-01 至 2026-01-31').waitFor()
    expect(await page.getByRole('button', { name: '发行', exact: true }).isDisabled()).toBe(true)
    expect(faults).toEqual([])
    await leave()
  })

  test('is issued by another', async () => {
    const { page, faults, leave } = await visitAs(browser, url, 'manager')
    await page.goto('/office/charges')
    await page.getByRole('link', { name: '计量退补' }).click()
    await page.getByRole('button', { name: '发行', exact: true }).click()
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /发\s*行/ })
      .click()
    await page.getByText('待交').waitFor()
    await page.goto(`/office/ledger?account=${home.accountNo}`)
    await page
      .getByRole('cell', { name: '-¥230.76' })
      .or(page.getByRole('cell', { name: '−¥230.76' }))
      .waitFor()
    expect(faults).toEqual([])
    await leave()
  })

  test('is read by the customer on his phone, line by line', async () => {
    const { page, faults, leave } = await visitAs(browser, url, 'customer', phone)
    await page.goto('/my/bills')
    await page.getByText('违约金至今日 ¥1.00').waitFor()
    await page.getByRole('link', { name: /计量退补/ }).click()
    await page.getByText('50 kWh × 0.641 = 32.05').waitFor()
    await page.getByText('互感器变比录入错误').waitFor()
    expect(await page.getByText('起草人').count()).toBe(0)
    expect(await hasSidewaysScroll(page)).toBe(false)
    expect(faults).toEqual([])
    await leave()
  })

  test('is paid with the bill that was overdue and its late fee, which another lets off', async () => {
    const till = await visitAs(browser, url, 'cashier')
    await till.page.goto(`/office/payments?account=${home.accountNo}`)
    await till.page.getByRole('button', { name: '收全部应交' }).click()
    expect(await till.page.getByLabel('收款金额（元）').inputValue()).toBe('231.76')
    await till.page.getByRole('button', { name: '确认收款' }).click()
    await till.page.getByText('逾期交费，收违约金 ¥1.00').waitFor()
    await till.leave()
    const ctx = database.ctx(now, { roles: ['billing'] })
    expect(await findBalance(ctx, home.accountId)).toMatchObject({ balanceYuan: '0.00', unpaidCharges: 0 })
    const { page, faults, leave } = await visitAs(browser, url, 'manager')
    await page.goto('/office/charges?which=issued')
    await page.getByRole('link', { name: '电费违约金' }).click()
    await page.getByText('2026-01 电费 ¥198.71').waitFor()
    await page.getByRole('button', { name: /减\s*免/ }).click()
    await page.getByLabel('理由').fill('银行系统故障,减免')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /冲\s*减/ })
      .click()
    await page.getByText(/已由 C\d+ 冲减/).waitFor()
    expect(await findBalance(ctx, home.accountId)).toMatchObject({ balanceYuan: '1.00' })
    expect(faults).toEqual([])
    await leave()
  })

  test('stands in a list that is saved as a sheet, with the rows of both of its pages', async () => {
    await database.pool.query(
      `insert into account_charge (charge_no, account_id, kind, input, result, total_yuan, reason, about_from, about_to,
         due_on, state, standing, charged_through_yuan, drafted_by, drafted_at, decided_by, decided_at, idempotency_key)
       select 'ZB9' || lpad(n::text, 4, '0'), $1, 'breach-charge', '{}', '{}', 100 + n, '违约用电', '2026-01-01', '2026-02-01',
         '2026-03-31', 'issued', true, 100 + n, 'a', $2, 'b', $2, 'sheet ' || n
       from generate_series(1, 60) n`,
      [home.accountId, now],
    )
    const { page, faults, leave } = await visitAs(browser, url, 'billing')
    await page.goto('/office/charges?which=issued')
    await page.getByRole('row').nth(20).waitFor()
    const shown = await page.locator('tbody tr.ant-table-row').count()
    const { rows } = await database.pool.query('select charge_no from account_charge where standing')
    expect(shown).toBeLessThan(rows.length)
    const coming = page.waitForEvent('download')
    await page.getByRole('button', { name: '存为表格' }).click()
    const file = await coming
    expect(file.suggestedFilename()).toMatch(/^.+-\d{12}\.xlsx$/)
    const book = new ExcelJS.Workbook()
    await book.xlsx.readFile(await file.path())
    const [sheet] = book.worksheets
    const cells = (sheet?.getSheetValues() ?? []).flat().map(String)
    expect(sheet?.rowCount).toBe(1 + rows.length)
    const missing = rows.filter(({ charge_no: no }) => !cells.some((cell) => cell.includes(no)))
    expect(missing).toEqual([])
    expect(faults).toEqual([])
    await leave()
  })
})
