import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { buildScreens } from '../../app/screens.ts'
import type { Ctx } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { civilDay } from '../../db/time.ts'
import { submitApplication } from '../../intake/applications.ts'
import { findDuplicates } from '../../intake/duplicates/duplicates.ts'
import { createIntake } from '../../intake/index.ts'
import { linXiaoman, ports } from '../intake/lin-xiaoman.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { serveAt } from '../support/http.ts'
import { openBrowser } from './browser.ts'
import { desktop, hasSidewaysScroll, phone, visitAs } from './visit.ts'

const longName = `恒达（上海）${'精密机械制造'.repeat(5)}有限责任公司`

async function openTwice(ctx: Ctx, network: Network): Promise<void> {
  const people = [
    { name: '王建国', address: '幸福小区8幢101室' },
    { name: '王 建国', address: '安溪县幸福小区9幢201室' },
    { name: longName, address: '府前路十二弄3号402室' },
    { name: longName.replace('有限责任公司', '有限公司'), address: '安溪县府前路12弄3号楼402' },
  ]
  for (const [serial, { name, address }] of people.entries()) {
    const kind = name.startsWith('恒达') ? ('organisation' as const) : ('person' as const)
    await openChenGuilan(ctx, network, {
      ...{ customer: { kind, name, phone: `1371111222${Math.floor(serial / 2)}` }, address },
      contract: { contractNo: `HT-D-${serial}`, signedOn: '2025-12-30' },
      meter: {
        ...{
          assetNo: `M-D-${serial}`,
          profile: 'eastron-sdm630',
          phase: 'single',
          ratedCurrentA: 5,
          maximumCurrentA: 60,
        },
        registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
        link: { terminalAssetNo: network.terminalAssetNo, unitId: serial + 10 },
      },
    })
  }
}

describe('a clerk who looks after customers entered twice', () => {
  const database = useDatabase()
  let app: App
  let browser: Browser
  let url: string
  let applicationId: number

  beforeAll(async () => {
    await buildScreens()
    const ctx = database.ctx('2026-01-02T08:00:00+08:00', { username: 'setup', roles: ['intake'] })
    const network = await layNetwork(ctx)
    await openTwice(ctx, network)
    await findDuplicates(ctx)
    const clerk = { username: 'clerk', name: '受理员', password: 'dianhu-demo', organisationPath: 'X.' }
    await addUser(ctx, { ...clerk, roles: ['intake'] })
    const at = `${civilDay(new Date())}T08:30:00+08:00`
    const counter = { ...database.ctx(at, { username: 'clerk', roles: ['intake'] }), scope: 'X.' }
    const applicant = { name: '王建国', identityNumber: '11010519491231002X', phone: '13711112220' }
    applicationId = (await submitApplication(counter, { ...linXiaoman, applicant }, ports)).id
    app = await serveAt(database, [createIntake(ports)], () => new Date())
    url = await app.listen({ port: 0, host: '127.0.0.1' })
    browser = await openBrowser()
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    await app?.close()
  })

  test('says on the application who the applicant is', async () => {
    const { page, faults, leave } = await visitAs(browser, url, 'clerk', desktop)
    await page.goto(`/office/applications/${applicationId}`)
    const panel = page.locator('section', { has: page.getByRole('heading', { name: '疑似同一客户' }) })
    await panel.getByText('电话相同').first().waitFor()
    await panel.getByRole('button', { name: '是同一客户', exact: true }).first().click()
    await panel.getByText('已认定为同一客户，归档时合并').waitFor()
    expect(faults).toEqual([])
    await leave()
  })

  test('merges one pair, sets another apart, and takes the merge back', async () => {
    const { page, faults, leave } = await visitAs(browser, url, 'clerk', desktop)
    await page.goto('/office/duplicates')
    const people = page.getByRole('region', { name: /^王建国/ })
    await people.getByRole('button', { name: '合并为同一客户' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: '合并为同一客户' }).click()
    await dialog.getByText('请填写').first().waitFor()
    await dialog.getByLabel('认定依据', { exact: false }).fill('本人到场核对身份证')
    await dialog.getByRole('button', { name: '合并为同一客户' }).click()
    await people.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: '不是同一客户' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '不是同一客户' }).click()
    await page.getByText('没有疑似重复的客户').waitFor()
    await page.getByText('合并记录').click()
    await page.getByText('王建国 ← 王 建国').waitFor()
    await page.getByRole('button', { name: /撤\s*销/ }).click()
    await page.getByRole('dialog').getByLabel('撤销原因').fill('系父子')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /确\s*定/ })
      .click()
    await page.getByText('撤销：系父子').waitFor()
    expect(faults).toEqual([])
    await leave()
  })

  test('finds her way on a phone', async () => {
    const { page, faults, leave } = await visitAs(browser, url, 'clerk', phone)
    await page.goto('/office/duplicates?tab=merges')
    await page.getByText('撤销：系父子').waitFor()
    expect(await hasSidewaysScroll(page)).toBe(false)
    expect(faults).toEqual([])
    await leave()
  })
})
