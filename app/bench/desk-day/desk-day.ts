import type pg from 'pg'
import { findBoard } from '../../../callcenter/index.ts'
import { systemCtx } from '../../../db/context.ts'
import { poolDb } from '../../../db/pool.ts'
import { type BenchResult, measureSeconds, toResult } from '../result.ts'
import { openWorkshop, phoneOf } from '../workshop.ts'
import type { Agent } from './agents.ts'
import type { Known } from './callers.ts'
import { findFaults, type Levels, recount, sharesOf } from './check.ts'
import { Day, type DayRun } from './day.ts'

const CONTACTS = 20_000
/** The last call comes before midnight: a board shows one day. */
const SECONDS = 84_600
const AGENTS = 36
const DEATHS = 24
const HOUSEHOLDS = 100
const BARE = 2_000
const DAY_BEGINS = new Date('2026-03-10T00:00:00+08:00')

/**
 * A day of 20,000 contacts in virtual time: the menu, queues, agents, those who give up and those who are called back, while the
 * process that speaks with the engine dies now and then. Throws where the record of the day has a fault, or the board's figures are
 * not those of the record. Limit: the day's events written one by one, each with its contact's row, and nothing decided.
 */
export async function benchDeskDay(): Promise<BenchResult[]> {
  // What the loss of the machine's power would cost is not what is asked here, of neither side.
  const workshop = await openWorkshop(HOUSEHOLDS, { synchronous_commit: 'off' })
  try {
    const { pool } = workshop
    await releaseMenu(pool)
    const known = await listKnown(pool)
    const agents = await seatAgents(pool, AGENTS)
    const plan = { contacts: CONTACTS, seconds: SECONDS, from: DAY_BEGINS, agents, known, seed: 1, deaths: DEATHS }
    let run: DayRun | undefined
    const seconds = await measureSeconds(async () => {
      run = await new Day(pool, plan).live()
    })
    if (!run) throw new Error('the day was not lived')
    const proof = await proveDay(pool, run.dialled, new Date(DAY_BEGINS.getTime() + 86_399_999))
    const events = await countEvents(pool)
    const bare = await writeBare(pool)
    return [
      toResult({
        ...{
          name: 'desk-day',
          unit: 'events of contacts/s',
          target: null,
          value: events / seconds,
          limit: BARE / bare,
        },
        detail: {
          ...{ contacts: CONTACTS, seconds: Math.round(seconds), events, ...run, ...proof },
          limit: 'the same events one by one, each with its contact, and nothing decided',
        },
      }),
    ]
  } finally {
    await workshop.close()
  }
}

type Proof = Levels & { outcomes: Record<string, number> }

/** What a day is proved by; the board is asked at its end. Throws where something is wrong with it. */
export async function proveDay(pool: pg.Pool, dialled: number, endOfDay: Date): Promise<Proof> {
  const faults = await findFaults(pool, dialled)
  if (faults.length > 0) throw new Error(`the day has ${faults.length} faults: ${JSON.stringify(faults.slice(0, 10))}`)
  const board = await findBoard(systemCtx(poolDb(pool), endOfDay, 'bench'))
  const none: Levels = { answered: 0, answeredSoon: 0, abandoned: 0, abandonedSoon: 0 }
  const recounted = await recount(pool, board.withinSeconds)
  for (const queue of board.queues) {
    const own = recounted.get(queue.skill) ?? none
    const told = { ...pickLevels(queue), levels: queue.levels }
    const found = { ...own, levels: sharesOf(own) }
    if (JSON.stringify(told) !== JSON.stringify(found))
      throw new Error(
        `${queue.skill ?? 'all'}: the board says ${JSON.stringify(told)}, the record ${JSON.stringify(found)}`,
      )
  }
  const outcomes = await countOutcomes(pool)
  const { asked, answered } = board.keys
  if (asked !== (outcomes['keys-asked'] ?? 0) || answered !== (outcomes['keys answered'] ?? 0))
    throw new Error(`the board says ${JSON.stringify(board.keys)} of ratings, the record ${JSON.stringify(outcomes)}`)
  return { ...(recounted.get(null) ?? none), outcomes }
}

function pickLevels({ answered, answeredSoon, abandoned, abandonedSoon }: Levels): Levels {
  return { answered, answeredSoon, abandoned, abandonedSoon }
}

async function countOutcomes(pool: pg.Pool): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ kind: string; n: number }>(
    `select kind, count(*)::int as n from contact_event group by kind
     union all select 'keys ' || (detail ->> 'outcome'), count(*) from contact_event where kind = 'keys-ended' group by 1 order by kind`,
  )
  return Object.fromEntries(rows.map(({ kind, n }) => [kind, n]))
}

async function countEvents(pool: pg.Pool): Promise<number> {
  return Number((await pool.query('select count(*) as n from contact_event')).rows[0].n)
}

/** In force from before the day. */
export async function releaseMenu(pool: pg.Pool): Promise<void> {
  await pool.query(
    `update menu_flow set state = 'released', released_by = 'bench', released_at = $1, valid_from = $1 where version = 1`,
    [new Date('2026-01-01T00:00:00+08:00')],
  )
}

export async function seatAgents(pool: pg.Pool, count: number): Promise<Agent[]> {
  const { rows } = await pool.query<Agent>(
    `insert into app_user (username, name, roles, organisation_id, password_hash)
     select 'bench-' || n, '坐席' || n, '{agent}', (select min(id) from organisation), 'x' from generate_series(1, $1::int) n
     returning id, username`,
    [count],
  )
  return rows
}

async function listKnown(pool: pg.Pool): Promise<Known[]> {
  const { rows } = await pool.query<{ accountNo: string }>('select account_no as "accountNo" from account order by id')
  return rows.map(({ accountNo }, n) => ({ accountNo, phone: phoneOf(n + 1) }))
}

/** Seconds for so many of the day's events, each in a transaction with its contact's row. */
async function writeBare(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ id: number }>('select contact_id as id from contact_event order by id limit $1', [
    BARE,
  ])
  return measureSeconds(async () => {
    for (const { id } of rows) {
      const client = await pool.connect()
      try {
        await client.query('begin')
        await client.query('update contact set version = version + 1 where id = $1', [id])
        await client.query(`insert into contact_event (contact_id, at, kind) values ($1, now(), 'menu')`, [id])
        await client.query('commit')
      } finally {
        client.release()
      }
    }
  })
}
