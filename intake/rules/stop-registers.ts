// Decides whether registers that a person read off a meter can be true beside what it last told by itself.
import { civilMinute } from '../../db/time.ts'

type Issue = { path: string; message: string }
type Registers = Record<string, number | undefined>

export type StopFacts = {
  /** Of the field in which they were written. */
  path: string
  /** As the meter shows them, in Wh or varh, and when they were read. */
  stop: Registers
  readAt: Date
  last: { at: Date; registers: Registers }
  meter: { digits: number; phase: 'single' | 'three'; maximumCurrentA: number | null }
}

/** Who reads a meter leaves out what stands behind the point. */
const READ_WHOLE_WH = 1_000
const HOUR_MS = 3_600_000
/** Of each phase; a meter behind voltage transformers has less. */
const PHASE_VOLTS = 220
/** Above the meter's largest current for a while, and clocks that differ. */
const MARGIN = 1.2
const LEAST_HOURS = 1

/** A register never falls but over its last digit, and never rises by more than its meter can carry. */
export function checkStops({ path, stop, readAt, last, meter }: StopFacts): Issue[] {
  const hours = Math.max(LEAST_HOURS, (readAt.getTime() - last.at.getTime()) / HOUR_MS)
  const phases = meter.phase === 'three' ? 3 : 1
  const mostWh =
    meter.maximumCurrentA === null
      ? null
      : phases * PHASE_VOLTS * meter.maximumCurrentA * hours * MARGIN + READ_WHOLE_WH
  const modulusWh = 10 ** meter.digits * 1000
  return Object.entries(stop).flatMap(([role, value]) => {
    const before = last.registers[role]
    if (value === undefined || before === undefined) return []
    const rise = value - before
    const told = `${civilMinute(last.at)} 采集的示数为 ${before / 1000}`
    const issue = (what: string) => [{ path: `${path}.${role}`, message: `${told},${what},请核对` }]
    if (rise < -READ_WHOLE_WH && (mostWh === null || rise + modulusWh > mostWh)) return issue('止码不应小于它')
    if (rise > 0 && mostWh !== null && rise > mostWh) return issue('至抄表时该表满负荷也走不到这个止码')
    return []
  })
}
