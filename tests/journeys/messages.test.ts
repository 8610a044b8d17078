import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { buildScreens } from '../../app/screens.ts'
import type { App } from '../../db/department.ts'
import { submitApplication } from '../../intake/applications.ts'
import { createIntake } from '../../intake/index.ts'
import { linXiaoman, ports } from '../intake/lin-xiaoman.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { serveAt } from '../support/http.ts'
import { openBrowser } from './browser.ts'
import { desktop, hasSidewaysScroll, phone, type Visit, visitAs } from './visit.ts'

const LONG = '请问师傅什么时候上门勘查？家里白天没有人，只有周末在。'.repeat(30)

describe('a customer who asks about his application', () => {
  const database = useDatabase()
  let app: App
  let browser: Browser
  let url: string
  let id = 0

  beforeAll(async () => {
    await buildScreens()
    const ctx = database.ctx('2026-01-02T08:00:00+08:00', { username: 'setup', roles: ['intake'] })
    const network = await layNetwork(ctx)
    const { customerId } = await openChenGuilan(ctx, network)
    const user = { password: 'dianhu-demo', organisationPath: 'X.' }
    await addUser(ctx, { ...user, username: 'chen', name: '陈桂兰', roles: ['customer'], customerId })
    await addUser(ctx, { ...user, username: 'clerk', name: '受理员小王', roles: ['intake'] })
    await addUser(ctx, { ...user, username: 'manager', name: '主管', roles: ['manager'] })
    const now = new Date().toISOString()
    const hers = { ...database.ctx(now, { username: 'chen', roles: ['customer'], customerId }), scope: 'X.' }
    id = (await submitApplication(hers, linXiaoman, ports)).id
    app = await serveAt(database, [createIntake(ports)], () => new Date())
    url = await app.listen({ port: 0, host: '127.0.0.1' })
    browser = await openBrowser()
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await app?.close()
  })

  const shoot = async (name: string, { page }: Visit) => {
    for (const size of [desktop, phone]) {
      await page.setViewportSize(size)
      await expect.poll(() => hasSidewaysScroll(page)).toBe(false)
      const path = `${process.env.DIANHU_SHOTS}/${name}-${size.width}.png`
      if (process.env.DIANHU_SHOTS) await page.screenshot({ path, fullPage: true })
    }
  }

  test('finds whom to call, the day that was promised, and is answered by whoever works on it', async () => {
    const manager = await visitAs(browser, url, 'manager')
    await manager.page.goto('/office/unit-contacts')
    await manager.page.getByRole('button', { name: '变更' }).first().click()
    await manager.page.getByLabel('名称（如“业扩班”）').fill('业扩班')
    await manager.page.getByLabel('电话', { exact: true }).fill('0595-2323456')
    await manager.page.getByRole('dialog').getByRole('button').last().click()
    await manager.page.getByText('业扩班 0595-2323456').first().waitFor()
    await shoot('contacts', manager)
    expect(manager.faults).toEqual([])
    await manager.leave()

    const mine = await visitAs(browser, url, 'chen', phone)
    await mine.page.goto(`/my/applications/${id}`)
    await mine.page.getByRole('link', { name: '0595-2323456' }).waitFor()
    await mine.page.getByRole('link', { name: '95598' }).waitFor()
    await mine.page
      .getByText(/承诺 \d{4}-\d\d-\d\d 前完成/)
      .first()
      .waitFor()
    await mine.page.getByRole('button', { name: /发\s*送/ }).click()
    await mine.page.getByText('请填写留言').waitFor()
    await mine.page.getByLabel('留言内容').fill(LONG)
    await mine.page.getByRole('button', { name: /发\s*送/ }).click()
    await mine.page.getByText('未读').waitFor()
    await shoot('thread-customer', mine)

    const clerk = await visitAs(browser, url, 'clerk')
    await clerk.page.goto('/office/applications')
    await clerk.page.getByText('客户留言待回复').waitFor()
    await shoot('unread-office', clerk)
    await clerk.page.getByRole('link', { name: /林小满 · 低压居民新装/ }).click()
    await clerk.page.getByLabel('留言内容').fill('周六上午九点上门。')
    await clerk.page.getByRole('button', { name: /发\s*送/ }).click()
    await expect.poll(() => clerk.page.getByLabel('留言内容').inputValue()).toBe('')
    await clerk.page.getByText('周六上午九点上门。').waitFor()
    await shoot('thread-office', clerk)
    expect(clerk.faults).toEqual([])

    await mine.page.goto('/')
    await mine.page.getByText('经办人有新留言').waitFor()
    await mine.page.goto('/my/applications')
    await mine.page.getByText('经办人有新留言').waitFor()
    await shoot('unread-customer', mine)
    await mine.page.getByRole('link', { name: '低压居民新装', exact: true }).first().click()
    await mine.page.getByText('周六上午九点上门。').waitFor()
    await mine.page.getByText(/经办人已读/).waitFor()
    await clerk.page.reload()
    await clerk.page.getByText(/客户已读/).waitFor()
    expect(mine.faults).toEqual([])
    await mine.leave()
    await clerk.leave()
  }, 120_000)
})
