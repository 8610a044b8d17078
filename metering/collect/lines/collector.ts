import { setTimeout as sleep } from 'node:timers/promises'
import { type Ctx, systemCtx } from '../../../db/context.ts'
import type { Service } from '../../../db/department.ts'
import type { Db } from '../../../db/pool.ts'
import { FaultBook } from '../../collection/fault-book.ts'
import { counts, type LineLevels, levels, lineLevels } from '../../counts.ts'
import { meteringSettings } from '../../settings.ts'
import { findInstallationVersion } from '../../sql/installations.ts'
import { findNextLinkChange, type LineLink, listLineLinks } from '../../sql/links.ts'
import { recordTerminalStatus } from '../../terminals.ts'
import { countKnownBlocks } from '../modbus/known-blocks.ts'
import { nameLine, sourceOf } from './address.ts'
import { Gate } from './gate.ts'
import { Outbox } from './outbox.ts'
import { type LineCycle, LinePoller } from './poller.ts'
import { closeLines, countLearnedGaps, dropLine, MixedFraming } from './registry.ts'

type Log = { error(detail: object, message: string): void; warn(detail: object, message: string): void }

export type LineCollectorParts = {
  db: Db
  clock: () => Date
  log: Log
  periodMs?: number
  /** `every`: keep each reading's registers; `marks`: of those off the 15-minute grid only the nearest to a mark. */
  keep?: 'every' | 'marks'
}

const PROBE_CHECK_MS = 1_000
/** Lines whose round is under way at once; a city has thousands. */
const LINES_AT_ONCE = 256
/** Rounds begin spread over this part of the period and no more than this: a reading closes its interval for 30 s. */
const SPREAD_SHARE = 0.1
const SPREAD_LIMIT_MS = 20_000

const running = new Set<LineCollector>()

/** A point got a meter, or another one: read it without waiting for the next mark. */
export function wakeLineCollectors(pointId: number): void {
  for (const collector of running) void collector.readNewMeters(pointId)
}

/** Polls every meter that is asked over a line, aligned to the wall clock. */
export class LineCollector implements Service {
  readonly name = 'line-collector'
  private readonly parts: LineCollectorParts
  private readonly pollers = new Map<string, LinePoller>()
  private readonly busy = new Map<LinePoller, Promise<void>>()
  /** Terminals' states as last written, so that only changes are. */
  private readonly told = new Map<number, boolean>()
  private readonly queued = new Set<LinePoller>()
  private readonly gate = new Gate(LINES_AT_ONCE)
  private readonly faults = new FaultBook()
  private readonly outbox: Outbox
  /** The file as last read: its version, and when time alone changes what is in force. */
  private known: { store: string; version: number; untilMs: number } | undefined
  private pollTimer: NodeJS.Timeout | undefined
  private probeTimer: NodeJS.Timeout | undefined
  private ending = new AbortController()

  constructor(parts: LineCollectorParts) {
    this.parts = parts
    const { keep = 'marks', log } = parts
    this.outbox = new Outbox({ ctx: () => this.ctx(), keep, log })
  }

  async start(): Promise<void> {
    this.ending = new AbortController()
    running.add(this)
    lineLevels.add(this.measure)
    await this.reconcile()
    this.scheduleNext()
    this.probeTimer = setInterval(() => this.probeIdle(), PROBE_CHECK_MS)
  }

  /** Lets readings under way end and be stored. */
  async stop(): Promise<void> {
    this.ending.abort()
    running.delete(this)
    lineLevels.delete(this.measure)
    clearTimeout(this.pollTimer)
    clearInterval(this.probeTimer)
    await Promise.allSettled(this.busy.values())
    await closeLines()
  }

  /**
   * One round of all meters, the lines beginning spread over `spreadMs`; resolves when what they said is stored. A line
   * whose round is yet to begin gets no second one.
   */
  async poll(spreadMs = 0): Promise<void> {
    await this.reconcile()
    const free = [...this.pollers.values()].filter((poller) => !this.queued.has(poller))
    await Promise.all(
      free.map((poller) => {
        this.queued.add(poller)
        return this.occupy(poller, async () => {
          const waitMs = shareOf(poller.name) * spreadMs
          if (waitMs > 0) await sleep(waitMs, undefined, { signal: this.ending.signal }).catch(() => {})
          await this.gate.pass(async () => {
            this.queued.delete(poller)
            const isWanted = this.pollers.get(poller.name) === poller
            if (isWanted && !this.ending.signal.aborted) await this.readLine(poller)
          })
        })
      }),
    )
  }

  /** Lines and meters now polled. */
  get running(): { lines: number; meters: number; unsent: number } {
    const meters = [...this.pollers.values()].reduce((sum, poller) => sum + poller.meters.length, 0)
    return { lines: this.pollers.size, meters, unsent: this.outbox.size }
  }

  /** Readings that had to be given up. */
  get lost(): number {
    return this.outbox.lost
  }

  /** Reads the meter that a point has now, or every one that was never asked; nobody else is asked for it. */
  async readNewMeters(pointId?: number): Promise<void> {
    const find = () => (pointId === undefined ? this.reconcile() : this.reconcilePoint(pointId))
    await this.guard('reconciling meters', find)
    const reads = [...this.pollers.values()].flatMap((poller) =>
      poller.hasNew(pointId)
        ? this.occupy(poller, async () => this.takeCycle(poller, await poller.readNew(pointId)))
        : [],
    )
    await this.guard('reading new meters', async () => void (await Promise.all(reads)))
  }

  private readonly measure = (): LineLevels => {
    const pollers = [...this.pollers.values()]
    return {
      lines: pollers.length,
      'lines away': pollers.filter(({ isAway }) => isAway).length,
      'units left alone': pollers.reduce((sum, { openBreakers }) => sum + openBreakers, 0),
      'gaps learned': countLearnedGaps(),
      'limits learned': countKnownBlocks(),
      'readings waiting': this.outbox.size,
      'readings given up': this.lost,
    }
  }

  private async reconcilePoint(pointId: number): Promise<void> {
    const links = await listLineLinks(this.ctx(), pointId)
    for (const poller of this.pollers.values())
      poller.wantPoint(
        pointId,
        links.filter((link) => isSameLine(link, poller)),
      )
    for (const link of links) {
      const name = nameLine(link.address)
      if (this.pollers.has(name)) continue
      const poller = new LinePoller({ ...link, clock: this.parts.clock })
      poller.want([link])
      this.pollers.set(name, poller)
    }
  }

  /**
   * Makes what is polled what the customer file says now, so that no meter taken off is asked again. A file that has not
   * changed, and in which nothing begins or ends meanwhile, is not read.
   */
  private async reconcile(): Promise<void> {
    const ctx = this.ctx()
    const { store, version } = await findInstallationVersion(ctx)
    const isSame = this.known?.store === store && this.known.version === version
    if (isSame && ctx.now.getTime() < (this.known?.untilMs ?? 0)) return
    const links = await listLineLinks(ctx)
    const next = await findNextLinkChange(ctx)
    const byLine = Map.groupBy(links, (link) => nameLine(link.address))
    for (const [name, poller] of this.pollers) {
      const first = byLine.get(name)?.[0]
      if (first && isSameLine(first, poller)) continue
      this.pollers.delete(name)
      await dropLine(name)
    }
    for (const [name, ofLine] of byLine) {
      const [first] = ofLine
      if (!first) continue
      const { address, framing } = first
      const poller = this.pollers.get(name) ?? new LinePoller({ address, framing, clock: this.parts.clock })
      this.pollers.set(name, poller)
      poller.want(ofLine.filter((link) => isSameLine(link, poller)))
      this.refuseMixed(poller, ofLine)
    }
    this.countPollers(links)
    this.known = { store, version, untilMs: next?.getTime() ?? Number.POSITIVE_INFINITY }
  }

  /** Storing terminals refuses a mix already; what got round that is left out and told. */
  private refuseMixed(poller: LinePoller, ofLine: LineLink[]): void {
    const mixed = ofLine.filter((link) => !isSameLine(link, poller))
    for (const { framing, assetNo } of mixed) {
      this.parts.log.error({ err: new MixedFraming(poller.name, poller.framing, framing), assetNo }, 'meter left out')
    }
  }

  private countPollers(wanted: LineLink[]): void {
    const asked = new Set([...this.pollers.values()].flatMap((poller) => poller.meters))
    const missing = wanted.filter(({ assetNo }) => !asked.has(assetNo)).length
    const ghosts = asked.size - (wanted.length - missing)
    levels.pollers = { wanted: wanted.length, running: asked.size, difference: missing + ghosts }
  }

  private scheduleNext(): void {
    if (this.ending.signal.aborted) return
    const periodMs = this.parts.periodMs ?? meteringSettings().pollPeriodMs
    const now = this.parts.clock().getTime()
    const mark = Math.floor(now / periodMs) * periodMs + periodMs
    this.pollTimer = setTimeout(() => {
      this.scheduleNext()
      void this.guard('polling', () => this.poll(Math.min(SPREAD_LIMIT_MS, periodMs * SPREAD_SHARE)))
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
  private async occupy(poller: LinePoller, work: () => Promise<void>): Promise<void> {
    const before = this.busy.get(poller) ?? Promise.resolve()
    const turn = before.catch(() => {}).then(work)
    this.busy.set(poller, turn)
    try {
      await turn
    } finally {
      if (this.busy.get(poller) === turn) this.busy.delete(poller)
    }
  }

  /** The meters in order first, then those that are due for a try: a time-out keeps nobody waiting. */
  private async readLine(poller: LinePoller): Promise<void> {
    const round = await poller.readAll()
    counts.lineReads.skipped += round.skipped
    await this.takeCycle(poller, round)
    const tries = await poller.probe()
    await this.takeCycle(poller, tries)
    const failed = [...round.failed, ...tries.failed]
    const heard = round.readings.length + tries.readings.length > 0
    if (!heard && failed.length === 0) return
    const unreachable = !heard && failed.every(({ because }) => because !== 'refused')
    for (const terminalId of poller.terminalIds) {
      if ((!heard && !unreachable) || this.told.get(terminalId) === heard) continue
      const ctx = this.ctx()
      await recordTerminalStatus(ctx, { terminalId, online: heard, at: ctx.now })
      this.told.set(terminalId, heard)
    }
  }

  private async takeCycle(poller: LinePoller, cycle: LineCycle): Promise<void> {
    const { name: line } = poller
    counts.lineReads.answered += cycle.readings.length
    counts.lineReads.failed += cycle.failed.length
    if (cycle.failed.length > 0) this.parts.log.warn({ line, failed: cycle.failed }, 'meters did not answer')
    const failed = new Set(cycle.failed.map(({ meter }) => meter))
    const answered = cycle.readings.map(({ meter }) => meter).filter((meter) => !failed.has(meter))
    await this.guard('keeping what failed', () => this.faults.record(this.ctx(), answered, cycle.failed))
    await this.outbox.take({ source: sourceOf(poller.framing), topic: line }, cycle.readings)
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

function isSameLine(link: LineLink, poller: LinePoller): boolean {
  return link.framing === poller.framing && JSON.stringify(link.address) === JSON.stringify(poller.address)
}

/** A share of 0 to 1 that is always the same for a name, so that a line keeps its place in the period. */
function shareOf(name: string): number {
  let hash = 2_166_136_261
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 16_777_619)
  return (hash >>> 0) / 2 ** 32
}
