import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { glob, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type EmbeddedServer, makeTemporaryHome, startEmbeddedServer } from '../../db/embedded.ts'
import { findPostmaster, killAll, listTree } from '../faults/process-tree.ts'
import { roomyFolder } from '../support/memory.ts'

describe('the embedded server', () => {
  let place: { home: string; remove: () => Promise<void> }
  let children: ChildProcess[] = []
  const data = () => join(place.home, 'postgres')
  const start = () => startEmbeddedServer({ home: place.home, database: 'dianhu' })

  beforeEach(async () => {
    place = await makeTemporaryHome('embedded', roomyFolder())
    children = []
  })
  afterEach(async () => {
    vi.unstubAllEnvs()
    for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await killServer()
    await place.remove()
  })

  async function ask<T>(server: EmbeddedServer, sql: string): Promise<T[]> {
    const client = new pg.Client(server.url)
    client.on('error', () => {})
    await client.connect()
    const { rows } = await client.query(sql)
    await client.end()
    return rows as T[]
  }
  async function killServer(): Promise<void> {
    const postmaster = await findPostmaster(data())
    if (postmaster) await killAll(await listTree(postmaster))
  }
  /** A process that starts the server, says so, and is then in the way of nothing but `kill -9`. */
  function startInAChild(): ChildProcess {
    const script = `
      const { startEmbeddedServer } = await import(${JSON.stringify(new URL('../../db/embedded.ts', import.meta.url).href)})
      await startEmbeddedServer({ home: ${JSON.stringify(place.home)}, database: 'dianhu' })
      console.log('started')
      setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    children.push(child)
    return child
  }

  test('starts in an empty home, and keeps what it was told until the next start', async () => {
    const first = await start()
    expect(first.adopted).toBe(false)
    await ask(first, `create table kept as select 42 as n`)
    await first.stop()
    await expect(ask(first, 'select 1')).rejects.toThrow()
    const second = await start()
    expect(second.adopted).toBe(false)
    expect(await ask(second, 'select n from kept')).toEqual([{ n: 42 }])
    await second.stop()
  })

  test('speaks UTF-8 and compares Chinese whatever the language of the shell', async () => {
    for (const name of ['LANG', 'LC_ALL', 'LC_CTYPE', 'LANGUAGE']) vi.stubEnv(name, undefined)
    const server = await start()
    expect(await ask(server, 'show server_encoding')).toEqual([{ server_encoding: 'UTF8' }])
    expect(
      await ask(server, `select char_length('电户') as n, 'É' ilike 'é' as same, '幸福小区' ~ '^\\w+$' as word`),
    ).toEqual([{ n: 2, same: true, word: true }])
    await server.stop()
  })

  test('listens on the loopback only, and asks for the password', async () => {
    const server = await start()
    expect(await ask(server, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
    const url = new URL(server.url)
    url.password = 'guessed'
    await expect(ask({ ...server, url: url.toString() }, 'select 1')).rejects.toThrow('password authentication failed')
    await server.stop()
  })

  test('is adopted where a killed process left it running', async () => {
    const child = startInAChild()
    if (child.stdout) await once(child.stdout, 'data')
    const before = await findPostmaster(data())
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await findPostmaster(data())).toBe(before)
    const server = await start()
    expect(server.adopted).toBe(true)
    expect(await findPostmaster(data())).toBe(before)
    expect(await ask(server, 'select 1 as n')).toEqual([{ n: 1 }])
    await server.stop()
    expect(await findPostmaster(data())).toBeNull()
  })

  test.each(['with all its processes', 'alone'])(
    'recovers what was committed when kill -9 took it %s',
    async (which) => {
      const server = await start()
      await ask(server, `create table kept (n int)`)
      for (let n = 1; n <= 20; n++) await ask(server, `insert into kept values (${n})`)
      const open = new pg.Client(server.url)
      open.on('error', () => {})
      await open.connect()
      await open.query('begin')
      await open.query('insert into kept values (999)')
      const postmaster = (await findPostmaster(data())) ?? 0
      await killAll(which === 'alone' ? [postmaster] : await listTree(postmaster))
      const again = await start()
      expect(again.adopted).toBe(false)
      expect(await ask(again, 'select count(*)::int as n, max(n) as most from kept')).toEqual([{ n: 20, most: 20 }])
      await again.stop()
    },
  )

  test('starts where the pid file names a process that is a stranger’s', async () => {
    const server = await start()
    await ask(server, `create table kept as select 42 as n`)
    const file = join(data(), 'postmaster.pid')
    const lines = (await readFile(file, 'utf8')).split('\n')
    await killServer()
    await writeFile(file, [String(process.pid), ...lines.slice(1)].join('\n'))
    const again = await start()
    expect(again.adopted).toBe(false)
    expect(await ask(again, 'select n from kept')).toEqual([{ n: 42 }])
    await again.stop()
  })

  test.each(['with all its processes', 'alone'])(
    'starts anew where kill -9 took its maker, while making it, %s',
    async (which) => {
      const child = startInAChild()
      // Wherever it is being made: its first file is there, its last is not.
      while ((await Array.fromAsync(glob('postgres*/PG_VERSION', { cwd: place.home }))).length === 0)
        await new Promise((resolve) => setTimeout(resolve, 2))
      const [top, ...rest] = await listTree(child.pid ?? 0)
      // What the product had started may live a little longer than the product, and go on writing.
      await killAll(which === 'alone' ? [top ?? 0] : [top ?? 0, ...rest])
      const server = await start()
      await killAll(rest)
      expect(await ask(server, 'select 1 as n')).toEqual([{ n: 1 }])
      await server.stop()
    },
  )

  test('waits for one that is just starting or stopping', async () => {
    const [first, second] = [await start(), start]
    const stopping = first.stop()
    const server = await second()
    await stopping
    expect(await ask(server, 'select 1 as n')).toEqual([{ n: 1 }])
    await server.stop()
  })
})
