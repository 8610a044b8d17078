import type { BaseChargeFacts, BillFacts, MeteredFacts, SegmentFacts } from '../rules/bill/facts.ts'
import { type Exact, exact } from '../rules/money.ts'
import { energyPeriods } from '../rules/price-period.ts'
import { type ActiveRegister, activeRegisters, type BillInput, type SegmentInput } from './bill-shapes.ts'
import { toCapacityFacts } from './capacity-charge.ts'
import { toDemandFacts } from './demand-charge.ts'
import { toLossFacts } from './transformer-loss.ts'

export function toBillFacts(input: BillInput): BillFacts {
  const { ruleEdition, cycleStartDay, period, energyRounding, baseCharge, residentialTier, surcharges } = input
  return {
    ruleEdition,
    cycleStartDay,
    period,
    energyRounding,
    segments: input.segments.map(toSegmentFacts),
    baseCharge: baseCharge ? toBaseFacts(baseCharge) : null,
    residentialTier: residentialTier
      ? {
          ...residentialTier,
          accumulatedBeforeKwh: exact(residentialTier.accumulatedBeforeKwh ?? 0),
          serviceMonths: residentialTier.serviceMonths ?? 12,
          household: residentialTier.household ?? null,
        }
      : null,
    surcharges,
  }
}

export function toSegmentFacts(segment: SegmentInput): SegmentFacts {
  const { from, to, tariffSystem, lossAllocation, pricesYuanPerKwh, transformerLoss, powerFactorStandard } = segment
  const prices = pricesYuanPerKwh ? [{ code: 'energy', prices: pricesYuanPerKwh, inPowerFactorBase: true }] : []
  return {
    from,
    to,
    tariffSystem,
    multiplier: multiplierOf(segment),
    metered: segment.registers ? readRegisters(segment) : takeMetered(segment.metered ?? {}),
    transformerLoss: transformerLoss ? toLossFacts(transformerLoss) : null,
    lossAllocation,
    prices,
    allocations: segment.allocations.map(({ method, energyKwh, ratioPercent, fromPeriod, ...allocation }) => ({
      ...allocation,
      fromPeriod: fromPeriod ?? null,
      quantity:
        method === 'fixed'
          ? { method, energyKwh: exact(energyKwh ?? 0) }
          : { method, ratioPercent: exact(ratioPercent ?? 0) },
    })),
    powerFactorStandard,
  }
}

/** Multiplied before it is divided: 100/3 A stays exact. */
function ratioOf({ multiplier, ct, pt }: SegmentInput): { numerator: Exact; divisor: Exact } {
  if (multiplier !== undefined) return { numerator: exact(multiplier), divisor: exact(1) }
  return {
    numerator: exact(ct?.primaryA ?? 1).times(pt?.primaryV ?? 1),
    divisor: exact(ct?.secondaryA ?? 1).times(pt?.secondaryV ?? 1),
  }
}

function multiplierOf(segment: SegmentInput): Exact {
  const { numerator, divisor } = ratioOf(segment)
  return numerator.div(divisor)
}

function readRegisters(segment: SegmentInput): MeteredFacts {
  const { numerator, divisor } = ratioOf(segment)
  const facts: MeteredFacts = { activeKwh: {} }
  for (const { register, start, end, digits, rollover } of segment.registers ?? []) {
    const advance = exact(end)
      .minus(start)
      .plus(rollover ? exact(10).pow(digits) : 0)
    const energy = advance.times(numerator).div(divisor)
    if (register === 'reactiveForward') facts.reactiveForwardKvarh = energy
    else if (register === 'reactiveReverse') facts.reactiveReverseKvarh = energy
    else facts.activeKwh[activeRegisters[register satisfies ActiveRegister]] = energy
  }
  return facts
}

function takeMetered(metered: NonNullable<SegmentInput['metered']>): MeteredFacts {
  const { reactiveForwardKvarh, reactiveReverseKvarh } = metered
  const facts: MeteredFacts = { activeKwh: {} }
  for (const period of energyPeriods) {
    const energy = metered[`${period}Kwh`]
    if (energy !== undefined) facts.activeKwh[period] = exact(energy)
  }
  if (reactiveForwardKvarh !== undefined) facts.reactiveForwardKvarh = exact(reactiveForwardKvarh)
  if (reactiveReverseKvarh !== undefined) facts.reactiveReverseKvarh = exact(reactiveReverseKvarh)
  return facts
}

function toBaseFacts(baseCharge: NonNullable<BillInput['baseCharge']>): BaseChargeFacts {
  return baseCharge.method === 'capacity'
    ? { method: 'capacity', ...toCapacityFacts(baseCharge) }
    : { method: 'demand', ...toDemandFacts(baseCharge) }
}
