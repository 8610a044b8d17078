import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { departments } from '../../app/main.ts'
import { recordPayment, runBills } from '../../billing/index.ts'
import { startSimulatedEngine } from '../../callcenter/index.ts'
import { ringIn } from '../../callcenter/telephony/lines.ts'
import type { Role } from '../../db/context.ts'
import type { Service } from '../../db/department.ts'
import { poolDb } from '../../db/pool.ts'
import { steadyMeters } from '../billing/meters.ts'
import { openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { useStage } from './stage.ts'
import { desktop, hasSidewaysScroll, phone, pick } from './visit.ts'

const people: [username: string, name: string, role: Role][] = [
  ['wang', '王芳', 'agent'],
  ['li', '李想', 'agent'],
]
const NOW = '2026-03-10T12:00:00+08:00'

describe('a call about a bill', () => {
  const database = useDatabase()
  let engine: Service
  const stage = useStage(database, people, async (ctx, network) => {
    const point = {
      districtId: network.districtId,
      mode: 'low-low',
      phase: 'single',
      priceCode: 'SH-RES-FLAT',
    } as const
    const { accountNo, pointId } = await openChenGuilan(ctx, network, { point })
    const meters = steadyMeters(new Map([[pointId, { dailyWh: 8_000 }]]))
    const at = (day: string) => database.ctx(`${day}T02:00:00+08:00`)
    await runBills(at('2026-02-01'), { billMonth: '2026-01' }, meters)
    await recordPayment(at('2026-02-10'), {
      ...{ accountNo, amountYuan: '158.97', channel: 'online', idempotencyKey: 'january' },
    })
    await runBills(at('2026-03-01'), { billMonth: '2026-02' }, meters)
    return departments
  })
  beforeAll(() => {
    engine = startSimulatedEngine({
      ...{ db: poolDb(database.pool), clock: () => new Date(NOW) },
      onFault: (fault) => {
        throw fault
      },
    })
  })
  afterAll(() => engine.stop())

  const shot = async (page: Page, name: string) => {
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
  }
  const ready = (page: Page) => page.getByRole('button', { name: '就绪', exact: true }).click()

  /** The bills beside the call: opened by key and by button, from month to month, and left by Esc. */
  const readBills = async (page: Page) => {
    await page.keyboard.press('Alt+l')
    const drawer = page.getByRole('dialog', { name: '电费账单' })
    await drawer.getByText('2026-01 账单').waitFor()
    await shot(page, 'bill-drawer')
    await drawer.getByRole('button', { name: /^2026-01/ }).click()
    await drawer.getByText('¥158.97').first().waitFor()
    // The call goes on beside it.
    await page.getByRole('button', { name: /^保持/ }).click()
    await page.getByText('通话保持中').waitFor()
    await page.keyboard.press('Alt+h')
    await page.setViewportSize(phone)
    await shot(page, 'bill-drawer-phone')
    expect(await hasSidewaysScroll(page)).toBe(false)
    await page.setViewportSize(desktop)
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'hidden' })
    expect(new URL(page.url()).searchParams.has('bill')).toBe(false)
    await page.getByRole('button', { name: '2026-01 电费账单 158.97 元' }).click()
    await drawer.getByText('¥158.97').first().waitFor()
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'hidden' })
    const button = page.getByRole('button', { name: /^明细/ })
    await button.press('Enter')
    await drawer.waitFor()
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'hidden' })
    await expect.poll(() => button.evaluate((own) => own === document.activeElement)).toBe(true)
  }

  /** The meter likewise: here nothing was read of it yet. */
  const readMeter = async (page: Page) => {
    await page.keyboard.press('Alt+m')
    const drawer = page.getByRole('dialog', { name: '电能表' })
    await drawer.getByText('未接入，还没有读数').waitFor()
    expect(await drawer.getByText(/\b0(\.0+)? (kWh|kW|V|A)\b/).count()).toBe(0)
    await shot(page, 'meter-drawer')
    await drawer.press('Escape')
    await drawer.waitFor({ state: 'hidden' })
  }

  test('is explained once it is known who speaks, sent to the phone, given to a colleague with what was said, and closed', async () => {
    const wang = await stage.visit('wang', desktop)
    const li = await stage.visit('li', desktop)
    await ready(wang.page)
    await ringIn(database.ctx(NOW), {
      ...{ callId: 'bill-call', callerPhone: '13800138000', patienceSeconds: 600, presses: [] },
    })
    const { page } = wang
    await page.getByRole('button', { name: /^接听/ }).waitFor()
    await page.keyboard.press('Alt+a')
    await page.getByText('来电号码', { exact: true }).waitFor()
    expect(await page.getByText('需两项信息').count()).toBe(4)
    for (const what of ['明细', '示数'])
      await expect(page.getByRole('button', { name: `${what}（需两项信息）` }).isDisabled()).resolves.toBe(true)
    await expect(page.getByRole('button', { name: /^账单发到手机/ }).isDisabled()).resolves.toBe(true)

    await page.keyboard.press('Alt+h')
    await page.getByText('通话保持中').waitFor()
    await page.keyboard.press('Alt+h')
    await page.getByText('通话保持中').waitFor({ state: 'hidden' })

    await page.keyboard.press('Alt+i')
    const dialog = page.getByRole('dialog')
    const said = dialog.getByRole('textbox', { name: '客户所说' })
    await said.nth(0).fill('3300000000000')
    await said.nth(1).fill('陈桂兰')
    await said.nth(1).press('Enter')
    await dialog.getByText('与档案不符，还可核对 2 次。').waitFor()
    await dialog.getByRole('combobox', { name: '哪一项' }).first().click()
    await page.locator('.ant-select-item-option').filter({ hasText: '证件号后四位' }).first().click()
    await said.nth(0).fill('1234')
    await said.nth(1).press('Enter')
    await dialog.waitFor({ state: 'hidden' })
    await page.getByText('最近账单 2026-02').waitFor()
    await page.getByText('两项信息', { exact: true }).waitFor()

    await readBills(page)
    await readMeter(page)

    await page.keyboard.press('Alt+b')
    await page.getByRole('dialog').getByRole('button', { name: '账单发到手机', exact: true }).click()
    await page.getByText(/2026-02 → \*{7}8000/).waitFor()

    await page.getByLabel('来电内容与处理').fill('客户问二月电费，已说明用电量与单价。')
    await page.waitForResponse((response) => response.url().endsWith('/draft') && response.ok())
    await ready(li.page)
    await page.keyboard.press('Alt+t')
    await pick(page, '转给', /李想/)
    await page.getByLabel('交接说明').fill('身份已核验，客户还想改为分时电价，请继续。')
    await page.getByRole('dialog').getByRole('button', { name: '转接', exact: true }).click()
    await page.getByText('话后处理').waitFor()

    await li.page.getByText('王芳 转来').waitFor()
    await li.page.getByText('身份已核验，客户还想改为分时电价，请继续。').waitFor()
    await li.page.getByText('客户问二月电费，已说明用电量与单价。').first().waitFor()
    await li.page.keyboard.press('Alt+a')
    await li.page.getByText('最近账单 2026-02').waitFor()
    await li.page.getByText(/2026-02 → \*{7}8000/).waitFor()
    await li.page.setViewportSize(phone)
    expect(await hasSidewaysScroll(li.page)).toBe(false)
    await li.page.setViewportSize(desktop)
    await li.page.reload()
    await li.page.getByText('最近账单 2026-02').waitFor()
    await li.page.getByLabel('来电内容与处理').fill('已解释二月电费，并说明分时电价的办理。')
    await li.page.keyboard.press('Alt+s')
    await li.page.getByText('接听来电或登记联系后，在这里填写。').waitFor()

    const { rows } = await database.pool.query(
      `select count(*)::int as contacts, min(state) as state, (select count(*)::int from contact_event where kind = 'answered') as answered,
         (select count(*)::int from message where kind = 'bill') as sent from contact`,
    )
    expect(rows).toEqual([{ contacts: 1, state: 'closed', answered: 2, sent: 1 }])
    expect([...wang.faults, ...li.faults]).toEqual([])
    await wang.leave()
    await li.leave()
  }, 180_000)

  test('that 12345 handed in is taken in under its number, opens an order, and is not replied to before that is done', async () => {
    const { page, faults, leave } = await stage.visit('wang', desktop)
    await page.goto('/desk/hand-ins')
    await page.getByText('没有待回复的转办件').waitFor()
    await page.getByRole('button', { name: '受理转办', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('对方编号').fill('HD2026031000087')
    await dialog.getByLabel('转来时间').fill('2026-03-10T11:30')
    await dialog.getByLabel('要求回复时间（选填）').fill('2026-03-10T11:00')
    await dialog.getByLabel('诉求内容').fill('市民反映二月电费偏高，要求供电公司核实后答复。')
    await dialog.getByLabel('诉求人电话（选填）').fill('13800138000')
    await dialog.getByRole('button', { name: '受理转办', exact: true }).click()
    await dialog.getByText('回复时限应在转来时间之后').first().waitFor()
    await dialog.getByLabel('要求回复时间（选填）').fill('2026-03-13T18:00')
    await shot(page, 'hand-in-dialog')
    await dialog.getByRole('button', { name: '受理转办', exact: true }).click()

    // His desk, with what the hotline says beside the file.
    await page.getByText('市民反映二月电费偏高，要求供电公司核实后答复。').waitFor()
    await page
      .getByRole('button', { name: /陈桂兰/ })
      .first()
      .click()
    await page.getByText('最近账单 2026-02').waitFor()
    await shot(page, 'hand-in-desk')
    await page.keyboard.press('Alt+o')
    const drawer = page.getByRole('dialog')
    await pick(page, '工单类型', '咨询')
    await drawer.getByLabel('情况描述').fill('12345 转来：二月电费偏高，要求核实。')
    await drawer.getByRole('button', { name: '开立', exact: true }).click()
    await drawer.waitFor({ state: 'hidden' })
    await page.getByLabel('来电内容与处理').fill('12345 转来电费诉求，已开工单核实。')
    await page.keyboard.press('Alt+s')
    await page.getByText('接听来电或登记联系后，在这里填写。').waitFor()

    await page.goto('/desk/hand-ins')
    await page.getByRole('button', { name: 'HD2026031000087' }).click()
    await expect(drawer.getByRole('button', { name: '回复热线', exact: true }).isDisabled()).resolves.toBe(true)
    await shot(page, 'hand-in-drawer')
    await page.setViewportSize(phone)
    expect(await hasSidewaysScroll(page)).toBe(false)
    await page.keyboard.press('Escape')
    await shot(page, 'hand-in-phone')
    expect(faults).toEqual([])
    await leave()
  }, 180_000)
})
