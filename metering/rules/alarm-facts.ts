/** What one reading says, worked out once for all kinds of alarm: readings come by the million. Secondary, as the meter shows it. */
import type { MeterValues } from '../mqtt-contract.ts'
import { distortionLimitOn, type VoltageLimit, voltageLimitOn } from './quality-limits.ts'

/** Of the meter and where it is installed. */
export type MeterFacts = {
  phases: number
  maximumCurrentA: number
  ct: number
  pt: number
  /** Its point has an export register, which is where generation is let in. */
  feedsIn: boolean
  /** Contract capacity of the account, or of the transformer; null where nobody knows or nobody asked yet. */
  capacityKva: number | null
}
export type AlarmReading = {
  atMs: number
  /** Civil day, by which limits of the law are chosen. */
  day: string
  /** The meter's own time. */
  clockMs: number | null
  importWh: number | null
  values: MeterValues
}

/** Numbers are NaN where the reading does not say; per cent of the nominal voltage and of the maximum current. */
export type Facts = {
  meter: MeterFacts
  reading: AlarmReading
  /** The reading before it, of the same meter. */
  previous: AlarmReading | null
  /** Power that the meter passes at its maximum current. */
  ratedW: number
  isThree: boolean
  /** Of the phases that the meter has; three-wire meters have no phase B. */
  voltages: number[]
  currents: number[]
  /** Voltage and current of every phase are told. */
  isWhole: boolean
  mostCurrent: number
  /** In volts, of phases that are not dead. */
  mostV: number
  leastV: number
  limit: VoltageLimit | undefined
  /** Most negative power of a phase or of all, as a share of the rated power of either. */
  reversed: number
  kva: number
}

/** Below this a phase carries no supply at all. */
const DEAD_V = 40
const PHASE_V = 220
/** Behind voltage transformers: to the neutral, or between the lines of three-wire meters. */
const SECONDARY_PHASE_V = 57.7
const SECONDARY_LINE_V = 100
/** No phase to the neutral shows so much, and every line does that is not lost. */
const LINE_FROM_V = 80

export function toFacts(meter: MeterFacts, reading: AlarmReading, previous: AlarmReading | null): Facts {
  const { values } = reading
  const { phases, maximumCurrentA, pt } = meter
  const { uV, iA } = values
  const nominalV = nominalOf(pt, uV)
  const isThreeWire = nominalV === SECONDARY_LINE_V
  const facts: Facts = {
    meter,
    reading,
    previous,
    isThree: phases === 3,
    voltages: [],
    currents: [],
    isWhole: true,
    ratedW: phases * (pt === 1 ? PHASE_V : SECONDARY_PHASE_V) * maximumCurrentA,
    mostCurrent: Number.NaN,
    mostV: Number.NaN,
    leastV: Number.NaN,
    limit: pt === 1 && uV ? voltageLimitOn(reading.day) : undefined,
    reversed: Number.NaN,
    kva: apparentKva(meter, values),
  }
  for (let phase = 0; phase < phases; phase++) {
    if (isThreeWire && phase === 1) continue
    const volts = uV?.[phase] ?? Number.NaN
    const amperes = Math.abs(iA?.[phase] ?? Number.NaN)
    facts.voltages.push((100 * volts) / nominalV)
    const current = (100 * amperes) / maximumCurrentA
    facts.currents.push(current)
    if (Number.isNaN(volts) || Number.isNaN(amperes)) facts.isWhole = false
    if (!(facts.mostCurrent >= current) && !Number.isNaN(current)) facts.mostCurrent = current
    if (volts > DEAD_V) {
      if (!(facts.mostV >= volts)) facts.mostV = volts
      if (!(facts.leastV <= volts)) facts.leastV = volts
    }
  }
  facts.reversed = reversedOf(facts, isThreeWire)
  return facts
}

function nominalOf(pt: number, uV: MeterValues['uV']): number {
  if (pt === 1) return PHASE_V
  return uV?.some((volts) => volts !== null && volts > LINE_FROM_V) ? SECONDARY_LINE_V : SECONDARY_PHASE_V
}

/** What single phases of three-wire meters show is no power of a phase. */
function reversedOf({ reading: { values }, meter, ratedW }: Facts, isThreeWire: boolean): number {
  const { pW, pPhaseW } = values
  if (pW === undefined) return Number.NaN
  let least = pW
  if (pPhaseW && !isThreeWire) {
    for (const power of pPhaseW) {
      if (power !== null && power * meter.phases < least) least = power * meter.phases
    }
  }
  return least < 0 ? -least / ratedW : 0
}

/** Apparent power at the primary side; NaN where the reading has no power. */
export function apparentKva({ ct, pt }: Pick<MeterFacts, 'ct' | 'pt'>, { pW, qVar, pf }: MeterValues): number {
  if (pW === undefined) return Number.NaN
  const seen = qVar !== undefined ? Math.sqrt(pW * pW + qVar * qVar) : Math.abs(pf ? pW / pf : pW)
  return (seen * ct * pt) / 1000
}

/** The greatest distortion of a voltage and what the network may have; undefined where neither is known. */
export function distortionOf({
  meter,
  reading,
}: Pick<Facts, 'meter' | 'reading'>): { percent: number; limit: number; basis: string } | undefined {
  const told = (reading.values.thdUPercent ?? []).filter((each) => each !== null)
  const limit = told.length > 0 ? distortionLimitOn(reading.day, meter.pt) : undefined
  return limit && { percent: Math.max(...told), limit: limit.percent, basis: limit.basis }
}

/** Whether some phase has voltage. */
export function isSupplied({ mostV }: Facts): boolean {
  return !Number.isNaN(mostV)
}
