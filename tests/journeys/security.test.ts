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
const LONG_NAME = '欧阳慕容诸葛上官司马长孙宇文尉迟'
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
    await addAt(database, today, 'wu', ['manager'], { name: LONG_NAME, password: OWN })
    await addAt(database, today, 'resident', ['customer'], { name: '陈桂兰', password: OWN })
    await addAt(database, today, 'town', ['grid'], { password: 'dianhu-demo', demo: true })
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
    await page.waitForURL('**/login**')

    now = new Date(now.getTime() + 60_000)
    await logIn(page, 'gao', OWN, '/login?from=%2Fgrid%2Falarms')
    await page.getByRole('heading', { name: '请输入动态口令' }).waitFor()
    await shoot(page, 'owing-code-1440')
    await page.getByLabel('6 位动态口令').fill(codeAt(secret, now))
    await page.getByRole('button', { name: '继续' }).click()
    await page.waitForURL('**/grid/alarms')
    await page.getByRole('navigation', { name: '主菜单' }).waitFor()
    await page.getByRole('button', { name: '退出登录' }).click()
    await page.waitForURL('**/login**')

    await logIn(page, 'gao', OWN)
    await page.getByRole('button', { name: '手机不在身边', exact: false }).click()
    await page.getByLabel('恢复码').fill(first)
    await page.getByRole('button', { name: '继续' }).click()
    await page.getByRole('navigation', { name: '主菜单' }).waitFor()
    await page.context().close()
  })

  test('sees in every shell where he is logged in and who failed, and ends what is not his', async () => {
    const elsewhere = await open()
    await logIn(elsewhere, 'wu', OWN)
    await elsewhere.getByRole('navigation', { name: '主菜单' }).waitFor()
    const page = await open()
    await logIn(page, 'wu', 'guess')
    await page.getByRole('alert').getByText('用户名或密码不正确', { exact: false }).waitFor()
    now = new Date(now.getTime() + 60_000)
    await logIn(page, 'wu', OWN)
    await page.getByText('其后登录失败 1 次', { exact: false }).waitFor()
    await shoot(page, 'latest-1440')
    for (const shell of ['office', 'grid', 'desk']) {
      await page.goto(`/${shell}`)
      await page.getByRole('link', { name: '登录与安全' }).first().click()
      await page.waitForURL(`**/${shell}/security`)
      await page.getByText('Linux · Chrome').nth(1).waitFor()
      await shoot(page, `security-${shell}-1440`)
    }
    await page.setViewportSize(phone)
    await shoot(page, 'security-desk-390')
    expect(await hasSidewaysScroll(page)).toBe(false)
    await page.getByRole('button', { name: '退出其他设备' }).click()
    await page.getByRole('tooltip').getByRole('button', { name: '退出', exact: true }).click()
    await page.getByText('已退出 1 台设备').waitFor()
    await page.getByText('Linux · Chrome').nth(1).waitFor({ state: 'detached' })
    await elsewhere.reload()
    await elsewhere.waitForURL('**/login**')
    await page.context().close()
    await elsewhere.context().close()
  })

  test('changes a password and binds an authenticator of his own will, as a customer on a phone', async () => {
    const page = await open(phone)
    await logIn(page, 'resident', OWN)
    await page.getByRole('link', { name: '登录与安全' }).click()
    await page.waitForURL('**/my/security')
    await page.getByRole('button', { name: '修改密码' }).click()
    await page.getByText('不同于最近 5 次的密码', { exact: false }).waitFor()
    await page.getByLabel('当前密码').fill(OWN)
    await page.getByLabel('新密码', { exact: true }).fill('Another one 2027')
    await page.getByLabel('再输一次新密码').fill('Another one 2027')
    await shoot(page, 'security-password-390')
    await page.getByRole('button', { name: '修改密码' }).click()
    await page.getByText('密码已修改', { exact: false }).waitFor()
    await page.getByRole('button', { name: '绑定动态口令' }).click()
    await page.getByLabel('当前密码').fill('Another one 2027')
    await page.getByRole('button', { name: '开始绑定' }).click()
    await page.getByAltText('绑定二维码').waitFor()
    const secret = (await page.locator('code').innerText()).replaceAll(' ', '')
    await page.getByLabel('6 位动态口令').fill(codeAt(secret, now))
    await page.getByRole('button', { name: '确认绑定' }).click()
    await page.getByRole('button', { name: '已保存，继续' }).click()
    await page.getByText('已绑定', { exact: true }).waitFor()
    await shoot(page, 'security-my-390')
    expect(await hasSidewaysScroll(page)).toBe(false)
    await page.setViewportSize(desktop)
    await page.getByRole('button', { name: '切换到英文' }).click()
    await page.getByRole('heading', { name: 'Log-in and security' }).waitFor()
    await shoot(page, 'security-my-1440')
    await page.context().close()
  })

  test('is told why nothing can be changed where everybody uses the log-in, and what failed where the server does', async () => {
    const page = await open()
    await logIn(page, 'town', 'dianhu-demo')
    await page.getByRole('navigation', { name: '主菜单' }).waitFor()
    await page.goto('/grid/security')
    await page.getByText('演示用户人人共用', { exact: false }).nth(1).waitFor()
    expect(await page.getByRole('button', { name: '修改密码' }).count()).toBe(0)
    await page.route('**/api/session/security', (route) => route.fulfill({ status: 500, body: 'x' }))
    await page.reload()
    await page.getByRole('button', { name: '重试' }).waitFor()
    await shoot(page, 'security-failing-1440')
    await page.context().close()
  })
})
