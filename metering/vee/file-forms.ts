import type { Told } from '../rules/vee/arrange.ts'
import type { ReadOptions } from './read-file.ts'

/** Told values by meter and channel; energy in Wh, power in W. */
export type TellMeters = Map<string, Map<Field, Told>>

const fields = [
  'importWh',
  'exportWh',
  'sharpWh',
  'peakWh',
  'flatWh',
  'valleyWh',
  'intervalWh',
  'exportIntervalWh',
  'powerW',
  'reactiveVar',
  'powerFactor',
  'u1',
  'u2',
  'u3',
  'i1',
  'i2',
  'i3',
] as const
export type Field = (typeof fields)[number]

type Meaning = { field: Field; scale: number }
const kilo = (field: Field): Meaning => ({ field, scale: 1000 })
const plain = (field: Field): Meaning => ({ field, scale: 1 })

/** Column and channel names that are known; case does not matter. */
const meanings: Record<string, Meaning> = {
  import_kwh: kilo('importWh'),
  import_wh: plain('importWh'),
  export_kwh: kilo('exportWh'),
  export_wh: plain('exportWh'),
  sharp_kwh: kilo('sharpWh'),
  peak_kwh: kilo('peakWh'),
  flat_kwh: kilo('flatWh'),
  valley_kwh: kilo('valleyWh'),
  interval_kwh: kilo('intervalWh'),
  interval_wh: plain('intervalWh'),
  export_interval_kwh: kilo('exportIntervalWh'),
  p_kw: kilo('powerW'),
  p_w: plain('powerW'),
  q_kvar: kilo('reactiveVar'),
  pf: plain('powerFactor'),
  u_v: plain('u1'),
  ua_v: plain('u1'),
  ub_v: plain('u2'),
  uc_v: plain('u3'),
  i_a: plain('i1'),
  ia_a: plain('i1'),
  ib_a: plain('i2'),
  ic_a: plain('i3'),
  // Names of published data sets, so that these can be looked at as they are.
  general_supply_kwh: kilo('intervalWh'),
  gc: kilo('intervalWh'),
  gg: kilo('exportIntervalWh'),
  global_active_power: kilo('powerW'),
  global_reactive_power: kilo('reactiveVar'),
  voltage: plain('u1'),
  global_intensity: plain('i1'),
  tiae: kilo('importWh'),
  teae: kilo('exportWh'),
  r1iae: kilo('valleyWh'),
  r2iae: kilo('peakWh'),
  r3iae: kilo('flatWh'),
  iapi: plain('powerW'),
  ivl1: plain('u1'),
}
const instantNames = ['at', 'time', 'timestamp', 'datetime', 'reading_datetime', '']
const meterNames = ['meter', 'customer_id', 'asset_no', 'point', 'id']
const dayNames = ['day', 'date']

export function fieldOf(name: string, columns: Record<string, string>): Meaning | undefined {
  return meanings[(columns[name] ?? name).toLowerCase()]
}

type Tell = (row: string[], line: number) => void

/**
 * How rows under this header are read:
 * - tall: `at,meter?,import_kwh|interval_kwh,…`, or `Date,Time,…`; an interval's `at` is its start
 * - channels: `at,meter?,channel,value`
 * - a day wide: `meter?,day,` and 24, 48, 96 … columns of kWh, first interval first
 * - meters wide: one column of kWh a meter and no instants; rows follow each other
 */
export function tellerOf(header: string[], options: ReadOptions, meters: TellMeters): Tell {
  const names = header.map((name) => (options.columns[name] ?? name).toLowerCase())
  const place = (wanted: string[]) => names.findIndex((name) => wanted.includes(name))
  const meterAt = place(meterNames)
  const timeAt = names.indexOf('time')
  const dayAt = place(dayNames)
  const instantAt = dayAt >= 0 ? -1 : place(instantNames)
  const known = names.flatMap((name, index) => {
    const meaning = index === meterAt || name === '' ? undefined : meanings[name]
    return meaning ? [{ index, meaning }] : []
  })
  const meterOf = (row: string[]) => (meterAt < 0 ? '' : (row[meterAt] ?? ''))
  const stampOf = (row: string[]) =>
    dayAt >= 0 && timeAt >= 0 ? `${row[dayAt] ?? ''} ${row[timeAt] ?? ''}` : (row[instantAt] ?? '')
  const hasInstant = instantAt >= 0 || (dayAt >= 0 && timeAt >= 0)
  const channelAt = names.indexOf('channel')
  if (hasInstant && channelAt >= 0) return tellChannels(names, options, meters, { meterOf, stampOf, channelAt })
  if (hasInstant && known.length > 0) {
    return (row, line) => {
      const atMs = instantOf(stampOf(row), options, line)
      for (const { index, meaning } of known) put(meters, meterOf(row), meaning, atMs, numberOf(row[index], line))
    }
  }
  if (dayAt >= 0) return tellDays(options, meters, { dayAt, meterOf, first: Math.max(dayAt, meterAt) + 1 })
  return tellColumns(header, options, meters)
}

function tellChannels(
  names: string[],
  options: ReadOptions,
  meters: TellMeters,
  at: { meterOf: (row: string[]) => string; stampOf: (row: string[]) => string; channelAt: number },
): Tell {
  const valueAt = names.indexOf('value')
  if (valueAt < 0) throw new Error('a file with a column "channel" needs a column "value"')
  return (row, line) => {
    const meaning = fieldOf(row[at.channelAt] ?? '', options.columns)
    if (!meaning) return
    put(meters, at.meterOf(row), meaning, instantOf(at.stampOf(row), options, line), numberOf(row[valueAt], line))
  }
}

function tellDays(
  options: ReadOptions,
  meters: TellMeters,
  { dayAt, meterOf, first }: { dayAt: number; meterOf: (row: string[]) => string; first: number },
): Tell {
  return (row, line) => {
    const count = row.length - first
    if (![24, 48, 96, 144, 288, 1440].includes(count)) throw new Error(`line ${line}: ${count} intervals are no day`)
    const startMs = instantOf(`${row[dayAt] ?? ''} 00:00`, options, line)
    for (let slot = 0; slot < count; slot++) {
      const atMs = startMs + (slot * 86_400_000) / count
      put(meters, meterOf(row), kilo('intervalWh'), atMs, numberOf(row[first + slot], line))
    }
  }
}

function tellColumns(header: string[], options: ReadOptions, meters: TellMeters): Tell {
  if (header.some((name) => name === '' || !Number.isNaN(Number(name)))) {
    throw new Error('no known columns: at, meter, import_kwh, interval_kwh …, or meter, day and a day of values')
  }
  const startMs = instantOf(options.start ?? '2000-01-01 00:00', options, 1)
  const stepMs = (options.stepMinutes ?? 30) * 60_000
  // A row that holds a customer's whole run under numbered columns is read along, one under names down.
  const along = header.length > 96 && header.every((name) => /^v\d+$/i.test(name))
  return (row, line) => {
    for (const [index, cell] of row.entries()) {
      const meter = along ? String(line - 1) : (header[index] ?? String(index + 1))
      put(meters, meter, kilo('intervalWh'), startMs + (along ? index : line - 2) * stepMs, numberOf(cell, line))
    }
  }
}

function put(meters: TellMeters, meter: string, { field, scale }: Meaning, atMs: number, value: number): void {
  const channels: Map<Field, Told> = meters.get(meter) ?? new Map()
  const told: Told = channels.get(field) ?? { atMs: [], values: [] }
  meters.set(meter, channels)
  channels.set(field, told)
  told.atMs.push(atMs)
  // Energy to a tenth of a Wh: more is the noise of decimal fractions.
  told.values.push(field.endsWith('Wh') ? Math.round(value * scale * 10) / 10 : value * scale)
}

/** Empty, `?`, `NA` and `NaN` say that a value is missing. */
function numberOf(cell: string | undefined, line: number): number {
  if (cell === undefined || cell === '' || cell === '?' || /^(na|nan|null)$/i.test(cell)) return Number.NaN
  const value = Number(cell)
  if (Number.isNaN(value)) throw new Error(`line ${line}: "${cell}" is no number`)
  return value
}

export function instantOf(stamp: string, { zoneMinutes }: Pick<ReadOptions, 'zoneMinutes'>, line: number): number {
  const parts =
    /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?(Z|[+-]\d{2}:?\d{2})?$/.exec(
      stamp,
    ) ?? turned(/^(\d{1,2})\/(\d{1,2})\/(\d{4})[ T](\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d+)?))?$/.exec(stamp))
  if (!parts) throw new Error(`line ${line}: "${stamp}" is no instant`)
  const [, year, month, day, hour, minute, second, zone] = parts
  const civil = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), 0)
  const ms = civil + Math.round(Number(second ?? 0) * 1000)
  if (zone === 'Z') return ms
  if (!zone) return ms - zoneMinutes * 60_000
  const sign = zone.startsWith('-') ? -1 : 1
  const digits = zone.replace(/[^\d]/g, '')
  return ms - sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60_000
}

/** Day first, as Europe writes it. */
function turned(match: RegExpExecArray | null): string[] | null {
  if (!match) return null
  const [whole = '', day = '', month = '', year = '', ...rest] = match
  return [whole, year, month, day, ...rest]
}
