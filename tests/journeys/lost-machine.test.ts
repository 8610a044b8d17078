import { spawn } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { readKey } from '../../app/home.ts'
import { buildScreens } from '../../app/screens.ts'
import { systemCtx } from '../../db/context.ts'
import { configureSecrets } from '../../db/customers/secrets.ts'
import { makeTemporaryHome, startEmbeddedServer } from '../../db/embedded.ts'
import { createPool, poolDb } from '../../db/pool.ts'
import { pullThePlug, type Started, startProduct, stopProduct } from '../faults/product.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { roomyFolder } from '../support/memory.ts'
import { openBrowser } from './browser.ts'

const cli = fileURLToPath(new URL('../../app/cli.ts', import.meta.url))
const password = 'A long password 1'
const env = { DIANHU_LOG_LEVEL: 'error', DATABASE_URL: '' }

type Home = Awaited<ReturnType<typeof makeTemporaryHome>>

describe('a lost machine', () => {
  let lost: Home
  let other: Home
  let kept: Home
  let product: Started
  let browser: Browser

  const start = ({ home }: Home) =>
    startProduct(['--no-town', '--home', home, '--port', '0', '--mqtt-port', '0', '--role', 'web'], env)

  async function dianhu(...args: string[]) {
    const child = spawn(process.execPath, [cli, ...args], { env: { PATH: process.env.PATH, ...env } })
    const code = new Promise<number | null>((resolve) => child.once('close', resolve))
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
    return { code: await code, out, err }
  }

  /** An agent searches for a customer by phone, sees the file, and looks at the whole number. */
  async function findChen(url: string) {
    const context = await browser.newContext({ baseURL: url, locale: 'zh-CN', reducedMotion: 'reduce' })
    const page = await context.newPage()
    await page.goto('/login')
    await page.getByLabel('用户名').fill('lin')
    await page.getByLabel('密码', { exact: true }).fill(password)
    await page.getByRole('button', { name: '登录', exact: true }).click()
    await page.waitForURL((at) => at.pathname.startsWith('/desk'))
    const found = await page.evaluate(async () => {
      const hits = await (await fetch('/api/customers/accounts?q=13800138000')).json()
      const [{ accountNo }] = hits.accounts
      const path = `/api/customers/accounts/${accountNo}/phone-reveals`
      const headers = { 'content-type': 'application/json' }
      const revealed = await fetch(path, { method: 'POST', body: '{}', headers })
      return { accountNo, phone: (await revealed.json()).phone }
    })
    await page.goto(`/desk/accounts/${found.accountNo}`)
    await context.close()
    return found
  }

  beforeAll(async () => {
    await buildScreens()
    ;[lost, other, kept] = [
      await makeTemporaryHome('lost', roomyFolder()),
      await makeTemporaryHome('other', roomyFolder()),
      await makeTemporaryHome('kept', roomyFolder()),
    ]
    await rm(kept.home, { recursive: true })
    product = await start(lost)
    const server = await startEmbeddedServer({ home: lost.home, database: 'dianhu' })
    const pool = createPool(server.url, 2)
    const ctx = systemCtx(poolDb(pool), new Date('2026-01-02T00:00:00Z'), 'test')
    const network = await layNetwork(ctx)
    configureSecrets(await readKey(lost.home))
    await openChenGuilan(ctx, network)
    await addUser(
      { ...ctx, now: new Date() },
      { username: 'lin', name: '林晓', roles: ['agent'], organisationPath: 'X.', password },
    )
    await pool.end()
    browser = await openBrowser()
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    if (product) await pullThePlug(product, other.home)
    for (const place of [lost, other, kept]) await place.remove()
  })

  test('comes back on another from its latest backup: log-ins, files, and people’s numbers', async () => {
    const before = await findChen(product.url)
    expect(before.phone).toBe('13800138000')
    expect(await dianhu('backup', kept.home, '--home', lost.home)).toMatchObject({ code: 0, err: '' })
    await pullThePlug(product, lost.home)
    await rm(lost.home, { recursive: true })
    // Somebody else's hands on the new machine: a folder that is there, and nothing in it.
    await writeFile(join(other.home, 'note'), '')
    const restored = await dianhu('restore', kept.home, '--home', other.home, '--json')
    expect([restored.code, restored.err]).toEqual([0, ''])
    expect(JSON.parse(restored.out)).toMatchObject({ brokenAuditDay: null })
    product = await start(other)
    expect(await findChen(product.url)).toEqual(before)
    expect(await stopProduct(product)).toBe(0)
  }, 180_000)
})
