import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keepKey } from '../../app/home.ts'
import { writeBackup } from '../../app/keeping/backup.ts'
import { restoreBackup } from '../../app/keeping/restore.ts'
import { makeRoomFor } from '../../app/keeping/room.ts'
import { findBrokenAuditDay, sealAuditDays } from '../../db/audit.ts'
import { systemCtx } from '../../db/context.ts'
import { publish, type Subscriber } from '../../db/events.ts'
import { createPool, poolDb, transact } from '../../db/pool.ts'
import { deliverEvents } from '../../db/subscriptions.ts'
import { storeReadings } from '../../metering/readings.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { administer, useDatabase } from '../support/database.ts'
import { untilReadable } from '../support/events.ts'

const top = new URL('../..', import.meta.url).pathname

describe('a backup', () => {
  const database = useDatabase()
  const key = randomBytes(32)
  const now = '2026-03-10T09:00:00+08:00'
  let folder = ''
  let backup = ''
  const made: string[] = []
  const pools: pg.Pool[] = []

  /** An empty database on the same server. */
  async function makeEmpty(): Promise<pg.Pool> {
    const name = `empty_${randomBytes(6).toString('hex')}`
    await administer(`create database ${name} template template0`)
    made.push(name)
    const url = new URL(database.url)
    url.pathname = `/${name}`
    const pool = createPool(url.toString(), 2)
    pools.push(pool)
    return pool
  }
  const ctxOf = (pool: pg.Pool) => systemCtx(poolDb(pool), new Date(now), 'test')
  const pay = (pool: pg.Pool, paymentId: number) =>
    transact(ctxOf(pool), (inner) =>
      publish(inner, 'payment.recorded', { paymentId, accountId: 1, amountYuan: '1.00' }),
    )
  function listener(heard: number[], name = 'backup.first'): Subscriber {
    return {
      name,
      kinds: ['payment.recorded'],
      handle: async (_ctx, event) => void heard.push((event.payload as { paymentId: number }).paymentId),
    }
  }
  async function count(pool: pg.Pool, table: string): Promise<number> {
    const { rows } = await pool.query(`select count(*)::int as count from ${table}`)
    return rows[0].count
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dianhu-backup-'))
    backup = join(folder, 'first')
    const ctx = database.ctx('2026-03-01T08:00:00+08:00')
    await openChenGuilan(ctx, await layNetwork(ctx))
    const readings = [1, 2, 3].map((day) => ({
      ...{ meter: 'M-CHEN-1', at: new Date(`2026-03-0${day}T00:15:00+08:00`) },
      values: { importWh: day * 1_000 },
    }))
    await storeReadings(database.ctx(now), { source: 'mqtt', topic: 'test', readings, keep: 'every' })
    await sealAuditDays(database.ctx('2026-03-10T09:00:00+08:00'))
    // Two that both have read, and two that one of them has still to read.
    await pay(database.pool, 1)
    await pay(database.pool, 2)
    await untilReadable(database.pool)
    for (const name of ['backup.first', 'backup.second']) await deliverEvents(database.ctx(now), listener([], name))
    await pay(database.pool, 3)
    await pay(database.pool, 4)
    await untilReadable(database.pool)
    await deliverEvents(database.ctx(now), listener([], 'backup.second'))
    await writeBackup(database.pool, { folder: backup, key, now: new Date(now) })
  }, 120_000)

  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end()))
    for (const name of made) await administer(`drop database if exists ${name} with (force)`)
    await rm(folder, { recursive: true, force: true })
  })

  it('comes back whole: partitions, sealed days, the key, and where each sequence stood', async () => {
    const target = await makeEmpty()
    const restored = await restoreBackup(target, backup)
    expect(restored.key).toEqual(key)
    for (const table of [
      'account',
      'interval_reading',
      'register_reading',
      'audit_entry',
      'statutory_rule',
      'app_user',
    ]) {
      expect([table, await count(target, table)]).toEqual([table, await count(database.pool, table)])
    }
    expect(await count(target, 'interval_reading')).toBe(3)
    expect(await findBrokenAuditDay(ctxOf(target))).toBe(null)
    const next = async (pool: pg.Pool) =>
      (await pool.query(`select nextval('account_serial')::int as next`)).rows[0].next
    expect(await next(target)).toBe(await next(database.pool))
    // References and guards hold again.
    await expect(target.query('update audit_entry set actor = $1', ['other'])).rejects.toThrow()
    await expect(target.query('insert into event_failure values ($1, 99, 1, now(), null, $1)', ['x'])).rejects.toThrow()
  })

  it('leaves each subscriber where it was: what was read is not told again, what was not is told once', async () => {
    const target = await makeEmpty()
    await restoreBackup(target, backup)
    await pay(target, 5)
    await untilReadable(target)
    const [first, second, third]: number[][] = [[], [], []]
    await deliverEvents(ctxOf(target), listener(first ?? [], 'backup.first'))
    await deliverEvents(ctxOf(target), listener(second ?? [], 'backup.second'))
    await deliverEvents(ctxOf(target), listener(third ?? [], 'backup.second'))
    expect([first, second, third]).toEqual([[3, 4, 5], [5], []])
  })

  it('is of one instant, though the product goes on', async () => {
    const busy = join(folder, 'busy')
    const writing = (async () => {
      for (let n = 100; n < 160; n += 1) await pay(database.pool, n)
    })()
    const { tables } = await writeBackup(database.pool, { folder: busy, key, now: new Date(now) })
    await writing
    const rowsOf = (name: string) => tables.find((table) => table.name === name)?.rows
    expect(rowsOf('event')).toBeLessThanOrEqual(await count(database.pool, 'event'))
    await restoreBackup(await makeEmpty(), busy)
  })

  it('is kept from others, and from a folder that holds something', async () => {
    for (const file of await readdir(backup)) expect((await stat(join(backup, file))).mode & 0o077).toBe(0)
    await expect(writeBackup(database.pool, { folder: backup, key, now: new Date(now) })).rejects.toMatchObject({
      code: 'FOLDER_NOT_EMPTY',
    })
  })

  it('that was changed, cut off or mixed up is refused before anything is written', async () => {
    const target = await makeEmpty()
    const broken = join(folder, 'broken')
    await writeBackup(database.pool, { folder: broken, key, now: new Date(now) })
    await writeFile(join(broken, 'account.copy.gz'), 'no longer packed')
    await expect(restoreBackup(target, broken)).rejects.toMatchObject({ code: 'BACKUP_DAMAGED' })
    await writeFile(join(broken, 'identity-key'), randomBytes(32))
    await expect(restoreBackup(target, broken)).rejects.toMatchObject({
      code: 'BACKUP_DAMAGED',
      message: expect.stringContaining('identity-key'),
    })
    await rm(join(broken, 'manifest.json'))
    await expect(restoreBackup(target, broken)).rejects.toMatchObject({ code: 'NOT_A_BACKUP' })
    await expect(target.query('select 1 from migration')).rejects.toThrow(/does not exist/)
    await expect(restoreBackup(database.pool, backup)).rejects.toMatchObject({ code: 'TARGET_NOT_EMPTY' })
  })

  it('is not tried where there is no room for it, which is said before anything is written', async () => {
    const large = join(folder, 'large')
    const written = await writeBackup(database.pool, { folder: large, key, now: new Date(now) })
    expect(written.databaseBytes).toBeGreaterThan(5_000_000)
    const work = join(folder, 'small')
    await mkdir(work)
    const without = { ...written, databaseBytes: undefined }
    for (const said of [written, without]) {
      await writeFile(join(large, 'manifest.json'), JSON.stringify(said))
      await (await makeRoomFor('drill', large, work)).remove()
    }
    await writeFile(join(large, 'manifest.json'), JSON.stringify({ ...written, databaseBytes: 900_000_000_000_000 }))
    await expect(makeRoomFor('drill', large, work)).rejects.toMatchObject({
      code: 'WORK_FOLDER_TOO_SMALL',
      message: expect.stringMatching(/只剩 [\d.]+ GB,约需 900002\.2 GB/),
    })
    expect(await readdir(work)).toEqual([])
  })

  it('is taken, and tried on a server of its own, from the command line', async () => {
    const home = join(folder, 'home')
    const dianhu = async (...args: string[]) => {
      const child = spawn(process.execPath, ['app/cli.ts', ...args], {
        cwd: top,
        env: { ...process.env, DATABASE_URL: '' },
      })
      const exit = new Promise<number | null>((done) => child.on('close', done))
      const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
      return { code: await exit, out, err }
    }
    const at = ['--home', home, '--database-url', database.url]
    const target = join(folder, 'by-command')
    expect(await dianhu('backup', target, ...at)).toMatchObject({ code: 2, err: expect.stringContaining('没有密钥') })
    await keepKey(home, key)
    expect(await dianhu('backup', target, ...at)).toMatchObject({ code: 0, err: '' })
    const work = join(folder, 'work')
    expect(await dianhu('restore', target, '--drill', '--work', work)).toMatchObject({
      code: 2,
      err: expect.stringContaining(`没有目录 ${work}`),
    })
    await mkdir(work)
    // The server's own user has to get there.
    for (const each of [folder, work]) await chmod(each, 0o755)
    const drill = await dianhu('restore', target, '--drill', '--work', work, '--json')
    expect([drill.code, drill.err]).toEqual([0, ''])
    expect(await readdir(work)).toEqual([])
    expect(JSON.parse(drill.out)).toMatchObject({ drill: true, brokenAuditDay: null, rows: expect.any(Number) })
    expect((await dianhu('restore', target, ...at)).code).toBe(2)
  }, 120_000)
})
