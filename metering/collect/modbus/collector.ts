import { type Ctx, systemCtx } from '../../../db/context.ts'
import type { Service } from '../../../db/department.ts'
import type { Db } from '../../../db/pool.ts'
import { counts } from '../../counts.ts'
import { type IncomingReading, storeReadings } from '../../readings.ts'
import { meteringSettings } from '../../settings.ts'
import { listModbusLinks } from '../../sql/links.ts'
import { recordTerminalStatus } from '../../terminals.ts'
import { isAboutData } from '../data-fault.ts'
import { closeBuses } from './bus.ts'
import { type BusCycle, BusPoller } from './poller.ts'

type Log = { error(detail: object, message: string): void; warn(detail: object, message: string): void }

export type ModbusCollectorParts = {
  db: Db
  clock: () => Date
  log: Log
  periodMs?: number
  /** `every`: keep each reading's registers; `marks`: of those off the 15-minute grid only the nearest to a mark. */
  keep?: 'every' | 'marks'
}

/** Readings that the database did not take, kept in memory up to this many; the oldest go first, and are counted. */
const UNSENT_LIMIT = 50_000
const PROBE_CHECK_MS = 1_000

const running = new Set<ModbusCollector>()

/** A meter was added somewhere: read what is new without waiting for the next mark. */
export function wakeModbusCollectors(): void {
  for (const collector of running) void collector.readNewMeters()
}

/** Polls every meter that has a Modbus link, aligned to the wall clock. */
export class ModbusCollector implements Service {
  readonly name = 'modbus-collector'
  private readonly parts: ModbusCollectorParts
  private readonly pollers = new Map<string, BusPoller>()
  private readonly busy = new Map<BusPoller, Promise<void>>()
  /** Terminals' states as last written, so that only changes are. */
  private readonly told = new Map<number, boolean>()
  private readonly queued = new Set<BusPoller>()
  private unsent: IncomingReading[] = []
  /** Readings that had to be given up because the database was away for too long. */
  lost = 0
  private pollTimer: NodeJS.Timeout | undefined
  private probeTimer: NodeJS.Timeout | undefined
  private stopped = true

  constructor(parts: ModbusCollectorParts) {
    this.parts = parts
  }

  async start(): Promise<void> {
    this.stopped = false
    running.add(this)
    await this.reconcile()
    this.scheduleNext()
    this.probeTimer = setInterval(() => this.probeIdle(), PROBE_CHECK_MS)
  }

  /** Lets readings under way end and be stored. */
  async stop(): Promise<void> {
    this.stopped = true
    running.delete(this)
    clearTimeout(this.pollTimer)
    clearInterval(this.probeTimer)
    await Promise.allSettled(this.busy.values())
    await closeBuses()
  }

  /** One round of all meters now; resolves when what they said is stored. A bus whose round is yet to begin gets no second one. */
  async poll(): Promise<void> {
    await this.reconcile()
    const free = [...this.pollers.values()].filter((poller) => !this.queued.has(poller))
    await Promise.all(
      free.map((poller) => {
        this.queued.add(poller)
        return this.occupy(poller, () => {
          this.queued.delete(poller)
          return this.readBus(poller)
        })
      }),
    )
  }

  /** Buses and meters now polled. */
  get running(): { buses: number; meters: number; unsent: number } {
    const meters = [...this.pollers.values()].reduce((sum, poller) => sum + poller.size, 0)
    return { buses: this.pollers.size, meters, unsent: this.unsent.length }
  }

  async readNewMeters(): Promise<void> {
    const before = this.running.meters
    await this.guard('reconciling meters', () => this.reconcile())
    if (this.running.meters > before) await this.guard('reading new meters', () => this.poll())
  }

  /** Makes what is polled what the customer file says now, so that no meter taken off is asked again. */
  private async reconcile(): Promise<void> {
    const links = await listModbusLinks(this.ctx())
    const byBus = Map.groupBy(links, (link) => `${link.host}:${link.port}`)
    for (const key of this.pollers.keys()) if (!byBus.has(key)) this.pollers.delete(key)
    for (const [key, ofBus] of byBus) {
      const [first] = ofBus
      if (!first) continue
      const poller =
        this.pollers.get(key) ?? new BusPoller({ host: first.host, port: first.port, clock: this.parts.clock })
      this.pollers.set(key, poller)
      poller.want(ofBus)
    }
  }

  private scheduleNext(): void {
    if (this.stopped) return
    const periodMs = this.parts.periodMs ?? meteringSettings().pollPeriodMs
    const now = this.parts.clock().getTime()
    const mark = Math.floor(now / periodMs) * periodMs + periodMs
    this.pollTimer = setTimeout(() => {
      this.scheduleNext()
      void this.guard('polling', () => this.poll())
    }, mark - now)
  }

  private probeIdle(): void {
    for (const poller of this.pollers.values()) {
      const due = poller.nextProbeMs
      if (due === undefined || due > Date.now() || this.busy.has(poller)) continue
      void this.guard('probing', () => this.occupy(poller, async () => this.takeCycle(poller, await poller.probe())))
    }
  }

  /** A round that comes while the one before is still under way waits for it. */
  private async occupy(poller: BusPoller, work: () => Promise<void>): Promise<void> {
    const before = this.busy.get(poller) ?? Promise.resolve()
    const turn = before.catch(() => {}).then(work)
    this.busy.set(poller, turn)
    try {
      await turn
    } finally {
      if (this.busy.get(poller) === turn) this.busy.delete(poller)
    }
  }

  private async readBus(poller: BusPoller): Promise<void> {
    const cycle = await poller.readAll()
    counts.modbusReads.skipped += cycle.skipped
    await this.takeCycle(poller, cycle)
    const heard = cycle.readings.length > 0
    if (!heard && cycle.failed.length === 0) return
    const unreachable = !heard && cycle.failed.every(({ because }) => because !== 'refused')
    for (const terminalId of poller.terminalIds) {
      if ((!heard && !unreachable) || this.told.get(terminalId) === heard) continue
      const ctx = this.ctx()
      await recordTerminalStatus(ctx, { terminalId, online: heard, at: ctx.now })
      this.told.set(terminalId, heard)
    }
  }

  private async takeCycle(poller: BusPoller, cycle: BusCycle): Promise<void> {
    const { host, port } = poller
    counts.modbusReads.answered += cycle.readings.length
    counts.modbusReads.failed += cycle.failed.length
    if (cycle.failed.length > 0) this.parts.log.warn({ host, port, failed: cycle.failed }, 'meters did not answer')
    const readings = [...this.unsent.splice(0), ...cycle.readings]
    try {
      await this.store(poller, readings)
    } catch (fault) {
      const waiting = isAboutData(fault) ? await this.storeSingly(poller, readings) : readings
      this.unsent.unshift(...waiting)
      const over = this.unsent.length - UNSENT_LIMIT
      if (over > 0) this.lost += this.unsent.splice(0, over).length
      const { length: unsent } = this.unsent
      this.parts.log.error({ err: fault, unsent, lost: this.lost }, 'readings wait for the database')
    }
  }

  private async store({ host, port }: BusPoller, readings: IncomingReading[]): Promise<void> {
    const topic = `modbus://${host}:${port}`
    await storeReadings(this.ctx(), { source: 'modbus', topic, readings, keep: this.parts.keep ?? 'marks' })
  }

  /** One reading that the database will never take must not hold up the others; returns those that may be tried again. */
  private async storeSingly(poller: BusPoller, readings: IncomingReading[]): Promise<IncomingReading[]> {
    const waiting: IncomingReading[] = []
    for (const reading of readings) {
      try {
        await this.store(poller, [reading])
      } catch (fault) {
        if (!isAboutData(fault)) waiting.push(reading)
        else {
          this.lost++
          this.parts.log.error(
            { err: fault, meter: reading.meter, at: reading.at },
            'a reading was refused and given up',
          )
        }
      }
    }
    return waiting
  }

  private async guard(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (fault) {
      this.parts.log.error({ err: fault }, what)
    }
  }

  private ctx(): Ctx {
    return systemCtx(this.parts.db, this.parts.clock(), this.name)
  }
}
