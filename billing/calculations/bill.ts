import { type Issue, Refusal } from '../../db/refusal.ts'
import type { EnergyByPeriod, RatedPowerFactorGroup, RatedSegment, Rating } from '../rules/bill/facts.ts'
import { rateBill } from '../rules/bill/rate-bill.ts'
import { quantityToNumber } from '../rules/money.ts'
import { checkBill, toInputIssues } from './bill-check.ts'
import { toBillFacts } from './bill-facts.ts'
import { type BillInput, billInput } from './bill-shapes.ts'
import type { Loose } from './loose.ts'
import { type Result, toResultLine } from './shapes.ts'

export const bill = {
  title: { zh: '电费核算', en: 'Electricity bill' },
  input: billInput,
  check: (body: Loose): Issue[] => checkBill(body),
  calculate(body: unknown): Result & Record<string, unknown> {
    const input = body as BillInput
    const rating = rateBill(toBillFacts(input))
    if (!rating.ok) {
      const issues = toInputIssues(rating.issues, input.segments)
      throw new Refusal('INVALID_INPUT', '输入有误,请检查标出的字段', { status: 400, issues })
    }
    return {
      kind: 'bill',
      ruleEdition: input.ruleEdition,
      segments: rating.segments.map(describeSegment),
      energyKwh: quantityToNumber(rating.energyKwh),
      energyByPeriodKwh: describeEnergies(rating.energyByPeriodKwh),
      reactiveKvarh: quantityToNumber(rating.reactiveKvarh),
      powerFactorGroups: rating.powerFactorGroups.map(describeGroup),
      charges: rating.charges,
      ...describeBase(rating.baseCharge),
      tiers: rating.tiers,
      averagePriceYuanPerKwh: rating.averagePriceYuanPerKwh,
      lines: rating.lines.map(toResultLine),
      totalYuan: rating.totalYuan,
      notices: rating.notices,
    }
  },
}

function describeEnergies(energies: EnergyByPeriod): Record<string, number> {
  return Object.fromEntries(Object.entries(energies).map(([period, energy]) => [period, quantityToNumber(energy)]))
}

function describeSegment(segment: RatedSegment) {
  return {
    from: segment.from,
    to: segment.to,
    days: segment.days,
    multiplier: quantityToNumber(segment.multiplier),
    activeKwh: quantityToNumber(segment.activeKwh),
    energyByPeriodKwh: describeEnergies(segment.energyByPeriodKwh),
    reactiveKvarh: quantityToNumber(segment.reactiveKvarh),
    lossKwh: quantityToNumber(segment.lossKwh),
    lossKvarh: quantityToNumber(segment.lossKvarh),
    registerMismatchKwh: quantityToNumber(segment.registerMismatchKwh),
    energyYuan: segment.energyYuan,
  }
}

function describeGroup({ activeKwh, reactiveKvarh, ...group }: RatedPowerFactorGroup) {
  return { ...group, activeKwh: quantityToNumber(activeKwh), reactiveKvarh: quantityToNumber(reactiveKvarh) }
}

function describeBase(base: Rating['baseCharge']) {
  if (base === null) return {}
  return base.method === 'capacity' ? { cycles: base.cycles, units: base.units } : { feeders: base.feeders }
}
