import type pg from 'pg'
import { findCallerFile, receiveCall } from '../../../callcenter/index.ts'
import { type Ctx, systemCtx } from '../../../db/context.ts'
import { poolDb } from '../../../db/pool.ts'
import { type BenchResult, medianOf, toResult } from '../result.ts'
import { openWorkshop } from '../workshop.ts'
import { accountNoOf, layAgents, layCity, phoneOf } from './city.ts'
import { surviveShift } from './kills.ts'
import { type Shift, workShift } from './shift.ts'

const ACCOUNTS = Number(process.env.DIANHU_BENCH_ACCOUNTS ?? 1_000_000)
const AGENTS = 500
const POPS = 2_000
const OFFERS = 300
const SHIFT: Shift = { callsPerSecond: 50, seconds: 120, talkSeconds: 7 }
const KILLS: Shift = { callsPerSecond: 50, seconds: 120, talkSeconds: 5 }
const AIM = { popMs: 100, offerMs: 50 }

/**
 * The desk of a city: what is shown as a call is taken, a call offered to an agent who is idle, and 500 agents who are given
 * 50 calls a second. Limits: one row of the customer file by its number; one row committed.
 */
export async function benchDesk(): Promise<BenchResult[]> {
  const workshop = await openWorkshop(0)
  try {
    const { pool } = workshop
    await layCity(pool, ACCOUNTS, new Date())
    const agents = await layAgents(pool, AGENTS, new Date())
    const db = poolDb(pool)
    const now = () => systemCtx(db, new Date(), 'bench')
    const results = [
      await benchPop(pool, now),
      await benchOffer(pool, now, agents),
      await benchShift(pool, now, agents),
    ]
    return [...results, await benchKills(pool, agents)]
  } finally {
    await workshop.close()
  }
}

const someone = () => 1 + Math.floor(Math.random() * ACCOUNTS)

async function benchPop(pool: pg.Pool, now: () => Ctx): Promise<BenchResult> {
  const pops = await timeEach(POPS, () => findCallerFile(now(), accountNoOf(someone())))
  const reads = await timeEach(POPS, () =>
    pool.query('select id, address from account where account_no = $1', [accountNoOf(someone())]),
  )
  return toResult({
    ...{ name: 'desk-pop', unit: 'files/s', target: null, value: 1000 / medianOf(pops), limit: 1000 / medianOf(reads) },
    detail: {
      ...{ accounts: ACCOUNTS, ...percentiles(pops), aimP99Ms: AIM.popMs },
      ...{ limit: 'one row of the customer file by its number, as often, one after the other' },
    },
  })
}

/** From the moment in which the call is told of until it stands offered. */
async function benchOffer(pool: pg.Pool, now: () => Ctx, agents: number[]): Promise<BenchResult> {
  let calls = 0
  const offers = await timeEach(OFFERS, () =>
    receiveCall(now(), { callId: `idle-${calls++}`, callerPhone: phoneOf(someone()) }),
  )
  const { rows } = await pool.query(`select count(*)::int as offered from contact where state = 'offered'`)
  await pool.query('create table written (n int primary key, at timestamptz not null)')
  let row = 0
  const writes = await timeEach(OFFERS, () => pool.query('insert into written values ($1, now())', [row++]))
  await pool.query(
    `update contact set state = 'abandoned', agent_id = null, offer_expires_at = null, closed_at = now() where state = 'offered'`,
  )
  await pool.query(`update agent_state set state = 'ready', seen_at = now() where user_id = any($1)`, [agents])
  return toResult({
    ...{ name: 'desk-offer', unit: 'offers/s', target: null },
    ...{ value: 1000 / medianOf(offers), limit: 1000 / medianOf(writes) },
    detail: {
      ...{ agents: AGENTS, offered: `${rows[0].offered} of ${OFFERS}`, ...percentiles(offers), aimP99Ms: AIM.offerMs },
      ...{ limit: 'one row committed, as often, one after the other' },
    },
  })
}

async function benchShift(pool: pg.Pool, now: () => Ctx, agents: number[]): Promise<BenchResult> {
  const { answered, taken, twoOwners, stuck } = await workShift(
    pool,
    now,
    { agents, phone: () => phoneOf(someone()) },
    SHIFT,
  )
  return toResult({
    ...{ name: 'desk-shift', unit: 'calls/s', target: SHIFT.callsPerSecond },
    ...{ value: answered / SHIFT.seconds, limit: AGENTS / SHIFT.talkSeconds },
    detail: {
      ...{ agents: AGENTS, answered, twoOwners, stuck, offered: percentiles(taken) },
      ...{ limit: 'so many calls as the agents could talk, one after the other without a pause' },
    },
  })
}

/** The same desk served by several processes, one of which is killed every other second, once the one before is replaced. */
async function benchKills(pool: pg.Pool, agents: number[]): Promise<BenchResult> {
  const url = String(pool.options.connectionString)
  await pool.query(`update agent_state set state = 'ready', seen_at = now() where user_id = any($1)`, [agents])
  const survived = await surviveShift(pool, { agents, phone: () => phoneOf(someone()), url }, KILLS)
  return toResult({
    ...{ name: 'desk-kills', unit: 'calls/s', target: KILLS.callsPerSecond },
    ...{ value: survived.calls / KILLS.seconds, limit: AGENTS / KILLS.talkSeconds },
    detail: {
      ...{ agents: AGENTS, ...survived },
      ...{ limit: 'so many calls as the agents could talk, one after the other without a pause' },
    },
  })
}

async function timeEach(times: number, work: () => Promise<unknown>): Promise<number[]> {
  const taken: number[] = []
  for (let n = 0; n < times; n++) {
    const began = performance.now()
    await work()
    taken.push(performance.now() - began)
  }
  return taken
}

function percentiles(ms: number[]) {
  const sorted = ms.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10
  return { p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) }
}
