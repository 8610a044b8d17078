import { spawn } from 'node:child_process'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeTemporaryHome } from '../../db/embedded.ts'
import { roomyFolder } from '../support/memory.ts'
import { findPostmaster, killAll } from './process-tree.ts'
import { pullThePlug, type Started, startProduct, stopProduct } from './product.ts'

describe('a home', () => {
  let place: { home: string; remove: () => Promise<void> }
  let product: Started
  const args = () => ['--no-town', '--home', place.home, '--port', '0', '--mqtt-port', '0']
  const env = { DIANHU_ROLE: 'worker', DIANHU_LOG_LEVEL: 'error' }

  beforeAll(async () => {
    place = await makeTemporaryHome('home', roomyFolder())
    // Left by a product that was killed: a process of another program has its number now.
    await writeFile(join(place.home, 'pid'), `${process.pid} 1`)
    product = await startProduct(args(), env)
  })
  afterAll(async () => {
    if (product) await pullThePlug(product, place.home)
    await place.remove()
  })

  test('is one product’s: a second is refused by name, and the first goes on', async () => {
    const cli = fileURLToPath(new URL('../../app/cli.ts', import.meta.url))
    const second = spawn(process.execPath, [cli, 'start', ...args()], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const said = text(second.stderr)
    const code = await new Promise((resolve) => second.once('exit', resolve))
    expect(await said).toContain(`home: ${place.home} is in use by process ${product.process.pid}`)
    expect(code).toBe(2)
    const ready = await fetch(`${product.url}/readyz`)
    expect([ready.status, await ready.json()]).toEqual([200, { ok: true }])
  })

  test('is taken over, its database running on, when kill -9 took the product alone', async () => {
    const data = join(place.home, 'postgres')
    const postmaster = await findPostmaster(data)
    expect(postmaster).not.toBeNull()
    if (product.process.pid) await killAll([product.process.pid])
    product = await startProduct(args(), env)
    expect(await findPostmaster(data)).toBe(postmaster)
    expect((await fetch(`${product.url}/readyz`)).status).toBe(200)
  })

  test('is not entered where a port is taken, which is told by name before anything starts', async () => {
    const port = new URL(product.url).port
    const other = await makeTemporaryHome('ports')
    for (const [flag, taken] of [
      ['--port', ['--port', port, '--mqtt-port', '0']],
      ['--mqtt-port', ['--port', '0', '--mqtt-port', port]],
    ] as const) {
      const started = startProduct(['--no-town', '--home', other.home, ...taken], env)
      const said = new RegExp(`ended with 2 .*${flag.slice(2)}: 127.0.0.1:${port} is taken`, 's')
      await expect(started).rejects.toThrow(said)
    }
    expect(await readdir(other.home)).toEqual([])
    await other.remove()
  })

  test('is free again after a clean stop, which ends with 0 and leaves no process', async () => {
    const pidFile = join(place.home, 'pid')
    expect(await readFile(pidFile, 'utf8')).toContain(String(product.process.pid))
    expect(await stopProduct(product)).toBe(0)
    await expect(readFile(pidFile)).rejects.toThrow('ENOENT')
    await expect(readFile(join(place.home, 'postgres', 'postmaster.pid'))).rejects.toThrow('ENOENT')
    await expect(fetch(`${product.url}/healthz`)).rejects.toThrow()
    product = await startProduct(args(), env)
    expect((await fetch(`${product.url}/healthz`)).status).toBe(200)
  })
})
