import type pg from 'pg'
import { systemCtx } from '../../db/context.ts'
import { poolDb } from '../../db/pool.ts'
import { bringNow } from '../bringing/bringings.ts'
import { bringingPorts } from '../bringing/ports-of-departments.ts'
import { shapes } from '../bringing/rules/check.ts'
import { copyRows, readRows } from './copying.ts'
import { type BenchResult, measureSeconds, toResult } from './result.ts'
import { openWorkshop } from './workshop.ts'

const ACCOUNTS = 100_000
const AIM_SECONDS = 300
const tables = ['identity', 'customer', 'account', 'account_term', 'metering_point', 'point_term', 'timeline_entry']

/**
 * A company's accounts brought from one CSV: read, checked, enciphered, written and counted again, and the same file a
 * second time, which changes nothing. Limit: raw COPY of the very rows into empty tables of their like, indexes and all.
 */
export async function benchBring(): Promise<BenchResult[]> {
  const workshop = await openWorkshop(0)
  try {
    const { pool } = workshop
    const ctx = systemCtx(poolDb(pool), new Date('2026-11-29T10:00:00+08:00'), 'bench')
    const bytes = writeAccounts()
    const bringing = { kind: 'customers' as const, bytes, mayUpdate: false, fileName: 'accounts.csv' }
    const first = await measureSeconds(() => bringNow(ctx, bringing, bringingPorts))
    const { rows, seconds } = await copyAgain(pool)
    let unchanged = 0
    const second = await measureSeconds(async () => {
      unchanged = (await bringNow(ctx, bringing, bringingPorts)).report.counts.unchanged
    })
    return [
      toResult({
        name: 'bring',
        value: ACCOUNTS / first,
        unit: 'accounts/s',
        limit: ACCOUNTS / seconds,
        target: null,
        detail: {
          ...{ accounts: ACCOUNTS, rows, seconds: Math.round(first), aim: `${ACCOUNTS} accounts in ${AIM_SECONDS} s` },
          ...{ againSeconds: Math.round(second), unchanged, limit: 'raw COPY of the rows that it made' },
        },
      }),
    ]
  } finally {
    await workshop.close()
  }
}

function writeAccounts(): Buffer {
  const head = shapes.customers.columns.map(({ title }) => title).join(',')
  const lines = Array.from({ length: ACCOUNTS }, (_, n) => {
    const serial = String(n).padStart(7, '0')
    const phone = `138${String(n).padStart(8, '0')}`
    const address = `府前路${Math.floor(n / 50) + 1}号${(n % 50) + 1}室`
    return `330299${serial},测试${n},个人,身份证,${identityNumber(n)},${phone},${address},B.,测试台区,居民,8,SH-RES-TIER,,,3,2019-05-01,`
  })
  return Buffer.from([head, ...lines].join('\n'))
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** Of a person who does not exist (GB 11643 check character). */
function identityNumber(n: number): string {
  const born = new Date(Date.UTC(1950, 0, 1 + Math.floor(n / 1000))).toISOString().slice(0, 10).replaceAll('-', '')
  const body = `330281${born}${String(n % 1000).padStart(3, '0')}`
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(body[place]), 0)
  return `${body}${'10X98765432'[sum % 11]}`
}

async function copyAgain(pool: pg.Pool): Promise<{ rows: number; seconds: number }> {
  let seconds = 0
  let rows = 0
  for (const table of tables) {
    const text = await readRows(pool, `select * from ${table}`)
    await pool.query(`create table copied_${table} (like ${table} including all)`)
    seconds += await measureSeconds(() => copyRows(pool, `copied_${table}`, text))
    rows += Number((await pool.query(`select count(*) as rows from copied_${table}`)).rows[0].rows)
    await pool.query(`drop table copied_${table}`)
  }
  return { rows, seconds }
}
