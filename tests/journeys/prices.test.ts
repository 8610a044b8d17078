import { describe, expect, test } from 'vitest'
import { createBilling, runBills } from '../../billing/index.ts'
import { openHousehold } from '../billing/households.ts'
import { steadyMeters } from '../billing/meters.ts'
import { useDatabase } from '../support/database.ts'
import { useStage } from './stage.ts'
import { confirmIn, desktop, hasSidewaysScroll, phone } from './visit.ts'

describe('the price book', () => {
  const database = useDatabase()
  const stage = useStage(
    database,
    [
      ['billing', 'billing', 'billing'],
      ['manager', 'manager', 'manager'],
    ],
    async (ctx, network) => {
      const home = { name: '城东面馆', priceCode: 'DEMO-COM-SINGLE', energisedAt: '2026-01-01T00:00:00+08:00' }
      const { pointId } = await openHousehold(ctx, network, home)
      const meters = steadyMeters(new Map([[pointId, { dailyWh: 50_000 }]]))
      for (const billMonth of ['2026-01', '2026-02']) {
        await runBills(database.ctx('2026-03-01T08:00:00+08:00'), { billMonth }, meters)
      }
      return [createBilling(meters)]
    },
  )

  test('a price dated in the past is drafted by the clerk, reviewed by the manager and published with a decision', async () => {
    const { page, faults, leave } = await stage.visit('billing')
    await page.getByRole('link', { name: '电价目录' }).click()
    await page.getByRole('link', { name: '工商业单一制(示范价)' }).last().click()
    await page.getByRole('button', { name: '以此起草新版本' }).click()
    await page.getByLabel('执行起日').fill('2026-02-01')
    await page.getByLabel('元/千瓦时').fill('七毛二')
    await page.getByRole('button', { name: '保存草稿' }).click()
    await page.getByText('写成十进制数，如 0.617').waitFor()
    await page.getByLabel('元/千瓦时').fill('0.72')
    await page.getByRole('button', { name: '保存草稿' }).click()
    await page.getByText('与 DEMO-COM-SINGLE@2020-01-01 相比').waitFor()
    await page.getByText('+0.02').waitFor()
    await page.getByText('涉及已发行账单').waitFor()
    await page.getByRole('button', { name: '复核', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: '复核', exact: true }).click()
    await page.getByText('由 billing 起草').waitFor()
    expect(faults).toEqual([])
    await leave()

    const manager = await stage.visit('manager')
    await manager.page.goto('/office/prices/DEMO-COM-SINGLE@2026-02-01')
    await manager.page.getByRole('button', { name: '复核', exact: true }).click()
    await manager.page.getByRole('dialog').getByRole('button', { name: '复核', exact: true }).click()
    await manager.page.getByRole('button', { name: '按草稿测算' }).click()
    await manager.page.getByText('多付的户').waitFor()
    await manager.page.getByRole('button', { name: '发布', exact: true }).click()
    const dialog = manager.page.getByRole('dialog')
    await dialog.getByText('多付的户').waitFor()
    await dialog.getByText('2026-02', { exact: true }).last().waitFor()
    await dialog.getByLabel('自下次账单执行').check()
    await dialog.getByLabel('理由').fill('政策自二月起执行')
    await confirmIn(manager.page, '发布')
    await manager.page.getByText('办理记录').waitFor()
    await manager.page.getByText('政策自二月起执行').waitFor()
    // The line of time follows: the old version gave way, nothing is a draft any more.
    await manager.page.getByText('2020-01-01 至 2026-02-01').waitFor()
    expect(await manager.page.getByText('草稿', { exact: true }).count()).toBe(0)
    expect(manager.faults).toEqual([])
    await manager.leave()
  })

  test.each([
    ['on a desk', desktop],
    ['on a phone', phone],
  ])('the pages of the price book fit %s', async (_name, viewport) => {
    const { page, faults, leave } = await stage.visit('manager', viewport)
    for (const [path, said] of [
      ['/office/prices?state=reviewed', '没有符合条件的电价版本'],
      ['/office/prices/HB-IND-2P-10KV-TOU@2026-01-01', '2026-01 到户电价'],
      ['/office/prices/ZJ-RES-TIER-TOU@2020-01-01', '第 3 档'],
      ['/office/prices/NO-SUCH@1', '没有找到'],
      ['/office/prices/reference', '沪发改价管〔2022〕50号'],
    ] as const) {
      await page.goto(path)
      await page.getByText(said).first().waitFor()
      expect(await hasSidewaysScroll(page)).toBe(false)
    }
    expect(faults).toEqual([])
    await leave()
  })
})
