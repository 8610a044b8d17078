import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { buildScreens } from '../../app/screens.ts'
import type { App } from '../../db/department.ts'
import { metering } from '../../metering/index.ts'
import { openExchange, withdrawExchange } from '../../metering/store/exchange-orders.ts'
import { openHousehold } from '../billing/households.ts'
import { issueMeters } from '../metering/store-cast.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { serveAt } from '../support/http.ts'
import { openBrowser } from './browser.ts'
import { desktop, hasSidewaysScroll, phone, pick, type Visit, visitAs } from './visit.ts'

/** A picture that a browser can open. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

describe('an installer at a meter where there is no network', () => {
  const database = useDatabase()
  const now = '2026-03-10T12:00:00+08:00'
  let app: App
  let browser: Browser
  let url: string
  let visit: Visit
  let orders: number[] = []

  beforeAll(async () => {
    await buildScreens()
    const ctx = database.ctx('2026-03-01T08:00:00+08:00', { username: 'planner', roles: ['acquisition'] })
    const network = await layNetwork(ctx)
    const staff = { name: '刘师傅', password: 'dianhu-demo', organisationPath: 'X.' }
    await addUser(ctx, { ...staff, username: 'liu', roles: ['installer'] })
    await addUser(ctx, { ...staff, username: 'keeper', name: '周主管', roles: ['acquisition'] })
    await issueMeters(
      { ...ctx, now: new Date('2026-03-09T09:00:00+08:00') },
      network.organisationId,
      ['N-1', 'N-2'],
      'liu',
    )
    for (const name of ['何换', '一个名字很长的客户'.repeat(6)]) {
      const home = { name, priceCode: null, energisedAt: '2026-03-01T00:00:00+08:00' }
      const { pointId } = await openHousehold(ctx, network, home)
      orders = [...orders, await openExchange(ctx, { pointId, reason: '电能表故障', assignTo: 'liu' })]
    }
    app = await serveAt(database, [metering], now)
    url = await app.listen({ port: 0, host: '127.0.0.1' })
    browser = await openBrowser()
    visit = await visitAs(browser, url, 'liu', phone)
  }, 180_000)

  afterAll(async () => {
    await browser?.close()
    await app?.close()
  })

  const shoot = async (name: string, page = visit.page) => {
    if (process.env.DIANHU_SHOTS)
      await page.screenshot({ path: `${process.env.DIANHU_SHOTS}/${name}.png`, fullPage: true })
  }
  const fill = async (page: Page, newMeter: string) => {
    await page.getByLabel('换表时间').fill('2026-03-10T10:00')
    await page.getByLabel(/正向有功总 止码/).fill('123.45')
    await page.getByLabel(/正向有功总 起码/).fill('0.5')
    await page.getByLabel('新表资产编号').fill(newMeter)
    await page.getByLabel('CT').fill('2')
    await page.getByLabel(/封印编号/).fill('F-1 F-2')
    for (const subject of ['旧表止码照片', '新表起码照片']) {
      await page
        .getByLabel(subject, { exact: true })
        .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: PNG })
      await page.locator(`img[alt="${subject}"]`).waitFor()
    }
  }
  const sendForm = (page: Page) => page.getByRole('button', { name: '保存并发送' }).click()

  test('writes everything down, is told that it is not sent, and it goes by itself later', async () => {
    const { page } = visit
    await page.goto('/office/field')
    await page.getByText('何换').waitFor()
    await shoot('field-list')
    expect(await hasSidewaysScroll(page)).toBe(false)
    await page.context().setOffline(true)
    await page.getByText('何换').click()
    await fill(page, 'N-1')
    await shoot('field-form')
    await sendForm(page)
    await page.getByText('还没有发送。有网络后自动发送').waitFor()
    await shoot('field-waiting')
    expect(await hasSidewaysScroll(page)).toBe(false)
    const { rows: before } = await database.pool.query('select count(*)::int as n from exchange_entry')
    expect(before).toEqual([{ n: 0 }])
    await page.context().setOffline(false)
    await page.getByText('已发送,等待复核').or(page.getByText('已发送，等待复核')).waitFor()
    await shoot('field-sent')
    const { rows } = await database.pool.query(
      `select end_registers, start_registers, ct::float8 as ct, seals, sent_by,
         (select count(*)::int from exchange_photo where entry_id = e.id) as photos from exchange_entry e`,
    )
    expect(rows).toEqual([
      {
        end_registers: { importTotal: 123_450 },
        start_registers: { importTotal: 500 },
        ct: 2,
        seals: ['F-1', 'F-2'],
        sent_by: 'liu',
        photos: 2,
      },
    ])
  }, 60_000)

  test('is told when the order was withdrawn meanwhile, and keeps what he wrote', async () => {
    const { page } = visit
    await page.goto(`/office/field?order=${orders[1]}`)
    await page.getByLabel('新表资产编号').waitFor()
    expect(await hasSidewaysScroll(page)).toBe(false)
    await page.context().setOffline(true)
    await fill(page, 'N-2')
    await sendForm(page)
    await page.getByText('还没有发送。有网络后自动发送').waitFor()
    await withdrawExchange(database.ctx(now, { username: 'planner', roles: ['acquisition'] }), {
      orderId: orders[1] ?? 0,
      reason: '客户不同意',
    })
    await page.context().setOffline(false)
    await page.getByText(/没有被接收：换表单 HB\d+ 已撤销/).waitFor()
    await shoot('field-refused')
    expect(await page.getByLabel('新表资产编号').inputValue()).toBe('N-2')
    expect(visit.faults).toEqual([])
  }, 60_000)

  test('a second person sees the photos beside the values, and brings it into the file', async () => {
    const office = await visitAs(browser, url, 'keeper')
    const { page } = office
    await page.goto('/grid/exchanges')
    await page.getByText('待复核').last().waitFor()
    await shoot('exchanges', page)
    await page.goto(`/grid/exchanges/${orders[0]}`)
    await page.getByText('123.45').waitFor()
    await shoot('review', page)
    await page.setViewportSize(phone)
    expect(await hasSidewaysScroll(page)).toBe(false)
    await shoot('review-390', page)
    await page.getByRole('button', { name: '复核通过并归档' }).click()
    await page.getByText('复核通过，已归档').waitFor()
    for (const [path, name] of [
      ['/grid/store', 'store'],
      ['/grid/store/1', 'device'],
      ['/grid/exchanges', 'exchanges'],
    ]) {
      await page.goto(path ?? '')
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.waitForLoadState('networkidle').catch(() => {})
      expect(await hasSidewaysScroll(page)).toBe(false)
      await shoot(`${name}-390`, page)
      await page.setViewportSize({ width: 1440, height: 900 })
      await shoot(`${name}-1440`, page)
      await page.setViewportSize(phone)
    }
    expect(office.faults).toEqual([])
    await office.leave()
  }, 60_000)

  test('the store takes in a list, tells what it refuses, and speaks English', async () => {
    const store = await visitAs(browser, url, 'keeper')
    const { page } = store
    await page.goto('/grid/store')
    await page.getByRole('button', { name: '到货入库' }).click()
    await pick(page, '型号', 'eastron-sdm630')
    await page.getByLabel('基本电流 A').fill('5')
    await page.getByLabel('最大电流 A').fill('60')
    await pick(page, '表库', '城关供电所')
    await page.getByLabel('批次').fill('B-7')
    await page.getByLabel(/资产编号（一行一个/).fill('Z-1\nZ-2\nN-1')
    await page.getByLabel('原因').fill('到货入库')
    const confirm = page.getByRole('dialog').getByRole('button', { name: /确\s*定/ })
    await confirm.click()
    await page.getByText('1 个资产编号已存在或重复,整批未入库').waitFor()
    await shoot('receive-refused', page)
    await page.getByLabel(/资产编号（一行一个/).fill('Z-1\nZ-2')
    await confirm.click()
    await page.getByText('已办理 2 件').waitFor()
    await page.getByRole('link', { name: 'Z-2' }).waitFor()
    await page.getByText('English', { exact: true }).click()
    await page.getByRole('heading', { name: 'Meter store' }).waitFor()
    await page.getByRole('button', { name: 'Move', exact: true }).click()
    await shoot('move-en', page)
    await page.setViewportSize(phone)
    expect(await hasSidewaysScroll(page)).toBe(false)
    await shoot('move-en-390', page)
    await page.setViewportSize(desktop)
    await page.goto('/grid/exchanges?status=archived')
    await page.getByText('In the file').last().waitFor()
    await shoot('exchanges-en', page)
    expect(store.faults).toEqual([])
    await store.leave()
  }, 60_000)
})
