import { findProfile } from '../../profiles/all.ts'
import type { IncomingReading } from '../../readings.ts'
import type { ModbusLink } from '../../sql/links.ts'
import { Breaker } from './breaker.ts'
import { BusFault, findBus } from './bus.ts'
import { readUnit } from './meter.ts'

export type BusCycle = { readings: IncomingReading[]; failed: { unit: number; because: string }[]; skipped: number }

type Unit = { link: ModbusLink; breaker: Breaker }

/** Reads the meters of one host:port, one after the other; those that did not answer come last, without repeats. */
export class BusPoller {
  readonly host: string
  readonly port: number
  private readonly clock: () => Date
  private readonly units = new Map<number, Unit>()

  constructor(at: { host: string; port: number; clock: () => Date }) {
    this.host = at.host
    this.port = at.port
    this.clock = at.clock
  }

  /** Makes the meters polled those that are wanted; a meter whose link stays keeps its breaker. */
  want(links: ModbusLink[]): void {
    const wanted = new Map(links.map((link) => [link.unitId, link]))
    for (const [unitId, { link }] of this.units) {
      const next = wanted.get(unitId)
      if (next?.assetNo !== link.assetNo || next.profile !== link.profile) this.units.delete(unitId)
    }
    for (const [unitId, link] of wanted) {
      if (!this.units.has(unitId)) this.units.set(unitId, { link, breaker: new Breaker() })
    }
  }

  get terminalIds(): number[] {
    return [...new Set([...this.units.values()].map(({ link }) => link.terminalId))]
  }

  get size(): number {
    return this.units.size
  }

  /** When the next unit that failed may be tried again, if any did. */
  get nextProbeMs(): number | undefined {
    const due = [...this.units.values()].filter(({ breaker }) => breaker.isOpen).map(({ breaker }) => breaker.dueMs)
    return due.length > 0 ? Math.min(...due) : undefined
  }

  /** Every unit that is in order, then those due for a probe. */
  readAll(): Promise<BusCycle> {
    const all = [...this.units.values()]
    return this.readUnits([...all.filter(({ breaker }) => !breaker.isOpen), ...this.dueUnits(all)])
  }

  /** Only the units that failed and are due again, in the idle time between polls. */
  probe(): Promise<BusCycle> {
    return this.readUnits(this.dueUnits([...this.units.values()]))
  }

  private dueUnits(units: Unit[]): Unit[] {
    return units.filter(({ breaker }) => breaker.isProbeDue(Date.now()))
  }

  private async readUnits(units: Unit[]): Promise<BusCycle> {
    const cycle: BusCycle = { readings: [], failed: [], skipped: this.units.size - units.length }
    for (const [index, unit] of units.entries()) {
      const fault = await this.readOne(unit, cycle)
      if (fault?.kind !== 'unreachable') continue
      // Nobody behind a bus that cannot be reached is to blame, or worth asking in turn.
      cycle.failed.push(...units.slice(index).map(({ link }) => ({ unit: link.unitId, because: fault.kind })))
      break
    }
    return cycle
  }

  private async readOne({ link, breaker }: Unit, cycle: BusCycle): Promise<BusFault | undefined> {
    const profile = findProfile(link.profile)
    if (!profile) {
      cycle.failed.push({ unit: link.unitId, because: `no profile ${link.profile}` })
      return undefined
    }
    const bus = findBus(this.host, this.port)
    const readAt = this.clock()
    try {
      const { values } = await bus.hold(() => readUnit(bus, link.unitId, profile, breaker.isOpen ? 1 : 2))
      breaker.recordSuccess()
      cycle.readings.push({ meter: link.assetNo, at: this.clock(), readAt, values })
      return undefined
    } catch (fault) {
      if (!(fault instanceof BusFault)) throw fault
      if (fault.kind === 'unreachable') return fault
      breaker.recordFailure(Date.now())
      cycle.failed.push({ unit: link.unitId, because: fault.kind })
      return fault
    }
  }
}
