import type pg from 'pg'
import { type Ctx, systemCtx } from '../../db/context.ts'
import { poolDb } from '../../db/pool.ts'
import { bringNow, type NamedBringing } from '../bringing/bringings.ts'
import { bringingPorts } from '../bringing/ports-of-departments.ts'
import { shapes } from '../bringing/rules/check.ts'
import type { Kind } from '../bringing/rules/shape.ts'
import { copyRows, readRows } from './copying.ts'
import { type BenchResult, measureSeconds, toResult } from './result.ts'
import { openWorkshop } from './workshop.ts'

const ACCOUNTS = 100_000
const AIM_SECONDS = 300

type Sheet = {
  name: string
  kind: Kind
  unit: string
  write: () => Buffer
  /** Where most of its rows go. */
  tables: string[]
}

const sheets: Sheet[] = [
  {
    ...{ name: 'bring', kind: 'customers', unit: 'accounts/s', write: writeAccounts },
    tables: ['identity', 'customer', 'account', 'account_term', 'metering_point', 'point_term', 'timeline_entry'],
  },
  {
    ...{ name: 'bring-readings', kind: 'readings', unit: 'readings/s', write: writeReadings },
    tables: ['register_reading', 'latest_reading', 'billing_opening'],
  },
  {
    ...{ name: 'bring-balances', kind: 'balances', unit: 'documents/s', write: writeBalances },
    tables: ['account_charge', 'account_charge_line', 'opening_balance'],
  },
]

/**
 * A company's accounts brought from one CSV: read, checked, enciphered, written and counted again, and the same file a
 * second time, which changes nothing; then a reading from which bills go on and a debt of each. Limit: raw COPY of the very
 * rows into empty tables of their like, indexes and all.
 */
export async function benchBring(): Promise<BenchResult[]> {
  const workshop = await openWorkshop(0)
  try {
    const { pool } = workshop
    const ctx = systemCtx(poolDb(pool), new Date('2026-11-29T10:00:00+08:00'), 'bench')
    const results: BenchResult[] = []
    for (const sheet of sheets) {
      if (sheet.kind === 'readings') await bringNow(ctx, toBringing('meters', writeMeters()), bringingPorts)
      results.push(await benchSheet(ctx, pool, sheet))
    }
    return results
  } finally {
    await workshop.close()
  }
}

async function benchSheet(ctx: Ctx, pool: pg.Pool, { name, kind, unit, write, tables }: Sheet): Promise<BenchResult> {
  const bringing = toBringing(kind, write())
  const first = await measureSeconds(() => bringNow(ctx, bringing, bringingPorts))
  const { rows, seconds } = await copyAgain(pool, tables)
  let unchanged = 0
  const second = await measureSeconds(async () => {
    unchanged = (await bringNow(ctx, bringing, bringingPorts)).report.counts.unchanged
  })
  return toResult({
    ...{ name, unit, target: null, value: ACCOUNTS / first, limit: ACCOUNTS / seconds },
    detail: {
      ...{ accounts: ACCOUNTS, rows, seconds: Math.round(first), aim: `${ACCOUNTS} in ${AIM_SECONDS} s` },
      ...{ againSeconds: Math.round(second), unchanged, limit: 'raw COPY of the rows that it made' },
    },
  })
}

function toBringing(kind: Kind, bytes: Buffer): NamedBringing {
  return { kind, bytes, mayUpdate: false, fileName: `${kind}.csv` }
}

const accountNoOf = (n: number) => `330299${String(n).padStart(7, '0')}`

function writeSheet(head: string, row: (n: number) => string): Buffer {
  return Buffer.from([head, ...Array.from({ length: ACCOUNTS }, (_, n) => row(n))].join('\n'))
}

function writeAccounts(): Buffer {
  return writeSheet(shapes.customers.columns.map(({ title }) => title).join(','), (n) => {
    const phone = `138${String(n).padStart(8, '0')}`
    const address = `府前路${Math.floor(n / 50) + 1}号${(n % 50) + 1}室`
    return `${accountNoOf(n)},测试${n},个人,身份证,${identityNumber(n)},${phone},${address},B.,测试台区,居民,8,SH-RES-TIER,,,3,2019-05-01,`
  })
}

function writeMeters(): Buffer {
  const head = '户号,资产编号,型号,相别,基本电流,最大电流,装表日期,起码总'
  return writeSheet(head, (n) => `${accountNoOf(n)},BRING-${n},eastron-sdm630,单相,5,60,2021-03-15,0`)
}

function writeReadings(): Buffer {
  return writeSheet(
    '资产编号,抄表时间,期初,示数总,本年阶梯电量',
    (n) => `BRING-${n},2026-11-01,是,${4000 + (n % 900)}.25,1800`,
  )
}

function writeBalances(): Buffer {
  const head = '原单据号,户号,类型,电费年月,金额,交费期限,摘要'
  return writeSheet(head, (n) => `YX-${n},${accountNoOf(n)},欠费,2026-10,${(n % 300) + 1}.37,2026-11-25,`)
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** Of a person who does not exist (GB 11643 check character). */
function identityNumber(n: number): string {
  const born = new Date(Date.UTC(1950, 0, 1 + Math.floor(n / 1000))).toISOString().slice(0, 10).replaceAll('-', '')
  const body = `330281${born}${String(n % 1000).padStart(3, '0')}`
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(body[place]), 0)
  return `${body}${'10X98765432'[sum % 11]}`
}

async function copyAgain(pool: pg.Pool, tables: string[]): Promise<{ rows: number; seconds: number }> {
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
