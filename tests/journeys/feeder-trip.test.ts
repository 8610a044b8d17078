import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { layStreets, streetNames } from '../../app/bench/streets.ts'
import { buildScreens } from '../../app/screens.ts'
import { configureSecrets } from '../../db/customers/secrets.ts'
import type { App } from '../../db/department.ts'
import { readMessage, takeMessages } from '../../metering/collect/mqtt/intake.ts'
import { createGrouper, metering } from '../../metering/index.ts'
import { useDatabase } from '../support/database.ts'
import { serveAt } from '../support/http.ts'
import { openBrowser } from './browser.ts'
import { desktop, hasSidewaysScroll, phone, visitAs } from './visit.ts'

const now = '2026-03-10T12:00:00+08:00'
const DISTRICTS = 4
const HOMES = 30

describe('a feeder that trips', () => {
  const database = useDatabase()
  let app: App
  let browser: Browser
  let url: string
  const grouper = () => createGrouper({ db: database.ctx(now).db, clock: () => new Date(now), onFault: console.error })
  let grouping: ReturnType<typeof grouper>

  const tell = (district: number, code: string, at: string, homes = HOMES) => {
    const events = Array.from({ length: homes }, (_, home) => ({ meter: streetNames.meter(district, home), at, code }))
    const topic = `dianhu/v1/${streetNames.terminal(district)}/events`
    return takeMessages(database.ctx(now), [readMessage(topic, Buffer.from(JSON.stringify({ v: 1, events })))])
  }

  beforeAll(async () => {
    await buildScreens()
    const ctx = database.ctx('2026-03-01T08:00:00+08:00')
    configureSecrets(Buffer.alloc(32, 7))
    await layStreets(ctx.db, { feeders: 2, districts: DISTRICTS, homes: HOMES })
    const staff = { password: 'dianhu-demo', organisationPath: 'S.' }
    await addUser(ctx, { ...staff, username: 'lin', name: '林值班', roles: ['acquisition'] })
    app = await serveAt(database, [metering], now)
    url = await app.listen({ port: 0, host: '127.0.0.1' })
    grouping = grouper()
    await grouping.start()
    browser = await openBrowser()
  }, 180_000)

  afterAll(async () => {
    await browser?.close()
    await grouping?.stop()
    await app?.close()
  })

  test('is one alarm on the board, opened, acknowledged with all that it covers, and gone when supply is back', async () => {
    const { page, faults, leave } = await visitAs(browser, url, 'lin', desktop)
    await page.goto('/grid/alarms')
    await page.getByText('没有告警').waitFor()
    await tell(0, 'power-off', '2026-03-10T11:50:00+08:00')
    await tell(1, 'power-off', '2026-03-10T11:50:20+08:00')
    await tell(2, 'power-off', '2026-03-10T11:50:40+08:00')
    const row = page.getByRole('row', { name: '线路跳闸停电' })
    await row.getByText('未恢复 90 / 90').waitFor()
    expect(await page.getByRole('row').count()).toBe(2)
    await row.getByText(streetNames.feeder(0)).waitFor()
    // Somebody reads: what is new waits, and is loaded when it is asked for.
    await row.hover()
    await tell(5, 'cover-open', '2026-03-10T11:55:00+08:00', 1)
    await page.getByRole('button', { name: '1 条新告警' }).click()
    await page.getByRole('row', { name: '开表盖' }).waitFor()
    expect(await page.getByRole('row').nth(1).textContent()).toContain('线路跳闸停电')
    await row.getByRole('button', { name: '线路跳闸停电' }).click()
    const drawer = page.getByRole('dialog').filter({ hasText: '归并的告警' })
    await drawer.getByText('停电', { exact: true }).nth(40).waitFor()
    await drawer.getByRole('button', { name: '确认' }).click()
    await page.getByLabel('处理说明（可不填）').fill('已报配网调度')
    const dialog = page.getByRole('dialog').filter({ hasText: '处理说明' })
    await dialog.getByRole('button', { name: '确认', exact: true }).click()
    await dialog.waitFor({ state: 'hidden' })
    await page.keyboard.press('Escape')
    await row.getByText('已报配网调度').waitFor()
    const { rows } = await database.pool.query(
      `select count(*)::int as taken from alarm where note = '已报配网调度' and kind = 'power-off'`,
    )
    expect(rows).toEqual([{ taken: 90 }])
    await page.mouse.move(5, 5)
    for (const district of [0, 1, 2]) await tell(district, 'power-on', '2026-03-10T11:58:00+08:00')
    await row.waitFor({ state: 'detached' })
    expect(faults).toEqual([])
    await leave()
  }, 90_000)

  test('is found by its feeder, kept in the address, and read on a phone', async () => {
    await tell(4, 'power-off', '2026-03-10T11:59:00+08:00')
    await tell(5, 'power-off', '2026-03-10T11:59:00+08:00')
    const { page, faults, leave } = await visitAs(browser, url, 'lin', phone)
    const { rows } = await database.pool.query(`select id from feeder where name = $1`, [streetNames.feeder(1)])
    await page.goto(`/grid/alarms?feederId=${rows[0].id}&severity=critical`)
    await page.getByText('未恢复 60 / 60').waitFor()
    expect(await hasSidewaysScroll(page)).toBe(false)
    await page.goto('/grid/alarms?status=all&severity=info')
    await page.getByText('没有符合条件的告警').waitFor()
    expect(faults).toEqual([])
    await leave()
  }, 60_000)
})
