import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { systemCtx } from '../../db/context.ts'
import { poolDb } from '../../db/pool.ts'
import { createGrouper, MqttCollector, metering } from '../../metering/index.ts'
import { addUser } from '../auth/users.ts'
import { readConfig } from '../config.ts'
import { buildServer } from '../server.ts'
import { publishAll } from './messages.ts'
import { type BenchResult, measureSeconds, toResult } from './result.ts'
import { layStreets, streetNames } from './streets.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

const STREETS = { feeders: 4, districts: 25, homes: 50 }
/** What one terminal tells at once. */
const AT_ONCE = 25
const FLOOD = 5_000
/** Ten thousand a minute. */
const PACE = { perSecond: 167, seconds: 20 }
const USER = { username: 'watcher', password: 'Watches-the-board-1' }
const onFault = (fault: unknown) => console.error(fault)
const quiet = { error: (detail: object) => console.error(detail), warn: () => {} }
const clock = () => new Date()

type Board = { heard: Map<number, number>; url: string; close(): Promise<void> }

/** From the broker to the stream of whoever watches the board: as fast as it goes, and the delay at ten thousand a minute. */
export async function benchAlarms(): Promise<BenchResult[]> {
  const workshop = await openWorkshop(1)
  const db = poolDb(workshop.pool)
  await layStreets(db, STREETS)
  const collector = new MqttCollector({ db, clock, log: quiet, broker: workshop.broker })
  const grouper = createGrouper({ db, clock, onFault })
  await collector.start()
  await grouper.start()
  const board = await openBoard(workshop)
  try {
    const seconds = await measureSeconds(() => flood(workshop, board))
    const limitSeconds = await measureSeconds(() => insertBare(workshop.pool))
    const delays = await pace(workshop, board)
    const at = (share: number) => Math.round(delays[Math.floor((delays.length - 1) * share)] ?? 0)
    return [
      toResult({
        ...{ name: 'alarms', unit: 'alarms/s from the broker to the board', target: null },
        ...{ value: FLOOD / seconds, limit: FLOOD / limitSeconds },
        detail: {
          limit: 'bare inserts of the same alarms, as many in a transaction',
          ...{ alarms: FLOOD, inOneMessage: AT_ONCE },
          delayMs: {
            p50: at(0.5),
            p99: at(0.99),
            most: at(1),
            atPerMinute: PACE.perSecond * 60,
            alarms: delays.length,
          },
        },
      }),
    ]
  } finally {
    await board.close()
    await grouper.stop()
    await collector.stop()
    await workshop.close()
  }
}

/** Somebody who watches, over HTTP: by point, when he heard of its alarm. */
async function openBoard({ pool }: Workshop): Promise<Board> {
  const db = poolDb(pool)
  await addUser(systemCtx(db, clock(), 'bench'), {
    ...USER,
    name: '值班员',
    roles: ['acquisition'],
    organisationPath: 'S.',
  })
  const config = { ...readConfig([], {}), logLevel: 'silent' as const }
  const app = await buildServer(config, { db, clock, departments: [metering], isReady: async () => true })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const login = await app.inject({ method: 'POST', url: '/api/session', payload: USER })
  const cookie = login.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const gone = new AbortController()
  const answer = await fetch(`${url}/api/live`, { headers: { cookie }, signal: gone.signal })
  if (!answer.ok || !answer.body) throw new Error(`the stream answered ${answer.status}`)
  const heard = new Map<number, number>()
  const listening = listen(answer.body, heard).catch(() => {})
  const close = async () => {
    gone.abort()
    await listening
    await app.close()
  }
  return { heard, url, close }
}

async function listen(body: ReadableStream<Uint8Array>, heard: Map<number, number>): Promise<void> {
  let rest = ''
  for await (const chunk of body.pipeThrough(new TextDecoderStream() as never) as unknown as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (!line.startsWith('data: {"id"')) continue
      const { kind, payload } = JSON.parse(line.slice('data: '.length))
      if (kind === 'alarm.raised' && payload.pointId !== null) heard.set(payload.pointId, performance.now())
    }
  }
}

type Told = { district: number; message: Buffer }

/** Each home once, of one kind; `from` leaves out those that told already. */
function toMessages(code: string, count: number): Told[] {
  return Array.from({ length: count / AT_ONCE }, (_, order) => {
    const district = order % (STREETS.feeders * STREETS.districts)
    const first = Math.floor(order / (STREETS.feeders * STREETS.districts)) * AT_ONCE
    const at = clock().toISOString()
    const events = Array.from({ length: AT_ONCE }, (_, home) => ({
      meter: streetNames.meter(district, first + home),
      at,
      code,
    }))
    return { district, message: Buffer.from(JSON.stringify({ v: 1, events })) }
  })
}

const topicOf = (district: number) => `dianhu/v1/${streetNames.terminal(district)}/events`

async function flood({ broker }: Workshop, { heard }: Board): Promise<void> {
  const told = toMessages('power-off', FLOOD)
  await publishAll(
    broker.url,
    told.map(({ message }) => message),
    (order) => topicOf(told[order]?.district ?? 0),
  )
  while (heard.size < FLOOD) await sleep(1)
}

/** As many as are told, at even steps; how long each took until it was heard of, sorted. */
async function pace({ broker, pool }: Workshop, { heard }: Board): Promise<number[]> {
  heard.clear()
  const told = toMessages('voltage-loss', Math.min(FLOOD, PACE.perSecond * PACE.seconds))
  const { rows } = await pool.query<{ no: string; id: string }>(`select point_no as no, id from metering_point`)
  const points = new Map(rows.map(({ no, id }) => [no, Number(id)]))
  const sent = new Map<number, number>()
  const began = performance.now()
  for (const [order, { district, message }] of told.entries()) {
    await sleep(Math.max(0, began + (order * AT_ONCE * 1000) / PACE.perSecond - performance.now()))
    const first = Math.floor(order / (STREETS.feeders * STREETS.districts)) * AT_ONCE
    for (let home = first; home < first + AT_ONCE; home++) {
      sent.set(points.get(`STREET-P-${district}-${home}`) ?? 0, performance.now())
    }
    await publishAll(broker.url, [message], () => topicOf(district))
  }
  while (heard.size < sent.size) await sleep(5)
  return [...sent].map(([point, at]) => (heard.get(point) ?? 0) - at).toSorted((a, b) => a - b)
}

async function insertBare(pool: pg.Pool): Promise<void> {
  await pool.query('create table bare (like alarm including all)')
  const { rows } = await pool.query<{ ids: string[] }>(
    `select array_agg(id) as ids from (select id, row_number() over (order by id) as n from metering_point where kind = 'account') p
     where n <= $1 group by n / ${AT_ONCE}`,
    [FLOOD],
  )
  for (const { ids } of rows) {
    await pool.query(
      `insert into bare (kind, severity, point_id, occurred_at, raised_at)
       select 'power-off', 'critical', unnest($1::bigint[]), now(), now()`,
      [ids],
    )
  }
}
