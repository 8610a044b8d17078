import { setTimeout as sleep } from 'node:timers/promises'
import mqtt from 'mqtt'
import { poolDb } from '../../db/pool.ts'
import { MqttCollector } from '../../metering/index.ts'
import { copyRows, readRows } from './copying.ts'
import { NOW, publishAll, toMessage, toReading } from './messages.ts'
import { type BenchResult, measureSeconds, medianOf, toResult } from './result.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

const HOUSEHOLDS = 400
/** Ours and the limit by turns, so that a busy moment of the machine counts against both; the medians are told. */
const ROUNDS = 5
/** Marks before the measurement, that let the machine warm up. */
const WARM_MARKS = 96
/** Six days of quarter hours a round. */
const MARKS = 576
const SINGLE_MESSAGES = 12_000
const IDLE_TOPIC = 'idle/readings'
const quiet = { error: (detail: object) => console.error(detail), warn: () => {} }

/** MQTT to committed rows, batched and one by one. */
export async function benchIngest(): Promise<BenchResult[]> {
  const workshop = await openWorkshop(HOUSEHOLDS)
  try {
    return [await benchBatched(workshop), await benchSingle(workshop)]
  } finally {
    await workshop.close()
  }
}

/** Limit: raw COPY of the same rows into the same table. */
async function benchBatched(workshop: Workshop): Promise<BenchResult> {
  const { pool, meters } = workshop
  const rows = MARKS * meters.length
  const toMessages = (first: number, count: number) =>
    Array.from({ length: count }, (_, mark) =>
      toMessage(meters.map((meter, index) => toReading(meter, first + mark, index))),
    )
  await ingest(workshop, toMessages(1, WARM_MARKS), WARM_MARKS * meters.length)
  const rounds = await measureRounds(async (round) => {
    await pool.query('truncate interval_reading')
    const messages = toMessages(1 + WARM_MARKS + round * MARKS, MARKS)
    const seconds = await ingest(workshop, messages, rows)
    const text = await readRows(pool, 'select * from interval_reading')
    await pool.query('truncate interval_reading')
    return { seconds, limitSeconds: await measureSeconds(() => copyRows(pool, 'interval_reading', text)) }
  })
  return toResult({
    name: 'ingest-batched',
    unit: 'rows/s',
    target: 0.5,
    ...figuresOf(rounds, rows, {
      readingsPerMessage: meters.length,
      limit: 'raw COPY of the same rows into the same table',
    }),
  })
}

/** Limit: the same messages from the broker to a subscriber that stores nothing. */
async function benchSingle(workshop: Workshop): Promise<BenchResult> {
  const { meters, broker } = workshop
  const first = 1 + WARM_MARKS + ROUNDS * MARKS
  const rounds = await measureRounds(async (round) => {
    const messages = Array.from({ length: SINGLE_MESSAGES }, (_, at) => {
      const index = at % meters.length
      const mark = first + Math.floor((round * SINGLE_MESSAGES + at) / meters.length)
      return toMessage([toReading(meters[index] ?? '', mark, index)])
    })
    const seconds = await ingest(workshop, messages, messages.length)
    return { seconds, limitSeconds: await hear(broker.url, messages) }
  })
  return toResult({
    name: 'ingest-single',
    unit: 'messages/s',
    target: 0.5,
    ...figuresOf(rounds, SINGLE_MESSAGES, { limit: 'broker to a subscriber that stores nothing' }),
  })
}

/** On a topic of its own, so that nothing waits for the collector meanwhile; kept for by the broker as the collector is. */
async function hear(url: string, messages: Buffer[]): Promise<number> {
  const idle = await mqtt.connectAsync(url, { protocolVersion: 4, clientId: 'idle', clean: false })
  let heard = 0
  idle.on('message', () => heard++)
  await idle.subscribeAsync(IDLE_TOPIC, { qos: 1 })
  const seconds = await measureSeconds(async () => {
    await publishAll(url, messages, () => IDLE_TOPIC)
    while (heard < messages.length) await sleep(1)
  })
  await idle.endAsync()
  return seconds
}

type Round = { seconds: number; limitSeconds: number }

async function measureRounds(measure: (round: number) => Promise<Round>): Promise<Round[]> {
  const rounds: Round[] = []
  for (let round = 0; round < ROUNDS; round++) rounds.push(await measure(round))
  return rounds
}

function figuresOf(rounds: Round[], count: number, detail: Record<string, unknown>) {
  const ratios = rounds.map(({ seconds, limitSeconds }) => Math.round((limitSeconds / seconds) * 1_000) / 1_000)
  return {
    value: count / medianOf(rounds.map(({ seconds }) => seconds)),
    limit: count / medianOf(rounds.map(({ limitSeconds }) => limitSeconds)),
    detail: { ofEachRound: count, ratios, ...detail },
  }
}

async function ingest({ pool, broker }: Workshop, messages: Buffer[], readings: number): Promise<number> {
  const collector = new MqttCollector({ db: poolDb(pool), clock: () => NOW, log: quiet, broker })
  await collector.start()
  const seconds = await measureSeconds(async () => {
    await publishAll(broker.url, messages)
    while (collector.counts.readings < readings) await sleep(1)
  })
  await collector.stop()
  return seconds
}
