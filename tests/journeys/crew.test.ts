import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { buildScreens } from '../../app/screens.ts'
import { callcenter } from '../../callcenter/index.ts'
import { openWorkOrder } from '../../callcenter/orders/open.ts'
import { takeOrderStep } from '../../callcenter/orders/steps.ts'
import type { App } from '../../db/department.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { serveAt } from '../support/http.ts'
import { openBrowser } from './browser.ts'
import { hasSidewaysScroll, phone, type Visit, visitAs } from './visit.ts'

/** A picture that a browser can open. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

describe('a crew’s day on a phone', () => {
  const database = useDatabase()
  const now = '2026-03-10T08:10:00+08:00'
  let app: App
  let browser: Browser
  let visit: Visit

  beforeAll(async () => {
    await buildScreens()
    const ctx = database.ctx('2026-03-01T08:00:00+08:00')
    await layNetwork(ctx)
    const person = { name: '彭师傅', password: 'dianhu-demo', organisationPath: 'X.' }
    await addUser(ctx, { ...person, username: 'peng', roles: ['crew'] })
    const desk = { ...database.ctx('2026-03-10T08:00:00+08:00', { username: 'lin', roles: ['agent'] }), scope: 'X.' }
    for (const address of ['东门街1号', '城东路一个名字很长的小区'.repeat(5)]) {
      const order = await openWorkOrder(desk, {
        ...{ kind: 'fault-repair', subkind: 'low-voltage', urgency: 'urgent', address, form: {} },
        description: '整栋无电，楼道有焦糊味',
      })
      await takeOrderStep(desk, order.id, 'dispatch', { version: order.version })
    }
    app = await serveAt(database, [callcenter], now)
    const url = await app.listen({ port: 0, host: '127.0.0.1' })
    browser = await openBrowser()
    visit = await visitAs(browser, url, 'peng', phone)
  }, 180_000)

  afterAll(async () => {
    await browser?.close()
    await app?.close()
  })

  const shoot = async (name: string) => {
    if (process.env.SHOTS) await visit.page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
  }
  const acts = async () => {
    const { rows } = await database.pool.query(
      `select e.act from work_order_entry e join work_order w on w.id = e.work_order_id where w.address = '东门街1号' order by e.id`,
    )
    return rows.map(({ act }) => act)
  }

  test('takes orders along, goes on where there is no network, and everything arrives in its order', async () => {
    const { page } = visit
    await page.goto('/field')
    await page.getByText('2 张工单已下载到本机').waitFor()
    expect(await hasSidewaysScroll(page)).toBe(false)
    await shoot('crew-list')
    await page.getByText('东门街1号').click()
    // With the step sent, the clocks that the page shows are those of before.
    const anew = page.waitForResponse(/\/crew\/work$/)
    await page.getByRole('button', { name: '确认：接单' }).click()
    await page.getByText('已上传', { exact: true }).waitFor()
    await anew
    await shoot('crew-accepted')

    await page.context().setOffline(true)
    for (const step of ['出发', '到达现场', '恢复供电']) {
      await page
        .locator('.ant-radio-button-wrapper')
        .filter({ hasText: new RegExp(`^${step}$`) })
        .click()
      await page.getByRole('button', { name: `确认：${step}` }).click()
      await page.locator('li').filter({ hasText: step }).getByText('待上传').waitFor()
    }
    await page
      .locator('.ant-radio-button-wrapper')
      .filter({ hasText: /^回单$/ })
      .click()
    await page.getByLabel('处理结果（必填）').fill('更换熔断器，已恢复供电')
    await page.getByLabel('拍照或选择照片').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: PNG })
    await page.getByAltText('现场照片 1').waitFor()
    const pad = page.getByRole('img', { name: '客户在此签名' })
    const box = await pad.boundingBox()
    if (!box) throw new Error('there is no place for the signature')
    await page.mouse.move(box.x + 40, box.y + 60)
    await page.mouse.down()
    await page.mouse.move(box.x + 160, box.y + 140)
    await page.mouse.up()
    await page.getByRole('button', { name: '保存签名' }).click()
    await shoot('crew-result')
    expect(await hasSidewaysScroll(page)).toBe(false)
    await page.getByRole('button', { name: '确认：回单' }).click()
    await page.getByText('现场步骤已写完').waitFor()
    await shoot('crew-waiting')
    expect(await acts()).toEqual(['opened', 'dispatch', 'acceptance'])

    await page.context().setOffline(false)
    await page.locator('li').filter({ hasText: '回单' }).getByText('已上传').waitFor()
    expect(await acts()).toEqual([
      ...['opened', 'dispatch', 'acceptance', 'departure', 'arrival', 'restoration', 'result'],
    ])
    const { rows } = await database.pool.query('select kind from order_photo order by position')
    expect(rows.map(({ kind }) => kind)).toEqual(['site', 'signature'])
    await shoot('crew-sent')
  }, 90_000)

  test('is told of a step that the server does not take, and keeps it until he has looked at it', async () => {
    const { page } = visit
    await page.goto('/field/orders')
    await page.getByText('城东路').first().click()
    expect(await hasSidewaysScroll(page)).toBe(false)
    await page.getByRole('button', { name: '确认：接单' }).waitFor()
    await page.context().setOffline(true)
    const other = { ...database.ctx('2026-03-10T08:09:00+08:00', { username: 'shi', roles: ['crew'] }), scope: 'X.' }
    const { rows } = await database.pool.query(`select id, version from work_order where status = 'dispatched'`)
    await takeOrderStep(other, rows[0].id, 'acceptance', { version: rows[0].version })
    await page.getByRole('button', { name: '确认：接单' }).click()
    await page.getByText('待上传').first().waitFor()
    await page.context().setOffline(false)
    await page.getByText(/被拒绝：/).waitFor()
    await shoot('crew-refused')
    await page.goto('/field/orders')
    await page.getByText('这些步骤没有被接收').waitFor()
    await shoot('crew-lost')
    await page.getByRole('link', { name: /接单/ }).click()
    await page.getByRole('button', { name: '删除这一步' }).click()
    await page.getByRole('button', { name: /确\s?定/ }).click()
    await page.getByText('被拒绝', { exact: true }).waitFor({ state: 'hidden' })
    await page.goto('/field/orders')
    await page.getByText('没有派给您的工单').waitFor()
    await shoot('crew-none')
  }, 60_000)
})
