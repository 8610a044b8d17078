import { describe, expect, test } from 'vitest'
import { departments } from '../../app/main.ts'
import { recordPayment, runBills } from '../../billing/index.ts'
import { openHousehold } from '../billing/households.ts'
import { steadyMeters } from '../billing/meters.ts'
import { useDatabase } from '../support/database.ts'
import { useStage } from './stage.ts'
import { confirmIn, desktop, hasSidewaysScroll, phone } from './visit.ts'

const people = [
  ['jiang', '江主任', 'manager'],
  ['zhou', '周主任', 'manager'],
  ['guan', '管文', 'admin'],
  ['wen', '温良', 'admin'],
] as const

describe('parameters', () => {
  const database = useDatabase()
  const stage = useStage(database, people, async (ctx, network) => {
    const energisedAt = '2026-01-01T00:00:00+08:00'
    const home = await openHousehold(ctx, network, { name: '迟交户', priceCode: 'SH-RES-FLAT', energisedAt })
    const meters = steadyMeters(new Map([[home.pointId, { dailyWh: 100_000 }]]))
    // 3,100 kWh × 0.641 = 1,987.10, due on 26 February and paid ten days late.
    await runBills(database.ctx('2026-02-01T02:00:00+08:00'), { billMonth: '2026-01' }, meters)
    const payment = {
      accountNo: home.accountNo,
      amountYuan: '1987.10',
      channel: 'online' as const,
      idempotencyKey: 'p',
    }
    await recordPayment(database.ctx('2026-03-08T09:00:00+08:00'), payment)
    return departments
  })

  test('a manager finds the late fee, drafts a change and sees what it would have made; another releases it', async () => {
    const { page, faults, leave } = await stage.visit('jiang')
    await page.getByRole('link', { name: '参数', exact: true }).click()
    // Without Enter: it searches as he pauses, and the box keeps what he types.
    await page.getByLabel('搜名称').pressSequentially('电费违约', { delay: 30 })
    await page.waitForURL(/q=/)
    await page.getByLabel('搜名称').pressSequentially('金')
    await page.waitForURL(/q=[^&]*%E9%87%91/)
    expect(await page.getByLabel('搜名称').inputValue()).toBe('电费违约金')
    await page.getByRole('region', { name: '电费交费期限' }).waitFor({ state: 'detached' })
    await page.getByRole('link', { name: '居民生活' }).click()
    await page.getByRole('heading', { name: '电费违约金 · 居民生活' }).waitFor()
    await page.getByRole('button', { name: '起草修改' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('当年欠费').fill('0.02')
    await dialog.getByLabel('依据').fill('县公司〔2026〕3号 第二条')
    await dialog.getByLabel('修改理由').fill('试点')
    await dialog.getByLabel('从哪天起').fill('2026-03-09')
    await dialog.getByRole('button', { name: '测算并保存草稿' }).click()
    await dialog.getByText('不能早于今天').first().waitFor()
    await dialog.getByLabel('从哪天起').fill('2026-04-01')
    await dialog.getByRole('button', { name: '测算并保存草稿' }).click()
    await dialog.getByText('不能大于 0.01').first().waitFor()
    await dialog.getByLabel('当年欠费').fill('0.002')
    await confirmIn(page, '测算并保存草稿')
    const effect = page.getByRole('region', { name: '如果当时就按新值' })
    await effect.getByText('19.87 元').first().waitFor()
    await effect.getByText('39.74 元').first().waitFor()
    await effect.getByText('共 1 例，其中 1 例有变，列出 1 例').waitFor()
    await page.getByText('当年欠费 0.1%/日').first().waitFor()
    await page.getByText('当年欠费 0.2%/日').first().waitFor()
    // He who drafted it may only withdraw it.
    await page.getByRole('button', { name: '撤回草稿' }).waitFor()
    expect(await page.getByRole('button', { name: '放行', exact: true }).count()).toBe(0)
    expect(faults).toEqual([])
    await leave()

    const second = await stage.visit('zhou')
    await second.page.goto('/office/parameters')
    await second.page.getByRole('button', { name: '待放行 1' }).click()
    await second.page.getByText('39.74 元').first().waitFor()
    await second.page.getByRole('button', { name: '放行', exact: true }).click()
    await second.page.getByRole('dialog').getByLabel('放行意见').fill('已核对文件')
    await confirmIn(second.page, /放\s*行/)
    await second.page.getByText('没有待处理的修改').waitFor()
    await second.page.goto('/office/parameters/late-fee-rule?key=residential')
    const history = second.page.locator('section', { has: second.page.getByRole('heading', { name: '历次取值' }) })
    await history.getByText('2026-04-01 起').waitFor()
    await history.getByText('当年欠费 0.2%/日').waitFor()
    await history.getByText('2024-06-01 至 2026-04-01 前').waitFor()
    await history.getByText('周主任').waitFor()
    await second.page.getByText('2026-04-01 起改为').first().waitFor()
    expect(second.faults).toEqual([])
    await second.leave()
  })

  test('two administrators change the log-in policy, one of them on a phone', async () => {
    const { page, faults, leave } = await stage.visit('guan', phone)
    await page.goto('/office/parameters?q=密码最短长度')
    expect(await hasSidewaysScroll(page)).toBe(false)
    await page.getByRole('link', { name: '密码最短长度' }).click()
    await page.getByRole('button', { name: '起草修改' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: '数值' }).fill('14')
    await dialog.getByLabel('修改理由').fill('等保整改')
    await confirmIn(page, '测算并保存草稿')
    await page.getByText('已有的密码照用').waitFor()
    expect(await hasSidewaysScroll(page)).toBe(false)
    expect(faults).toEqual([])
    await leave()

    const second = await stage.visit('wen', phone)
    await second.page.goto('/office/parameters/changes')
    await second.page.getByRole('button', { name: '放行', exact: true }).click()
    await second.page.getByRole('dialog').getByLabel('放行意见').fill('同意')
    await confirmIn(second.page, /放\s*行/)
    await second.page.getByText('没有待处理的修改').waitFor()
    expect(await hasSidewaysScroll(second.page)).toBe(false)
    expect(second.faults).toEqual([])
    await second.leave()
  })

  test.each([
    ['on a desk', desktop],
    ['on a phone', phone],
  ])('finds every page fit %s: all rules, a long text, none, refused', async (_name, viewport) => {
    const { page, faults, leave } = await stage.visit('jiang', viewport)
    for (const [path, said] of [
      ['/office/parameters', '95598 工单时限'],
      ['/office/parameters?q=没有这样的词', '没有符合条件的参数'],
      ['/office/parameters?state=drafted&department=metering', '没有符合条件的参数'],
      ['/office/parameters/contract-template?key=high-voltage', '高压供用电合同'],
      ['/office/parameters/statutory-statement?key=pause~base-charge', '自加封之日起'],
      ['/office/parameters/charging-figures?key=market-exit', '写在程序里'],
      ['/office/parameters/due-rule?key=none', '没有找到'],
      ['/office/parameters/changes?which=all', '密码最短长度'],
    ] as const) {
      await page.goto(path)
      await page.getByText(said).first().waitFor()
      expect([path, await hasSidewaysScroll(page)]).toEqual([path, false])
    }
    expect(faults).toEqual([])
    await leave()
  })

  test('whoever is new is offered the guide once; words and the card are one key or one press away', async () => {
    const { page, faults, leave } = await stage.visit('zhou', phone)
    await page.getByRole('button', { name: '看一看' }).click()
    await page.getByRole('dialog').getByRole('link', { name: '待我处理' }).click()
    await page.waitForURL(/applications-waiting/)
    await page.reload()
    await page.getByRole('heading', { name: '待我处理' }).waitFor()
    expect(await page.getByRole('button', { name: '看一看' }).count()).toBe(0)
    await page.keyboard.press('Alt+KeyW')
    await page.getByLabel('搜中文或英文').fill('demand price')
    await page.getByText('容量电价, 需量电价').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: '帮助' }).click()
    await page.getByText('打印岗位卡').click()
    const card = page.getByRole('article', { name: '主任' })
    await card.getByText('供电服务热线').waitFor()
    await page.emulateMedia({ media: 'print' })
    expect(await page.getByRole('link', { name: '参数', exact: true }).isVisible()).toBe(false)
    expect(await card.isVisible()).toBe(true)
    expect(faults).toEqual([])
    await leave()
  })
})
