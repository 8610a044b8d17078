import type { MqttClient } from 'mqtt'
import { isDead, isLost } from './troubles.ts'
import type { WorldMeter } from './world.ts'

const DAY_MS = 86_400_000
const QUARTER_MS = 900_000
const READINGS_PER_MESSAGE = 500
const MESSAGES_UNDER_WAY = 8

export type HistorySpan = {
  /** First and last midnight, ISO; both are read. */
  from: string
  to: string
  /** From here on the 15-minute curve is sent as well. */
  curvesFrom: string
  /** And from here on of the meters whose terminals kept it for months. */
  longCurvesFrom: string
  /** From here on some meters answer nobody and some quarter hours are lost. */
  troublesFrom: string
}

/** Sends what terminals that were long off line would have kept: day freezes, and the curve of the latest weeks. */
export async function publishHistory(client: MqttClient, world: WorldMeter[], span: HistorySpan): Promise<number> {
  const underWay = new Set<Promise<unknown>>()
  let sent = 0
  for (const [terminal, meters] of Map.groupBy(world, ({ meter }) => meter.terminal)) {
    for (const readings of chunks(readSpan(meters, span))) {
      const message = JSON.stringify({ v: 1, sentAt: span.to, readings })
      const sending: Promise<unknown> = client
        .publishAsync(`dianhu/v1/${terminal}/readings`, message, { qos: 1 })
        .then(() => underWay.delete(sending))
      underWay.add(sending)
      sent += readings.length
      if (underWay.size >= MESSAGES_UNDER_WAY) await Promise.race(underWay)
    }
  }
  await Promise.all(underWay)
  return sent
}

function* readSpan(meters: WorldMeter[], span: HistorySpan): Generator<object> {
  const [from, to] = [Date.parse(span.from), Date.parse(span.to)]
  const troublesFrom = Date.parse(span.troublesFrom)
  for (const { meter, registers, electrics } of meters) {
    const curvesFrom = Date.parse(meter.hasLongCurve ? span.longCurvesFrom : span.curvesFrom)
    for (let atMs = from; atMs <= to; atMs += atMs >= curvesFrom ? QUARTER_MS : DAY_MS) {
      const at = new Date(atMs)
      const isTroubled = atMs > troublesFrom
      if (isTroubled && isDead(meter.assetNo)) break
      const reading = { meter: meter.assetNo, at: at.toISOString(), ...registers(at) }
      const isMidnight = (atMs - from) % DAY_MS === 0
      if (isMidnight) yield { ...reading, freeze: 'day' }
      const isMissed = isTroubled && atMs < to && meter.unitId === undefined && isLost(meter.assetNo, at)
      if (atMs > curvesFrom && !isMissed) yield { ...reading, ...electrics(at) }
    }
  }
}

function* chunks<T>(items: Iterable<T>): Generator<T[]> {
  let chunk: T[] = []
  for (const item of items) {
    chunk.push(item)
    if (chunk.length === READINGS_PER_MESSAGE) {
      yield chunk
      chunk = []
    }
  }
  if (chunk.length > 0) yield chunk
}
