import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildScreens } from '../../app/screens.ts'
import type { App } from '../../db/department.ts'
import { addAt, codeAt, useShippedPolicy } from '../app/policy.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { serveAt } from '../support/http.ts'
import { openBrowser } from './browser.ts'
import { desktop, hasSidewaysScroll, phone } from './visit.ts'

const FIRST = 'Given-by-2026'
const OWN = 'Mine alone 2026'

describe('whoever logs in', () => {
  const database = useDatabase()
  let now = new Date()
  let app: App
  let browser: Browser
  let url: string

  beforeAll(async () => {
    await buildScreens()
    await layNetwork(database.ctx('2026-01-02T08:00:00+08:00'))
    await useShippedPolicy(database)
    const today = now.toISOString()
    await addAt(database, today, 'lin', ['intake'], { name: '林晓', password: FIRST, mustChange: true })
    await addAt(database, today, 'gao', ['grid'], { name: '高翔', password: OWN })
    app = await serveAt(database, [], () => now)
    url = await app.listen({ port: 0, host: '127.0.0.1' })
    browser = await openBrowser()
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await app?.close()
  })

  async function open(size = desktop): Promise<Page> {
    const context = await browser.newContext({ viewport: size, baseURL: url, locale: 'zh-CN', reducedMotion: 'reduce' })
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    return page
  }

  async function logIn(page: Page, username: string, password: string, path = '/login'): Promise<void> {
    await page.goto(path)
    await page.getByLabel('用户名').fill(username)
    await page.getByLabel('密码', { exact: true }).fill(password)
    await page.getByRole('button', { name: '登录', exact: true }).click()
  }

  const shoot = async (page: Page, name: string) => {
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
  }

  test('changes first the password that somebody else set, on a phone', async () => {
    const page = await open(phone)
    await logIn(page, 'lin', FIRST)
    await page.getByRole('heading', { name: '请先修改密码' }).waitFor()
    await page.getByLabel('当前密码').fill(FIRST)
    await page.getByLabel('新密码', { exact: true }).fill('short')
    await page.getByLabel('再输一次新密码').fill('other')
    await page.getByRole('button', { name: '修改密码' }).click()
    await page.getByText('两次输入的新密码不一致').waitFor()
    await page.getByLabel('再输一次新密码').fill('short')
    await page.getByRole('button', { name: '修改密码' }).click()
    await page.getByText('密码至少 10 位', { exact: true }).waitFor()
    await shoot(page, 'owing-password-390')
    expect(await hasSidewaysScroll(page)).toBe(false)
    await page.getByLabel('新密码', { exact: true }).fill(OWN)
    await page.getByLabel('再输一次新密码').fill(OWN)
    await page.getByRole('button', { name: '修改密码' }).click()
    await page.getByRole('navigation', { name: '主菜单' }).waitFor()
    await page.context().close()
  })

  test('binds an authenticator where his role asks for it, keeps the codes for paper, and is asked next time', async () => {
    const page = await open()
    await logIn(page, 'gao', OWN)
    await page.getByRole('heading', { name: '请先绑定动态口令' }).waitFor()
    await page.getByRole('button', { name: '开始绑定' }).click()
    await page.getByAltText('绑定二维码').waitFor()
    const secret = (await page.locator('code').innerText()).replaceAll(' ', '')
    await shoot(page, 'enrol-1440')
    await page.setViewportSize(phone)
    await shoot(page, 'enrol-390')
    expect(await hasSidewaysScroll(page)).toBe(false)
    await page.getByLabel('6 位动态口令').fill('000000')
    await page.getByRole('button', { name: '确认绑定' }).click()
    await page.getByText('动态口令不正确', { exact: false }).first().waitFor()
    await page.getByLabel('6 位动态口令').fill(codeAt(secret, now))
    await page.getByRole('button', { name: '确认绑定' }).click()
    const paper = page.getByRole('list', { name: '恢复码' }).getByRole('listitem')
    await paper.nth(9).waitFor()
    const [first = ''] = await paper.allInnerTexts()
    await shoot(page, 'recovery-390')
    expect(await hasSidewaysScroll(page)).toBe(false)
    await page.setViewportSize(desktop)
    await page.getByRole('button', { name: '已保存，继续' }).click()
    await page.getByRole('navigation', { name: '主菜单' }).waitFor()
    await page.getByRole('button', { name: '退出登录' }).click()

    now = new Date(now.getTime() + 60_000)
    await logIn(page, 'gao', OWN, '/login?from=%2Fgrid%2Falarms')
    await page.getByRole('heading', { name: '请输入动态口令' }).waitFor()
    await shoot(page, 'owing-code-1440')
    await page.getByLabel('6 位动态口令').fill(codeAt(secret, now))
    await page.getByRole('button', { name: '继续' }).click()
    await page.waitForURL('**/grid/alarms')
    await page.getByRole('navigation', { name: '主菜单' }).waitFor()
    await page.getByRole('button', { name: '退出登录' }).click()

    await logIn(page, 'gao', OWN)
    await page.getByRole('button', { name: '手机不在身边', exact: false }).click()
    await page.getByLabel('恢复码').fill(first)
    await page.getByRole('button', { name: '继续' }).click()
    await page.getByRole('navigation', { name: '主菜单' }).waitFor()
    await page.context().close()
  })
})
