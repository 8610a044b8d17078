import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { buildScreens } from '../../app/screens.ts'
import type { App } from '../../db/department.ts'
import { addDays, civilDay } from '../../db/time.ts'
import { submitApplication } from '../../intake/applications.ts'
import { flows, latestFlow } from '../../intake/flows/all.ts'
import { createIntake } from '../../intake/index.ts'
import { linXiaoman, ports } from '../intake/lin-xiaoman.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { serveAt } from '../support/http.ts'
import { openBrowser } from './browser.ts'
import { confirmIn, desktop, hasSidewaysScroll, phone, pick, type Visit, visitAs } from './visit.ts'

const today = civilDay(new Date())
const LONG = '城厢镇幸福小区三幢临街商铺旁临时工棚'.repeat(8)
const tomorrow = addDays(today, 1)

describe('clerks and their manager', () => {
  const database = useDatabase()
  let app: App
  let browser: Browser
  let url: string
  const ids: number[] = []

  beforeAll(async () => {
    await buildScreens()
    const ctx = database.ctx('2026-01-02T08:00:00+08:00', { username: 'setup', roles: ['intake'] })
    const network = await layNetwork(ctx)
    const home = await openChenGuilan(ctx, network, { address: LONG })
    const user = { name: '主管', password: 'dianhu-demo', organisationPath: 'X.', roles: ['manager' as const] }
    await addUser(ctx, { ...user, username: 'manager' })
    await addUser(ctx, { ...user, username: 'deputy', name: '副主任' })
    await addUser(ctx, { ...user, username: 'clerk', name: '受理员', roles: ['intake'] })
    const counter = {
      ...database.ctx(`${today}T08:30:00+08:00`, { username: 'clerk', roles: ['intake'] }),
      scope: 'X.',
    }
    ids.push((await submitApplication(counter, linXiaoman, ports)).id)
    ids.push((await submitApplication(counter, linXiaoman, ports)).id)
    const closing = addDays(today, 4)
    await database.pool.query(
      `insert into supply_reminder (account_id, subject, ends_on, opened_at) values ($1, 'temporary-supply', $2, now())`,
      [home.accountId, closing],
    )
    const first = latestFlow('low-voltage-residential')
    flows.push({ ...first, version: first.version + 1 })
    app = await serveAt(database, [createIntake(ports)], () => new Date())
    url = await app.listen({ port: 0, host: '127.0.0.1' })
    browser = await openBrowser()
  }, 240_000)
  afterAll(async () => {
    flows.pop()
    await browser?.close()
    await app?.close()
  })

  test.each([
    ['desktop', desktop],
    ['phone', phone],
  ])('see what was done this month, and the list behind a figure, on a %s', async (_name, size) => {
    const { page, faults, leave } = await visitAs(browser, url, 'manager', size)
    await page.goto('/office/application-statistics')
    await page.getByText('业扩服务时限达标率', { exact: false }).first().waitFor()
    await page.getByRole('link', { name: '2', exact: true }).first().waitFor()
    expect(await hasSidewaysScroll(page)).toBe(false)
    await page.getByRole('link', { name: '2', exact: true }).first().click()
    await page.getByRole('link', { name: '林小满' }).nth(1).waitFor()
    expect(faults).toEqual([])
    await leave()
  })

  test('change a day of the calendar once they know how many deadlines it moves', async () => {
    const { page, faults, leave } = await visitAs(browser, url, 'manager', desktop)
    await page.goto(`/office/work-calendar?year=${tomorrow.slice(0, 4)}`)
    await page.getByRole('button', { name: tomorrow }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('节假日').click()
    await dialog.getByLabel('名称').fill('临时放假')
    await dialog.getByLabel('依据').fill('县政府通知')
    await dialog.getByLabel('调整原因').fill('台风')
    await dialog.getByRole('button', { name: '试算' }).click()
    await dialog.getByText('个未到期时限变动', { exact: false }).waitFor()
    await confirmIn(page, /保\s*存/)
    await page.getByRole('button', { name: new RegExp(`${tomorrow} 临时放假`) }).waitFor()
    await page.getByText('台风').waitFor()
    expect(faults).toEqual([])
    await leave()
    const small = await visitAs(browser, url, 'manager', phone)
    await small.page.goto('/office/work-calendar')
    await small.page.getByText('工作日历').first().waitFor()
    await small.page.getByRole('button', { name: today }).first().waitFor()
    expect(await hasSidewaysScroll(small.page)).toBe(false)
    await small.leave()
  })

  test('accept several applications at once, the first due first', async () => {
    const { page, faults, leave } = await visitAs(browser, url, 'clerk', desktop)
    await page.goto('/office/applications')
    await page.getByText('按到期先后').click()
    await page.waitForURL(/sort=due/)
    await page.getByRole('checkbox').nth(4).waitFor()
    await page.locator('thead .ant-checkbox-wrapper').click()
    await page.getByRole('button', { name: '批量受理（2）' }).click()
    await page.locator('.ant-modal-confirm-title', { hasText: '已受理 2 份，未受理 0 份' }).waitFor()
    expect(faults).toEqual([])
    await leave()
  })

  const shoot = async (name: string, { page }: Visit) => {
    for (const size of [phone, desktop]) {
      await page.setViewportSize(size)
      await expect.poll(() => hasSidewaysScroll(page)).toBe(false)
      const path = `${process.env.DIANHU_SHOTS}/${name}-${size.width}.png`
      if (process.env.DIANHU_SHOTS) await page.screenshot({ path, fullPage: true })
    }
  }
  const turnTo = async ({ page }: Visit, way: string) => {
    await page.getByRole('button', { name: '更多办理' }).click()
    await page.getByRole('menuitem', { name: way }).click()
  }
  const confirm = ({ page }: Visit) => confirmIn(page, /确\s*定/)

  test('tell the manager, who finds it among what waits for him', async () => {
    const clerk = await visitAs(browser, url, 'clerk', desktop)
    await clerk.page.goto(`/office/applications/${ids[0]}`)
    await turnTo(clerk, '改派')
    await clerk.page.getByText('现由 本岗位全体人员 办理').waitFor()
    await pick(clerk.page, '改派给', '受理员（clerk）')
    await clerk.page.getByLabel('改派原因').fill('由我跟进')
    await shoot('assign', clerk)
    await confirm(clerk)
    await clerk.page.getByText('由我跟进').waitFor()
    await turnTo(clerk, '升级')
    await clerk.page.getByLabel('升级原因').fill('客户多次催促')
    await confirm(clerk)
    await clerk.page.getByText('客户多次催促').waitFor()
    expect(clerk.faults).toEqual([])
    await clerk.leave()
    const manager = await visitAs(browser, url, 'manager', desktop)
    await manager.page.goto('/office/applications-waiting')
    await manager.page.getByText('没有待复核的流程迁移').waitFor()
    await manager.page.getByRole('link', { name: '林小满' }).waitFor()
    await shoot('waiting', manager)
    await manager.leave()
  })

  test('ask for a newer flow, which another manager agrees to', async () => {
    const manager = await visitAs(browser, url, 'manager', desktop)
    // It began before the newer version was there.
    await database.pool.query('update application set flow_version = flow_version - 1 where flow_version > 1')
    await manager.page.goto(`/office/applications/${ids[0]}`)
    await turnTo(manager, '流程迁移')
    await manager.page.getByLabel('迁移原因').fill('新版流程')
    await confirm(manager)
    await manager.page.getByText('流程迁移待复核').waitFor()
    await manager.page.getByText('须由提出人以外的主任复核。').waitFor()
    await shoot('migration', manager)
    await manager.leave()
    const deputy = await visitAs(browser, url, 'deputy', desktop)
    await deputy.page.goto('/office/applications-waiting')
    await deputy.page.getByText('manager 提出：新版流程').waitFor()
    await shoot('waiting-migration', deputy)
    await deputy.page.getByRole('link', { name: '林小满' }).first().click()
    await deputy.page.getByLabel('复核意见').fill('同意')
    await deputy.page.getByRole('button', { name: '同意迁移' }).click()
    await deputy.page.getByText('已按新版流程继续办理').waitFor()
    await deputy.page.getByText('换用新流程').waitFor()
    expect(deputy.faults).toEqual([])
    await deputy.leave()
  })

  test('hand one over to a station, and narrow worklist and statistics to it', async () => {
    const clerk = await visitAs(browser, url, 'clerk', desktop)
    const { page } = clerk
    await page.goto(`/office/applications/${ids[1]}`)
    await turnTo(clerk, '移交')
    await pick(page, '接收单位', '城关供电所')
    await page.getByLabel('移交原因').fill('属地办理')
    await shoot('handover', clerk)
    await confirm(clerk)
    // The word of it is gone after a moment; he is back at his list.
    await page.waitForURL(/\/office\/applications$/)
    await page.getByRole('link', { name: '林小满' }).nth(1).waitFor()
    await pick(page, '供电单位', '城关供电所')
    await page.waitForURL(/organisationId=\d+/)
    await page.getByRole('link', { name: '林小满' }).nth(1).waitFor({ state: 'detached' })
    await shoot('worklist', clerk)
    await page.goto('/office/application-statistics')
    await pick(page, '供电单位', '城关供电所')
    await page.getByRole('link', { name: '1', exact: true }).first().waitFor()
    await shoot('statistics', clerk)
    const [book] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '导出 Excel' }).click(),
    ])
    expect(book.suggestedFilename()).toMatch(/^业扩统计-.+\.xlsx$/)
    await page.getByRole('link', { name: '1', exact: true }).first().click()
    await page.getByRole('link', { name: '林小满' }).waitFor()
    const [list] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '导出 Excel' }).click(),
    ])
    expect(list.suggestedFilename()).toMatch(/^业扩明细-handed-in-.+\.xlsx$/)
    expect(clerk.faults).toEqual([])
    await clerk.leave()
  })

  test('see what ends soon, go to what comes next, and close the reminder with what was agreed', async () => {
    const clerk = await visitAs(browser, url, 'clerk', desktop)
    const { page } = clerk
    await page.goto('/office/application-reminders')
    await page.getByText(/还有 4 天/).waitFor()
    await shoot('reminders', clerk)
    await pick(page, '到期事项', /^暂停$/)
    await page.getByText('没有到期提醒').waitFor()
    await page.goto('/office/application-reminders')
    const onward = await page.getByRole('link', { name: '办理后续业务' }).getAttribute('href')
    expect(onward).toMatch(/^\/office\/applications\/new\?account=\d{13}$/)
    await page.getByRole('button', { name: '办结提醒' }).click()
    await page.getByLabel('与客户商定的结果').fill('客户将销户')
    await page.getByRole('dialog').getByRole('button').last().click()
    await page.getByText('没有到期提醒').waitFor()
    await page.getByText('已办结').click()
    await page.getByText('clerk：客户将销户').waitFor()
    expect(clerk.faults).toEqual([])
    await clerk.leave()
  })
})
