// Decides stolen energy, its price and the penalty (窃电追补电费及违约使用电费; CONTRACT §5; 供电营业规则(1996) 第一百零一至一百零三条).
import { daysBetween } from '../../db/time.ts'
import { rateCharge } from './charge-line.ts'
import { type Fraction, fraction, fractionToNumber, product, sum } from './fraction.ts'
import type { RatedLine } from './lines.ts'
import { exact, sumYuan } from './money.ts'

type Period = { from: string; to: string }
export type TheftFacts = {
  energy: Fraction
  priceYuanPerKwh: string
  penaltyMultiple: number
  tampering: { yuan: string; clause: string } | null
  clause: string
}

/** Time unknown is counted as the days that the regulation sets. */
export function theftDays(period: Period | undefined, unknownDays: number): number {
  return period ? daysBetween(period.from, period.to) : unknownDays
}

/** 1 kVA counts 1 kW. */
export function deviceKw(devices: { capacityKw?: number | undefined; capacityKva?: number | undefined }[]): Fraction {
  return sum(devices.map(({ capacityKw, capacityKva }) => fraction(capacityKw ?? capacityKva ?? 0)))
}

/** Capacity of the meter's current: U·I, with line voltage and √3 in three phases. */
export function meterKw(meter: {
  basicCurrentA: number
  voltageV: number
  phases: 1 | 3
  multiplier: number
}): Fraction {
  const watts = product(meter.basicCurrentA, meter.voltageV, meter.multiplier)
  return product(watts, exact(meter.phases).sqrt(), fraction(1, 1000))
}

export function rateTheft(facts: TheftFacts) {
  const { energy, clause, tampering } = facts
  const back = rateCharge({
    item: 'stolen-energy',
    quantity: energy,
    unit: 'kWh',
    price: facts.priceYuanPerKwh,
    clause,
  })
  const penalty = rateCharge({
    item: 'theft-penalty',
    quantity: fraction(back.amountYuan),
    unit: 'yuan',
    price: exact(facts.penaltyMultiple),
    clause,
  })
  const lines: RatedLine[] = [back, penalty]
  if (tampering) {
    const { yuan, clause: article } = tampering
    lines.push(
      rateCharge({ item: 'device-tampering', quantity: fraction(1), unit: 'time', price: yuan, clause: article }),
    )
  }
  return {
    lines,
    charges: {
      stolenKwh: fractionToNumber(energy),
      backChargeYuan: back.amountYuan,
      penaltyYuan: penalty.amountYuan,
      tamperingYuan: sumYuan(lines.slice(2).map(({ amountYuan }) => amountYuan)),
    },
  }
}
