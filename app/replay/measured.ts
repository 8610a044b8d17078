import { createReadStream } from 'node:fs'
import { extname } from 'node:path'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'

/** What a measured meter showed at one instant, in the names of the MQTT contract; energy in Wh. */
export type Moment = {
  atMs: number
  importWh?: number
  exportWh?: number
  importByPeriodWh?: { peak?: number; flat?: number; valley?: number }
  uV?: number[]
  iA?: number[]
  pW?: number
  qVar?: number
}

export class UnreadableFile extends Error {}

/**
 * Reads measured data, plain or gzipped, in one of two forms: a minute's mean power
 * (`Date,Time,Global_active_power` in kW …; `?` is missing), or a meter's own registers (`at,channel,value` with
 * `tiae`, `teae`, `r1iae` … in kWh, `iapi` in W, `ivl1` in V). Instants without a zone are Shanghai's.
 * Throws `UnreadableFile` naming the line.
 */
export async function readMeasured(file: string): Promise<Moment[]> {
  const raw = createReadStream(file)
  const text: Readable = extname(file) === '.gz' ? raw.pipe(createGunzip()) : raw
  const rows = parse({ columns: true, trim: true })
  text.pipe(rows)
  for (const stage of [raw, text]) stage.on('error', (fault: Error) => rows.destroy(fault))
  const list: Record<string, string>[] = []
  try {
    for await (const row of rows) list.push(row as Record<string, string>)
  } catch (fault) {
    throw new UnreadableFile(`${file}: ${(fault as Error).message}`)
  }
  const [first] = list
  if (first && 'Global_active_power' in first) return readMinutes(list)
  if (first && 'at' in first && 'channel' in first && 'value' in first) return readChannels(list)
  throw new UnreadableFile(`${file}: the columns are of no known form`)
}

/** The meter counts on through a minute that nobody wrote down, but by nothing that is known. */
function readMinutes(rows: Record<string, string>[]): Moment[] {
  let wh = 0
  const moments = rows.map((row, index): Moment => {
    const [day = '', month = '', year = ''] = (row.Date ?? '').split('/')
    const stamp = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}T${(row.Time ?? '').padStart(8, '0')}+08:00`
    const moment: Moment = { atMs: parseAt(stamp, index), importWh: wh, exportWh: 0 }
    const kw = Number(row.Global_active_power)
    if (!Number.isNaN(kw) && row.Global_active_power !== '') {
      wh += (kw * 1000) / 60
      moment.pW = kw * 1000
      moment.uV = [Number(row.Voltage)]
      moment.iA = [Number(row.Global_intensity)]
      moment.qVar = Number(row.Global_reactive_power) * 1000
    }
    return moment
  })
  const final = moments.at(-1)
  // A row is the mean over the minute that it opens.
  return final ? [...moments, { atMs: final.atMs + 60_000, importWh: wh, exportWh: 0 }] : []
}

const periods: Record<string, 'peak' | 'flat' | 'valley'> = { r1iae: 'valley', r2iae: 'peak', r3iae: 'flat' }

function readChannels(rows: Record<string, string>[]): Moment[] {
  const byInstant = new Map<number, Moment>()
  for (const [index, { at = '', channel = '', value = '' }] of rows.entries()) {
    const atMs = parseAt(/(Z|[+-]\d\d:\d\d)$/.test(at) ? at : `${at}+08:00`, index)
    const number = Number(value)
    if (value === '' || Number.isNaN(number))
      throw new UnreadableFile(`line ${index + 2}: value "${value}" is no number`)
    const moment: Moment = byInstant.get(atMs) ?? { atMs }
    byInstant.set(atMs, moment)
    const wh = Math.round(number * 1000)
    const period = periods[channel]
    if (channel === 'tiae') moment.importWh = wh
    else if (channel === 'teae') moment.exportWh = wh
    else if (period) moment.importByPeriodWh = { ...moment.importByPeriodWh, [period]: wh }
    else if (channel === 'iapi') moment.pW = number
    else if (channel === 'ivl1') moment.uV = [number]
  }
  return [...byInstant.values()].sort((a, b) => a.atMs - b.atMs)
}

function parseAt(stamp: string, index: number): number {
  const atMs = Date.parse(stamp)
  if (Number.isNaN(atMs)) throw new UnreadableFile(`line ${index + 2}: "${stamp}" is no instant`)
  return atMs
}
