import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { parameters } from '../../app/parameters/routes.ts'
import { buildScreens } from '../../app/screens.ts'
import type { App } from '../../db/department.ts'
import { readMessage, takeMessages } from '../../metering/collect/mqtt/intake.ts'
import { metering } from '../../metering/index.ts'
import { openHousehold } from '../billing/households.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { serveAt } from '../support/http.ts'
import { openBrowser } from './browser.ts'
import { confirmIn, desktop, hasSidewaysScroll, phone, pick, visitAs } from './visit.ts'

const now = '2026-03-10T12:00:00+08:00'
const longName = '一个名字很长的客户'.repeat(8)
const names = [longName, '钱电压', '孙电压', '李电压']

describe('somebody who watches the meters', () => {
  const database = useDatabase()
  let app: App
  let browser: Browser
  let url: string
  let pointId = 0
  let assetNo = ''

  const tell = (kind: 'readings' | 'events', body: object) =>
    takeMessages(database.ctx(now), [
      readMessage(`dianhu/v1/T-MQTT-1/${kind}`, Buffer.from(JSON.stringify({ v: 1, ...body }))),
    ])

  beforeAll(async () => {
    await buildScreens()
    const ctx = database.ctx('2026-03-01T08:00:00+08:00')
    const network = await layNetwork(ctx)
    const staff = { password: 'dianhu-demo', organisationPath: 'X.' }
    await addUser(ctx, { ...staff, username: 'lin', name: '林值班', roles: ['acquisition'] })
    await addUser(ctx, { ...staff, username: 'shou', name: '收费员', roles: ['cashier'] })
    const points: number[] = []
    for (const name of names) {
      const home = { name, priceCode: null, energisedAt: '2026-03-01T00:00:00+08:00' }
      points.push((await openHousehold(ctx, network, home)).pointId)
    }
    const { rows } = await database.pool.query<{ pointId: string; assetNo: string }>(
      `select i.point_id as "pointId", d.asset_no as "assetNo" from installation i join device d on d.id = i.device_id order by i.point_id`,
    )
    const meters = rows.map((row) => row.assetNo)
    pointId = points[0] ?? 0
    assetNo = meters[0] ?? ''
    const quarterHours = Array.from({ length: 193 }, (_, order) => ({
      meter: assetNo,
      at: new Date(Date.parse('2026-03-08T00:00:00+08:00') + order * 900_000).toISOString(),
      importWh: 100_000 + order * 250 + Math.max(0, order - 96) * 250,
      uV: [221],
      pW: 1000,
    }))
    await tell('readings', { readings: quarterHours })
    // Over the limit, each of them; and one register that leaps.
    const high = meters.slice(1).map((meter) => ({ meter, at: '2026-03-10T11:45:00+08:00', importWh: 10, uV: [240.2] }))
    await tell('readings', { readings: high })
    const leap = { meter: assetNo, at: '2026-03-10T11:45:00+08:00', importWh: 900_000_000, uV: [221], pW: 1000 }
    await tell('readings', { readings: [leap] })
    const event = (code: string, at: string) => ({ meter: assetNo, code, at: `2026-03-10T${at}:00+08:00` })
    await tell('events', { events: [event('programmed', '10:00'), event('voltage-loss-end', '10:30')] })
    // Of the terminal itself.
    const own = { code: 'erc-45', at: '2026-03-10T11:50:00+08:00', detail: { volts: 2.9 } }
    await tell('events', { events: [own] })
    app = await serveAt(database, [metering, parameters], now)
    url = await app.listen({ port: 0, host: '127.0.0.1' })
    browser = await openBrowser()
  }, 180_000)

  afterAll(async () => {
    await browser?.close()
    await app?.close()
  })

  test('reads a meter’s events and doubts in words, and holds a day against the one before', async () => {
    const { page, faults, leave } = await visitAs(browser, url, 'lin', desktop)
    await page.goto(`/grid/meters/${pointId}?day=2026-03-09`)
    await page.getByText('编程').waitFor()
    await page.getByText('失压结束').waitFor()
    await page.getByText('与前一示数不连续').first().waitFor()
    await page.getByText('前一日', { exact: true }).click()
    await page.getByText('比 03-08 +100%').waitFor()
    expect(new URL(page.url()).searchParams.get('compare')).toBe('day')
    await page.getByRole('link', { name: 'T-MQTT-1' }).click()
    await page.getByRole('heading', { name: '终端 T-MQTT-1' }).waitFor()
    expect(await page.title()).toContain('T-MQTT-1')
    await page.getByText('终端电池失效').waitFor()
    await page.getByText('volts 2.9').waitFor()
    expect(faults).toEqual([])
    await leave()
  }, 60_000)

  test('narrows the alarms to a kind and takes several at once', async () => {
    const { page, faults, leave } = await visitAs(browser, url, 'lin', desktop)
    await page.goto('/grid/alarms')
    await page.getByText('240.2 V，限值 235.4 V').first().waitFor()
    await pick(page, '告警类型', /电压越上限 3/)
    await page.getByRole('row', { name: '编程' }).waitFor({ state: 'detached' })
    await page.getByRole('row', { name: '钱电压' }).getByRole('checkbox').check()
    await page.getByRole('row', { name: '孙电压' }).getByRole('checkbox').check()
    await page.getByRole('button', { name: '确认所选 2 条' }).click()
    await page.getByLabel('处理说明（可不填）').fill('通知运维调档')
    await confirmIn(page, '确认')
    await page.getByText('通知运维调档').nth(1).waitFor()
    const { rows } = await database.pool.query(
      `select count(*)::int as taken from alarm where acknowledged_by is not null and note = '通知运维调档'`,
    )
    expect(rows).toEqual([{ taken: 2 }])
    expect(faults).toEqual([])
    await leave()
  }, 60_000)

  test('reads what an alarm means and ends it by hand with a reason', async () => {
    const { page, faults, leave } = await visitAs(browser, url, 'lin', desktop)
    await page.goto('/grid/alarms')
    await page.getByRole('row', { name: '钱电压' }).getByRole('button', { name: '电压越上限' }).click()
    const drawer = page.getByRole('dialog').filter({ hasText: '处理建议' })
    await drawer.getByText('中性线').first().waitFor()
    await drawer.getByRole('button', { name: '人工解除' }).click()
    await page.getByLabel('原因').fill('已调整变压器档位')
    await page.getByRole('dialog', { name: '人工解除“电压越上限”？' }).getByRole('button', { name: '人工解除' }).click()
    await page.getByText('告警已解除').waitFor()
    await page.getByRole('row', { name: '钱电压' }).waitFor({ state: 'detached' })
    const { rows } = await database.pool.query(`select clear_reason as reason from alarm where cleared_by is not null`)
    expect(rows).toEqual([{ reason: '已调整变压器档位' }])
    expect(faults).toEqual([])
    await leave()
  }, 60_000)

  test('has an alarm handled by a repair order, and finds the one at the other', async () => {
    const { page, faults, leave } = await visitAs(browser, url, 'lin', desktop)
    await page.goto('/grid/alarms')
    await page.getByRole('row', { name: '孙电压' }).getByRole('button', { name: '电压越上限' }).click()
    const drawer = page.getByRole('dialog').filter({ hasText: '处理建议' })
    await drawer.getByRole('button', { name: '转消缺单' }).click()
    await page.getByLabel('情况说明').fill('请到现场查中性线')
    const asked = page.getByRole('dialog', { name: '为“电压越上限”开消缺单？' })
    await asked.getByRole('button', { name: '转消缺单' }).click()
    await page.getByText(/已开消缺单 XQ\d+/).waitFor()
    await drawer.getByText('待派工').waitFor()
    await drawer.getByRole('link', { name: /^XQ\d+$/ }).click()
    await page.getByRole('heading', { name: /^消缺单 XQ/ }).waitFor()
    await page.getByText('未恢复').waitFor()
    await page.getByText('请到现场查中性线').first().waitFor()
    expect(faults).toEqual([])
    await leave()
  }, 60_000)

  test('tries another threshold out before anybody asks for it', async () => {
    const { page, faults, leave } = await visitAs(browser, url, 'lin', desktop)
    await page.goto('/office/parameters/alarm-kind-rule?key=voltage-low')
    await page.getByText('GB/T 12325-2008').first().waitFor()
    await page.getByRole('link', { name: '试算' }).click()
    await page.getByText('电压越下限').first().waitFor()
    await page.goto('/grid/alarms')
    await page.getByRole('link', { name: '告警试算' }).click()
    await page.getByRole('heading', { name: '告警试算' }).waitFor()
    await page.getByText('还没有试算').waitFor()
    await pick(page, '告警', '电压越上限')
    // The form of the kind that stood there before takes figures too, for as long as it stands.
    await page.getByText('现行 99', { exact: true }).waitFor()
    // 240.2 V is 102 % of 235.4 V.
    await page.getByLabel(/^告警值/).fill('103')
    await page.getByLabel('首日').fill('2026-03-08')
    await page.getByLabel('末日').fill('2026-03-10')
    await page.getByRole('button', { name: '试算', exact: true }).click()
    await page.getByRole('row', { name: '告警（条） 3 0 -3' }).waitFor()
    await page.getByText(/2026-03-08 至 2026-03-10，4 个计量点/).waitFor()
    await page.getByLabel(/^恢复值/).fill('110')
    await page.getByRole('button', { name: '试算', exact: true }).click()
    await page.getByText('恢复值不能大于告警值').waitFor()
    expect(faults).toEqual([])
    await leave()
  }, 60_000)

  test('finds a meter by keyboard, by its state, and loses nothing when the filters are cleared', async () => {
    const { page, leave } = await visitAs(browser, url, 'lin', desktop)
    await page.goto('/grid/meters')
    await page.getByRole('row', { name: '钱电压' }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('没有这样的人')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: '清除筛选' }).click()
    await page.getByRole('row', { name: '钱电压' }).waitFor()
    expect(await page.getByRole('searchbox').inputValue()).toBe('')
    await page.getByText(/^在线 \d/).click()
    await page.waitForURL(/state=live/)
    await page.getByRole('row', { name: '钱电压' }).waitFor()
    await leave()
  }, 60_000)

  test('has cards instead of tables on a phone, nothing wider than the screen, in both languages', async () => {
    const { page, faults, leave } = await visitAs(browser, url, 'lin', phone)
    await page.goto('/grid/meters')
    await page.getByRole('listitem').filter({ hasText: '钱电压' }).getByText('最新抄读').waitFor()
    expect(await page.locator('table').count()).toBe(0)
    await page.getByRole('button', { name: '切换到英文' }).click()
    const pages = [
      '',
      '/alarms/trial',
      '/meters',
      `/meters/${pointId}`,
      '/terminals',
      '/collection',
      '/collection/repairs',
      '/alarms',
    ]
    const more = ['/collection/clocks', '/collection/quarantine', '/exceptions', '/registers', '/reading', '/store']
    for (const path of [...pages, ...more, '/reading/sections', '/reading/special', '/exchanges']) {
      await page.goto(`/grid${path}`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.waitForLoadState('networkidle').catch(() => {})
      expect([path, await hasSidewaysScroll(page)]).toEqual([path, false])
    }
    expect(faults).toEqual([])
    await leave()
  }, 120_000)

  test('whose work it is not is told so in his language', async () => {
    const { page, leave } = await visitAs(browser, url, 'shou', phone)
    await page.goto('/grid')
    await page.getByText('此处不对您的岗位开放').waitFor()
    await page.getByRole('button', { name: '切换到英文' }).click()
    await page.getByText('This part is not open to your role').waitFor()
    await leave()
  }, 60_000)
})
