import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { departments } from '../../app/main.ts'
import { openWorkOrder } from '../../callcenter/orders/open.ts'
import type { Ctx, Role } from '../../db/context.ts'
import { submitApplication } from '../../intake/applications.ts'
import { storeReadings } from '../../metering/readings.ts'
import { ports } from '../intake/lin-xiaoman.ts'
import { openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { useStage } from './stage.ts'
import { desktop, hasSidewaysScroll, phone } from './visit.ts'

const people: [username: string, name: string, role: Role][] = [
  ['wang', '王芳', 'agent'],
  ['he', '何静', 'lead'],
]

describe('the file on the desk', () => {
  const database = useDatabase()
  let accountNo = ''
  let repair = ''
  let inquiry = ''
  const stage = useStage(database, people, async (ctx, network) => {
    const opened = await openChenGuilan(ctx, network)
    accountNo = opened.accountNo
    const at = (now: string, role: Role): Ctx => ({
      ...database.ctx(now),
      ...{ scope: 'X.', actor: { id: 0, username: 'zhou', name: '周敏', roles: [role], customerId: null } },
    })
    const base = { accountNo, urgency: 'normal' as const, form: {} }
    const order = { ...base, kind: 'fault-repair' as const, subkind: 'low-voltage' as const, description: '家中无电' }
    repair = (await openWorkOrder(at('2026-03-10T09:00:00+08:00', 'agent'), order)).workOrderNo
    const asked = { ...base, kind: 'inquiry' as const, subkind: 'bill' as const, description: '问二月电费' }
    const answer = '已说明阶梯电价'
    inquiry = (await openWorkOrder(at('2026-03-09T09:00:00+08:00', 'agent'), { ...asked, answer })).workOrderNo
    await ctx.db.run(
      `with rated as (
         insert into contact (contact_no, channel, state, account_id, agent_id, queued_at, answered_at, closed_at, category, summary)
         select 'C20260309000001', 'voice', 'closed', $1, id, $2, $2, $2, 'outage', '家中无电' from app_user where username = 'wang'
         returning id)
       insert into satisfaction (contact_id, score, way, rated_at, bad_order_id)
       select id, 1, 'keys', $2, (select id from work_order where work_order_no = $3) from rated`,
      [opened.accountId, '2026-03-10T08:00:00+08:00', repair],
    )
    const move = { kind: 'meter-move' as const, accountNo, form: { to: '北墙外' }, papers: [] }
    await submitApplication(at('2026-03-09T10:00:00+08:00', 'intake'), move, ports)
    const read = (now: string, values: object) => ({ meter: 'M-CHEN-1', at: new Date(now), values })
    await storeReadings(database.ctx('2026-03-10T11:50:00+08:00'), {
      ...{ source: 'mqtt', topic: 'test' },
      readings: [
        read('2026-03-09T00:00:00+08:00', { importWh: 100_000 }),
        read('2026-03-10T00:00:00+08:00', { importWh: 108_500 }),
        read('2026-03-10T11:45:00+08:00', { importWh: 112_000, uV: [221.4], iA: [3], pW: 660, pf: 0.98 }),
      ],
    })
    return departments
  })

  const shot = async (page: Page, name: string) => {
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` })
  }
  const query = (page: Page) => new URL(page.url()).searchParams

  test('opens its meter, its orders, done ones too, and its application’s steps in place; Esc leads back to where one was', async () => {
    const { page, faults, leave } = await stage.visit('wang', desktop)
    await page.goto(`/desk?account=${accountNo}`)
    const meter = page.getByRole('button', { name: /^示数/ })
    await meter.press('Enter')
    const drawer = page.getByRole('dialog')
    for (const told of ['112.00 kWh', '221.4 V', '3 A', '0.98', '3.50 kWh', '8.50 kWh'])
      await drawer.getByText(told, { exact: true }).waitFor()
    await shot(page, 'file-meter')
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'hidden' })
    await expect.poll(() => meter.evaluate((own) => own === document.activeElement)).toBe(true)

    const open = page.getByRole('button', { name: '故障报修·低压故障', exact: true })
    await open.press('Enter')
    await drawer.getByText('家中无电').first().waitFor()
    expect(query(page).get('order')).toBe(repair)
    await shot(page, 'file-order')
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'hidden' })
    expect(query(page).has('order')).toBe(false)
    await expect.poll(() => open.evaluate((own) => own === document.activeElement)).toBe(true)

    await page.getByText('已办结工单（近 1 件）').click()
    await page.getByRole('button', { name: /^查询/ }).first().click()
    await drawer.getByText('已说明阶梯电价').first().waitFor()
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'hidden' })
    await page
      .getByRole('button', { name: new RegExp(`${inquiry} `) })
      .first()
      .click()
    await drawer.getByText('已说明阶梯电价').first().waitFor()
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'hidden' })

    await page.getByRole('button', { name: /^移表/ }).click()
    await page
      .getByText(/应于 2026-\d\d-\d\d 前完成/)
      .nth(1)
      .waitFor()
    await page.getByText('进行中').first().waitFor()
    await shot(page, 'file-desk')
    await page.setViewportSize(phone)
    expect(await hasSidewaysScroll(page)).toBe(false)
    await meter.click()
    await drawer.getByText('112.00 kWh').waitFor()
    await shot(page, 'file-meter-phone')
    expect(faults).toEqual([])
    await leave()
  }, 180_000)

  test('an order is named by the address of the list, from a hand-over too, and is no more once its drawer is closed', async () => {
    const { page, faults, leave } = await stage.visit('he', desktop)
    await page.goto(`/desk/orders?order=${inquiry}`)
    const drawer = page.getByRole('dialog')
    await drawer.getByText('已说明阶梯电价').first().waitFor()
    await drawer.locator('.ant-drawer-close').click()
    await drawer.waitFor({ state: 'hidden' })
    expect(query(page).has('order')).toBe(false)

    await page.goto('/desk/shifts')
    await page.getByRole('button', { name: '起草早班交班单' }).click()
    await page.getByRole('link', { name: repair }).first().click()
    await drawer.getByText('家中无电').first().waitFor()
    await shot(page, 'orders-named')
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: '故障报修·低压故障' }).press('Enter')
    await drawer.getByText('C20260309000001').waitFor()
    await shot(page, 'order-rated')
    await drawer.getByRole('link', { name: '打开客户档案' }).click()
    await page.getByText('幸福小区3幢502室').first().waitFor()
    expect(query(page).get('account')).toBe(accountNo)
    // A click anywhere on its row opens it; of all orders it is found by its number, done ones too.
    await page.goto('/desk/orders')
    await page.getByText('家中无电').first().click()
    await drawer.getByText('C20260309000001').waitFor()
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'hidden' })
    const no = page.getByRole('searchbox', { name: '工单号或户号' })
    await no.fill(inquiry.toLowerCase())
    await no.press('Enter')
    await page.getByText('问二月电费').first().waitFor()
    expect(await page.getByText('家中无电').count()).toBe(0)
    await shot(page, 'orders-found')
    await page.setViewportSize(phone)
    expect(await hasSidewaysScroll(page)).toBe(false)
    await shot(page, 'orders-found-phone')
    await page.setViewportSize(desktop)
    await page.goto('/desk/orders?kind=complaint')
    await page.getByText('没有符合条件的工单').waitFor()
    await page.goto('/desk/orders?order=W404')
    await drawer.getByText(/没有找到/).waitFor()
    expect(faults).toEqual([])
    await leave()
  }, 120_000)
})
