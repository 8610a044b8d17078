import fs from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { crc32 } from 'node:zlib'

const writev = promisify(fs.writev)
const fdatasync = promisify(fs.fdatasync)
const read = promisify(fs.read)

/** One file of the log. `live` counts what in it is still wanted; the owner of the log keeps it. */
export type Segment = { number: number; path: string; fd: number; bytes: number; live: number }
/** Where a record lies. */
export type Place = { segment: Segment; offset: number; length: number }

type Pending = { record: Buffer; place: Place; done: () => void; failed: (fault: unknown) => void }

const HEAD_BYTES = 8

/**
 * An append-only log in files of a bounded size. What is appended in one turn is written and synced together, so that
 * a promise to keep costs one sync for all who wait at that moment. A record cut off by a crash is passed over at the
 * next opening: nobody was told that it was kept.
 */
export class SegmentLog {
  private readonly folder: string
  private readonly segmentBytes: number
  private readonly segments: Segment[] = []
  private pending: Pending[] = []
  private flushing: Promise<void> | undefined

  constructor({ folder, segmentBytes }: { folder: string; segmentBytes: number }) {
    this.folder = folder
    this.segmentBytes = segmentBytes
  }

  /** Tells every record that is whole, oldest first; what comes from now on goes into a new file. */
  open(take: (record: Buffer, place: Place) => void): void {
    fs.mkdirSync(this.folder, { recursive: true })
    const names = fs.readdirSync(this.folder).filter((name) => /^\d{10}\.log$/.test(name))
    for (const name of names.sort()) this.readSegment(this.openSegment(Number(name.slice(0, 10))), take)
    this.openSegment((this.segments.at(-1)?.number ?? 0) + 1)
    this.dropDead()
  }

  get bytes(): number {
    return this.segments.reduce((sum, segment) => sum + segment.bytes, 0)
  }

  /** `kept` resolves, in the order of the calls, once the record is on disk; its place is known at once. */
  append(record: Buffer): { place: Place; kept: Promise<void> } {
    const segment = this.currentSegment()
    const place = { segment, offset: segment.bytes + HEAD_BYTES, length: record.length }
    segment.bytes += HEAD_BYTES + record.length
    const kept = new Promise<void>((done, failed) => this.pending.push({ record, place, done, failed }))
    this.flushing ??= this.flushAll()
    return { place, kept }
  }

  async read({ segment, offset, length }: Place): Promise<Buffer> {
    await this.settle()
    const buffer = Buffer.alloc(length)
    await read(segment.fd, buffer, 0, length, offset)
    return buffer
  }

  /** Resolves when all that was appended so far is on disk. */
  async settle(): Promise<void> {
    await this.flushing
  }

  async close(): Promise<void> {
    await this.settle()
    for (const { fd } of this.segments.splice(0)) fs.closeSync(fd)
  }

  private currentSegment(): Segment {
    const latest = this.segments.at(-1)
    if (!latest) throw new Error('the log is not open')
    return latest.bytes < this.segmentBytes ? latest : this.openSegment(latest.number + 1)
  }

  private openSegment(number: number): Segment {
    const path = join(this.folder, `${String(number).padStart(10, '0')}.log`)
    const fd = fs.openSync(path, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600)
    const segment = { number, path, fd, bytes: 0, live: 0 }
    this.segments.push(segment)
    return segment
  }

  private readSegment(segment: Segment, take: (record: Buffer, place: Place) => void): void {
    const buffer = fs.readFileSync(segment.fd)
    while (segment.bytes + HEAD_BYTES <= buffer.length) {
      const length = buffer.readUInt32BE(segment.bytes)
      const offset = segment.bytes + HEAD_BYTES
      const record = buffer.subarray(offset, offset + length)
      if (record.length < length || crc32(record) !== buffer.readUInt32BE(segment.bytes + 4)) return
      take(record, { segment, offset, length })
      segment.bytes = offset + length
    }
  }

  private async flushAll(): Promise<void> {
    while (this.pending.length > 0) {
      // Whoever appends in this turn of the event loop shares the write.
      await new Promise((resolve) => setImmediate(resolve))
      await this.flush(this.pending.splice(0))
    }
    this.flushing = undefined
  }

  private async flush(batch: Pending[]): Promise<void> {
    try {
      for (const ofSegment of Map.groupBy(batch, ({ place }) => place.segment).values()) await writeRecords(ofSegment)
      for (const { done } of batch) done()
    } catch (fault) {
      // What follows would lie behind a hole, where no opening finds it.
      const lost = [...batch, ...this.pending.splice(0)]
      this.openSegment((this.segments.at(-1)?.number ?? 0) + 1)
      for (const { failed } of lost) failed(fault)
    }
    this.dropDead()
  }

  /** Only from the oldest on: what is crossed out in a later file must stay crossed out. */
  private dropDead(): void {
    while (this.segments.length > 1 && this.segments[0]?.live === 0) {
      const [oldest] = this.segments.splice(0, 1)
      if (!oldest) return
      fs.closeSync(oldest.fd)
      fs.unlinkSync(oldest.path)
    }
  }
}

async function writeRecords(records: Pending[]): Promise<void> {
  const [first] = records
  if (!first) return
  const { fd } = first.place.segment
  const chunks = records.flatMap(({ record }) => [headOf(record), record])
  const wanted = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  const { bytesWritten } = await writev(fd, chunks, first.place.offset - HEAD_BYTES)
  if (bytesWritten < wanted) throw new Error(`only ${bytesWritten} of ${wanted} bytes could be written`)
  await fdatasync(fd)
}

function headOf(record: Buffer): Buffer {
  const head = Buffer.alloc(HEAD_BYTES)
  head.writeUInt32BE(record.length)
  head.writeUInt32BE(crc32(record), 4)
  return head
}
