// Decides the factor by which a faulty metering under- or over-counted (更正系数 K; CONTRACT §7; 供电营业规则(1996) 第八十条、第八十一条).
import { difference, type Fraction, fraction, one, product, quotient, signOf, sum } from './fraction.ts'
import { type Exact, exact } from './money.ts'

export const phases = ['A', 'B', 'C'] as const
type Phase = (typeof phases)[number]

type FourWireFault = {
  mode: 'wiring-3p4w'
  billingCtRatio: number
  phases: {
    phase: Phase
    ctRatio?: number | undefined
    polarity: 'normal' | 'reversed'
    voltage: 'normal' | 'lost'
    ctErrorPercent: number
  }[]
}
type ThreeWireFault = {
  mode: 'wiring-3p3w'
  powerFactor: number
  leading: boolean
  lostVoltagePhase?: Phase | undefined
  reversedCurrentPhase?: 'A' | 'C' | undefined
}
type MultiplierFault = { mode: 'wrong-multiplier'; actualMultiplier: number; billedMultiplier: number }
type MeterError = { mode: 'meter-error'; errorPercent: number; tolerancePercent?: number | undefined }
export type Fault = FourWireFault | ThreeWireFault | MultiplierFault | MeterError

export type FactorVerdict =
  | { ok: true; factor: Fraction; isWithinTolerance: boolean }
  | { ok: false; because: 'METER_STANDS_STILL'; path: 'phases' | 'powerFactor' }

export function decideFactor(fault: Fault): FactorVerdict {
  switch (fault.mode) {
    case 'wiring-3p4w':
      return decideFourWire(fault)
    case 'wiring-3p3w':
      return decideThreeWire(fault)
    case 'wrong-multiplier':
      return known(fraction(fault.actualMultiplier, fault.billedMultiplier))
    case 'meter-error':
      return decideMeterError(fault)
  }
}

function known(factor: Fraction, isWithinTolerance = false): FactorVerdict {
  return { ok: true, factor, isWithinTolerance }
}

/** Balanced load: each sound phase counts one, a faulty one what is left of it. */
function decideFourWire({ billingCtRatio, phases: faulty }: FourWireFault): FactorVerdict {
  const counted = phases.map((phase) => {
    const fault = faulty.find((each) => each.phase === phase)
    if (!fault) return one
    if (fault.voltage === 'lost') return fraction(0)
    const share = product(
      fraction(billingCtRatio, fault.ctRatio ?? billingCtRatio),
      fraction(exact(fault.ctErrorPercent).plus(100), 100),
    )
    return fault.polarity === 'reversed' ? product(share, -1) : share
  })
  const total = sum(counted)
  if (signOf(total) === 0) return { ok: false, because: 'METER_STANDS_STILL', path: 'phases' }
  return known(quotient(fraction(phases.length), total))
}

/** Two elements, U_AB·I_A·cos(30°+φ) and U_CB·I_C·cos(30°−φ), against √3·cosφ; all divided by √3, so that 60° is exact. */
function decideThreeWire(fault: ThreeWireFault): FactorVerdict {
  if (fault.lostVoltagePhase === 'B') return known(fraction(2))
  const cosine = exact(fault.powerFactor)
  const sine = exact(1)
    .minus(cosine.pow(2))
    .div(3)
    .sqrt()
    .times(fault.leading ? -1 : 1)
  const counted = countThreeWire(fault, cosine.minus(sine).div(2), cosine.plus(sine).div(2))
  if (counted.isZero()) return { ok: false, because: 'METER_STANDS_STILL', path: 'powerFactor' }
  return known(fraction(cosine, counted))
}

function countThreeWire(fault: ThreeWireFault, first: Exact, second: Exact): Exact {
  if (fault.lostVoltagePhase === 'A') return second
  if (fault.lostVoltagePhase === 'C') return first
  return fault.reversedCurrentPhase === 'A' ? second.minus(first) : first.minus(second)
}

function decideMeterError({ errorPercent, tolerancePercent }: MeterError): FactorVerdict {
  if (tolerancePercent !== undefined && Math.abs(errorPercent) <= tolerancePercent) return known(one, true)
  return known(fraction(100, exact(errorPercent).plus(100)))
}

/** A meter that ran backwards is given as negative energy: recorded and K have one sign. */
export function isSignPossible(factor: Fraction, recordedKwh: number): boolean {
  return recordedKwh === 0 || Math.sign(recordedKwh) === signOf(factor)
}

export function rateOf(factor: Fraction): Fraction {
  return difference(factor, one)
}
