import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { departments } from '../../app/main.ts'
import { buildScreens } from '../../app/screens.ts'
import { recordPayment, runBills } from '../../billing/index.ts'
import type { OpenedAccount } from '../../db/customers/open.ts'
import type { App } from '../../db/department.ts'
import { unpack } from '../../db/sheets/archive.ts'
import { addDays, addMonths, civilDay, startOfDay, startOfMonth } from '../../db/time.ts'
import { storeReadings } from '../../metering/readings.ts'
import { useShippedPolicy } from '../app/policy.ts'
import { HOST } from '../app/site.ts'
import { steadyMeters } from '../billing/meters.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { serveAt } from '../support/http.ts'
import { readPdf } from '../support/pdf-text.ts'
import { openBrowser } from './browser.ts'
import { desktop, hasSidewaysScroll, phone } from './visit.ts'

const PHONE = '13712345678'
const NEW_PHONE = '13700000001'
const PASSWORD = 'Lantern 2026 night'
const ANOTHER = 'Lantern 2027 dawn'
const chen = { name: '陈桂兰', idNumber: '350524197001011234' }
const month = startOfMonth(civilDay(new Date()))
const begun = addMonths(month, -2)

describe('a citizen', () => {
  const database = useDatabase()
  let app: App
  let browser: Browser
  let url: string
  let page: Page
  let home: OpenedAccount
  let mothers: OpenedAccount
  // The minute between two codes passes between two acts.
  let ahead = 0
  const minutesPass = (minutes: number) => {
    ahead += minutes * 60_000
  }

  beforeAll(async () => {
    await buildScreens()
    const ctx = database.ctx(`${begun}T08:00:00+08:00`, { username: 'setup', roles: ['intake', 'acquisition'] })
    const network = await layNetwork(ctx)
    await useShippedPolicy(database)
    const energisedAt = startOfDay(begun)
    const point = {
      districtId: network.districtId,
      mode: 'low-low',
      phase: 'single',
      priceCode: 'SH-RES-TIER',
    } as const
    home = await openChenGuilan(ctx, network, { energisedAt, point })
    mothers = await openChenGuilan(ctx, network, {
      ...{ energisedAt, point, address: '幸福小区12幢1单元101室' },
      customer: { kind: 'person', name: '王秀英', idNumber: '11010519491231002X', phone: '13600136000' },
      meter: {
        ...{ assetNo: 'M-WANG-1', profile: 'eastron-sdm630', phase: 'single', ratedCurrentA: 5, maximumCurrentA: 60 },
        registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
        link: { terminalAssetNo: network.terminalAssetNo, unitId: 2 },
      },
      contract: { contractNo: 'HT-WANG-1', signedOn: begun },
    })
    await billAndRead()
    const staff = { username: 'counter', name: '营业厅', roles: ['lead' as const], organisationPath: 'X.' }
    // Whose password is of today: one of the day on which the accounts were opened may be over by the policy.
    const today = database.ctx(new Date().toISOString(), { username: 'setup', roles: ['admin'] })
    await addUser(today, { ...staff, password: PASSWORD })
    const mother = { username: 'mother', name: '王秀英', roles: ['customer' as const], organisationPath: 'X.' }
    await addUser(today, { ...mother, customerId: mothers.customerId, password: PASSWORD })
    app = await serveAt(database, departments, () => new Date(Date.now() + ahead))
    url = await app.listen({ port: 0, host: '127.0.0.1' })
    browser = await openBrowser()
    const manner = { locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' } as const
    page = await (await browser.newContext({ viewport: phone, baseURL: url, ...manner })).newPage()
    page.setDefaultTimeout(20_000)
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await app?.close()
  })

  /** Two months of bills, and yesterday's quarter hours. */
  async function billAndRead(): Promise<void> {
    const ctx = { ...database.ctx(`${month}T08:00:00+08:00`), scope: 'X.' }
    const loads = [home, mothers].map(({ pointId }, n) => [pointId, { dailyWh: 6_000 + 2_500 * n }] as const)
    for (const ago of [2, 1])
      await runBills(ctx, { billMonth: addMonths(month, -ago).slice(0, 7) }, steadyMeters(new Map(loads)))
    const paid = { amountYuan: '66.60', channel: 'online' as const, idempotencyKey: 'citizen-paid' }
    await recordPayment(database.ctx(new Date().toISOString()), { accountNo: home.accountNo, ...paid })
    const from = startOfDay(addDays(civilDay(new Date()), -1)).getTime()
    const readings = ['M-CHEN-1', 'M-WANG-1'].flatMap((meter) =>
      Array.from({ length: 97 }, (_, slot) => {
        const importWh = 300_000 + slot * 60 + Math.round(900 * Math.sin((slot / 96) * Math.PI) * slot * 0.1)
        return { meter, at: new Date(from + slot * 900_000), values: { importWh } }
      }),
    )
    const now = database.ctx(new Date().toISOString(), { username: 'grid', roles: ['grid'] })
    await storeReadings(now, { source: 'modbus', topic: 'test', readings, keep: 'every' })
  }

  /** The paper that the counter hands out, read as its addressee does. */
  async function readPaper({ accountId }: OpenedAccount): Promise<string> {
    const payload = { username: 'counter', password: PASSWORD }
    const session = await app.inject({ method: 'POST', url: '/api/session', headers: { host: HOST }, payload })
    const cookies = Object.fromEntries(session.cookies.map(({ name, value }) => [name, value]))
    const { rows } = await database.pool.query(
      'select id from bill where account_id = $1 order by bill_month desc limit 1',
      [accountId],
    )
    const answer = await app.inject({ method: 'GET', url: `/api/billing/bills/${rows[0].id}/pdf`, cookies })
    return readPdf(answer.rawPayload).join('\n')
  }
  const codeOnPaper = async (account: OpenedAccount) =>
    /绑定码 ([A-Z0-9]{4}-[A-Z0-9]{4})/.exec(await readPaper(account))?.[1] ?? ''
  const texts = async (number: string) => {
    const answer = await app.inject({ method: 'GET', url: `/api/town/messages?phone=${number}` })
    return (answer.json() as { items: { text: string }[] }).items.map(({ text }) => text)
  }
  const codeSent = async (number = PHONE) => /验证码 (\d{6})/.exec((await texts(number))[0] ?? '')?.[1] ?? ''

  const shoot = async (name: string) => {
    expect([name, await hasSidewaysScroll(page)]).toEqual([name, false])
    if (!process.env.SHOTS) return
    await page.screenshot({ path: `${process.env.SHOTS}/citizen-${name}-390.png`, fullPage: true })
    await page.setViewportSize(desktop)
    await page.screenshot({ path: `${process.env.SHOTS}/citizen-${name}-1440.png`, fullPage: true })
    await page.setViewportSize(phone)
  }
  const bind = async (account: { accountNo: string }, code: string) => {
    await page.getByLabel('户号（13 位）').fill(account.accountNo)
    await page.getByLabel('绑定码').fill(code)
  }

  test('signs up with his phone and the code on it', async () => {
    await page.goto('/login')
    await shoot('login')
    await page.getByRole('link', { name: '没有帐号？手机号注册' }).click()
    await page.getByLabel('手机号', { exact: true }).fill(PHONE)
    await page.getByRole('button', { name: '获取验证码' }).click()
    await page.getByText('短信已发送', { exact: false }).waitFor()
    await page.getByLabel('短信验证码').fill('000000')
    await page.getByLabel('登录密码').fill('short')
    await page.getByRole('button', { name: '注册', exact: true }).click()
    await page.getByText('请先阅读并同意隐私政策').waitFor()
    await page.getByRole('button', { name: '《隐私政策》' }).click()
    await page.getByText('我们处理哪些信息').waitFor()
    await shoot('privacy')
    await page.getByRole('dialog').getByRole('button', { name: '同意' }).click()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: '注册', exact: true }).click()
    await page.getByText('密码至少 10 位', { exact: true }).waitFor()
    await page.getByLabel('登录密码').fill(PASSWORD)
    await page.getByRole('button', { name: '注册', exact: true }).click()
    await page.getByText('验证码不正确、已用过或已失效', { exact: false }).first().waitFor()
    await shoot('sign-up')
    await page.getByLabel('短信验证码').fill(await codeSent())
    await page.getByRole('button', { name: '注册', exact: true }).click()
    await page.getByRole('heading', { name: '还没有可以查看的用电户' }).waitFor()
    await page.getByText('花一分钟看看这里能办什么。').waitFor()
    await shoot('new')
  })

  test('is told nothing by numbers and codes that he tries, and binds his own by the code on his paper', async () => {
    await page.getByRole('link', { name: '我的', exact: true }).click()
    await page.getByText('还没有绑定户号').waitFor()
    await shoot('none')
    await page.getByRole('button', { name: '核验户主身份' }).click()
    await page.getByRole('radio', { name: '亲友或代办', exact: false }).click()
    for (const accountNo of [home.accountNo, '3302999999999']) {
      await bind({ accountNo }, 'AAAA-AAAA')
      await page.getByRole('button', { name: '绑定', exact: true }).click()
      await page.getByRole('alert').getByText('户号或绑定码不正确', { exact: false }).waitFor()
    }
    await shoot('refused')
    await page.getByRole('radio', { name: '我本人是户主', exact: false }).click()
    await bind(home, await codeOnPaper(home))
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByLabel('户主姓名').fill('陈桂芳')
    await page.getByLabel('身份证号码').fill(chen.idNumber)
    await page.getByRole('button', { name: '绑定', exact: true }).click()
    await page.getByRole('alert').getByText('与该户档案不一致', { exact: false }).waitFor()
    await shoot('real-name')
    await page.getByLabel('户主姓名').fill(chen.name)
    await page.getByRole('button', { name: '绑定', exact: true }).click()
    await page.getByText('已通过实名核验：陈**').waitFor()
    expect((await texts('13800138000'))[0]).toContain('绑定为本人户号')
  })

  test('reads his bill with its code, and his usage', async () => {
    await page.getByRole('link', { name: '首页' }).click()
    await page.getByRole('region', { name: '户号' }).getByText('陈桂兰').waitFor()
    await shoot('home')
    await page.getByRole('link', { name: '账单', exact: true }).click()
    await page.locator('a[href^="/my/bills/"]').first().click()
    await page.getByText('费用明细').first().waitFor()
    expect(await page.getByText(await codeOnPaper(home), { exact: true }).count()).toBe(1)
    await shoot('bill')
    await page.getByRole('link', { name: '用电', exact: true }).click()
    await page.getByText('kWh').first().waitFor()
    await shoot('usage')
  })

  test('binds his mother’s as another’s, calls it so, reads its bill, and sees not whose else she has', async () => {
    await page.getByRole('link', { name: '我的', exact: true }).click()
    await page.getByRole('button', { name: '绑定户号' }).click()
    await bind(mothers, (await codeOnPaper(mothers)).toLowerCase().replace('-', ''))
    await shoot('bind')
    await page.getByRole('button', { name: '绑定', exact: true }).click()
    const card = page.getByRole('region', { name: '幸福小区12幢1单元101室' })
    await card.getByText('户主 王**', { exact: false }).waitFor()
    await card.getByRole('button', { name: '备注名' }).click()
    await card.getByLabel('备注名').fill('妈妈家')
    await card.getByRole('button', { name: '保存' }).click()
    await page.getByRole('region', { name: '妈妈家' }).waitFor()
    await page.getByRole('button', { name: '绑定户号' }).click()
    await bind(mothers, await codeOnPaper(mothers))
    await page.getByRole('button', { name: '绑定', exact: true }).click()
    await page.getByText('该户号此前已绑定').waitFor()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await shoot('accounts')
    expect((await texts('13600136000'))[0]).toContain('绑定为亲友户号')
    await page.getByRole('region', { name: '妈妈家' }).getByRole('button', { name: '查看' }).click()
    await page.getByRole('region', { name: '户号' }).getByText('王**').waitFor()
    await shoot('home-other')
    await page.getByRole('link', { name: '账单', exact: true }).click()
    await page.locator('a[href^="/my/bills/"]').first().click()
    await page.getByText('费用明细').first().waitFor()
    expect(await page.getByText('王秀英').count()).toBe(0)
    expect(await page.getByText('绑定码').count()).toBe(0)
    await shoot('bill-other')
  })

  test('is seen by its holder, in her own words, who may remove him', async () => {
    const manner = { locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' } as const
    const hers = await (await browser.newContext({ viewport: phone, baseURL: url, ...manner })).newPage()
    await hers.goto('/login?from=%2Fmy%2Faccounts')
    await hers.getByLabel('手机号或用户名').fill('mother')
    await hers.getByLabel('密码', { exact: true }).fill(PASSWORD)
    await hers.getByRole('button', { name: '登录', exact: true }).click()
    await hers.getByText('137****5678', { exact: false }).waitFor()
    await hers.getByText('由营业厅核验开通').waitFor()
    expect(await hasSidewaysScroll(hers)).toBe(false)
    await hers.getByRole('button', { name: '切换到英文' }).click()
    await hers.getByText('Who else sees this account').waitFor()
    if (process.env.SHOTS)
      await hers.screenshot({ path: `${process.env.SHOTS}/citizen-holder-390.png`, fullPage: true })
    expect(await hasSidewaysScroll(hers)).toBe(false)
    await hers.context().close()
  })

  test('unbinds it again', async () => {
    await page.getByRole('link', { name: '我的', exact: true }).click()
    await page.getByRole('region', { name: '妈妈家' }).getByRole('button', { name: '解除绑定' }).click()
    await page
      .getByRole('tooltip')
      .getByText(/解除“妈妈家 幸福小区12幢1单元101室 [\d ]+”的绑定/)
      .waitFor()
    await page.getByRole('tooltip').getByRole('button', { name: '解除绑定' }).click()
    await page.getByRole('region', { name: '妈妈家' }).waitFor({ state: 'detached' })
    const { accountNo } = mothers
    expect((await page.request.get(`/api/customers/accounts/${accountNo}`)).status()).toBe(404)
    // An old message still leads to it: nothing of another account stands there instead.
    await page.goto(`/my/bills?account=${accountNo}`)
    await page.getByText('已解除绑定或不在您的户号中', { exact: false }).waitFor()
    expect(await page.getByRole('heading', { name: '电费账单' }).count()).toBe(0)
    await shoot('unbound')
    await page.getByRole('button', { name: /^查看/ }).click()
    await page.locator('p', { hasText: '幸福小区3幢502室' }).waitFor()
    await page.getByRole('heading', { name: '电费账单' }).waitFor()
  })

  test('sets another password by his phone once he forgot it, and reads on', async () => {
    minutesPass(5)
    await page.getByRole('button', { name: '退出登录' }).click()
    await page.waitForURL('**/login**')
    await page.getByRole('link', { name: '忘记密码' }).click()
    await page.getByLabel('手机号', { exact: true }).fill(PHONE)
    await page.getByRole('button', { name: '获取验证码' }).click()
    await page.getByText('短信已发送', { exact: false }).waitFor()
    await page.getByLabel('短信验证码').fill(await codeSent())
    await page.getByLabel('新密码').fill(ANOTHER)
    await shoot('forgotten')
    await page.getByRole('button', { name: '重置并登录' }).click()
    await page.getByRole('region', { name: '户号' }).getByText('陈桂兰').waitFor()
    expect((await texts(PHONE))[0]).toContain('密码已重置')
    await page.getByRole('button', { name: '退出登录' }).click()
    await page.waitForURL('**/login**')
    await page.getByLabel('手机号或用户名').fill(`+86 ${PHONE}`)
    await page.getByLabel('密码', { exact: true }).fill(ANOTHER)
    await page.getByRole('button', { name: '登录', exact: true }).click()
    await page.getByRole('region', { name: '户号' }).getByText('陈桂兰').waitFor()
  })

  test('has another number from now on, which the old one is told', async () => {
    minutesPass(5)
    await page.getByRole('link', { name: '我的', exact: true }).click()
    await page.getByRole('link', { name: '登录与安全 ›' }).click()
    await page.getByText('137****5678').first().waitFor()
    await page.getByRole('button', { name: '更换手机号' }).click()
    await page.getByLabel('新手机号').fill(NEW_PHONE)
    await page.getByRole('button', { name: '获取验证码' }).click()
    await page.getByText('短信已发送', { exact: false }).waitFor()
    await page.getByLabel('短信验证码').fill(await codeSent(NEW_PHONE))
    await page.getByLabel('登录密码').fill('not mine')
    await page.getByRole('button', { name: '确认更换' }).click()
    await page.getByText('当前密码不正确', { exact: false }).waitFor()
    await shoot('phone')
    await page.getByLabel('登录密码').fill(ANOTHER)
    await page.getByRole('button', { name: '确认更换' }).click()
    await page.getByText('137****0001').first().waitFor()
    expect((await texts(PHONE))[0]).toContain('尾号 0001')
  })

  test('sees what is kept of him, takes it along, and closes his log-in', async () => {
    await page.getByRole('link', { name: '我的', exact: true }).click()
    await page.getByRole('link', { name: '我的信息 ›' }).click()
    // Of what there is nothing, one line each with what it would be for.
    await page.getByRole('heading', { name: '以下各类没有您的数据' }).waitFor()
    await page.getByText('来电与咨询 受理咨询').click()
    await page.locator('details[open]').getByText('民法典').waitFor()
    const paid = page.locator('section', { has: page.getByRole('heading', { name: '缴费', exact: true }) })
    expect(await paid.getByRole('link', { name: '1 条 ›' }).getAttribute('href')).toBe('/my/bills')
    expect(await page.getByRole('heading', { name: '谁看过我的电话' }).count()).toBe(0)
    await page.getByText('350***********1234', { exact: false }).waitFor()
    await shoot('data')
    await page.getByRole('button', { name: '导出我的信息' }).click()
    await page.getByLabel('登录密码').fill(ANOTHER)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '导出', exact: true }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^我的信息-.*\.zip$/)
    const [json = ''] = unpack(readFileSync(await download.path()), 5_000_000)
    expect(json).toContain(chen.idNumber)
    await page.getByRole('button', { name: '注销登录' }).click()
    await page.getByLabel('登录密码').fill(ANOTHER)
    await shoot('close')
    await page.getByRole('button', { name: '确认注销' }).click()
    await page.waitForURL('**/login**')
    expect((await texts(NEW_PHONE))[0]).toContain('已注销')
    await page.getByLabel('手机号或用户名').fill(NEW_PHONE)
    await page.getByLabel('密码', { exact: true }).fill(ANOTHER)
    await page.getByRole('button', { name: '登录', exact: true }).click()
    await page.getByRole('alert').getByText('用户名或密码不正确', { exact: false }).waitFor()
  })
})
