import ExcelJS from 'exceljs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { buildScreens } from '../../app/screens.ts'
import { adviseOnPrices, createBilling, findPriceCode, listOwed } from '../../billing/index.ts'
import type { App } from '../../db/department.ts'
import { addDays, civilDay } from '../../db/time.ts'
import { createIntake } from '../../intake/index.ts'
import { listProfileNames, listUsages, metering } from '../../metering/index.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { serveAt } from '../support/http.ts'
import { openBrowser } from './browser.ts'
import { type Act, bring, finish, workAs } from './casework.ts'
import { desktop, identityNumber, phone, pick } from './visit.ts'

const today = civilDay(new Date())

describe('several accounts at once', () => {
  const database = useDatabase()
  let app: App
  let browser: Browser
  let url: string
  let home: Awaited<ReturnType<typeof openChenGuilan>>

  beforeAll(async () => {
    await buildScreens()
    const ctx = database.ctx('2026-01-02T08:00:00+08:00', { username: 'setup', roles: ['intake'] })
    const network = await layNetwork(ctx)
    const point = { districtId: network.districtId, mode: 'low-low' as const, phase: 'single' as const }
    home = await openChenGuilan(ctx, network, { point: { ...point, priceCode: 'SH-RES-TIER' } })
    for (const role of ['intake', 'surveyor', 'installer', 'manager'] as const) {
      await addUser(ctx, { username: role, name: role, password: 'dianhu-demo', organisationPath: 'X.', roles: [role] })
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

  const visit = (role: string, path: string, act: Act, size = desktop) =>
    workAs({ browser, url, role, size }, path, act)
  const handIn = async (page: Page): Promise<string> => {
    await page.getByRole('button', { name: '提交申请' }).click()
    await page.waitForURL(/\/office\/applications\/\d+$/)
    return new URL(page.url()).pathname
  }
  const accept = async (page: Page, papers: string[]) => {
    await bring(...papers)(page)
    await finish('业务受理')(page)
  }

  test('an account is split: a shop is parted from a home, with its own customer, price and meter', async () => {
    let path = ''
    await visit('intake', '/office/applications/new', async (page) => {
      await page.getByText('一个户号分成几户').click()
      await page.getByLabel('户号').fill(home.accountNo)
      await page.getByText('陈桂兰').waitFor()
      await page.getByLabel('原户保留容量（kVA）').fill('5')
      await page.getByLabel('位置（房号、铺面）').fill('临街铺面')
      await page.getByLabel('容量（kVA）', { exact: true }).fill('3')
      const prices = page.waitForResponse(/prices\?accountClass=commercial/)
      await page.getByText('工商业', { exact: true }).click()
      await prices
      await pick(page, '电价', /工商业单一制/)
      await page.locator('.ant-select').getByText('工商业单一制').waitFor()
      await page.getByLabel('姓名或单位名称').fill('周记面馆')
      await page.getByLabel('身份证号码或统一社会信用代码').fill(identityNumber(7))
      await page.getByLabel('手机号码').fill('13900001111')
      await page.getByLabel('不动产权证或租赁合同号').fill('不动产 0007')
      path = await handIn(page)
      await page.getByText('临街铺面').first().waitFor()
      await accept(page, [])
      await page.getByLabel('具备供电条件').check()
      await finish('现场勘查')(page)
      await page.getByLabel('合同编号').fill('HT-SPLIT')
      await finish('签订供用电合同')(page)
    })
    await visit('installer', path, async (page) => {
      await page.getByLabel('有功总').fill('1234')
      await page.getByRole('button', { name: '完成拆表与终止结算' }).click()
      await page.getByText('拆表与终止结算已完成').waitFor()
      await page.getByLabel('电能表资产号').fill('M-SHOP')
      await pick(page, '表计型号', 'eastron-sdm630')
      await pick(page, '采集终端', 'T-MQTT-1')
      await page.getByLabel('装表起码（kWh） 总').fill('0')
      await finish('逐户装表')(page)
    })
    await visit('intake', path, async (page) => {
      await finish('归档')(page)
      await page.getByText(/已建档 1 户/).waitFor()
    })
    await visit('intake', path, (page) => page.getByText('用户清单').first().waitFor(), phone)
  })

  const sheet = async (rows: (string | number)[][]) => {
    const book = new ExcelJS.Workbook()
    const page = book.addWorksheet('清单')
    page.addRows([['楼栋', '单元', '房号', '容量', '户名', '证件号码', '手机号'], ...rows])
    return {
      name: '清单.xlsx',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from(await book.xlsx.writeBuffer()),
    }
  }

  test('a compound’s list is looked through, put right and brought in, and turned page by page', async () => {
    const homes = Array.from({ length: 60 }, (_, n): (string | number)[] => ['1', '1', `${101 + n}`, 8, '', '', ''])
    let path = ''
    await visit('intake', '/office/applications/new?kind=residential-compound', async (page) => {
      await page.getByLabel('姓名或单位名称').fill('锦绣置业有限公司')
      await page.getByLabel('身份证号码或统一社会信用代码').fill(identityNumber(9))
      await page.getByLabel('手机号码').fill('13900002222')
      await page.getByLabel('用电地址').fill('锦绣路8号锦绣华府')
      await page.getByLabel('申请容量').fill('500')
      await page.getByLabel('不动产权证或租赁合同号').fill('不动产 0009')
      path = await handIn(page)
      const file = page.getByLabel('导入用户清单')
      await file.setInputFiles(await sheet([...homes, ['1', '1', '101', 8, '王五', '123', '1']]))
      await page.getByText(/有 3 处错误|有 4 处错误/).waitFor()
      await page.getByText('1幢1单元101室 与第 2 行重复').waitFor()
    })
    await visit('intake', path, async (page) => {
      await page.getByLabel('导入用户清单').setInputFiles(await sheet(homes))
      await page.getByRole('button', { name: '导入 60 行' }).click()
      await page.getByText(/共 60 户/).waitFor()
      await page.getByRole('button', { name: '后 10 户' }).click()
      await page.getByText('1幢1单元160室').waitFor()
    })
    await visit('intake', path, (page) => page.getByText('1幢1单元101室').waitFor(), phone)
  })

  test('supply without a meter asks for hours, a cut-over says how many it touches', async () => {
    await visit('intake', '/office/applications/new?kind=temporary-unmetered', async (page) => {
      await page.getByLabel('约定每日用电小时').fill('8')
      await page.getByLabel('临时用电至').fill(addDays(today, 20))
    })
    await visit('intake', '/office/applications/new?kind=cut-over', async (page) => {
      await pick(page, '割接的台区', '幸福小区1号公变')
      await page.getByText(/10kV城东112线 · 涉及 \d+ 户/).waitFor()
    })
    await visit('intake', '/office/applications/new?kind=section-change', (page) =>
      page.getByLabel('调入的抄表段编号').waitFor(),
    )
  })
})
