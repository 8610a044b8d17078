import { once } from 'node:events'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import mqtt from 'mqtt'
import type pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { poolDb } from '../../db/pool.ts'
import { MqttCollector } from '../../metering/index.ts'
import { NOW, publishAll, TOPIC, toMessage, toReading } from './messages.ts'
import { type BenchResult, measureSeconds, toResult } from './result.ts'
import { openWorkshop, type Workshop } from './workshop.ts'

const HOUSEHOLDS = 400
/** Ten days of quarter hours, after one that lets the machine warm up. */
const WARM_MARKS = 96
const MARKS = 960
const SINGLE_MESSAGES = 20_000
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
  const messages = Array.from({ length: WARM_MARKS + MARKS }, (_, mark) =>
    toMessage(meters.map((meter, index) => toReading(meter, mark + 1, index))),
  )
  const rows = MARKS * meters.length
  await ingest(workshop, messages.splice(0, WARM_MARKS), WARM_MARKS * meters.length)
  await pool.query('truncate interval_reading')
  const seconds = await ingest(workshop, messages, rows)
  const text = await readRows(pool)
  await pool.query('truncate interval_reading')
  const copySeconds = await measureSeconds(() => copyRows(pool, text))
  return toResult({
    name: 'ingest-batched',
    value: rows / seconds,
    unit: 'rows/s',
    limit: rows / copySeconds,
    target: 0.5,
    detail: { rows, readingsPerMessage: meters.length, limit: 'raw COPY of the same rows into the same table' },
  })
}

/** Limit: the same messages from the broker to a subscriber that stores nothing. */
async function benchSingle(workshop: Workshop): Promise<BenchResult> {
  const { meters, broker } = workshop
  const messages = Array.from({ length: SINGLE_MESSAGES }, (_, index) => {
    const mark = WARM_MARKS + MARKS + 1 + Math.floor(index / meters.length)
    return toMessage([toReading(meters[index % meters.length] ?? '', mark, index % meters.length)])
  })
  const seconds = await ingest(workshop, messages, messages.length)
  const idle = await mqtt.connectAsync(broker.url, { protocolVersion: 4 })
  let heard = 0
  idle.on('message', () => heard++)
  await idle.subscribeAsync(TOPIC, { qos: 1 })
  const idleSeconds = await measureSeconds(async () => {
    await publishAll(broker.url, messages)
    while (heard < messages.length) await sleep(1)
  })
  await idle.endAsync()
  return toResult({
    name: 'ingest-single',
    value: messages.length / seconds,
    unit: 'messages/s',
    limit: messages.length / idleSeconds,
    target: 0.5,
    detail: { messages: messages.length, limit: 'broker to a subscriber that stores nothing' },
  })
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

async function readRows(pool: pg.Pool): Promise<Buffer> {
  const client = await pool.connect()
  try {
    const chunks: Buffer[] = []
    const stream = client.query(copyTo('copy (select * from interval_reading) to stdout'))
    stream.on('data', (chunk: Buffer) => chunks.push(chunk))
    // The stream ends and is not closed: waiting for its close would wait for ever.
    await once(stream, 'end')
    return Buffer.concat(chunks)
  } finally {
    client.release()
  }
}

async function copyRows(pool: pg.Pool, text: Buffer): Promise<void> {
  const client = await pool.connect()
  try {
    const parts = Array.from({ length: Math.ceil(text.length / 65_536) }, (_, part) =>
      text.subarray(part * 65_536, (part + 1) * 65_536),
    )
    await pipeline(Readable.from(parts), client.query(copyFrom('copy interval_reading from stdin')))
  } finally {
    client.release()
  }
}
