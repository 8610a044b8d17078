import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'
import { type TellMeters, tellerOf } from './file-forms.ts'

export class UnreadableReadings extends Error {}

/**
 * Readings of a CSV file, plain or gzipped, `-` for standard input, by meter and channel. Forms are in `file-forms.ts`.
 * Throws `UnreadableReadings` naming the line.
 */
export async function readReadingsFile(file: string, options: ReadOptions): Promise<TellMeters> {
  const meters: TellMeters = new Map()
  let tell: ((row: string[], line: number) => void) | undefined
  let line = 0
  try {
    const { text, delimiter } = await openText(await unpack(file === '-' ? process.stdin : createReadStream(file)))
    const rows = parse({ delimiter, trim: true, skip_empty_lines: true, relax_column_count: true })
    text.on('error', (fault: Error) => rows.destroy(fault))
    text.pipe(rows)
    for await (const cells of rows as AsyncIterable<string[]>) {
      line++
      const row = delimiter === ',' ? cells : cells.map(withPoint)
      if (tell) tell(row, line)
      else tell = tellerOf(row, options, meters)
    }
  } catch (fault) {
    throw new UnreadableReadings(`${file}: ${(fault as Error).message}`)
  }
  if (meters.size === 0) throw new UnreadableReadings(`${file}: no readings`)
  return meters
}

/** Where commas do not part the cells they part decimals. */
function withPoint(cell: string): string {
  return /^-?\d+,\d+$/.test(cell) ? cell.replace(',', '.') : cell
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
  const first = await peek(raw)
  if (first[0] !== 0x1f || first[1] !== 0x8b) return raw
  const unpacked = createGunzip()
  raw.on('error', (fault) => unpacked.destroy(fault))
  return raw.pipe(unpacked)
}

/** UTF-8 or UTF-16 as the mark at its beginning says, and GB 18030 where it is no UTF-8; cells parted as its first line is. */
async function openText(raw: Readable): Promise<{ text: Readable; delimiter: string }> {
  const first = await peek(raw)
  const decoder = new TextDecoder(encodingOf(first))
  const [heading = ''] = new TextDecoder(encodingOf(first)).decode(first).split(/[\r\n]/)
  const counts = [',', ';', '\t', '|'].map((mark) => ({ mark, count: heading.split(mark).length }))
  const delimiter = counts.reduce((most, each) => (each.count > most.count ? each : most)).mark
  async function* decode() {
    for await (const chunk of raw) yield decoder.decode(chunk as Buffer, { stream: true })
    yield decoder.decode()
  }
  return { text: Readable.from(decode()), delimiter }
}

function encodingOf(first: Buffer): string {
  if (first[0] === 0xff && first[1] === 0xfe) return 'utf-16le'
  if (first[0] === 0xfe && first[1] === 0xff) return 'utf-16be'
  try {
    // A chunk may end inside a character.
    new TextDecoder('utf-8', { fatal: true }).decode(first, { stream: true })
    return 'utf-8'
  } catch {
    return 'gb18030'
  }
}

/** What comes first; it stays in the stream. */
async function peek(raw: Readable): Promise<Buffer> {
  if (raw.readableEnded) return Buffer.alloc(0)
  const first: Buffer | null = await new Promise((resolve, reject) => {
    raw.once('error', reject)
    raw.once('end', () => resolve(null))
    raw.once('readable', () => resolve(raw.read() as Buffer | null))
  })
  if (first) raw.unshift(first)
  return first ?? Buffer.alloc(0)
}
