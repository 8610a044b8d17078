import type { Ctx } from '../../../db/context.ts'
import { type IncomingReading, type ReadingBatch, storeReadings } from '../../readings.ts'
import { isAboutData } from '../data-fault.ts'

/** Readings of one line, and where they came from. */
export type Origin = Pick<ReadingBatch, 'source' | 'topic'>
type Waiting = Origin & { readings: IncomingReading[] }

type Parts = {
  ctx: () => Ctx
  keep: 'every' | 'marks'
  log: { error(detail: object, message: string): void }
}

/** Readings that the database did not take, kept in memory up to this many; the oldest go first, and are counted. */
const LIMIT = 50_000

/** Hands readings to the database; what it does not take now waits, each with the line that it came from. */
export class Outbox {
  /** Readings that had to be given up: refused by themselves, or too many while the database was away. */
  lost = 0
  private readonly parts: Parts
  private waiting: Waiting[] = []

  constructor(parts: Parts) {
    this.parts = parts
  }

  get size(): number {
    return this.waiting.reduce((sum, { readings }) => sum + readings.length, 0)
  }

  /** Stores these behind what waits; one transaction for each line. */
  async take(origin: Origin, readings: IncomingReading[]): Promise<void> {
    const batches = joinByOrigin([...this.waiting.splice(0), { ...origin, readings }])
    for (const [index, batch] of batches.entries()) {
      try {
        await this.store(batch)
      } catch (fault) {
        const isRefused = isAboutData(fault)
        const left = isRefused ? await this.storeSingly(batch) : batch.readings
        // What the database is not there for, it is not there for with the next line either.
        const others = isRefused ? [] : batches.slice(index + 1)
        this.waiting.unshift(...[{ ...batch, readings: left }, ...others].filter((each) => each.readings.length > 0))
        this.dropOldest()
        this.parts.log.error({ err: fault, unsent: this.size, lost: this.lost }, 'readings wait for the database')
        if (!isRefused) return
      }
    }
  }

  private async store(batch: Waiting): Promise<void> {
    await storeReadings(this.parts.ctx(), { ...batch, keep: this.parts.keep })
  }

  /** One reading that the database will never take must not hold up the others; returns those that may be tried again. */
  private async storeSingly({ readings, ...origin }: Waiting): Promise<IncomingReading[]> {
    const left: IncomingReading[] = []
    for (const reading of readings) {
      try {
        await this.store({ ...origin, readings: [reading] })
      } catch (fault) {
        if (!isAboutData(fault)) left.push(reading)
        else {
          this.lost++
          const { meter, at } = reading
          this.parts.log.error({ err: fault, meter, at }, 'a reading was refused and given up')
        }
      }
    }
    return left
  }

  private dropOldest(): void {
    for (let over = this.size - LIMIT; over > 0; ) {
      const [oldest] = this.waiting
      if (!oldest) return
      const gone = oldest.readings.splice(0, over).length
      this.lost += gone
      over -= gone
      if (oldest.readings.length === 0) this.waiting.shift()
    }
  }
}

function joinByOrigin(batches: Waiting[]): Waiting[] {
  const joined = new Map<string, Waiting>()
  for (const { source, topic, readings } of batches) {
    const known = joined.get(`${source} ${topic}`)
    if (known) known.readings.push(...readings)
    else if (readings.length > 0) joined.set(`${source} ${topic}`, { source, topic, readings: [...readings] })
  }
  return [...joined.values()]
}
