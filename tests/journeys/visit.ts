import type { Browser, Page } from 'playwright-core'

const PASSWORD = 'dianhu-demo'
export const phone = { width: 390, height: 844 }
export const desktop = { width: 1440, height: 900 }

export type Visit = { page: Page; faults: string[]; leave: () => Promise<void> }

/** Somebody logs in at the front door; what the page reports as broken is kept for the test to look at. */
export async function visitAs(browser: Browser, url: string, username: string, viewport = desktop): Promise<Visit> {
  // Without motion: on a machine under load a list that fades, or a dialog that flies in, takes a click for another.
  const manner = { locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce' } as const
  const context = await browser.newContext({ viewport, baseURL: url, ...manner })
  const page = await context.newPage()
  const faults: string[] = []
  page.setDefaultTimeout(20_000)
  page.on('pageerror', (fault) => faults.push(fault.message))
  await page.goto('/login')
  await page.getByLabel('用户名').fill(username)
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.waitForURL((at) => at.pathname !== '/login')
  return { page, faults, leave: () => context.close() }
}

/** Something on the page is wider than the screen, and stays so once the page has been drawn for its new size. */
export async function hasSidewaysScroll(page: Page): Promise<boolean> {
  const fits = () => document.documentElement.scrollWidth <= document.documentElement.clientWidth
  return page.waitForFunction(fits, undefined, { timeout: 5000 }).then(
    () => false,
    () => true,
  )
}

/** Presses a button of the open dialog and waits until it has gone: what was typed there is no sign that it was taken. */
export async function confirmIn(page: Page, name: string | RegExp): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', typeof name === 'string' ? { name, exact: true } : { name }).click()
  await dialog.waitFor({ state: 'hidden' })
}

/** Opens one of antd's select boxes by its label and picks what the text says. */
export async function pick(page: Page, label: string, option: string | RegExp): Promise<void> {
  const box = page.getByLabel(label, { exact: true })
  await box.click()
  // A long list draws only what is in sight; one that can be searched is narrowed first.
  if (typeof option === 'string' && (await box.isEditable())) await box.fill(option)
  await page.locator('.ant-select-item-option').filter({ hasText: option }).first().click()
}

/** A valid number of a person who does not exist (GB 11643 check character). */
export function identityNumber(serial: number): string {
  const body = `330281199001${String(10 + (serial % 18)).padStart(2, '0')}${String(serial % 1000).padStart(3, '0')}`
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, place) => total + weight * Number(body[place]), 0)
  return `${body}${'10X98765432'[sum % 11]}`
}
