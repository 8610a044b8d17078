import { type Ctx, systemCtx } from '../../db/context.ts'
import type { Service } from '../../db/department.ts'
import type { Db } from '../../db/pool.ts'
import { setDriftedClocks } from '../clock-settings.ts'
import { callAgain } from '../sections/calls.ts'
import { countDueDays } from './count.ts'
import { readEventRounds } from './event-rounds.ts'
import { openDueRepairs } from './repairs.ts'
import { GAPS_AT_ONCE, rereadGaps } from './reread.ts'

type Log = { error(detail: object, message: string): void }
export type ChoresParts = { db: Db; clock: () => Date; log: Log }

const ROUND_MS = 15_000
const SLOW_ROUND_MS = 600_000

/**
 * What is done over the lines between the polls: re-reading what is missing, meters' event records, clocks. Runs where the
 * lines are owned; what it leaves, the next process finds.
 */
export class CollectionChores implements Service {
  readonly name = 'collection-chores'
  private readonly parts: ChoresParts
  private timer: NodeJS.Timeout | undefined
  private work: Promise<void> = Promise.resolve()
  private stopped = true
  private slowDueMs = 0

  constructor(parts: ChoresParts) {
    this.parts = parts
  }

  start(): void {
    this.stopped = false
    this.plan(ROUND_MS)
  }

  /** Lets the exchange under way end. */
  async stop(): Promise<void> {
    this.stopped = true
    clearTimeout(this.timer)
    await this.work
  }

  private plan(waitMs: number): void {
    if (this.stopped) return
    this.timer = setTimeout(() => {
      this.work = this.round()
    }, waitMs)
  }

  private async round(): Promise<void> {
    await this.guard('calling again', (ctx) => callAgain(ctx))
    const tried = await this.guard('re-reading', (ctx) => rereadGaps(ctx))
    if (performance.now() >= this.slowDueMs && !this.stopped) {
      this.slowDueMs = performance.now() + SLOW_ROUND_MS
      // What ended while nothing ran is not left to the clock.
      await this.guard('counting days', async (ctx) => (await countDueDays(ctx)).length)
      await this.guard('opening repair orders', openDueRepairs)
      await this.guard('reading event records', readEventRounds)
      await this.guard('setting clocks', setDriftedClocks)
    }
    this.plan(tried === GAPS_AT_ONCE ? 0 : ROUND_MS)
  }

  private async guard(what: string, work: (ctx: Ctx) => Promise<number>): Promise<number> {
    try {
      return await work(systemCtx(this.parts.db, this.parts.clock(), this.name))
    } catch (fault) {
      this.parts.log.error({ err: fault }, what)
      return 0
    }
  }
}
