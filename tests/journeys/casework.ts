import type { Browser, Page } from 'playwright-core'
import { expect } from 'vitest'
import { desktop, hasSidewaysScroll, pick, visitAs } from './visit.ts'

export type Act = (page: Page) => Promise<unknown>

/** Somebody opens a page, does what he came for, and leaves it without a fault. */
export async function workAs(
  { browser, url, role, size = desktop }: { browser: Browser; url: string; role: string; size?: typeof desktop },
  path: string,
  ...acts: Act[]
): Promise<void> {
  const { page, faults, leave } = await visitAs(browser, url, role, size)
  await page.goto(path)
  for (const act of acts) await act(page)
  expect(await hasSidewaysScroll(page)).toBe(false)
  expect(faults).toEqual([])
  await leave()
}

export const finish = (step: string) => async (page: Page) => {
  await page.getByRole('button', { name: `完成${step}` }).click()
  await page.getByText(`${step}已完成`).waitFor()
}
export const check = (label: string) => (page: Page) => page.getByLabel(label).check()
export const fill = (label: string, text: string) => (page: Page) => page.getByLabel(label, { exact: true }).fill(text)
export const choose = (label: string, option: string | RegExp) => (page: Page) => pick(page, label, option)

/** What the applicant brought to the counter, his papers among it. */
export const bring =
  (...papers: string[]) =>
  async (page: Page) => {
    const panel = page.locator('section').filter({ has: page.getByRole('heading', { name: '办理：业务受理' }) })
    await panel.getByRole('button', { name: '添加材料' }).first().waitFor()
    for (const paper of papers) {
      // What the applicant said that he has is listed already.
      const listed = await panel.getByLabel('类别').count()
      await panel.getByRole('button', { name: '添加材料' }).first().click()
      await panel.getByLabel('类别').nth(listed).click()
      await page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: paper }).click()
      // The list goes away slowly: the next one would be taken for it.
      await page.locator('.ant-select-dropdown:visible').waitFor({ state: 'hidden' })
    }
    await page.getByLabel('已核对申请人证件原件').check()
  }
