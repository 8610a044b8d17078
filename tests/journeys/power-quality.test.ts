import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { buildScreens } from '../../app/screens.ts'
import type { App } from '../../db/department.ts'
import { readMessage, takeMessages } from '../../metering/collect/mqtt/intake.ts'
import { metering } from '../../metering/index.ts'
import { analyseVoltage } from '../../metering/power-quality/days.ts'
import { openHousehold } from '../billing/households.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { serveAt } from '../support/http.ts'
import { openBrowser } from './browser.ts'
import { desktop, hasSidewaysScroll, phone, visitAs } from './visit.ts'

const now = '2026-03-10T12:00:00+08:00'
const longName = '名字很长的用电客户'.repeat(6)
const QUARTERS = 96 * 3

describe('somebody who answers for the voltage', () => {
  const database = useDatabase()
  let app: App
  let browser: Browser
  let url: string
  const points: number[] = []

  beforeAll(async () => {
    await buildScreens()
    const ctx = database.ctx('2026-03-01T08:00:00+08:00')
    const network = await layNetwork(ctx)
    const staff = { password: 'dianhu-demo', organisationPath: 'X.' }
    await addUser(ctx, { ...staff, username: 'lin', name: '林值班', roles: ['acquisition'] })
    for (const name of [longName, '钱电压', '新装户']) {
      const home = { name, priceCode: null, energisedAt: '2026-03-01T00:00:00+08:00' }
      points.push((await openHousehold(ctx, network, home)).pointId)
    }
    const meters = await ctx.db.rows<{ assetNo: string }>(
      'select d.asset_no as "assetNo" from installation i join device d on d.id = i.device_id order by i.point_id',
    )
    // The first has an evening of 190 V each day; the second keeps every limit; the third says nothing.
    const readings = meters.slice(0, 2).flatMap(({ assetNo }, n) =>
      Array.from({ length: QUARTERS }, (_, order) => {
        const hour = (order / 4) % 24
        return {
          meter: assetNo,
          at: new Date(Date.parse('2026-03-07T00:15:00+08:00') + order * 900_000).toISOString(),
          uV: [n === 0 && hour >= 18 && hour < 21 ? 190.4 : 221.6],
          pW: 800,
        }
      }),
    )
    const message = Buffer.from(JSON.stringify({ v: 1, readings }))
    await takeMessages(database.ctx(now), [readMessage('dianhu/v1/T-MQTT-1/readings', message)])
    await analyseVoltage(database.ctx(now))
    browser = await openBrowser()
    app = await serveAt(database, [metering], now)
    url = await app.listen({ host: '127.0.0.1', port: 0 })
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await app?.close()
  })

  test('finds who has a bad voltage, and proves and disproves complaints about it', async () => {
    const { page, faults, leave } = await visitAs(browser, url, 'lin', desktop)
    await page.goto('/grid/power-quality?month=2026-03')
    await page.getByRole('heading', { name: '电能质量' }).waitFor()
    await page.getByText('缺 A、B、C、D 类监测点').waitFor()
    await page.getByRole('link', { name: longName }).click()
    // Three hours of each of three days: 540 of 4,320 minutes.
    await page.getByText('87.50%').first().waitFor()
    await page.getByRole('button', { name: '2026-03-08：合格率 87.50%' }).click()
    await page.getByRole('heading', { name: '2026-03-08 电压曲线' }).waitFor()
    await page
      .getByRole('button', { name: '核 实' })
      .or(page.getByRole('button', { name: '核实' }))
      .click()
    const verdict = page.getByRole('status').filter({ hasText: '投诉属实' })
    await verdict.waitFor()
    expect(await verdict.innerText()).toMatch(/实测最低 190\.4 V.*越下限 540 分钟[\s\S]*GB\/T 12325-2008/)

    await page.goto(`/grid/power-quality/${points[1]}?month=2026-03`)
    await page
      .getByRole('button', { name: '核 实' })
      .or(page.getByRole('button', { name: '核实' }))
      .click()
    await page.getByText('未发现越限：监测期内电压均在限值以内').waitFor()

    await page.goto(`/grid/power-quality/${points[2]}?month=2026-03`)
    await page.getByText('这个月没有可判定的电压').waitFor()
    await page.goto('/grid/power-quality?month=2026-01')
    await page.getByText('这个月还没有统计').waitFor()
    expect(faults).toEqual([])
    await leave()
  })

  test('and does so on a phone', async () => {
    const { page, faults, leave } = await visitAs(browser, url, 'lin', phone)
    await page.goto('/grid/power-quality?month=2026-03')
    await page.getByText(longName).first().waitFor()
    expect(await hasSidewaysScroll(page)).toBe(false)
    await page.goto(`/grid/power-quality/${points[0]}?month=2026-03&day=2026-03-09`)
    await page.getByRole('heading', { name: '2026-03-09 电压曲线' }).waitFor()
    expect(await hasSidewaysScroll(page)).toBe(false)
    expect(faults).toEqual([])
    await leave()
  })
})
