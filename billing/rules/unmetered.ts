// Decides the charge of a supply without a meter (无表临时用电、定量用电; CONTRACT §11).
import { daysBetween } from '../../db/time.ts'
import { rateCharge } from './charge-line.ts'
import { type Fraction, fraction, fractionToNumber, product, sum } from './fraction.ts'
import { exact, sumYuan } from './money.ts'

export type UnmeteredFacts = {
  period: { from: string; to: string }
  loads: {
    name?: string | undefined
    capacityKw?: number | undefined
    capacityKva?: number | undefined
    demandFactor: number
    hoursPerDay: number
  }[]
  priceYuanPerKwh: string
  surcharges: { code: string; priceYuanPerKwh: string }[]
  prepaidYuan?: string | undefined
  terminatedOn?: string | undefined
  earlyEndShare: string
  clause: string
}

export function rateUnmetered(facts: UnmeteredFacts) {
  const { period, clause, prepaidYuan } = facts
  const days = daysBetween(period.from, period.to)
  const usedDays = daysBetween(period.from, facts.terminatedOn ?? period.to)
  const loads = facts.loads.map((load) => ({ name: load.name ?? null, energy: energyOf(load, days) }))
  const energy = sum(loads.map((load) => load.energy))
  const prices = [
    { item: 'energy', price: facts.priceYuanPerKwh },
    ...facts.surcharges.map(({ code, priceYuanPerKwh: price }) => ({ item: `surcharge-${code}`, price })),
  ]
  const lines = prices.map(({ item, price }) => rateCharge({ item, quantity: energy, unit: 'kWh', price, clause }))
  if (usedDays * 2 < days) {
    const charged = sumYuan(lines.map(({ amountYuan }) => amountYuan))
    const price = exact(facts.earlyEndShare).negated()
    lines.push(rateCharge({ item: 'early-end-refund', quantity: fraction(charged), unit: 'yuan', price, clause }))
  }
  const total = sumYuan(lines.map(({ amountYuan }) => amountYuan))
  const fields = {
    days,
    usedDays,
    energyKwh: fractionToNumber(energy),
    loads: loads.map((load) => ({ name: load.name, energyKwh: fractionToNumber(load.energy) })),
    balanceYuan: prepaidYuan === undefined ? null : sumYuan([prepaidYuan, exact(total).negated().toFixed()]),
  }
  return { fields, lines }
}

/** 1 kVA counts 1 kW. */
function energyOf(load: UnmeteredFacts['loads'][number], days: number): Fraction {
  return product(load.capacityKw ?? load.capacityKva ?? 0, load.demandFactor, load.hoursPerDay, days)
}
