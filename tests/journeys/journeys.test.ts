import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { planAccounts } from '../../simulators/town/plan.ts'
import { openBrowser } from './browser.ts'
import { type Product, startProduct } from './product.ts'
import { findMeterInStock, ringForAgent, tellEvent } from './town-life.ts'
import { desktop, hasSidewaysScroll, identityNumber, phone, pick, visitAs } from './visit.ts'

let product: Product
let browser: Browser
const serial = Math.floor(Date.now() / 1000)
const applicant = `周小舟${serial % 1000}`

beforeAll(async () => {
  product = await startProduct()
  browser = await openBrowser()
}, 10 * 60_000)

afterAll(async () => {
  await browser?.close()
  await product?.stop()
  // The product lets its jobs end before it goes: half a minute, and more where a machine is shared.
}, 4 * 60_000)

describe('a customer, on a phone', () => {
  test('sees the account, yesterday’s curve, and a bill whose lines explain themselves and sum exactly', async () => {
    const { page, faults, leave } = await visitAs(browser, product.url, 'customer', phone)
    await page.getByText(/^户号 \d/).waitFor()
    await page.getByText('正常用电').waitFor()
    expect(await hasSidewaysScroll(page)).toBe(false)

    await page.getByRole('link', { name: '用电', exact: true }).click()
    await page
      .getByRole('img', { name: /的负荷曲线/ })
      .locator('canvas')
      .waitFor()
    await page.getByText('数据质量').waitFor()
    expect(await hasSidewaysScroll(page)).toBe(false)

    await page.getByRole('link', { name: '账单', exact: true }).click()
    await page.locator('a[href^="/my/bills/"]').first().click()
    await page.getByRole('heading', { name: '费用明细' }).waitFor()
    const amounts = await page.locator('[data-amount="line"]').allTextContents()
    const total = await page.locator('[data-amount="total"]').first().textContent()
    expect(amounts.length).toBeGreaterThan(0)
    expect(amounts.reduce((sum, text) => sum + fen(text), 0)).toBe(fen(total ?? ''))
    await page.locator('summary').first().click()
    await page.getByText('依据示数').first().waitFor()
    await page.getByText('电价版本').first().waitFor()
    await page.getByRole('heading', { name: '阶梯用电进度' }).waitFor()
    await page.getByRole('img', { name: '各时段电量，与去年同月对比' }).locator('canvas').waitFor()
    expect(await hasSidewaysScroll(page)).toBe(false)
    expect(faults).toEqual([])
    await leave()
  })

  test('asks why the bill is another than the month before, and sees parts that lead from the one to the other', async () => {
    const { page, faults, leave } = await visitAs(browser, product.url, 'customer', phone)
    await page.goto('/my/bills')
    await page.locator('a[href^="/my/bills/"]').first().click()
    for (const [choice, sentence] of [
      ['与上期比', /^(比上月|与上月)/],
      ['与去年同月比', /^(比去年同月|与去年同月)/],
    ] as const) {
      await page.getByText(choice, { exact: true }).click()
      await page.locator('[data-words="change"]').filter({ hasText: sentence }).waitFor()
      const [from] = await page.locator('[data-step="from"]').allTextContents()
      const [to] = await page.locator('[data-step="to"]').allTextContents()
      const parts = await page.locator('[data-step="part"]').allTextContents()
      expect(parts.reduce((sum, text) => sum + fen(text), fen(from ?? ''))).toBe(fen(to ?? ''))
    }
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: '下载 PDF' }).click()
    expect((await download).suggestedFilename()).toMatch(/^电费账单-\d+\.pdf$/)
    expect(await hasSidewaysScroll(page)).toBe(false)
    expect(faults).toEqual([])
    await leave()
  })

  test('is told which entry of an application is wrong, then hands it in and follows it', async () => {
    const { page, faults, leave } = await visitAs(browser, product.url, 'customer', phone)
    await page.goto('/my/applications/new')
    await page.getByRole('link', { name: '我家要通电' }).click()
    await page.getByLabel('姓名').fill(applicant)
    await page.getByLabel('身份证号码').fill(identityNumber(serial).replace(/.$/, (last) => (last === '1' ? '2' : '1')))
    await page.getByLabel('手机号码').fill(`139${String(serial).slice(-8)}`)
    await page.getByLabel('用电地址').fill('青溪县城关镇新桥路 9 号 2 幢 301 室')
    await page.getByLabel('不动产权证或租赁合同号').fill('浙(2026)青溪县不动产权第0098765号')
    await page.getByRole('button', { name: '提交申请' }).click()
    await page.locator('.ant-form-item-explain-error').first().waitFor()

    await page.getByLabel('身份证号码').fill(identityNumber(serial))
    await page.getByRole('button', { name: '提交申请' }).click()
    await page.waitForURL(/\/my\/applications\/\d+$/)
    await page.getByText('当前由业务受理员办理').waitFor()
    await page.getByRole('heading', { name: '办理时限' }).waitFor()
    expect(await hasSidewaysScroll(page)).toBe(false)
    expect(faults).toEqual([])
    await leave()
  })
})

test('a screen that cannot get its data says so and tries again; strangers are shown the way; the language stays', async () => {
  const { page, faults, leave } = await visitAs(browser, product.url, 'customer', phone)
  const failing = '**/api/billing/accounts/**'
  await page.route(failing, (route) =>
    route.fulfill({ status: 500, json: { error: { code: 'INTERNAL', message: '' } } }),
  )
  await page.goto('/my/bills')
  await page.getByText('服务器出错了，问题已记录。请稍后重试。').first().waitFor()
  await page.unroute(failing)
  // Each part of the page has its own; the last first, as one that succeeds goes away.
  const again = page.getByRole('button', { name: '重试' })
  for (let left = await again.count(); left > 0; left--) await again.nth(left - 1).click()
  await page.locator('a[href^="/my/bills/"]').first().waitFor()

  await page.route(failing, (route) => route.abort())
  await page.reload()
  await page.getByText('无法连接服务器。').first().waitFor()
  await page.unroute(failing)

  await page.getByRole('button', { name: '切换到英文' }).click()
  await page.reload()
  await page.getByRole('heading', { name: 'Bills' }).waitFor()
  await page.goto('/grid')
  await page.getByText('This part is not open to your role').waitFor()
  await page.goto('/my/nowhere')
  await page.getByText('There is no such page').waitFor()
  expect(faults).toEqual([])
  await leave()
})

test('an intake clerk walks that application to a new account, which the desk finds and the collectors read', async () => {
  const { page, faults, leave } = await visitAs(browser, product.url, 'intake')
  await page.getByRole('link', { name: applicant }).click()
  await page.getByLabel('已核对申请人证件原件').check()
  await page.getByRole('button', { name: '完成业务受理' }).click()

  const spare = await findMeterInStock(page)
  await pick(page, '接入台区', spare.district)
  await page.getByLabel('具备供电条件').check()
  await page.getByRole('button', { name: '完成现场勘查' }).click()

  await pick(page, '电价', /居民/)
  await page.getByLabel('供电方案', { exact: true }).fill('由就近低压分支线单相接入，安装 5(60)A 智能电能表一块。')
  await page.getByRole('button', { name: '完成供电方案编制' }).click()

  await page.getByLabel('合同编号').fill(`GYD-${serial}`)
  await page.getByRole('button', { name: '完成签订供用电合同' }).click()

  await page.getByLabel('电能表资产号').fill(spare.assetNo)
  await pick(page, '表计型号', spare.profile)
  await pick(page, '采集终端', spare.terminal)
  await page.getByLabel('表计通信地址（Modbus 站号）').fill(String(spare.unitId))
  await page.getByRole('button', { name: '完成装表接电' }).click()
  await page.getByRole('button', { name: '完成归档' }).click()

  const accountNo = (await page.locator('[data-account]').getAttribute('data-account')) ?? ''
  expect(accountNo).toMatch(/^\d{13}$/)
  expect(faults).toEqual([])
  await leave()

  const desk = await visitAs(browser, product.url, 'agent')
  const search = desk.page.getByRole('textbox', { name: '户名、地址、电话、表号或户号' })
  await search.waitFor()
  await desk.page.keyboard.press('/')
  for (const words of [accountNo, applicant, spare.assetNo, `139${String(serial).slice(-8)}`, '新桥路 9 号']) {
    await search.fill(words)
    await desk.page.getByRole('button', { name: applicant }).waitFor()
  }
  await search.fill(accountNo)
  await desk.page.getByRole('button', { name: applicant }).and(desk.page.locator('[aria-current="true"]')).waitFor()
  await desk.page.keyboard.press('Enter')
  await desk.page.getByText(spare.assetNo).first().waitFor()
  await desk.leave()

  const grid = await visitAs(browser, product.url, 'grid')
  await grid.page.goto(`/grid/meters?q=${spare.assetNo}`)
  await grid.page.getByRole('row', { name: applicant }).getByText('在线').waitFor({ timeout: 150_000 })
  await grid.leave()
}, 300_000)

test('an agent answers a call with the caller’s file in view, writes the contact, opens a work order, and a contact by hand', async () => {
  const { page, faults, leave } = await visitAs(browser, product.url, 'agent')
  const ready = page.getByRole('button', { name: '就绪', exact: true })
  const answer = page.getByRole('button', { name: /^接听/ })
  // After a while of wrap-up the desk makes an agent ready by itself, so a second run may find a call already there.
  await ready
    .or(answer)
    .or(page.getByRole('button', { name: '示忙', exact: true }))
    .first()
    .waitFor()
  if (await ready.isVisible()) await ready.click()
  // The town's own callers may all want something else of the menu just now.
  await ringForAgent(browser, product.url)
  await answer.waitFor({ timeout: 120_000 })
  await page.keyboard.press('Alt+a')
  await page.getByText('本次联系的用电户').or(page.getByText('这个号码对应多户，请核实后选择')).first().waitFor()
  const matches = page.locator('button[aria-current]')
  if ((await matches.count()) > 0) await matches.first().click()

  for (const sign of ['供电', '电能表', '最近账单', '时间线', '在途工单']) await page.getByText(sign).first().waitFor()
  await page.keyboard.press('Alt+o')
  await page.getByText('承诺时限').waitFor()
  await page.getByLabel('情况描述').fill('家中突然停电，邻居有电。')
  await page.getByRole('button', { name: '开立', exact: true }).click()
  await page.getByText(/工单 \S+ 已开立/).waitFor()
  await page.getByText('家中突然停电，邻居有电。').first().waitFor()

  await page.getByLabel('来电内容与处理').fill('客户报修停电，已开立故障报修工单。')
  await page.keyboard.press('Alt+s')
  await page.getByText('接听来电或登记联系后，在这里填写。').waitFor()
  await page.getByRole('link', { name: '在途工单' }).click()
  await page.getByText('家中突然停电，邻居有电。').first().waitFor()

  const known = planAccounts()[0]
  if (!known) throw new Error('the town has no account')
  await page.getByRole('link', { name: '来电受理' }).click()
  await page.getByRole('textbox', { name: '户名、地址、电话、表号或户号' }).fill(known.meter.assetNo)
  await page.getByRole('button', { name: known.customer.name }).first().click()
  // A contact is about the file in view: an agent sees it before he opens one.
  await page.waitForURL(/account=/)
  await page.getByText(known.meter.assetNo).first().waitFor()
  await page.getByRole('button', { name: /^登记联系/ }).click()
  await page.getByText('营业厅', { exact: true }).click()
  await page.getByText('本次联系的用电户').waitFor()
  const summary = `到营业厅咨询电费，已答复（${serial}）。`
  await page.getByLabel('来电内容与处理').fill(summary)
  await page.getByRole('button', { name: /^办结/ }).click()
  await page.getByText('接听来电或登记联系后，在这里填写。').waitFor()
  await page.reload()
  await page.getByText(`95598 联系：${summary}`).waitFor()
  expect(faults).toEqual([])
  await leave()
}, 240_000)

test('a grid operator sees the town alive, reads a meter now, exports the list and acknowledges an alarm as it happens', async () => {
  const { page, faults, leave } = await visitAs(browser, product.url, 'grid', desktop)
  await page.getByText('当前总负荷').waitFor()
  await page.getByText('10kV城东112线').waitFor()
  await page
    .getByRole('img', { name: /总负荷曲线/ })
    .locator('canvas')
    .waitFor()

  await page.getByRole('link', { name: '采集终端' }).click()
  await page.getByText('Modbus TCP').first().waitFor()
  await page.locator('tr', { hasText: 'Modbus TCP' }).locator('a[href^="/grid/meters"]').first().click()
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: '导出 CSV' }).click()
  expect((await download).suggestedFilename()).toMatch(/\.csv$/)
  await page.getByRole('button', { name: '召测' }).first().click()
  await page.getByText('召测成功').waitFor()
  // It stays for as long as the pointer is on it, and may lie over what is pressed next.
  await page.locator('.ant-notification-notice-close').first().click()
  await page.locator('a[href^="/grid/meters/"]').first().click()
  await page.getByRole('heading', { name: '示数', exact: true }).waitFor()

  await page.getByRole('link', { name: /^告警/ }).click()
  await page.getByText(/^未清除 \d+ 条$/).waitFor()
  const meter = planAccounts().find(({ meter: { terminal } }) => terminal.startsWith('JZQ'))?.meter
  if (!meter) throw new Error('no meter of the town speaks MQTT')
  await tellEvent(product.mqttUrl, meter, 'cover-open')
  const alarm = page
    .getByRole('row', { name: meter.assetNo })
    .filter({ has: page.getByRole('button', { name: '确认', exact: true }) })
  await alarm.getByRole('button', { name: '确认', exact: true }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: '确认' }).click()
  await page.getByText('全部', { exact: true }).click()
  await page
    .getByRole('row', { name: meter.assetNo })
    .getByText(/于 \d\d:\d\d 确认/)
    .first()
    .waitFor()
  expect(faults).toEqual([])
  await leave()
})

function fen(text: string): number {
  return Math.round(Number(text.replace(/[^\d.]/g, '')) * 100) * (text.includes('−') ? -1 : 1)
}
