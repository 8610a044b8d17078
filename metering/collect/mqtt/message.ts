import {
  type MqttAnswer,
  type MqttEvents,
  type MqttKind,
  type MqttReadings,
  type MqttStatus,
  mqttSchemas,
} from '../../mqtt-contract.ts'
import { nothingTold, type Told, tellAll } from '../../rules/told.ts'
import { isSurelyReadings } from './quick-check.ts'

/** A reading as a row of numbers, whose JSON need not wait with it for its batch. */
export type ToldByMeter = { meter: string; at: string; told: Told }
type Shapes = { readings: ToldByMeter[]; events: MqttEvents; status: MqttStatus; answers: MqttAnswer }
/** `nothing`: a maker's message that says nothing that is kept. */
export type Understood =
  | { [K in MqttKind]: { kind: K; terminal: string; message: Shapes[K] } }[MqttKind]
  | { kind: 'nothing'; terminal: string }
export type Malformed = { kind: 'malformed'; terminal?: string; reason: string; detail: string }

/** Text that PostgreSQL cannot keep: NUL, or half of a surrogate pair. */
const UNSTORABLE = /\\u0000|\\ud[89a-f]/i

/** What a message says under version 1 of the contract, or why it says nothing. */
export function parseMessage(topic: string, payload: Buffer): Understood | Malformed {
  const [, , terminal = '', kind = ''] = topic.split('/')
  if (!isKind(kind)) return { kind: 'malformed', terminal, reason: 'UNKNOWN_TOPIC', detail: topic }
  const text = payload.toString('utf8')
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (fault) {
    return { kind: 'malformed', terminal, reason: 'NOT_JSON', detail: (fault as Error).message }
  }
  if (kind === 'readings' && isSurelyReadings(json) && !text.includes('\\u')) {
    return { kind, terminal, message: toldByMeters(json) }
  }
  const parsed = mqttSchemas[kind].safeParse(json)
  if (!parsed.success) {
    const issues = parsed.error.issues.slice(0, 10)
    const detail = issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')
    return { kind: 'malformed', terminal, reason: 'NOT_THE_CONTRACT', detail }
  }
  // JSON.stringify writes every such character, and no other, as an escape; few messages hold anything like one.
  if (UNSTORABLE.test(text) && UNSTORABLE.test(JSON.stringify(parsed.data))) {
    return { kind: 'malformed', terminal, reason: 'UNSTORABLE_TEXT', detail: 'NUL or a lone surrogate' }
  }
  if (kind === 'readings') return { kind, terminal, message: toldByMeters(parsed.data as MqttReadings) }
  return { kind, terminal, message: parsed.data } as Understood
}

export function toldByMeters({ readings }: MqttReadings): ToldByMeter[] {
  const told = tellAll(readings)
  return readings.map(({ meter, at }, index) => ({ meter, at, told: told[index] ?? nothingTold }))
}

function isKind(kind: string): kind is MqttKind {
  return kind in mqttSchemas
}
