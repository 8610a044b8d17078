import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { buildScreens } from '../../app/screens.ts'
import { adviseOnPrices, createBilling, findPriceCode, listOwed, recordPayment } from '../../billing/index.ts'
import type { App } from '../../db/department.ts'
import { addDays, civilDay } from '../../db/time.ts'
import { createIntake } from '../../intake/index.ts'
import { listProfileNames, listUsages, metering } from '../../metering/index.ts'
import { png } from '../intake/files.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { serveAt } from '../support/http.ts'
import { openBrowser } from './browser.ts'
import { type Act, bring, check, choose, fill, finish, workAs } from './casework.ts'
import { desktop, hasSidewaysScroll, identityNumber, phone, visitAs } from './visit.ts'

const today = civilDay(new Date())
const inThreeWeeks = addDays(today, 21)

describe('applications', () => {
  const database = useDatabase()
  const now = () => database.ctx(new Date().toISOString(), { username: 'setup', roles: ['intake', 'cashier'] })
  let app: App
  let browser: Browser
  let url: string
  let home: Awaited<ReturnType<typeof openChenGuilan>>
  let plant: Awaited<ReturnType<typeof openChenGuilan>>

  beforeAll(async () => {
    await buildScreens()
    const ctx = database.ctx('2026-01-02T08:00:00+08:00', { username: 'setup', roles: ['intake'] })
    const network = await layNetwork(ctx)
    home = await openChenGuilan(ctx, network, { point: pointOf(network.districtId, 'SH-RES-TIER') })
    plant = await openChenGuilan(ctx, network, {
      customer: { kind: 'organisation', name: '恒达机械有限公司' },
      address: '创业路66号',
      class: 'commercial',
      contractCapacityKva: '800',
      contract: { contractNo: 'HT-PLANT', signedOn: '2025-12-30' },
      point: { ...pointOf(network.districtId, 'DEMO-IND-2P'), mode: 'high-low', phase: 'three' },
      meter: {
        ...{ assetNo: 'M-PLANT', profile: 'acrel-adl400', phase: 'three', ratedCurrentA: 1.5, maximumCurrentA: 6 },
        ...{ registers: [{ role: 'importTotal', digits: 6, startValue: 0 }], link: { terminalAssetNo: 'T-MQTT-1' } },
      },
      twoPart: {
        ...{ baseCharge: 'capacity', powerFactorStandard: '0.90' },
        transformers: [
          { name: '1号变', capacityKva: '400' },
          { name: '2号变', capacityKva: '400' },
        ],
      },
    })
    for (const role of ['intake', 'surveyor', 'installer', 'inspector', 'manager', 'customer'] as const) {
      const user = { username: role, name: role, password: 'dianhu-demo', organisationPath: 'X.', roles: [role] }
      await addUser(ctx, { ...user, customerId: role === 'customer' ? home.customerId : undefined })
    }
    const intake = createIntake({
      findPrice: findPriceCode,
      advisePrices: adviseOnPrices,
      listArrears: listOwed,
      listProfiles: listProfileNames,
    })
    app = await serveAt(database, [intake, metering, createBilling(listUsages)], () => new Date())
    url = await app.listen({ port: 0, host: '127.0.0.1' })
    browser = await openBrowser()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await app?.close()
  })

  const pointOf = (districtId: number, priceCode: string) => {
    return { districtId, mode: 'low-low' as const, phase: 'single' as const, priceCode }
  }

  const work = (role: string, path: string, ...acts: Act[]) => workAs({ browser, url, role }, path, ...acts)
  const readAccount = async ({ accountNo }: { accountNo: string }) => {
    const { page, leave } = await visitAs(browser, url, 'intake')
    const answer = await (await page.request.get(`/api/intake/accounts/${accountNo}`)).json()
    await leave()
    return answer
  }

  /** At the counter: the kind by its question, the account by its number. */
  async function handIn(
    question: string,
    { accountNo }: { accountNo: string },
    ...acts: ((page: Page) => Promise<void>)[]
  ) {
    const { page, faults, leave } = await visitAs(browser, url, 'intake')
    await page.goto('/office/applications/new')
    await page.getByRole('link', { name: question }).click()
    await page.getByLabel('户号').fill(accountNo)
    await page.getByText('户名').waitFor()
    for (const act of acts) await act(page)
    await page.getByRole('button', { name: '提交申请' }).click()
    await page.waitForURL(/\/office\/applications\/\d+$/)
    const path = new URL(page.url()).pathname
    expect(faults).toEqual([])
    await leave()
    return path
  }

  test('a plant pauses a transformer and goes on with it: asked for too late it is told the clause', async () => {
    const { page, leave } = await visitAs(browser, url, 'intake')
    await page.goto('/office/applications/new?kind=pause')
    await page.getByLabel('户号').fill(plant.accountNo)
    await page.getByLabel(/^2号变/).check()
    await page.getByLabel('开始日期').fill(today)
    await page.getByLabel('结束（恢复）日期').fill(addDays(today, 60))
    await page.getByRole('button', { name: '提交申请' }).click()
    await page
      .getByText(/须提前 5 个工作日申请.*发改办价格〔2016〕1583号/)
      .first()
      .waitFor()
    await leave()
    const paused = await handIn(
      '变压器要停用一段时间',
      plant,
      check('2号变 · 400 kVA · 运行'),
      fill('开始日期', inThreeWeeks),
      fill('结束（恢复）日期', addDays(inThreeWeeks, 60)),
    )
    await work('intake', paused, bring(), finish('业务受理'))
    await work('installer', paused, fill('2号变 · 400 kVA 封印号', 'F-0001'), finish('现场加封、启封'))
    await work('intake', paused, finish('归档'))
    expect(await readAccount(plant)).toMatchObject({
      runningCapacityKva: 400,
      transformers: [{ state: 'in-use' }, { state: 'paused' }],
    })
    const resumed = await handIn(
      '暂停的变压器要恢复使用',
      plant,
      check('2号变 · 400 kVA · 暂停'),
      fill('开始日期', inThreeWeeks),
    )
    await work('intake', resumed, bring(), finish('业务受理'))
    await work('installer', resumed, finish('现场加封、启封'))
    await work('intake', resumed, finish('归档'))
    expect(await readAccount(plant)).toMatchObject({
      runningCapacityKva: 800,
      transformers: [{ state: 'in-use' }, { state: 'in-use' }],
    })
  })

  test('a flat has a new owner: debts first, then the reading, the contract and the file', async () => {
    await database.pool.query(
      `insert into account_ledger (account_id, charged_yuan) values ($1, 61.70)
       on conflict (account_id) do update set charged_yuan = 61.70`,
      [home.accountId],
    )
    const { page, leave } = await visitAs(browser, url, 'customer', phone)
    await page.goto('/my/applications/new')
    await page.getByRole('link', { name: '房子、店铺换了主人' }).click()
    await page.getByLabel('姓名或单位名称').fill('林小满')
    await page.getByLabel('身份证号码或统一社会信用代码').fill(identityNumber(77))
    await page.getByLabel('手机号码').fill('13900001234')
    await page.getByLabel('不动产权证或租赁合同号').fill('浙(2026)第0001号')
    await page.getByRole('button', { name: '提交申请' }).click()
    await page
      .getByText(/尚有电费 61.70 元未结清/)
      .first()
      .waitFor()
    const amount = {
      accountNo: home.accountNo,
      amountYuan: '61.70',
      channel: 'online',
      idempotencyKey: 'debt',
    } as const
    await recordPayment(now(), amount)
    await page.getByRole('button', { name: '提交申请' }).click()
    await page.waitForURL(/\/my\/applications\/\d+$/)
    expect(await hasSidewaysScroll(page)).toBe(false)
    await page.getByRole('button', { name: '更正申请内容' }).click()
    await page.getByRole('button', { name: '不更正了' }).click()
    await page.getByRole('button', { name: '更正申请内容' }).click()
    await page.getByLabel('户籍人口（可不填）').fill('5')
    await page.getByLabel('更正说明').fill('漏填人口')
    await page.getByRole('button', { name: '提交更正' }).click()
    await page.getByText('已更正').waitFor()
    await page.getByRole('button', { name: '更正申请内容' }).waitFor()
    const path = `/office/applications/${page.url().split('/').at(-1)}`
    await leave()
    await work('intake', path, bring(), finish('业务受理'))
    await work('installer', path, fill('有功总', '1234.5'), finish('过户抄表与结算'))
    await work('intake', path, fill('合同编号', 'GYD-LIN'), finish('签订供用电合同'), finish('归档'))
    const { rows } = await database.pool.query(
      `select c.name, t.valid_from as since from account_term t join customer c on c.id = t.customer_id
       where t.account_id = $1 and t.known_to is null order by t.valid_from`,
      [home.accountId],
    )
    expect(rows).toEqual([
      { name: '陈桂兰', since: '2026-01-01' },
      { name: '林小满', since: addDays(today, 1) },
    ])
  })

  test('a plant is connected at high voltage, contract and meter side by side', async () => {
    const { page, faults, leave } = await visitAs(browser, url, 'intake', desktop)
    await page.goto('/office/applications/new?kind=high-voltage-single')
    await page.getByLabel('姓名或单位名称').fill('新源材料有限公司')
    await page.getByLabel('身份证号码或统一社会信用代码').fill('91350100M000100Y43')
    await page.getByLabel('手机号码').fill('13905740188')
    await page.getByLabel('用电地址').fill('开发区创业路 88 号')
    await page.getByLabel('申请容量（kW）').fill('800')
    await page.getByLabel('工业用电').check()
    await page.getByLabel('不动产权证或租赁合同号').fill('浙(2026)第0088号')
    await page.getByRole('button', { name: '提交申请' }).click()
    await page.waitForURL(/\/office\/applications\/\d+$/)
    const path = new URL(page.url()).pathname
    expect(faults).toEqual([])
    await leave()
    await work('intake', path, bring('用电设备清单'), finish('业务受理'))
    await work('surveyor', path, choose('接入台区', '幸福小区1号公变'), check('具备供电条件'), finish('现场勘查'))
    await work(
      'intake',
      path,
      (at) => at.getByRole('button', { name: '采用' }).click(),
      choose('电价', /两部制/),
      check('按变压器容量'),
      (at) => at.getByRole('button', { name: '添加变压器' }).click(),
      fill('kVA', '800'),
      fill('供电方案', '10千伏单电源,1台800千伏安变压器'),
      finish('供电方案编制'),
    )
    await work('manager', path, finish('供电方案审批'))
    const both = await visitAs(browser, url, 'intake')
    await both.page.goto(path)
    await both.page.getByRole('heading', { name: '办理：签订供用电合同' }).waitFor()
    await both.page.getByRole('heading', { name: '办理：装表接电' }).waitFor()
    await both.leave()
    await work(
      'installer',
      path,
      fill('电能表资产号', 'M-XIN-1'),
      choose('表计型号', 'acrel-adl400'),
      choose('采集终端', /T-MQTT-1/),
      // As it was planned: 75/5 and 10000/100.
      async (at) => {
        expect(await at.getByLabel('电流互感器倍率').inputValue()).toBe('15')
        expect(await at.getByLabel('电压互感器倍率').inputValue()).toBe('100')
      },
      finish('装表接电'),
    )
    await work('intake', path, fill('合同编号', 'GYD-XIN'), finish('签订供用电合同'))
    await work('installer', path, finish('送电'))
    await work('intake', path, finish('归档'), async (at) => {
      expect(await at.locator('[data-account]').getAttribute('data-account')).toMatch(/^\d{13}$/)
    })
  })

  test('an application that cannot be granted is refused, and its customer reads why', async () => {
    const path = await handIn('还是我（我们），名称变了', plant, fill('变更后的名称', '恒达智能制造有限公司'), (page) =>
      page.getByText(/供电企业承担 · 没有现场工程，办理不收费/).waitFor(),
    )
    await work('intake', path, async (page) => {
      await page.getByText('费用与基本电费').waitFor()
      await page.getByRole('button', { name: '不予受理' }).click()
      await page.getByLabel('不予受理的原因（申请人会看到）').fill('营业执照尚未变更')
      const dialog = page.getByRole('dialog')
      const licence = { name: '旧营业执照.png', mimeType: 'image/png', buffer: png(320, 200) }
      await dialog.getByLabel('上传新附件').setInputFiles(licence)
      await dialog.getByText('其他材料 · 旧营业执照.png').waitFor()
      await page.getByRole('button', { name: /确\s*定|OK/ }).click()
      await page.getByText('营业执照尚未变更').first().waitFor()
      const history = page.locator('section').filter({ has: page.getByRole('heading', { name: '办理记录' }) })
      await history.getByRole('link', { name: '旧营业执照.png' }).waitFor()
    })
  })
})
