import { readFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { buildScreens } from '../../app/screens.ts'
import { adviseOnPrices, createBilling, findPriceCode, listOwed } from '../../billing/index.ts'
import type { App } from '../../db/department.ts'
import { createIntake } from '../../intake/index.ts'
import { listLoads, listProfileNames, listUsages, metering } from '../../metering/index.ts'
import { png } from '../intake/files.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { serveAt } from '../support/http.ts'
import { readPdf } from '../support/pdf-text.ts'
import { openBrowser } from './browser.ts'
import { finish } from './casework.ts'
import { hasSidewaysScroll, identityNumber, phone, pick, visitAs } from './visit.ts'

const file = (name: string, mimeType: string, buffer: Buffer) => ({ name, mimeType, buffer })

describe('papers of an application', () => {
  const database = useDatabase()
  let app: App
  let browser: Browser
  let url: string

  beforeAll(async () => {
    await buildScreens()
    const ctx = database.ctx('2026-01-02T08:00:00+08:00', { username: 'setup', roles: ['intake'] })
    const network = await layNetwork(ctx)
    const home = await openChenGuilan(ctx, network)
    for (const role of ['intake', 'surveyor', 'customer'] as const) {
      const user = { username: role, name: role, password: 'dianhu-demo', organisationPath: 'X.', roles: [role] }
      await addUser(ctx, { ...user, customerId: role === 'customer' ? home.customerId : undefined })
    }
    const ports = {
      findPrice: findPriceCode,
      advisePrices: adviseOnPrices,
      listArrears: listOwed,
      listProfiles: listProfileNames,
      listLoads,
    }
    app = await serveAt(database, [createIntake(ports), metering, createBilling(listUsages)], () => new Date())
    url = await app.listen({ port: 0, host: '127.0.0.1' })
    browser = await openBrowser()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await app?.close()
  })

  test('a customer photographs his deed, is told what cannot be taken, and the office prints and compares', async () => {
    const mine = await visitAs(browser, url, 'customer', phone)
    const { page } = mine
    await page.goto('/my/applications/new?kind=low-voltage-residential')
    await page.getByLabel('姓名').fill('林小满')
    await page.getByLabel('身份证号码').fill(identityNumber(77))
    await page.getByLabel('手机号码').fill('13900001234')
    await page.getByLabel('用电地址').fill('幸福小区5幢301室')
    await page.getByLabel('申请容量（kW）').fill('8')
    await page.getByLabel('不动产权证或租赁合同号').fill('浙(2026)第0001号')
    await page.getByRole('button', { name: '提交申请' }).click()
    await page.waitForURL(/\/my\/applications\/\d+$/)
    const place = page.getByLabel('拍照或选择文件')
    await place.setInputFiles(file('合同.pdf', 'application/pdf', Buffer.from('<html>not a pdf</html>')))
    await page.getByText(/只能上传照片/).waitFor()
    await page.getByRole('button', { name: '重新上传' }).waitFor()
    expect(await hasSidewaysScroll(page)).toBe(false)
    await page.getByRole('button', { name: '不传了' }).click()
    await place.setInputFiles(file('𠮷田家的房产证📄第一页.png', 'image/png', png(300, 200)))
    await page.getByRole('img', { name: '𠮷田家的房产证📄第一页.png' }).waitFor()
    expect(await hasSidewaysScroll(page)).toBe(false)
    const id = page.url().split('/').at(-1)

    const office = await visitAs(browser, url, 'intake')
    const desk = office.page
    await desk.goto(`/office/applications/${id}`)
    await desk.getByRole('button', { name: '查看（留痕）' }).click()
    await desk.getByRole('img', { name: '𠮷田家的房产证📄第一页.png' }).waitFor()
    await desk.getByLabel('已核对申请人证件原件').check()
    await finish('业务受理')(desk)
    const [form] = await Promise.all([
      desk.waitForEvent('download'),
      desk.getByRole('link', { name: '用电申请表' }).click(),
    ])
    expect(form.suggestedFilename()).toMatch(/^用电申请表-YK\d+\.pdf$/)
    expect(readPdf(await readFile(await form.path())).join('')).toContain('林小满')

    const site = await visitAs(browser, url, 'surveyor', phone)
    await site.page.goto(`/office/applications/${id}`)
    await pick(site.page, '接入台区', '幸福小区1号公变')
    await site.page.getByText('未接入').first().waitFor()
    await pick(site.page, '类别', /现场照片/)
    await site.page.getByLabel('拍照或选择文件').setInputFiles(file('现场.png', 'image/png', png(310, 200)))
    await site.page.getByRole('img', { name: '现场.png' }).waitFor()
    expect(await hasSidewaysScroll(site.page)).toBe(false)
    await site.page.getByLabel('具备供电条件').check()
    await finish('现场勘查')(site.page)
    expect(site.faults).toEqual([])
    await site.leave()

    await desk.reload()
    await pick(desk, '电价', /^居民/)
    await desk.getByLabel('单相 220 V').check()
    await desk.getByLabel('供电方案', { exact: true }).fill('由幸福小区1号公变低压供电')
    await finish('供电方案编制')(desk)
    await desk.getByRole('button', { name: '按范本生成合同' }).click()
    await desk.getByRole('link', { name: '供用电合同' }).waitFor()
    await desk.getByLabel('合同编号').fill('GYD-LIN')
    await finish('签订供用电合同')(desk)
    await desk.getByLabel('电能表资产号').fill('M-LIN-1')
    await pick(desk, '表计型号', 'eastron-sdm630')
    await pick(desk, '采集终端', /T-MQTT-1/)
    await finish('装表接电')(desk)
    await desk.getByText('归档将按下表变更档案，请核对。').waitFor()
    await desk.getByRole('cell', { name: 'M-LIN-1' }).waitFor()
    expect(await hasSidewaysScroll(desk)).toBe(false)
    await page.reload()
    await page.getByText('户名为“林小满”').waitFor()
    expect(await hasSidewaysScroll(page)).toBe(false)
    await finish('归档')(desk)
    await desk.getByText('归档时从档案读出的实际变更。').waitFor()
    expect(office.faults).toEqual([])
    expect(mine.faults).toEqual([])
    await office.leave()
    await mine.leave()
  })
})
