// Decides what differs between two price documents, figure by figure (old → new → difference).
import type { Difference, PriceDocument } from '../price-book/contract.ts'
import { exact } from './money.ts'

const number = /^-?\d+(\.\d+)?$/

export function compareDocuments(old: PriceDocument, next: PriceDocument): Difference[] {
  const [before, after] = [figuresOf(old), figuresOf(next)]
  const fields = [...new Set([...before.keys(), ...after.keys()])]
  return fields.flatMap((field) => {
    const [was, is] = [before.get(field) ?? null, after.get(field) ?? null]
    return was === is ? [] : [{ field, old: was, new: is, difference: subtract(was, is) }]
  })
}

function subtract(old: string | null, next: string | null): string | null {
  if (old === null || next === null || !number.test(old) || !number.test(next)) return null
  return exact(next).minus(old).toFixed()
}

/** Every figure under a name that does not move when a line is put in before it. */
function figuresOf(document: PriceDocument): Map<string, string> {
  const figures = new Map<string, string>()
  const put = (field: string, value: unknown) => {
    if (value !== null && value !== undefined) figures.set(field, String(value))
  }
  for (const { component, pricesYuanPerKwh, floated, inPowerFactorBase } of document.components) {
    for (const [period, value] of Object.entries(pricesYuanPerKwh)) put(`components.${component}.${period}`, value)
    put(`components.${component}.floated`, floated)
    put(`components.${component}.inPowerFactorBase`, inPowerFactorBase)
  }
  for (const [position, tier] of document.tiers.entries()) {
    put(`tiers.${position + 1}.upToKwh`, tier.upToKwh)
    for (const [period, value] of Object.entries(tier.pricesYuanPerKwh)) put(`tiers.${position + 1}.${period}`, value)
  }
  for (const { name, priceYuanPerKwh } of document.surcharges) put(`surcharges.${name}`, priceYuanPerKwh)
  put('capacityYuanPerKvaMonth', document.capacityYuanPerKvaMonth)
  put('demandYuanPerKwMonth', document.demandYuanPerKwMonth)
  put('highLoad.kwhPerKva', document.highLoad?.kwhPerKva)
  put('highLoad.demandFactor', document.highLoad?.demandFactor)
  put('minimum.yuanPerMonth', document.minimum?.yuanPerMonth)
  put('minimum.kwhPerMonth', document.minimum?.kwhPerMonth)
  put('minimum.priceYuanPerKwh', document.minimum?.priceYuanPerKwh)
  put('accumulation', document.accumulation)
  put('household.thresholdPersons', document.household?.thresholdPersons)
  put('household.bumpKwhPerMonth', document.household?.bumpKwhPerMonth)
  put('region', document.region)
  put('agency.region', document.agency?.region)
  put('agency.multiplier', document.agency?.multiplier)
  for (const [name, value] of Object.entries(document.applicability)) put(`applicability.${name}`, value)
  put('official', document.official)
  put('legalBasis', document.legalBasis)
  return figures
}
