import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { EventPump } from '../../app/pump.ts'
import { buildScreens } from '../../app/screens.ts'
import { createBilling, previewBill, runBills } from '../../billing/index.ts'
import type { Role } from '../../db/context.ts'
import { changeSection, placeInSection } from '../../db/customers/sections.ts'
import type { App } from '../../db/department.ts'
import { listUsages, metering, wireBillPreview } from '../../metering/index.ts'
import { storeReadings } from '../../metering/readings.ts'
import { makeReadingPlans, refreshDuePlans } from '../../metering/sections/plans.ts'
import { openHousehold } from '../billing/households.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { untilReadable } from '../support/events.ts'
import { serveAt } from '../support/http.ts'
import { openBrowser } from './browser.ts'
import { desktop, hasSidewaysScroll, phone, visitAs } from './visit.ts'

const now = '2026-03-03T10:00:00+08:00'
const photo = {
  mediaType: 'image/jpeg',
  base64: Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(200, 7)]).toString('base64'),
}
type Home = Awaited<ReturnType<typeof openHousehold>>

describe('the billing clerk', () => {
  const database = useDatabase()
  const billing = createBilling(listUsages)
  const at = (instant: string) => database.ctx(instant, { username: 'setup', roles: ['billing', 'district-manager'] })
  let homes: Record<'王秀英' | '李建国' | '赵散户' | '钱大妈', Home>
  let app: App
  let browser: Browser
  let url: string
  let specialId: number

  const read = (day: string, kwh: Partial<Record<keyof typeof homes, number>>) =>
    Promise.all(
      Object.entries(kwh).map(async ([name, energy]) => {
        const { pointId } = homes[name as keyof typeof homes]
        const { rows } = await database.pool.query(
          `select d.asset_no from installation i join device d on d.id = i.device_id where i.point_id = $1`,
          [pointId],
        )
        await storeReadings(at(`${day}T00:10:00+08:00`), {
          source: 'mqtt',
          topic: 'test',
          readings: [
            { meter: rows[0].asset_no, at: new Date(`${day}T00:00:00+08:00`), values: { importWh: energy * 1000 } },
          ],
          keep: 'every',
        })
      }),
    )
  const deliver = async () => {
    const { db, now: instant } = at(now)
    const { subscribers } = billing
    await untilReadable(database.pool)
    await new EventPump({ db, clock: () => instant, subscribers, log: { error: () => {} } }).drain()
  }
  /** What metering's people do meanwhile, over the product's own API. */
  const does = async (role: Role, path: string, data: unknown) => {
    const visit = await visitAs(browser, url, role)
    const answer = await visit.page.request.post(`/api/metering${path}`, { data })
    const text = await answer.text()
    await visit.leave()
    expect(answer.ok(), `${path}: ${text}`).toBe(true)
    return JSON.parse(text)
  }
  const readOnSite = (home: Home, kwh: number, day = '2026-03-01') =>
    does('reader', `/points/${home.pointId}/site-readings`, {
      ...{ day: '2026-03-01', measuredAt: `${day}T09:00:00+08:00`, photo, reason: '通信故障,现场抄表' },
      registersWh: { importTotal: kwh * 1000 },
    })

  const orderReading = async ({ pointId }: Home): Promise<number> => {
    const order = { pointId, day: '2026-03-01', dueOn: '2026-03-10', way: 'site', reader: 'reader', cause: 'dispute' }
    return (await does('manager', '/special-readings', { ...order, reason: '表计无信号' })).specialId
  }

  beforeAll(async () => {
    await buildScreens()
    wireBillPreview((ctx, about) => previewBill(ctx, about, listUsages))
    const ctx = at('2026-01-01T08:00:00+08:00')
    const network = await layNetwork(ctx)
    const open = (name: string) =>
      openHousehold(ctx, network, { name, priceCode: 'SH-RES-TIER', energisedAt: '2026-01-01T00:00:00+08:00' })
    homes = {
      王秀英: await open('王秀英'),
      李建国: await open('李建国'),
      赵散户: await open('赵散户'),
      钱大妈: await open('钱大妈'),
    }
    const section = { sectionNo: 'CB001', organisation: 'X.X1.', manager: '罗平', readingDay: 1 }
    await changeSection(ctx, { ...section, districts: ['幸福小区1号公变'] }, '2026-02-02')
    for (const { pointId } of [homes.赵散户, homes.钱大妈]) {
      await placeInSection(ctx, { pointId, sectionId: null, from: '2026-02-03' })
    }
    await read('2026-02-01', { 王秀英: 200, 李建国: 200, 赵散户: 150, 钱大妈: 310 })
    await runBills(at('2026-02-01T02:00:00+08:00'), { billMonth: '2026-01', organisationPath: 'X.' }, listUsages)
    await read('2026-03-01', { 王秀英: 390, 李建国: 1_200 })
    await makeReadingPlans(at('2026-03-01T08:00:00+08:00'))
    await refreshDuePlans(at('2026-03-01T08:00:00+08:00'))
    for (const role of ['billing', 'manager', 'district-manager', 'reader', 'customer'] as const) {
      const user = { username: role, name: role, password: 'dianhu-demo', organisationPath: 'X.', roles: [role] }
      await addUser(ctx, { ...user, customerId: role === 'customer' ? homes.钱大妈.customerId : undefined })
    }
    app = await serveAt(database, [metering, billing], now)
    url = await app.listen({ port: 0, host: '127.0.0.1' })
    browser = await openBrowser()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await app?.close()
  })

  /** The manager of the district goes through his plan and accepts what he saw. */
  async function reviewReadings() {
    const visit = await visitAs(browser, url, 'district-manager')
    const { plans } = await (await visit.page.request.get('/api/metering/reading-plans?limit=20')).json()
    for (const { planId } of plans) {
      const path = `/api/metering/reading-plans/${planId}`
      const { points } = await (await visit.page.request.get(`${path}/points?which=review&limit=50`)).json()
      const seen = points.map(({ pointId, version }: { pointId: number; version: number }) => ({ pointId, version }))
      if (seen.length > 0) await visit.page.request.post(`${path}/acceptances`, { data: { points: seen } })
    }
    await visit.leave()
  }

  test('takes a month from the freeze to its bills: the readings reviewed, a run, one bill held and decided, one parked and run again', async () => {
    await reviewReadings()
    const { page, faults, leave } = await visitAs(browser, url, 'billing')
    specialId = await orderReading(homes.钱大妈)
    await readOnSite(homes.钱大妈, 604)
    await page.getByRole('link', { name: '出账批次' }).click()
    await page.getByLabel('电费年月').fill('2026-02')
    await page.getByRole('button', { name: '开始出账' }).click()
    await page.getByRole('heading', { name: '2026-02 核算发行' }).waitFor()
    await page.getByText('已完成', { exact: true }).waitFor()
    await figure(page, '已发行', '2')
    await figure(page, '待审核', '1')
    await figure(page, '自动发行率', '50 %')

    const held = page.getByRole('listitem').filter({ hasText: '电量突增' })
    await held.getByRole('link', { name: '去处理' }).click()
    await page.getByText('日均 6.45 → 35.71 kWh（5.5 倍）').waitFor()
    await page
      .getByRole('row', { name: /李建国/ })
      .getByRole('checkbox')
      .check()
    await page.getByText('已选 1 张').waitFor()
    await page.getByRole('button', { name: '误报，发行', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(/1 张账单，合计 ¥[\d.]+，将发行给客户/).waitFor()
    await dialog.getByLabel('说明').fill('新装电采暖，已与客户核实')
    await dialog.getByRole('button', { name: '误报，发行' }).click()
    await page.getByText('已处理 1 项：发行 1 张，退回 0 张').waitFor()
    await page.getByText('这一组已经全部处理').waitFor()

    await page.getByRole('link', { name: '待处理户' }).click()
    await page.getByText('由采集运维处理').first().waitFor()
    await readOnSite(homes.赵散户, 280)
    await page.getByRole('button', { name: '整组重算' }).click()
    await page.getByRole('dialog').getByText('重算这 1 户？').last().waitFor()
    await page.getByRole('dialog').getByRole('button', { name: '重新计算' }).click()
    await page.getByText('已完成', { exact: true }).waitFor()
    await page.getByText('本月没有待办').waitFor()
    await page.getByRole('link', { name: '待处理户' }).click()
    await page.getByText('没有待处理户').waitFor()

    await page.goto(`/office/ledger?account=${homes.李建国.accountNo}`)
    await page.getByRole('link', { name: '2026-02 账单' }).waitFor()
    await page.getByText('没有在途业务、待处理和待退补').waitFor()
    expect(await page.getByText('现行', { exact: true }).count()).toBe(2)
    expect(faults).toEqual([])
    await leave()
  })

  test('corrects a bill whose reading was wrong: the task comes by itself, the difference is seen, then the customer sees it', async () => {
    await does('manager', `/special-readings/${specialId}/review`, { verdict: 'again', note: '照片示数为 640' })
    await readOnSite(homes.钱大妈, 640, '2026-03-02')
    await deliver()

    const { page, faults, leave } = await visitAs(browser, url, 'billing')
    await page.getByRole('link', { name: '退补', exact: true }).click()
    const task = page.getByRole('row', { name: /钱大妈/ })
    await task.getByText('示数更正已审批').waitFor()
    await task.getByRole('button', { name: '试算' }).click()
    await page.getByRole('heading', { name: '退补试算' }).waitFor()
    await page.getByText('累计应收').waitFor()
    await page.getByRole('button', { name: '试算' }).click()
    await page.getByText('2026-02 逐项差额').waitFor()
    await page.getByText('应补 ¥22.21', { exact: true }).waitFor()
    await page.getByText(/电量 294 → 330 kWh/).waitFor()
    await page.getByRole('cell', { name: /第一档电量/ }).waitFor()
    await page.getByLabel('退补理由').fill('现场抄表看错,照片示数为 640')
    await page.getByRole('button', { name: '发行退补' }).click()
    await page.getByText('退补已发行，应补 ¥22.21').waitFor()
    await page.goto(`/office/ledger?account=${homes.钱大妈.accountNo}`)
    await page.getByRole('cell', { name: '已更正' }).waitFor()
    await page.getByRole('link', { name: '2026-02 冲减单', exact: true }).waitFor()
    await page.getByRole('link', { name: '2026-02 另发账单', exact: true }).waitFor()
    await page.goto('/office/corrections')
    await page.getByText('没有待退补').waitFor()
    expect(faults).toEqual([])
    await leave()

    const customer = await visitAs(browser, url, 'customer')
    await customer.page.goto('/my/bills')
    await customer.page.getByText('¥203.61').first().waitFor()
    // Nothing is worked out until somebody asks.
    expect(await customer.page.getByText('张账单测算').count()).toBe(0)
    await customer.page.getByRole('button', { name: '测算', exact: true }).click()
    await customer.page.getByText('张账单测算').waitFor()
    expect(customer.faults).toEqual([])
    await customer.leave()
  })

  test('changes a check rule, its figures named in words, and sees how often it was right', async () => {
    const { page, faults, leave } = await visitAs(browser, url, 'manager')
    await page.goto('/office/check-rules')
    const rule = page.getByRole('row', { name: /电量突增/ })
    await rule.getByText('日均电量超过近月平均的 3 倍').waitFor()
    await rule.getByText('0 %').waitFor()
    await page.getByRole('button', { name: '调整 电量突增' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('近月平均的倍数（倍）').fill('4')
    await dialog.getByLabel('依据').fill('冬季电采暖,按去年误报调整')
    await dialog.getByRole('button', { name: '保存' }).click()
    await rule.getByText('日均电量超过近月平均的 4 倍').waitFor()
    expect(faults).toEqual([])
    await leave()
  })

  test.each([
    ['on a desk', desktop],
    ['on a phone', phone],
  ])('finds every page of the office fit %s, empty, refused or full', async (_name, viewport) => {
    const { page, faults, leave } = await visitAs(browser, url, 'billing', viewport)
    for (const [path, said] of [
      ['/office/runs', '2026-02'],
      ['/office/runs/1', '没有待办'],
      ['/office/runs/4711', '没有找到'],
      ['/office/held', '没有待审核的账单'],
      ['/office/parked', '没有待处理户'],
      ['/office/corrections/account', '输入户号'],
      [`/office/ledger?account=${homes.钱大妈.accountNo}`, '往来账'],
      ['/office/ledger?account=0000000000000', '没有找到'],
      ['/office/check-rules', '准确率'],
    ] as const) {
      await page.goto(path)
      await page.getByText(said).first().waitFor()
      expect(await hasSidewaysScroll(page)).toBe(false)
    }
    expect(faults).toEqual([])
    await leave()
  })
})

async function figure(page: Page, label: string, value: string): Promise<void> {
  await page.getByText(label, { exact: true }).locator('xpath=..').getByText(value, { exact: true }).waitFor()
}
