import type { MappedMessage, Mapper } from '../../mappers/mapper.ts'
import { type MeterValues, MqttReadings } from '../../mqtt-contract.ts'
import { type Mapped, mapMessage } from '../../rules/mapping.ts'
import { expandTopic, toFilter } from '../../rules/vendor-topics.ts'
import type { VendorTerminal } from '../../sql/vendor-terminals.ts'
import type { ReadMessage } from './intake.ts'
import { type Malformed, toldByMeters, type Understood } from './message.ts'

type Route = {
  terminal: string
  mapper: Mapper
  message: MappedMessage
  channel: number | undefined
  meters: VendorTerminal['meters']
}
/** What came a moment ago and joins the next reading of its meter. */
type Remembered = Map<string, { atMs: number; values: MeterValues }>

export type VendorRoutes = { byTopic: Map<string, Route>; filters: string[]; remembered: Remembered }

/** Terminals whose mapper is not there are not read. */
export function vendorRoutes(
  terminals: VendorTerminal[],
  findMapper: (name: string) => Mapper | undefined,
): VendorRoutes {
  const byTopic = new Map<string, Route>()
  const filters = new Set<string>()
  for (const { terminal, mapper: name, vendorTopic, meters } of terminals) {
    const mapper = findMapper(name)
    for (const message of mapper?.messages ?? []) {
      filters.add(toFilter(message.topic, vendorTopic))
      for (const { topic, channel } of expandTopic(message.topic, vendorTopic)) {
        if (mapper) byTopic.set(topic, { terminal, mapper, message, channel, meters })
      }
    }
  }
  return { byTopic, filters: [...filters], remembered: new Map() }
}

/** What a message on a maker's topic says; undefined on topics of our own contract. */
export function readVendorMessage(
  routes: VendorRoutes,
  topic: string,
  payload: Buffer,
  arrivedAt: Date,
): ReadMessage | undefined {
  if (topic.startsWith('dianhu/')) return undefined
  const route = routes.byTopic.get(topic)
  const said = route
    ? understand(route, routes.remembered, payload, arrivedAt)
    : { kind: 'nothing' as const, terminal: '' }
  return { topic, payload, said, arrivedAt }
}

function understand(route: Route, remembered: Remembered, payload: Buffer, arrivedAt: Date): Understood | Malformed {
  const { terminal, mapper, message, channel } = route
  const bad = (reason: string, detail: string): Malformed => ({ kind: 'malformed', terminal, reason, detail })
  let json: unknown
  try {
    json = JSON.parse(payload.toString('utf8'))
  } catch (fault) {
    return bad('NOT_JSON', (fault as Error).message)
  }
  const readings: object[] = []
  for (const mapped of mapMessage(mapper, message, { payload: json, channel })) {
    const key = `${terminal}\n${mapped.pointNo ?? ''}`
    if (message.joinsWithinSeconds !== undefined) {
      const values = { ...recent(remembered, key, message.joinsWithinSeconds, arrivedAt), ...mapped.values }
      remembered.set(key, { atMs: arrivedAt.getTime(), values })
      continue
    }
    const meter = meterOf(route, mapped)
    if (meter === undefined) {
      const pointNo = mapped.pointNo === undefined ? '' : ` #${mapped.pointNo}`
      return bad('UNKNOWN_CHANNEL', `${terminal}${pointNo}`)
    }
    const at = (mapped.at ?? arrivedAt).toISOString()
    const joined = recent(remembered, key, longestJoin(mapper), arrivedAt)
    remembered.delete(key)
    readings.push({ meter, at, ...joined, ...mapped.values })
  }
  if (readings.length === 0) return { kind: 'nothing', terminal }
  const parsed = MqttReadings.safeParse({ v: 1, readings })
  if (parsed.success) return { kind: 'readings', terminal, message: toldByMeters(parsed.data) }
  const issues = parsed.error.issues.slice(0, 10)
  return bad('NOT_A_READING', issues.map(({ path, message: why }) => `${path.join('.')}: ${why}`).join('; '))
}

function recent(remembered: Remembered, key: string, withinSeconds: number, now: Date): MeterValues {
  const found = remembered.get(key)
  return found && now.getTime() - found.atMs <= withinSeconds * 1000 ? found.values : {}
}

function longestJoin({ messages }: Mapper): number {
  return Math.max(0, ...messages.map(({ joinsWithinSeconds = 0 }) => joinsWithinSeconds))
}

/** The meter of a measuring point; one that has no number is the first, and alone it is the only one. */
function meterOf({ meters }: Route, { pointNo }: Mapped): string | undefined {
  if (pointNo === undefined) return meters.length === 1 ? meters[0]?.assetNo : undefined
  const found = meters.find((meter) => meter.pointNo === pointNo)
  const unnumbered = pointNo === 1 && meters.length === 1 && meters[0]?.pointNo === null ? meters[0] : undefined
  return (found ?? unnumbered)?.assetNo
}
