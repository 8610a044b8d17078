/** What a maker's own message says in the contract's names, as its mapper (data) has it. Pure. */
import type { Fields, MappedMessage, Mapper, Source } from '../mappers/mapper.ts'
import type { MeterValues } from '../mqtt-contract.ts'

export type Mapped = {
  /** Number of the measuring point; absent where the terminal's only meter is meant. */
  pointNo: number | undefined
  /** The instant that the message tells; null where it tells none. */
  at: Date | null
  values: MeterValues
}

const whole = new Set(['importWh', 'exportWh', 'q1Varh', 'q2Varh', 'q3Varh', 'q4Varh'])
const byPhase = new Set(['uV', 'iA', 'pPhaseW', 'qPhaseVar'])

/** Readings of which the message says nothing are left out; what is not a number is not there. */
export function mapMessage(
  mapper: Mapper,
  message: MappedMessage,
  said: { payload: unknown; channel: number | undefined },
): Mapped[] {
  const at = message.at ? readInstant(message.at, said.payload) : null
  return message.readings.flatMap(({ channel = said.channel, fields }) => {
    const values = readFields(fields, said.payload)
    if (Object.keys(values).length === 0) return []
    return [{ pointNo: channel === undefined ? undefined : channel - mapper.firstChannel + 1, at, values }]
  })
}

function readFields(fields: Fields, payload: unknown): MeterValues {
  const values: Record<string, unknown> = {}
  for (const [field, source] of Object.entries(fields)) {
    const value = byPhase.has(field) ? readPhases(source, payload) : readValue(field, source as Source, payload)
    if (value !== undefined) values[field] = value
  }
  return values as MeterValues
}

function readValue(field: string, source: Source, payload: unknown): number | undefined {
  const found = look(source, payload, (each) => typeof each === 'number')
  return found === undefined ? undefined : scaleValue(found as number, source.scale, whole.has(field))
}

function readPhases(source: Source | Source[], payload: unknown): (number | null)[] | undefined {
  const found = Array.isArray(source)
    ? source.map((each) => readValue('', each, payload) ?? null)
    : listPhases(
        look(source, payload, (each) => typeof each === 'number' || Array.isArray(each)),
        source.scale,
      )
  return found.some((each) => each !== null) ? found : undefined
}

function listPhases(found: unknown, scale: number | undefined): (number | null)[] {
  const list = Array.isArray(found) ? found.slice(0, 3) : [found]
  return list.map((each) => (typeof each === 'number' ? scaleValue(each, scale, false) : null))
}

/** 2275.58 kWh times 1000 is not quite whole in binary: energies are rounded, the rest kept to a millionth. */
function scaleValue(value: number, scale = 1, isWhole = false): number {
  const scaled = value * scale
  return isWhole ? Math.round(scaled) : scale === 1 ? scaled : Math.round(scaled * 1e6) / 1e6
}

function look({ path }: { path: string | string[] }, payload: unknown, isIt: (found: unknown) => boolean): unknown {
  const paths = Array.isArray(path) ? path : [path]
  return paths.map((each) => follow(payload, each)).find(isIt)
}

function follow(payload: unknown, path: string): unknown {
  if (path === '') return payload
  let found = payload
  for (const step of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined
    found = (found as Record<string, unknown>)[step]
  }
  return found
}

const LOCAL = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?)(Z|[+-]\d{2}:\d{2})?$/

/** Years before ours are what a clock shows that was never set: no time is told. */
function readInstant({ path, zone }: NonNullable<MappedMessage['at']>, payload: unknown): Date | null {
  if (zone === 'epoch') {
    const seconds = look({ path }, payload, (each) => typeof each === 'number')
    return seconds === undefined ? null : plausible(new Date((seconds as number) * 1000))
  }
  const text = look({ path }, payload, (each) => typeof each === 'string')
  const parts = typeof text === 'string' ? LOCAL.exec(text) : null
  return parts ? plausible(new Date(`${parts[1]}T${parts[2]}${parts[3] ?? zone}`)) : null
}

function plausible(at: Date): Date | null {
  const year = at.getUTCFullYear()
  return year >= 2010 && year < 2100 ? at : null
}
