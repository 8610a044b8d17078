import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'
import { type TellMeters, tellerOf } from './file-forms.ts'

export class UnreadableReadings extends Error {}

/**
 * Readings of a CSV file, plain or gzipped, `-` for standard input, by meter and channel. Forms are in `file-forms.ts`.
 * Throws `UnreadableReadings` naming the line.
 */
export async function readReadingsFile(file: string, options: ReadOptions): Promise<TellMeters> {
  const rows = parse({ trim: true, skip_empty_lines: true, relax_column_count: true, bom: true })
  const meters: TellMeters = new Map()
  let tell: ((row: string[], line: number) => void) | undefined
  let line = 0
  try {
    const text = await unpack(file === '-' ? process.stdin : createReadStream(file))
    text.on('error', (fault: Error) => rows.destroy(fault))
    text.pipe(rows)
    for await (const row of rows as AsyncIterable<string[]>) {
      line++
      if (tell) tell(row, line)
      else tell = tellerOf(row, options, meters)
    }
  } catch (fault) {
    throw new UnreadableReadings(`${file}: ${(fault as Error).message}`)
  }
  if (meters.size === 0) throw new UnreadableReadings(`${file}: no readings`)
  return meters
}

export type ReadOptions = {
  /** Instants without a zone are of this one, in minutes east of UTC. */
  zoneMinutes: number
  /** What a column of another name holds: `{ GC: 'interval_kwh' }`. */
  columns: Record<string, string>
  /** Of a file without instants: when its first row begins and how far rows are apart. */
  start?: string | undefined
  stepMinutes?: number | undefined
}

/** By its first bytes, so that a gzipped standard input is taken too. */
async function unpack(raw: Readable): Promise<Readable> {
  const first: Buffer | null = await new Promise((resolve, reject) => {
    raw.once('error', reject)
    raw.once('end', () => resolve(null))
    raw.once('readable', () => resolve(raw.read() as Buffer | null))
  })
  if (first) raw.unshift(first)
  return first && first[0] === 0x1f && first[1] === 0x8b ? raw.pipe(createGunzip()) : raw
}
