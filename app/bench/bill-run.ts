import type pg from 'pg'
import { runBills, type Usage, type UsagePort } from '../../billing/index.ts'
import { systemCtx } from '../../db/context.ts'
import { poolDb } from '../../db/pool.ts'
import { daysBetween } from '../../db/time.ts'
import { CITY_PATH, layAccounts, type Mix } from './bill-run-accounts.ts'
import { copyRows, readRows } from './copying.ts'
import { type BenchResult, measureSeconds, toResult } from './result.ts'
import { openWorkshop } from './workshop.ts'

/** 85 % homes with tiers and time of use, 13 % commercial, 2 % two-part with a power factor. */
const mix: Mix = { homes: 170_000, shops: 26_000, plants: 4_000 }
const ACCOUNTS = mix.homes + mix.shops + mix.plants
const MONTHS = ['2026-01', '2026-02']
const TARGET_BILLS_PER_SECOND = 2000
const SAMPLE_MS = 500
const tables = ['bill', 'bill_line', 'bill_segment', 'bill_register'] as const

/**
 * A city's accounts billed for two months, rated, checked and stored with their lines, parts and registers; each month
 * against raw COPY of the very rows that it made. Registers come from memory: collecting them is metering's bench.
 */
export async function benchBillRun(): Promise<BenchResult[]> {
  const workshop = await openWorkshop(0)
  try {
    await layAccounts(workshop.pool, mix)
    const results: BenchResult[] = []
    for (const billMonth of MONTHS) results.push(await benchMonth(workshop.pool, billMonth))
    return results
  } finally {
    await workshop.close()
  }
}

async function benchMonth(pool: pg.Pool, billMonth: string): Promise<BenchResult> {
  const now = new Date(Date.parse(`${billMonth}-01T02:00:00+08:00`) + 31 * 86_400_000)
  const ctx = systemCtx(poolDb(pool), now, 'bench')
  const memory = watchMemory()
  let issued = 0
  let held = 0
  const seconds = await measureSeconds(async () => {
    const run = await runBills(ctx, { billMonth, organisationPath: CITY_PATH }, usages)
    if (run.parked > 0) throw new Error(`${run.parked} bills were parked: ${await parkedReasons(pool)}`)
    issued = run.issued
    held = run.held
  })
  const used = memory.stop()
  const { rows, seconds: copied } = await copyMonth(pool, billMonth)
  return toResult({
    name: `bill-run-${billMonth}`,
    value: (issued + held) / seconds,
    unit: 'bills/s',
    limit: ACCOUNTS / copied,
    target: null,
    detail: {
      ...{ accounts: ACCOUNTS, issued, held, rows, targetBillsPerSecond: TARGET_BILLS_PER_SECOND },
      ...{ limit: 'raw COPY of the rows that the run made', ...used },
    },
  })
}

async function parkedReasons(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query('select distinct reason, detail from parked_bill limit 3')
  return JSON.stringify(rows)
}

/** Every row of the month, copied into empty tables of their like. */
async function copyMonth(pool: pg.Pool, billMonth: string): Promise<{ rows: number; seconds: number }> {
  let seconds = 0
  let rows = 0
  for (const table of tables) {
    const of = table === 'bill' ? 'id' : 'bill_id'
    const text = await readRows(
      pool,
      `select * from ${table} where ${of} in (select id from bill where bill_month = '${billMonth}')`,
    )
    await pool.query(`drop table if exists copied_${table}`)
    await pool.query(`create table copied_${table} (like ${table} including all)`)
    seconds += await measureSeconds(() => copyRows(pool, `copied_${table}`, text))
    const counted = await pool.query(`select count(*)::int as rows from copied_${table}`)
    rows += counted.rows[0].rows
  }
  return { rows, seconds }
}

/** Heap at the end of each quarter of the time, in MiB: a run that grows shows in the last. */
function watchMemory() {
  const samples: number[] = []
  const timer = setInterval(() => samples.push(process.memoryUsage().rss / 2 ** 20), SAMPLE_MS).unref()
  return {
    stop() {
      clearInterval(timer)
      const quarter = (n: number) =>
        Math.round(Math.max(0, ...samples.slice((samples.length * n) / 4, (samples.length * (n + 1)) / 4)))
      return { rssMiBByQuarter: [0, 1, 2, 3].map(quarter) }
    },
  }
}

const BEGINS = '2026-01-01'

/** What each account uses is told by its number: the same every time, and never conspicuous. */
const usages: UsagePort = async (_ctx, requests) =>
  requests.map(({ pointId, from, to }): Usage => {
    const days = (at: Date) => daysBetween(BEGINS, new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10))
    const kind = pointId <= mix.homes ? 'home' : pointId <= mix.homes + mix.shops ? 'shop' : 'plant'
    const dailyWh = { home: 4_000 + (pointId % 97) * 100, shop: 20_000 + (pointId % 31) * 1_000, plant: 9_000 }[kind]
    const use = (share: number) => {
      const [startWh, endWh] = [Math.round(days(from) * dailyWh * share), Math.round(days(to) * dailyWh * share)]
      return { startWh, endWh, energyWh: endWh - startWh }
    }
    const byRole =
      kind === 'home'
        ? { importTotal: use(1), importValley: use(0.4) }
        : kind === 'shop'
          ? { importTotal: use(1) }
          : {
              ...{ importTotal: use(1), importSharp: use(0), importPeak: use(0.4), importFlat: use(0.25) },
              ...{ importValley: use(0.35), importDeepValley: use(0), q1: use(0.4), q4: use(0.02) },
            }
    const multiplier = kind === 'plant' ? 40 : 1
    return { segments: [{ deviceId: pointId, multiplier, byRole }], quality: 'measured', missing: false }
  })
