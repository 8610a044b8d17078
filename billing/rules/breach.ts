// Decides the charge for a breach of the supply contract other than theft (违约用电; CONTRACT §6; 供电营业规则(1996) 第一百条).
import { daysBetween } from '../../db/time.ts'
import { type ChargeUnit, rateCharge } from './charge-line.ts'
import { splitIntoCycles } from './cycles.ts'
import type { RuleEdition } from './editions.ts'
import { type Fraction, fraction, fractionToNumber, product, sum } from './fraction.ts'
import {
  deviceTamperingTerms,
  overCapacityTerms,
  overQuotaTerms,
  priceClassTerms,
  sealedEquipmentTerms,
  unauthorisedSourceTerms,
} from './legal.ts'
import type { RatedLine } from './lines.ts'
import { exact, sumYuan } from './money.ts'

type Period = { from: string; to: string }
type Usage = { paidPriceYuanPerKwh: string; correctPriceYuanPerKwh: string } & (
  | { basis: 'energy'; energyKwh: number }
  | { basis: 'months'; monthlyEnergyKwh: number[] }
  | { basis: 'capacity'; capacityKw: number; hoursPerDay: number; period?: Period | undefined }
)
type Duration = { months: number; from?: undefined } | (Period & { months?: undefined })
type TwoPart = {
  tariffSystem: 'two-part'
  capacityKva: number
  duration: Duration
  priceYuanPerKvaMonth: string
  penaltyMultiple?: number | undefined
}
type Single = { tariffSystem: 'single'; capacityKva: number; pricePerKva?: string | undefined }
export type Act =
  | { act: 'price-class'; usages: Usage[]; penaltyMultiple?: number | undefined }
  | ({ act: 'over-capacity' } & (TwoPart | Single))
  | {
      act: 'over-quota'
      peakExcessKw: number
      occurrences: number
      excessEnergyKwh: number
      priceYuanPerKwh?: string | undefined
    }
  | ({ act: 'sealed-equipment' } & (TwoPart | (Single & { occurrences: number })))
  | { act: 'device-tampering'; occurrences: number }
  | { act: 'unauthorised-source'; capacityKw: number; pricePerKw?: string | undefined }

type Circumstances = {
  ruleEdition: RuleEdition
  customerClass: 'residential' | 'non-residential'
  cycleStartDay: number
}
type Rated = { energy: Fraction | null; back: RatedLine[]; penalties: RatedLine[] }
export type RatedAct = { act: Act['act']; energyKwh: number | null; backChargeYuan: string; penaltyYuan: string }

export function rateBreach(acts: Act[], circumstances: Circumstances) {
  const rated = acts.map((act) => {
    const { energy, back, penalties } = rateAct(act, circumstances)
    const ofAct: RatedAct = {
      act: act.act,
      energyKwh: energy && fractionToNumber(energy),
      backChargeYuan: sumLines(back),
      penaltyYuan: sumLines(penalties),
    }
    return { ofAct, lines: [...back, ...penalties] }
  })
  return {
    acts: rated.map(({ ofAct }) => ofAct),
    backChargeYuan: sumYuan(rated.map(({ ofAct }) => ofAct.backChargeYuan)),
    penaltyYuan: sumYuan(rated.map(({ ofAct }) => ofAct.penaltyYuan)),
    lines: rated.flatMap(({ lines }) => lines),
  }
}

function rateAct(act: Act, circumstances: Circumstances): Rated {
  const { ruleEdition } = circumstances
  switch (act.act) {
    case 'price-class':
      return ratePriceClass(act, ruleEdition)
    case 'over-capacity': {
      const { terms, clause } = overCapacityTerms[ruleEdition]
      if (act.tariffSystem === 'two-part') return rateBasicCharge(act, terms.penaltyMultiple, clause, circumstances)
      return penaltyOnly([penalty(fraction(act.capacityKva), 'kW', act.pricePerKva ?? terms.yuanPerKva, clause)])
    }
    case 'over-quota':
      return rateOverQuota(act, ruleEdition)
    case 'sealed-equipment': {
      const { terms, clause } = sealedEquipmentTerms[ruleEdition]
      if (act.tariffSystem === 'two-part') return rateBasicCharge(act, terms.penaltyMultiple, clause, circumstances)
      const times = product(act.capacityKva, act.occurrences)
      return penaltyOnly([penalty(times, 'kW', act.pricePerKva ?? terms.yuanPerKva, clause)])
    }
    case 'device-tampering': {
      const { terms, clause } = deviceTamperingTerms[ruleEdition]
      const yuan = circumstances.customerClass === 'residential' ? terms.residentialYuan : terms.otherYuan
      return penaltyOnly([penalty(fraction(act.occurrences), 'time', yuan, clause)])
    }
    case 'unauthorised-source': {
      const { terms, clause } = unauthorisedSourceTerms[ruleEdition]
      return penaltyOnly([penalty(fraction(act.capacityKw), 'kW', act.pricePerKw ?? terms.yuanPerKw, clause)])
    }
  }
}

function ratePriceClass(act: Extract<Act, { act: 'price-class' }>, ruleEdition: RuleEdition): Rated {
  const { terms, clause } = priceClassTerms[ruleEdition]
  const used = act.usages.map((usage) => ({ usage, energy: energyOf(usage, terms) }))
  const back = used.map(({ usage, energy }) =>
    rateCharge({
      item: 'price-difference',
      quantity: energy,
      unit: 'kWh',
      price: exact(usage.correctPriceYuanPerKwh).minus(usage.paidPriceYuanPerKwh),
      clause,
    }),
  )
  const multiple = act.penaltyMultiple ?? terms.penaltyMultiple
  return { energy: sum(used.map(({ energy }) => energy)), back, penalties: [penaltyOn(back, multiple, clause)] }
}

/** Where the start is unknown, the last three months or ninety days count. */
function energyOf(usage: Usage, terms: { unknownMonths: number; unknownDays: number }): Fraction {
  switch (usage.basis) {
    case 'energy':
      return fraction(usage.energyKwh)
    case 'months':
      return sum(usage.monthlyEnergyKwh.slice(-terms.unknownMonths).map((energyKwh) => fraction(energyKwh)))
    case 'capacity': {
      const { period } = usage
      const days = period ? daysBetween(period.from, period.to) : terms.unknownDays
      return product(usage.capacityKw, usage.hoursPerDay, days)
    }
  }
}

function rateBasicCharge(act: TwoPart, multiple: number, clause: string, circumstances: Circumstances): Rated {
  const { capacityKva, priceYuanPerKvaMonth: price } = act
  const back = monthsOf(act.duration, circumstances).map((months) =>
    rateCharge({ item: 'basic-charge', quantity: product(capacityKva, months), unit: 'kVA·month', price, clause }),
  )
  return { energy: null, back, penalties: [penaltyOn(back, act.penaltyMultiple ?? multiple, clause)] }
}

function monthsOf(duration: Duration, { cycleStartDay, ruleEdition }: Circumstances): Fraction[] {
  if (duration.months !== undefined) return [fraction(duration.months)]
  return splitIntoCycles(duration, cycleStartDay, ruleEdition).map(({ share }) =>
    fraction(share.numerator, share.divisor),
  )
}

function rateOverQuota(act: Extract<Act, { act: 'over-quota' }>, ruleEdition: RuleEdition): Rated {
  const edition = overQuotaTerms[ruleEdition]
  if (!edition) throw new Error(`no plan quotas in ${ruleEdition}`)
  const { terms, clause } = edition
  const penalties: RatedLine[] = []
  if (act.peakExcessKw > 0) {
    penalties.push(penalty(product(act.peakExcessKw, act.occurrences), 'kW', terms.yuanPerKw, clause))
  }
  if (act.excessEnergyKwh > 0 && act.priceYuanPerKwh !== undefined) {
    const price = exact(act.priceYuanPerKwh).times(terms.priceMultiple).toFixed()
    penalties.push(penalty(fraction(act.excessEnergyKwh), 'kWh', price, clause))
  }
  return { energy: act.excessEnergyKwh > 0 ? fraction(act.excessEnergyKwh) : null, back: [], penalties }
}

function penaltyOnly(penalties: RatedLine[]): Rated {
  return { energy: null, back: [], penalties }
}

/** A multiple is taken of the amount as printed. */
function penaltyOn(back: RatedLine[], multiple: number, clause: string): RatedLine {
  return penalty(fraction(sumLines(back)), 'yuan', exact(multiple).toFixed(), clause)
}

function penalty(quantity: Fraction, unit: ChargeUnit, price: string, clause: string): RatedLine {
  return rateCharge({ item: 'penalty', quantity, unit, price, clause })
}

function sumLines(lines: RatedLine[]): string {
  return sumYuan(lines.map(({ amountYuan }) => amountYuan))
}
