import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { buildScreens } from '../../app/screens.ts'
import type { App } from '../../db/department.ts'
import { addDays, civilDay } from '../../db/time.ts'
import { submitApplication } from '../../intake/applications.ts'
import { createIntake } from '../../intake/index.ts'
import { linXiaoman, ports } from '../intake/lin-xiaoman.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { serveAt } from '../support/http.ts'
import { openBrowser } from './browser.ts'
import { desktop, hasSidewaysScroll, phone, visitAs } from './visit.ts'

const today = civilDay(new Date())
const tomorrow = addDays(today, 1)

describe('clerks and their manager', () => {
  const database = useDatabase()
  let app: App
  let browser: Browser
  let url: string

  beforeAll(async () => {
    await buildScreens()
    const ctx = database.ctx('2026-01-02T08:00:00+08:00', { username: 'setup', roles: ['intake'] })
    await layNetwork(ctx)
    const user = { name: '主管', password: 'dianhu-demo', organisationPath: 'X.', roles: ['manager' as const] }
    await addUser(ctx, { ...user, username: 'manager' })
    await addUser(ctx, { ...user, username: 'clerk', name: '受理员', roles: ['intake'] })
    const counter = {
      ...database.ctx(`${today}T08:30:00+08:00`, { username: 'clerk', roles: ['intake'] }),
      scope: 'X.',
    }
    await submitApplication(counter, linXiaoman, ports)
    await submitApplication(counter, linXiaoman, ports)
    app = await serveAt(database, [createIntake(ports)], () => new Date())
    await app.listen({ port: 0, host: '127.0.0.1' })
    url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
    browser = await openBrowser()
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await app?.close()
  })

  test.each([
    ['desktop', desktop],
    ['phone', phone],
  ])('see what was done this month, and the list behind a figure, on a %s', async (_name, size) => {
    const { page, faults, leave } = await visitAs(browser, url, 'manager', size)
    await page.goto('/office/application-statistics')
    await page.getByText('业扩服务时限达标率', { exact: false }).first().waitFor()
    await page.getByRole('link', { name: '2', exact: true }).first().waitFor()
    expect(await hasSidewaysScroll(page)).toBe(false)
    await page.getByRole('link', { name: '2', exact: true }).first().click()
    await page.getByRole('link', { name: '林小满' }).nth(1).waitFor()
    expect(faults).toEqual([])
    await leave()
  })

  test('change a day of the calendar once they know how many deadlines it moves', async () => {
    const { page, faults, leave } = await visitAs(browser, url, 'manager', desktop)
    await page.goto(`/office/work-calendar?year=${tomorrow.slice(0, 4)}`)
    await page.getByRole('button', { name: tomorrow }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('节假日').click()
    await dialog.getByLabel('名称').fill('临时放假')
    await dialog.getByLabel('依据').fill('县政府通知')
    await dialog.getByLabel('调整原因').fill('台风')
    await dialog.getByRole('button', { name: '试算' }).click()
    await dialog.getByText('个未到期时限变动', { exact: false }).waitFor()
    await dialog.getByRole('button', { name: /保\s*存/ }).click()
    await page.getByRole('button', { name: new RegExp(`${tomorrow} 临时放假`) }).waitFor()
    await page.getByText('台风').waitFor()
    expect(faults).toEqual([])
    await leave()
    const small = await visitAs(browser, url, 'manager', phone)
    await small.page.goto('/office/work-calendar')
    await small.page.getByText('工作日历').first().waitFor()
    await small.page.getByRole('button', { name: today }).first().waitFor()
    expect(await hasSidewaysScroll(small.page)).toBe(false)
    await small.leave()
  })

  test('accept several applications at once, the first due first', async () => {
    const { page, faults, leave } = await visitAs(browser, url, 'clerk', desktop)
    await page.goto('/office/applications')
    await page.getByText('按到期先后').click()
    await page.waitForURL(/sort=due/)
    await page.getByRole('checkbox').nth(4).waitFor()
    await page.locator('thead .ant-checkbox-wrapper').click()
    await page.getByRole('button', { name: '批量受理（2）' }).click()
    await page.locator('.ant-modal-confirm-title', { hasText: '已受理 2 份，未受理 0 份' }).waitFor()
    expect(faults).toEqual([])
    await leave()
  })
})
