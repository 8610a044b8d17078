import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { buildScreens } from '../../app/screens.ts'
import type { App } from '../../db/department.ts'
import { findApplication, submitApplication } from '../../intake/applications.ts'
import { createIntake } from '../../intake/index.ts'
import { completeStep } from '../../intake/steps.ts'
import { inputsFor, linXiaoman, ports } from '../intake/lin-xiaoman.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { serveAt } from '../support/http.ts'
import { openBrowser } from './browser.ts'
import { phone, visitAs } from './visit.ts'

/** Stands before the product; from `publish` on it serves the worker of a newer build. */
async function openGate(port: number): Promise<{ url: string; publish: () => void; server: Server }> {
  let isNewer = false
  const server = createServer((from, to) => {
    const { method, url, headers } = from
    const asked = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      if (!isNewer || url !== '/field-worker.js') {
        to.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(to)
        return
      }
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () => {
        const text = Buffer.concat(chunks)
          .toString()
          .replace(/'dianhu-field-\w+'/, `'dianhu-field-newer'`)
        to.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'no-cache' }).end(text)
      })
    })
    asked.on('error', () => to.destroy())
    // A packed worker could not be rewritten.
    asked.removeHeader('accept-encoding')
    from.pipe(asked)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port: own } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${own}`, publish: () => (isNewer = true), server }
}

describe('a newer build while a page with unsent work is open', () => {
  const database = useDatabase()
  const office = (now = '2026-11-19T09:00:00+08:00') => ({
    ...database.ctx(now, { username: 'clerk', roles: ['intake'] }),
    scope: 'X.',
  })
  let app: App
  let browser: Browser
  let gate: Awaited<ReturnType<typeof openGate>>
  let id = 0

  beforeAll(async () => {
    await buildScreens()
    const ctx = database.ctx('2026-01-02T08:00:00+08:00', { username: 'setup', roles: ['intake'] })
    const network = await layNetwork(ctx)
    const wang = { username: 'wang', name: '王师傅', password: 'dianhu-demo', organisationPath: 'X.' }
    await addUser(ctx, { ...wang, roles: ['surveyor'] })
    id = (await submitApplication(office('2026-11-16T08:00:00+08:00'), linXiaoman, ports)).id
    await completeStep(office('2026-11-16T09:00:00+08:00'), id, inputsFor(network).accept, ports)
    app = await serveAt(database, [createIntake(ports)], '2026-11-19T12:00:00+08:00')
    await app.listen({ port: 0, host: '127.0.0.1' })
    gate = await openGate((app.server.address() as AddressInfo).port)
    browser = await openBrowser()
  }, 240_000)
  afterAll(async () => {
    await browser?.close()
    gate?.server.close()
    await app?.close()
  })

  test('keeps it through the change of workers, and sends it once', async () => {
    const { page, faults } = await visitAs(browser, gate.url, 'wang', phone)
    await page.goto('/field')
    await page.getByText('没有网络时也能打开本页').waitFor()
    await page.goto(`/field/${id}/survey`)
    await page.context().setOffline(true)
    await page.getByLabel('原因（客户也会看到）').fill('配电房没有位置')
    await page.getByRole('button', { name: '提交：无法供电' }).click()
    await page.getByText('待上传：还没有送到', { exact: false }).waitFor()

    gate.publish()
    // The way to the entries stays shut until the newer worker has the page.
    await page.route('**/field-entries', (route) => route.abort())
    await page.context().setOffline(false)
    const isWaiting = () =>
      page.evaluate(async () => {
        const registration = await navigator.serviceWorker.getRegistration('/field')
        await registration?.update().catch(() => {})
        return registration?.waiting !== null
      })
    await expect.poll(isWaiting, { timeout: 30_000, interval: 500 }).toBe(true)
    // The older worker holds its pages until they go; this one is outside of what it serves.
    await page.goto('/api/nowhere')
    await expect
      .poll(async () => (await page.evaluate(() => caches.keys())).join(), { timeout: 30_000 })
      .toBe('dianhu-field-newer')
    expect((await findApplication(office(), id)).openSteps).toMatchObject([{ step: 'survey' }])

    await page.unroute('**/field-entries')
    await page.goto(`/field/${id}/survey`)
    await page.getByText('已上传。', { exact: false }).waitFor({ timeout: 40_000 })
    await page.context().setOffline(true)
    await page.reload()
    await page.getByText('已上传。', { exact: false }).waitFor()
    const { rows } = await database.pool.query('select step from field_entry where application_id = $1', [id])
    expect(rows).toEqual([{ step: 'survey' }])
    const { openSteps, steps } = await findApplication(office(), id)
    expect(openSteps).toMatchObject([{ step: 'accept' }])
    expect(steps.filter(({ state }) => state === 'returned')).toHaveLength(1)
    expect(faults).toEqual([])
  }, 120_000)
})
