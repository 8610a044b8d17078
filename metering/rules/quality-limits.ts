/** Limits of supply that a standard sets, each from the day on which it came into force. */

/** Supply voltage at 220 V. */
export const voltageLimits = [
  { validFrom: '2009-05-01', basis: 'GB/T 12325-2008', nominalV: 220, highPercent: 7, lowPercent: -10 },
] as const

/** Total harmonic distortion of the voltage, by what the voltage transformers bring down to the meter. */
const distortionLimits = [
  {
    validFrom: '1994-03-01',
    basis: 'GB/T 14549-1993',
    /** `overKv`: of networks above that nominal. */
    levels: [
      { overKv: 0, percent: 5 },
      { overKv: 1, percent: 4 },
      { overKv: 20, percent: 3 },
      { overKv: 66, percent: 2 },
    ],
  },
] as const
/** Line to line, behind voltage transformers. */
const SECONDARY_KV = 0.1
const LOW_KV = 0.38

export type VoltageLimit = { highV: number; lowV: number; basis: string }

const inVolts = voltageLimits.map(({ validFrom, nominalV, highPercent, lowPercent, basis }) => {
  const highV = (nominalV * (100 + highPercent)) / 100
  return { validFrom, highV, lowV: (nominalV * (100 + lowPercent)) / 100, basis }
})

export function voltageLimitOn(day: string): VoltageLimit | undefined {
  return inVolts.findLast(({ validFrom }) => validFrom <= day)
}

export function distortionLimitOn(day: string, pt: number): { percent: number; basis: string } | undefined {
  const limit = distortionLimits.findLast(({ validFrom }) => validFrom <= day)
  const kv = pt === 1 ? LOW_KV : pt * SECONDARY_KV
  const level = limit?.levels.findLast(({ overKv }) => kv > overKv)
  return limit && level && { percent: level.percent, basis: limit.basis }
}
