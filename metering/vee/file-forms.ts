import type { Told } from '../rules/vee/arrange.ts'
import { type Field, fieldOf, kilo, type Meaning, placeNames, plainName } from './file-columns.ts'
import { instantOf, isInstant } from './file-instants.ts'
import type { ReadOptions } from './read-file.ts'

/** Told values by meter and channel; energy in Wh, power in W. */
export type TellMeters = Map<string, Map<Field, Told>>

type Tell = (row: string[], line: number) => void

/**
 * How rows under this header are read:
 * - tall: `at,meter?,import_kwh|interval_kwh,…`, or `Date,Time,…`; an interval's `at` is its start
 * - channels: `at,meter?,channel,value`
 * - a day wide: `meter?,day,` and 24, 48, 96 … columns of kWh, first interval first
 * - meters wide: one column of kWh a meter and no instants; rows follow each other
 */
export function tellerOf(header: string[], options: ReadOptions, meters: TellMeters): Tell {
  const names = header.map((name) => plainName(options.columns[name] ?? name))
  const place = (wanted: readonly string[]) => names.findIndex((name) => wanted.includes(name))
  const meterAt = place(placeNames.meter)
  const timeAt = place(placeNames.timeOfDay)
  const dayAt = place(placeNames.day)
  const instantAt = dayAt >= 0 && timeAt >= 0 ? -1 : place(placeNames.instant)
  const known = header.flatMap((name, index) => {
    const meaning = index === meterAt || name === '' ? undefined : fieldOf(name, options.columns)
    return meaning ? [{ index, meaning }] : []
  })
  const meterOf = (row: string[]) => (meterAt < 0 ? '' : (row[meterAt] ?? ''))
  const stampOf = (row: string[]) =>
    instantAt >= 0 ? (row[instantAt] ?? '') : `${row[dayAt] ?? ''} ${row[timeAt] ?? ''}`
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
    if (line === 2 && isInstant(row[0] ?? '')) {
      throw new Error(`line 2: "${row[0]}" looks like an instant: name its column, --columns ${header[0]}=at`)
    }
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
