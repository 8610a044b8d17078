import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { buildScreens } from '../../app/screens.ts'
import { connectedPlants, listFeedingIn } from '../../billing/feed-in/connections.ts'
import { adviseOnPrices, createBilling, findPriceCode, listOwed } from '../../billing/index.ts'
import { bringNetwork } from '../../db/customers/network.ts'
import type { App } from '../../db/department.ts'
import { deliverEvents } from '../../db/subscriptions.ts'
import { addDays, civilDay } from '../../db/time.ts'
import { createIntake } from '../../intake/index.ts'
import { listProfileNames, listUsages, metering } from '../../metering/index.ts'
import { issueMeter } from '../intake/stock.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { untilReadable } from '../support/events.ts'
import { serveAt } from '../support/http.ts'
import { openBrowser } from './browser.ts'
import { type Act, bring, check, choose, fill, finish, workAs } from './casework.ts'
import { desktop, hasSidewaysScroll, phone, visitAs } from './visit.ts'

const today = civilDay(new Date())

describe('plants and sources', () => {
  const database = useDatabase()
  const now = () => database.ctx(new Date().toISOString(), { username: 'setup', roles: ['intake', 'acquisition'] })
  let app: App
  let browser: Browser
  let url: string
  let home: Awaited<ReturnType<typeof openChenGuilan>>
  /** Of the home's application. */
  let path: string

  beforeAll(async () => {
    await buildScreens()
    const ctx = database.ctx('2026-01-02T08:00:00+08:00', { username: 'setup', roles: ['intake', 'acquisition'] })
    const network = await layNetwork(ctx)
    const feeders = [
      { name: '10kV城东113线', voltageKv: 10, substation: '110kV城东变', bar: 'Ⅰ段母线' },
      { name: '10kV城东213线', voltageKv: 10, substation: '110kV城东变', bar: 'Ⅱ段母线' },
      { name: '10kV城东114线', voltageKv: 10, substation: '110kV城东变', bar: 'Ⅰ段母线' },
    ]
    await bringNetwork(ctx, { feeders }, new Date('2024-01-01T00:00:00+08:00'))
    home = await openChenGuilan(ctx, network, {
      point: { districtId: network.districtId, mode: 'low-low', phase: 'single', priceCode: 'SH-RES-TIER' },
    })
    for (const role of ['intake', 'surveyor', 'installer', 'inspector', 'manager', 'customer'] as const) {
      const user = { username: role, name: role, password: 'dianhu-demo', organisationPath: 'X.', roles: [role] }
      await addUser(ctx, { ...user, customerId: role === 'customer' ? home.customerId : undefined })
    }
    await issueMeter(
      database.ctx(`${addDays(today, -2)}T08:00:00+08:00`, { roles: ['acquisition'] }),
      network,
      'M-SUN',
      'single',
    )
    const ports = {
      findPrice: findPriceCode,
      advisePrices: adviseOnPrices,
      listArrears: listOwed,
      listProfiles: listProfileNames,
      listFeedingIn,
    }
    app = await serveAt(database, [createIntake(ports), metering, createBilling(listUsages)], () => new Date())
    url = await app.listen({ port: 0, host: '127.0.0.1' })
    browser = await openBrowser()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await app?.close()
  })

  const work = (role: string, path: string, ...acts: Act[]) => workAs({ browser, url, role }, path, ...acts)

  test('a home asks for its panels from the phone, and is told how they are connected', async () => {
    const { page, faults, leave } = await visitAs(browser, url, 'customer', phone)
    await page.goto('/my/applications/new')
    await page.getByRole('link', { name: '我要装光伏发电，向电网送电' }).click()
    await page.getByLabel('装机容量（kWp）').fill('8')
    await page.getByLabel('不动产权证或租赁合同号').fill('浙(2026)第0001号')
    expect(await hasSidewaysScroll(page)).toBe(false)
    await page.getByRole('button', { name: '提交申请' }).click()
    await page.waitForURL(/\/my\/applications\/\d+$/)
    expect(faults).toEqual([])
    path = `/office/applications/${page.url().split('/').at(-1)}`
    await work('intake', path, bring('竣工报告'), finish('业务受理'))
    await work('surveyor', path, choose('接入台区', '幸福小区1号公变'), check('具备供电条件'), finish('现场勘查'))
    await work(
      'intake',
      path,
      fill('省级行政区划代码（两位，不填按供电单位）', '33'),
      check('换装电能表'),
      fill('供电方案', '单相 220 伏接入户内配电箱'),
      finish('供电方案编制'),
    )
    await page.reload()
    await finish('竣工报验')(page)
    await leave()
  })

  test('it gets a meter that counts both ways, and is paid for what goes out', async () => {
    await work('intake', path, fill('合同编号', 'GSD-CHEN'), finish('签订供用电合同'))
    await work(
      'installer',
      path,
      (at) => at.getByLabel('有功总', { exact: true }).first().fill('1234.5'),
      fill('新表资产号（已领用）', 'M-SUN'),
      (at) => at.getByLabel('有功总', { exact: true }).nth(1).fill('0'),
      fill('反向有功', '0'),
      fill('封印号（用空格分开）', 'F-1 F-2'),
      finish('换装电能表'),
    )
    await work('inspector', path, finish('竣工检验'))
    await work('installer', path, finish('送电'))
    await work('intake', path, (at) => at.getByText('反向有功示数').waitFor(), finish('归档'))
    await untilReadable(database.pool)
    await deliverEvents(now(), connectedPlants)
    const { rows } = await database.pool.query(
      `select t.mode, t.plant_kw::float8 as kw, t.valid_from as since, d.asset_no as meter from feed_in_term t
       join installation i on i.point_id = t.point_id and i.removed_at is null join device d on d.id = i.device_id
       where t.point_id = $1`,
      [home.pointId],
    )
    expect(rows).toEqual([{ mode: 'surplus', kw: 8, since: today, meter: 'M-SUN' }])
  })

  test('a hospital is planned with two feeders: not on one bar, and told in the file', async () => {
    const { page, faults, leave } = await visitAs(browser, url, 'intake', desktop)
    await page.goto('/office/applications/new?kind=high-voltage-dual')
    await page.getByLabel('姓名或单位名称').fill('安溪县人民医院')
    await page.getByLabel('身份证号码或统一社会信用代码').fill('91350100M000100Y43')
    await page.getByLabel('手机号码').fill('13905740188')
    await page.getByLabel('用电地址').fill('健康路 1 号')
    await page.getByLabel('申请容量（kW）').fill('800')
    await page.getByLabel(/^重要用户/).check()
    await page.getByLabel('不动产权证或租赁合同号').fill('浙(2026)第0088号')
    await page.getByRole('button', { name: '提交申请' }).click()
    await page.waitForURL(/\/office\/applications\/\d+$/)
    const path = new URL(page.url()).pathname
    expect(faults).toEqual([])
    await leave()
    await work('intake', path, bring('用电设备清单', '设计图纸'), finish('业务受理'))
    await work('surveyor', path, choose('接入台区', '幸福小区1号公变'), check('具备供电条件'), finish('现场勘查'))
    await work(
      'intake',
      path,
      (at) => at.getByRole('button', { name: '采用' }).click(),
      choose('电价', '工商业单一制'),
      choose('主供馈线', '10kV城东113线'),
      choose('备用馈线', '10kV城东114线'),
      choose('备用方式', '冷备用'),
      fill('供电方案', '10千伏双电源,一主一备'),
      (at) => at.getByRole('button', { name: '完成供电方案编制' }).click(),
      (at) =>
        at
          .getByText(/重要用户的两路电源都接自110kV城东变Ⅰ段母线/)
          .first()
          .waitFor(),
      choose('备用馈线', '10kV城东213线'),
      finish('供电方案编制'),
      (at) => at.getByText('10kV城东213线 · 冷备用').waitFor(),
    )
    await work('manager', path, finish('供电方案审批'))
  })
})
