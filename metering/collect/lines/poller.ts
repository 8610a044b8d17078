import type { IncomingReading } from '../../readings.ts'
import { type LineLink, unitOf } from '../../sql/links.ts'
import { forgetUnit } from '../modbus/known-blocks.ts'
import { readNamed, UnknownProfile } from '../read-meter.ts'
import { type Framing, type LineAddress, nameLine } from './address.ts'
import { Breaker } from './breaker.ts'
import { BusFault } from './fault.ts'
import { findLine } from './registry.ts'
import type { Priority } from './turns.ts'

type Failed = { unit: string; meter: string; because: string }
export type LineCycle = { readings: IncomingReading[]; failed: Failed[]; skipped: number }

type Unit = { link: LineLink; breaker: Breaker; isNew: boolean }

/**
 * Reads the meters of one line, one after the other, giving the line back between them. A meter that does not answer is
 * asked once and then left alone for as long as its breaker says, so it costs its neighbours one time-out.
 */
export class LinePoller {
  readonly address: LineAddress
  readonly framing: Framing
  private readonly clock: () => Date
  private readonly units = new Map<string, Unit>()
  private readonly lineBreaker = new Breaker()

  constructor(at: { address: LineAddress; framing: Framing; clock: () => Date }) {
    this.address = at.address
    this.framing = at.framing
    this.clock = at.clock
  }

  get name(): string {
    return nameLine(this.address)
  }

  /** Makes the meters polled those that are wanted; a meter whose link stays keeps its breaker. */
  want(links: LineLink[]): void {
    const wanted = new Map(links.map((link) => [nameUnit(link), link]))
    for (const [name, { link }] of this.units) {
      const next = wanted.get(name)
      if (next?.assetNo === link.assetNo && next.profile === link.profile) continue
      this.units.delete(name)
      forgetUnit(this.name, name)
    }
    for (const [name, link] of wanted) {
      const known = this.units.get(name)
      this.units.set(name, { link, breaker: known?.breaker ?? new Breaker(), isNew: known?.isNew ?? true })
    }
  }

  /** The same for the meters of one point. */
  wantPoint(pointId: number, links: LineLink[]): void {
    const units = [...this.units.values()]
    if (links.length === 0 && !units.some(({ link }) => link.pointId === pointId)) return
    this.want([...units.map(({ link }) => link).filter((link) => link.pointId !== pointId), ...links])
  }

  /** Whether a meter was never asked: of this point, or of any. */
  hasNew(pointId?: number): boolean {
    return this.listNew(pointId).length > 0
  }

  readNew(pointId?: number): Promise<LineCycle> {
    return this.readUnits(this.listNew(pointId), 'curve')
  }

  private listNew(pointId?: number): Unit[] {
    return [...this.units.values()].filter(
      ({ isNew, link }) => isNew && (pointId === undefined || link.pointId === pointId),
    )
  }

  /** Whether the line itself cannot be reached. */
  get isAway(): boolean {
    return this.lineBreaker.isOpen
  }

  /** Units that failed and are left alone for now. */
  get openBreakers(): number {
    return [...this.units.values()].filter(({ breaker }) => breaker.isOpen).length
  }

  get terminalIds(): number[] {
    return [...new Set([...this.units.values()].map(({ link }) => link.terminalId))]
  }

  /** Asset numbers of the meters polled. */
  get meters(): string[] {
    return [...this.units.values()].map(({ link }) => link.assetNo)
  }

  /** When the line, or the next unit that failed, may be tried again, if any did. */
  get nextProbeMs(): number | undefined {
    if (this.lineBreaker.isOpen) return this.lineBreaker.dueMs
    let due: number | undefined
    for (const { breaker } of this.units.values()) {
      if (breaker.isOpen && (due === undefined || breaker.dueMs < due)) due = breaker.dueMs
    }
    return due
  }

  /** Every unit that is in order. */
  readAll(): Promise<LineCycle> {
    return this.readUnits(
      [...this.units.values()].filter(({ breaker }) => !breaker.isOpen),
      'curve',
    )
  }

  /** In idle time, when the others have been read: the units that failed and are due again, or all of a line that failed. */
  probe(): Promise<LineCycle> {
    if (this.lineBreaker.isProbeDue(Date.now())) return this.readAll()
    const due = [...this.units.values()].filter(({ breaker }) => breaker.isProbeDue(Date.now()))
    return this.readUnits(this.lineBreaker.isOpen ? [] : due, 'backfill')
  }

  private async readUnits(units: Unit[], priority: Priority): Promise<LineCycle> {
    const cycle: LineCycle = { readings: [], failed: [], skipped: this.units.size - units.length }
    for (const [index, unit] of units.entries()) {
      const fault = await this.readOne(unit, priority, cycle)
      if (fault?.kind !== 'unreachable') continue
      // Nobody behind a line that cannot be reached is to blame, or worth asking in turn.
      this.lineBreaker.recordFailure(Date.now())
      cycle.failed.push(...units.slice(index).map(({ link }) => ({ ...nameOf(link), because: fault.kind })))
      return cycle
    }
    if (units.length > 0) this.lineBreaker.recordSuccess()
    return cycle
  }

  private async readOne(unit: Unit, priority: Priority, cycle: LineCycle): Promise<BusFault | undefined> {
    const { link, breaker } = unit
    unit.isNew = false
    const line = findLine(this.address, this.framing)
    try {
      const { told, stoppedBy } = await line.hold(priority, async () => {
        const readAt = this.clock()
        const { values, stoppedBy } = await readNamed(line, { profile: link.profile, unit: unitOf(link) }, 1, readAt)
        return { stoppedBy, told: { meter: link.assetNo, at: this.clock(), readAt, values } }
      })
      breaker.recordSuccess()
      cycle.readings.push(told)
      if (stoppedBy) cycle.failed.push({ ...nameOf(link), because: stoppedBy.kind })
      return undefined
    } catch (fault) {
      if (fault instanceof UnknownProfile) {
        cycle.failed.push({ ...nameOf(link), because: 'no-profile' })
        return undefined
      }
      if (!(fault instanceof BusFault)) throw fault
      if (fault.kind === 'unreachable') return fault
      breaker.recordFailure(Date.now())
      cycle.failed.push({ ...nameOf(link), because: fault.kind })
      return fault
    }
  }
}

function nameOf(link: LineLink): { unit: string; meter: string } {
  return { unit: nameUnit(link), meter: link.assetNo }
}

function nameUnit(link: LineLink): string {
  return String(unitOf(link))
}
