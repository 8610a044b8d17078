import type { Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { departments } from '../../app/main.ts'
import { setMyState } from '../../callcenter/agents.ts'
import { answerContact, receiveCall } from '../../callcenter/contacts.ts'
import { checkCode, checkFacts, sendIdentityCode } from '../../callcenter/identity/checks.ts'
import type { Ctx, Role } from '../../db/context.ts'
import { decryptText } from '../../db/customers/secrets.ts'
import { eastronSdm630 } from '../../metering/profiles/eastron-sdm630.ts'
import { MeterServer } from '../../simulators/meters.ts'
import { openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { useStage } from './stage.ts'
import { desktop, hasSidewaysScroll, identityNumber, phone } from './visit.ts'

const NOW = '2026-03-10T12:00:00+08:00'
const people: [username: string, name: string, role: Role][] = [
  ['wang', '王芳', 'agent'],
  ['zhou', '周敏', 'intake'],
]

describe('what an agent does for a caller without leaving the call', () => {
  const database = useDatabase()
  const server = new MeterServer()
  let accountNo = ''
  const stage = useStage(database, people, async (ctx, network) => {
    server.units.set(1, { profile: eastronSdm630, state: () => ({ importWh: 234_500, uV: [219.8, 0, 0], pW: 610 }) })
    const { host, port } = await server.start()
    await ctx.db.run('update terminal set host = $2, port = $3 where asset_no = $1', [
      network.terminalAssetNo,
      host,
      port,
    ])
    accountNo = (await openChenGuilan(ctx, network)).accountNo
    return departments
  })
  afterAll(() => server.stop())

  const wang = async (): Promise<Ctx> => {
    const { rows } = await database.pool.query(`select id from app_user where username = 'wang'`)
    const actor = { id: rows[0].id, username: 'wang', name: '王芳', roles: ['agent' as const], customerId: null }
    return { ...database.ctx(NOW), scope: 'X.', actor }
  }
  async function ring(callId: string, callerPhone: string): Promise<number> {
    await setMyState(await wang(), { state: 'ready' })
    const { contactId } = await receiveCall(database.ctx(NOW), { callId, callerPhone })
    return (await answerContact(await wang(), contactId ?? 0)).id
  }
  const shot = async (page: Page, name: string) => {
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png`, fullPage: true })
  }

  test('reads the meter, hands in an application, and finds the call as it was, with the number in its file and its summary', async () => {
    const id = await ring('apply-1', '13800138000')
    const facts = [
      { kind: 'accountNo' as const, value: accountNo },
      { kind: 'name' as const, value: '陈桂兰' },
    ]
    expect((await checkFacts(await wang(), id, { facts })).passed).toBe(true)
    const { page, faults, leave } = await stage.visit('wang', desktop)
    await page.goto('/desk')
    await page.getByText('陈桂兰').first().waitFor()
    await page.getByRole('button', { name: /^示数/ }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByRole('button', { name: '召测', exact: true }).click()
    await drawer.getByRole('region', { name: '刚刚召测' }).getByText('234.50 kWh').waitFor()
    await drawer.getByText(/表计时间/).waitFor()
    await shot(page, 'read-now')
    await page.setViewportSize(phone)
    expect(await hasSidewaysScroll(page)).toBe(false)
    await shot(page, 'read-now-phone')
    await page.setViewportSize(desktop)
    await page.keyboard.press('Escape')
    await drawer.waitFor({ state: 'hidden' })

    await page.getByLabel('来电内容').fill('客户要求移表')
    await page.keyboard.press('Alt+Y')
    await page.getByRole('heading', { name: '您要办理什么业务？' }).waitFor()
    await page.getByText(/需核验到“验证码”/).waitFor()
    expect(await page.getByText('移表', { exact: true }).count()).toBe(0)
    await shot(page, 'choose-low')
    await sendIdentityCode(await wang(), id)
    const { rows } = await database.pool.query('select body from message order by id desc limit 1')
    expect((await checkCode(await wang(), id, /\d{6}/.exec(decryptText(rows[0].body))?.[0] ?? '')).passed).toBe(true)
    await page.reload()
    await page.getByText('移表', { exact: true }).waitFor()
    expect(await page.getByText('过户', { exact: true }).count()).toBe(0)
    await shot(page, 'choose')
    await page.setViewportSize(phone)
    expect(await hasSidewaysScroll(page)).toBe(false)
    await shot(page, 'choose-phone')
    await page.setViewportSize(desktop)
    await page.getByText('移表', { exact: true }).click()
    await page.getByText('陈桂兰').first().waitFor()
    await page.getByLabel('移到哪里').fill('北墙外')
    await shot(page, 'form')
    await page.setViewportSize(phone)
    expect(await hasSidewaysScroll(page)).toBe(false)
    await shot(page, 'form-phone')
    await page.setViewportSize(desktop)
    await page.getByRole('button', { name: '提交申请' }).click()
    await page.getByRole('heading', { name: '申请已提交' }).waitFor()
    const told = await page.getByRole('status').filter({ hasText: '移表' }).innerText()
    const applicationNo = /YK\d+/.exec(told)?.[0] ?? ''
    expect(applicationNo).not.toBe('')
    await shot(page, 'made')
    await page.reload()
    await page.getByText(applicationNo).waitFor()
    await page.getByRole('button', { name: '回到通话' }).click()

    await page.waitForURL((at) => at.pathname === '/desk' && at.searchParams.get('account') === accountNo)
    await page.getByRole('button', { name: /^移表/ }).waitFor()
    // What was half written when he left is still there.
    await expect.poll(() => page.getByLabel('来电内容').inputValue()).toBe('客户要求移表')
    await page.getByRole('button', { name: '写入小结' }).click()
    await expect.poll(() => page.getByLabel('来电内容').inputValue()).toContain(`移表申请 ${applicationNo}`)
    await shot(page, 'back')
    await page.getByRole('button', { name: /^办结/ }).click()
    await expect
      .poll(async () => (await database.pool.query('select state from contact where id = $1', [id])).rows[0].state)
      .toBe('closed')
    expect(faults).toEqual([])
    await leave()

    const clerk = await stage.visit('zhou', desktop)
    const { rows: kept } = await database.pool.query('select id from application where application_no = $1', [
      applicationNo,
    ])
    await clerk.page.goto(`/office/applications/${kept[0].id}`)
    await clerk.page.getByText(/95598 坐席代为提交 · C\d+/).waitFor()
    await shot(clerk.page, 'office')
    await clerk.leave()
  }, 240_000)

  test('takes a new supply for a caller whom nobody knows, and keeps what was typed when it is refused', async () => {
    await ring('apply-2', '13700000000')
    const { page, faults, leave } = await stage.visit('wang', desktop)
    await page.goto('/desk')
    await page.getByRole('button', { name: /^办理新装/ }).click()
    await page.getByText('没有关联户号，只能办理新装。').waitFor()
    await page.getByText('低压居民新装', { exact: true }).click()
    await page.getByLabel('姓名', { exact: true }).fill('林小满')
    await page.getByLabel('身份证号码').fill('110105194912310021')
    await page.getByLabel('手机号码').fill('13900001234')
    await page.getByLabel('用电地址').fill('幸福小区5幢301室')
    await page.getByLabel(/产权/).fill('不动产0001')
    await page.getByRole('button', { name: '提交申请' }).click()
    await page.getByText('证件号码有误,请核对').first().waitFor()
    await page.getByLabel('身份证号码').fill(identityNumber(7))
    await shot(page, 'new-supply')
    await page.getByRole('button', { name: '提交申请' }).click()
    await page.getByRole('heading', { name: '申请已提交' }).waitFor()
    await page.getByText('English', { exact: true }).click()
    await page.getByRole('heading', { name: 'Handed in' }).waitFor()
    await page.getByRole('button', { name: 'Another one' }).click()
    await page.getByText('No account is chosen: only a new supply can be asked for.').waitFor()
    await shot(page, 'choose-en')
    await page.getByText('中文', { exact: true }).click()
    await page.getByRole('link', { name: '回到通话' }).click()
    await page.getByText(/低压居民新装 YK\d+/).waitFor()
    expect(faults).toEqual([])
    await leave()
  }, 180_000)
})
