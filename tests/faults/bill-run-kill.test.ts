import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { runBills } from '../../billing/index.ts'
import { createPool } from '../../db/pool.ts'
import { listUsages } from '../../metering/index.ts'
import { storeReadings } from '../../metering/readings.ts'
import { openHousehold } from '../billing/households.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const ACCOUNTS = 1_500
const program = fileURLToPath(new URL('bill-run.ts', import.meta.url))
const [billMonth, runAt] = ['2025-02', '2025-03-01T02:00:00+08:00'] as const

describe('kill -9 in the middle of a bill run', () => {
  const database = useDatabase()
  const undisturbed = { url: '', pool: undefined as unknown as pg.Pool }
  const at = (now: string) => database.ctx(now, { username: 'system:bill-run' })

  beforeAll(async () => {
    await fillDatabase()
    await runBills(at('2025-02-01T02:00:00+08:00'), { billMonth: '2025-01' }, listUsages)
    await copyDatabase()
  })
  afterAll(async () => {
    await undisturbed.pool?.end()
    if (undisturbed.url) await administer(`drop database if exists ${nameOf(undisturbed.url)} with (force)`)
  })

  it('is gone on with as the same run: the same bills, none doubled, none missing', async () => {
    // Before the first batch is stored, within the second, and within the third.
    const ends = [-1, 0, 500]
    for (const [kill, bills] of ends.entries()) {
      const child = startRun(database.url)
      await vi.waitFor(
        async () => {
          expect(await listRuns()).toHaveLength(1)
          expect(await countBills()).toBeGreaterThan(bills)
        },
        { timeout: 20_000, interval: 5 },
      )
      if (kill === 0) {
        await expect(runBills(at(runAt), { billMonth }, listUsages)).rejects.toMatchObject({ code: 'RUN_IN_PROGRESS' })
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 30))
      child.kill('SIGKILL')
      await once(child, 'exit')
      // Killed in the middle, or this would prove nothing.
      expect(child.signalCode).toBe('SIGKILL')
      expect(await listRuns()).toMatchObject([{ status: 'running' }])
      await vi.waitFor(async () => expect(await countLocks()).toBe(0), { timeout: 10_000, interval: 20 })
    }
    const [stopped] = await listRuns()
    const last = startRun(database.url)
    expect((await once(last, 'exit'))[0]).toBe(0)
    const finished = await listRuns()
    expect(finished).toMatchObject([{ id: stopped?.id, status: 'finished', accounts: ACCOUNTS }])

    const other = startRun(undisturbed.url)
    expect((await once(other, 'exit'))[0]).toBe(0)
    for (const [what, sql] of Object.entries(outcomes)) {
      const made = (await database.pool.query(sql)).rows
      expect(made.length, what).toBeGreaterThan(0)
      expect(made, what).toEqual((await undisturbed.pool.query(sql)).rows)
    }
  })

  it('counts what was stored, though it was killed before it was counted', async () => {
    const counted = 'select accounts, issued, held, parked, energy_wh, total_yuan from bill_run where bill_month = $1'
    const { rows: before } = await database.pool.query(counted, [billMonth])
    await database.pool.query(
      `update bill_run set status = 'running', accounts = 0, issued = 0, held = 0, energy_wh = 0, total_yuan = 0 where bill_month = $1`,
      [billMonth],
    )
    await runBills(at(runAt), { billMonth }, listUsages)
    expect((await database.pool.query(counted, [billMonth])).rows).toEqual(before)
  })

  it('called once more makes nothing', async () => {
    const before = await countBills()
    const run = await runBills(at(runAt), { billMonth }, listUsages)
    expect(run).toMatchObject({ issued: 0, held: 0 })
    expect(await countBills()).toBe(before)
  })

  /** Households on both prices, shops, one in fifty without a price, and one in twenty that uses ten times as much. */
  async function fillDatabase(): Promise<void> {
    const ctx = at('2025-01-01T04:00:00Z')
    const network = await layNetwork(ctx)
    const codes = ['SH-RES-TIER', 'ZJ-RES-TIER', 'SH-RES-FLAT', 'DEMO-COM-SINGLE']
    const homes = Array.from({ length: ACCOUNTS }, (_, n) => ({
      name: `户${n}`,
      priceCode: n % 50 === 49 ? null : (codes[n % codes.length] ?? null),
      energisedAt: '2025-01-01T00:00:00+08:00',
    }))
    const opened = new Map<number, number>()
    await Promise.all(
      Array.from({ length: 6 }, async (_, lane) => {
        for (let n = lane; n < homes.length; n += 6) {
          const home = homes[n]
          if (home) opened.set((await openHousehold(ctx, network, home)).pointId, n)
        }
      }),
    )
    const { rows } = await database.pool.query(
      `select d.asset_no, i.point_id from installation i join device d on d.id = i.device_id order by i.point_id`,
    )
    for (const [month, day] of ['2025-02-01', '2025-03-01'].entries()) {
      const readings = rows.map(({ asset_no: meter, point_id: pointId }) => {
        const n = opened.get(pointId) ?? 0
        const january = 100_000 + n * 137
        const february = n % 20 === 19 ? january * 10 : january + n * 11
        return { meter, at: new Date(`${day}T00:00:00+08:00`), values: { importWh: january + month * february } }
      })
      const now = at(`${day}T00:30:00+08:00`)
      await storeReadings(now, { source: 'mqtt', topic: 'faults', readings, keep: 'every' })
    }
  }

  /** A second database that is the same to the last id. */
  async function copyDatabase(): Promise<void> {
    const name = `${nameOf(database.url)}_copy`
    await database.pool.end()
    await administer(`create database ${name} template ${nameOf(database.url)}`)
    database.pool = createPool(database.url)
    undisturbed.url = database.url.replace(nameOf(database.url), name)
    undisturbed.pool = createPool(undisturbed.url)
  }

  async function administer(statement: string): Promise<void> {
    const url = new URL(database.url)
    url.pathname = '/postgres'
    const client = new pg.Client(url.toString())
    await client.connect()
    await client.query(statement)
    await client.end()
  }

  async function countBills(): Promise<number> {
    const { rows } = await database.pool.query(`select count(*)::int as n from bill where bill_month = $1`, [billMonth])
    return rows[0].n
  }

  async function listRuns(): Promise<{ id: number; status: string; accounts: number }[]> {
    const sql = `select id, status, accounts from bill_run where bill_month = $1`
    return (await database.pool.query(sql, [billMonth])).rows
  }

  async function countLocks(): Promise<number> {
    const { rows } = await database.pool.query(
      `select count(*)::int as n from pg_locks
       where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
    )
    return rows[0].n
  }
})

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1)
}

function startRun(url: string): ChildProcess {
  return spawn(process.execPath, [program, url, billMonth, runAt], { stdio: ['ignore', 'inherit', 'inherit'] })
}

const ofBill = 'join bill b on b.id = t.bill_id order by b.account_id, b.bill_month, b.bill_no'
const outcomes = {
  bills: `select to_jsonb(b) - array['id', 'run_id'] as row from bill b order by account_id, bill_month, bill_no`,
  lines: `select b.bill_no, to_jsonb(t) - 'bill_id' as row from bill_line t ${ofBill}, t.position`,
  segments: `select b.bill_no, to_jsonb(t) - 'bill_id' as row from bill_segment t ${ofBill}, t.position`,
  registers: `select b.bill_no, to_jsonb(t) - 'bill_id' as row from bill_register t ${ofBill}, t.position`,
  hits: `select b.bill_no, to_jsonb(t) - array['bill_id', 'id'] as row from bill_check_hit t ${ofBill}, t.rule`,
  ledgers: `select * from account_ledger order by account_id`,
  // How often it was tried is another matter.
  parked: `select to_jsonb(p) - array['id', 'attempts'] as row from parked_bill p order by account_id, bill_month`,
  events: `select payload - 'billId' as row from event where kind = 'bill.issued' order by (payload ->> 'accountId')::bigint, payload ->> 'billMonth'`,
  timeline: `select account_id, kind, subject, title_zh, detail - 'billId' as detail from timeline_entry where kind = 'bill' order by account_id, subject`,
  totals: `select bill_month, issued, held, parked, energy_wh, total_yuan, accounts, existing, status from bill_run order by id`,
}
