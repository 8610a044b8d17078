/** What each kind of alarm measures of one reading. */
import { distortionOf, type Facts } from './alarm-facts.ts'
import type { Measured, Worse } from './alarm-state.ts'

type Measure = {
  worse: Worse
  /** `leastLoad` in the unit of the kind's load. */
  of: (facts: Facts, leastLoad: number) => Measured
  /** How long the rule's time is at least, where what is measured has to add up to something first. */
  leastMs?: (facts: Facts) => number
}

const HOUR_MS = 3_600_000
/** Below this share of the nominal voltage a phase is lost, and no unbalance. */
const PRESENT_PERCENT = 60
/** A phase that has this much of it has supply. */
const SUPPLIED_PERCENT = 70
/** Two steps of a counter of whole kWh: so much has to pass a register that stands before that proves anything. */
const PROOF_WH = 2_000
/** Readings further apart say too little of the power between them. */
const APART_MS = HOUR_MS

/** As readings have them: without what binary fractions add at the end. */
function exact(value: number): Measured {
  return Number.isNaN(value) ? null : Math.round(value * 1e6) / 1e6
}

/** The lowest voltage of the phases with so much current, or with so little; without such a phase it cannot be the case. */
function lowestVoltage({ voltages, currents }: Facts, isJudged: (current: number) => boolean): Measured {
  let lowest = Number.POSITIVE_INFINITY
  for (let phase = 0; phase < voltages.length; phase++) {
    const voltage = voltages[phase] ?? Number.NaN
    if (isJudged(currents[phase] ?? Number.NaN) && voltage < lowest) lowest = voltage
  }
  return lowest === Number.POSITIVE_INFINITY ? 'calm' : exact(lowest)
}

/** (greatest − least) / greatest in per cent, of those from a value on; of fewer than two there is none. */
function unbalance(values: number[], from: number): Measured {
  let most = Number.NEGATIVE_INFINITY
  let least = Number.POSITIVE_INFINITY
  let count = 0
  for (const value of values) {
    if (!(value >= from)) continue
    count++
    if (value > most) most = value
    if (value < least) least = value
  }
  return count < 2 || most <= 0 ? 'calm' : exact((100 * (most - least)) / most)
}

/**
 * Energy that the register counted, of what the power says that was read at both ends, in per cent: of the greater of both
 * and at least the least load, or of the smaller, which then has to be no less than it.
 */
function countedPercent({ reading, previous, ratedW }: Facts, end: 'greater' | 'smaller', leastLoad: number): Measured {
  if (!previous || reading.importWh === null || previous.importWh === null) return null
  const ms = reading.atMs - previous.atMs
  const countedWh = reading.importWh - previous.importWh
  const { pW: from } = previous.values
  const { pW: to } = reading.values
  if (from === undefined || to === undefined || ms <= 0 || ms > APART_MS || countedWh < 0) return null
  const leastW = (leastLoad / 100) * ratedW
  if (end === 'smaller' && Math.min(from, to) < leastW) return 'calm'
  const powerW = end === 'smaller' ? Math.min(from, to) : Math.max(from, to, leastW)
  return powerW > 0 ? exact((100 * countedWh * HOUR_MS) / (powerW * ms)) : 'calm'
}

const ofUpper = ({ mostV, limit }: Facts): Measured => (limit ? exact((100 * mostV) / limit.highV) : null)
const ofLower = ({ leastV, limit }: Facts): Measured => (limit ? exact((100 * leastV) / limit.lowV) : null)

const own = {
  'voltage-high': { worse: 'more', of: ofUpper },
  'voltage-low': { worse: 'less', of: ofLower },
  'voltage-very-high': { worse: 'more', of: ofUpper },
  'voltage-very-low': { worse: 'less', of: ofLower },
  'voltage-unbalance': {
    worse: 'more',
    of: ({ isThree, voltages, reading }) =>
      isThree && reading.values.uV ? unbalance(voltages, PRESENT_PERCENT) : null,
  },
  'voltage-loss': {
    worse: 'less',
    of: (facts, leastLoad) => (facts.isWhole ? lowestVoltage(facts, (current) => current > leastLoad) : null),
  },
  'phase-loss': {
    worse: 'less',
    of: (facts, leastLoad) => {
      if (!facts.isThree || !facts.isWhole) return null
      const isSupplied = facts.voltages.some((voltage) => voltage >= SUPPLIED_PERCENT)
      return isSupplied ? lowestVoltage(facts, (current) => current <= leastLoad) : 'calm'
    },
  },
  'all-voltage-loss': {
    worse: 'less',
    of: ({ isThree, isWhole, mostCurrent, voltages }, leastLoad) => {
      if (!isThree || !isWhole) return null
      return mostCurrent > leastLoad ? exact(Math.max(...voltages)) : 'calm'
    },
  },
  'current-loss': {
    worse: 'less',
    of: ({ isThree, isWhole, mostCurrent, voltages, currents }, leastLoad) => {
      if (!isThree || !isWhole) return null
      if (mostCurrent <= leastLoad) return 'calm'
      let lowest = Number.POSITIVE_INFINITY
      for (let phase = 0; phase < voltages.length; phase++) {
        const current = currents[phase] ?? Number.NaN
        if ((voltages[phase] ?? 0) > SUPPLIED_PERCENT && current < lowest) lowest = current
      }
      return lowest === Number.POSITIVE_INFINITY ? 'calm' : exact(lowest)
    },
  },
  'current-unbalance': {
    worse: 'more',
    of: ({ isThree, isWhole, mostCurrent, currents }, leastLoad) => {
      if (!isThree || !isWhole) return null
      return mostCurrent < leastLoad ? 'calm' : unbalance(currents, 0)
    },
  },
  'reverse-flow': { worse: 'more', of: ({ meter, reversed }) => (meter.feedsIn ? 'calm' : exact(100 * reversed)) },
  overcurrent: { worse: 'more', of: ({ mostCurrent }) => exact(mostCurrent) },
  overload: {
    worse: 'more',
    of: ({ meter: { capacityKva }, kva }, leastLoad) => {
      if (kva < leastLoad) return 'calm'
      return capacityKva ? exact((100 * kva) / capacityKva) : null
    },
  },
  'power-factor-low': {
    worse: 'less',
    of: ({ isThree, ratedW, reading }, leastLoad) => {
      const { pW, pf } = reading.values
      if (!isThree || pW === undefined || pf === undefined) return null
      return 100 * Math.abs(pW) < leastLoad * ratedW ? 'calm' : exact(Math.abs(pf))
    },
  },
  'harmonics-high': {
    worse: 'more',
    of: (facts) => {
      const seen = facts.reading.values.thdUPercent ? distortionOf(facts) : undefined
      return seen ? exact((100 * seen.percent) / seen.limit) : null
    },
  },
  runaway: { worse: 'more', of: (facts, leastLoad) => countedPercent(facts, 'greater', leastLoad) },
  'meter-stopped': {
    worse: 'less',
    of: (facts, leastLoad) => countedPercent(facts, 'smaller', leastLoad),
    leastMs: ({ reading }) => (PROOF_WH / (reading.values.pW ?? 1)) * HOUR_MS,
  },
  'clock-drift': {
    worse: 'more',
    of: ({ reading }) => (reading.clockMs === null ? null : Math.abs(reading.clockMs - reading.atMs) / 1000),
  },
} as const satisfies Record<string, Measure>

export type MeasuredKind = keyof typeof own
export const measuredKinds = Object.keys(own) as MeasuredKind[]
export const measureOf: Readonly<Record<MeasuredKind, Measure>> = own
