import { z } from 'zod'
import type { Issue } from '../../db/refusal.ts'
import { exact, quantityToNumber } from '../rules/money.ts'
import { lossByNameplate, lossByTable, monthSharesOf } from '../rules/transformer-loss.ts'
import { checkRefused, checkRequired, type Loose } from './loose.ts'
import { amount, cycleStartDay, percent, period, positive, type Result, ruleEdition } from './shapes.ts'

export const lossTableFields = {
  capacityKva: positive,
  ironLossKwhPerMonth: amount,
  ironLossKvarhPerMonth: amount.default(0),
  copperLossPercent: percent.optional(),
  reactiveCopperFactor: amount.default(0),
}
const lossTable = z.strictObject(lossTableFields)

const input = z.strictObject({
  ruleEdition: ruleEdition.default('2024'),
  cycleStartDay: cycleStartDay.default(1),
  method: z.enum(['table', 'nameplate']).default('table'),
  meteredKwh: amount,
  meteredKvarh: amount.default(0),
  period: period().optional(),
  ...lossTableFields,
  ironLossKwhPerMonth: amount.optional(),
  noLoadLossKw: amount.optional(),
  loadLossKw: amount.optional(),
  noLoadCurrentPercent: amount.optional(),
  impedancePercent: amount.optional(),
  energizedHours: positive.optional(),
  energyRounding: z.enum(['none', 'whole']).default('none'),
})
type Input = z.output<typeof input>

const tableRequired = ['ironLossKwhPerMonth']
const tableFields = [...tableRequired, 'ironLossKvarhPerMonth', 'copperLossPercent', 'reactiveCopperFactor', 'period']
const nameplateFields = ['noLoadLossKw', 'loadLossKw', 'noLoadCurrentPercent', 'impedancePercent', 'energizedHours']

function check(body: Loose): Issue[] {
  const { method } = body
  const message = 'a field of the other method'
  if (method === 'nameplate') {
    return [...checkRequired(body, nameplateFields, ''), ...checkRefused(body, tableFields, '', message)]
  }
  if (method !== undefined && method !== 'table') return []
  return [...checkRequired(body, tableRequired, ''), ...checkRefused(body, nameplateFields, '', message)]
}

export function toLossFacts(part: z.output<typeof lossTable>) {
  return {
    capacityKva: exact(part.capacityKva),
    ironLossKwhPerMonth: exact(part.ironLossKwhPerMonth),
    ironLossKvarhPerMonth: exact(part.ironLossKvarhPerMonth),
    copperLossPercent: part.copperLossPercent === undefined ? null : exact(part.copperLossPercent),
    reactiveCopperFactor: exact(part.reactiveCopperFactor),
  }
}

function rateLoss(facts: Input) {
  const { energyRounding } = facts
  const meteredKwh = exact(facts.meteredKwh)
  if (facts.method === 'table') {
    const table = toLossFacts({ ...facts, ironLossKwhPerMonth: facts.ironLossKwhPerMonth ?? 0 })
    const monthShares = monthSharesOf(facts.period ?? null, facts.cycleStartDay, facts.ruleEdition)
    return lossByTable({ ...table, meteredKwh, monthShares, energyRounding })
  }
  return lossByNameplate({
    capacityKva: exact(facts.capacityKva),
    meteredKwh,
    meteredKvarh: exact(facts.meteredKvarh),
    noLoadLossKw: exact(facts.noLoadLossKw ?? 0),
    loadLossKw: exact(facts.loadLossKw ?? 0),
    noLoadCurrentPercent: exact(facts.noLoadCurrentPercent ?? 0),
    impedancePercent: exact(facts.impedancePercent ?? 0),
    energizedHours: exact(facts.energizedHours ?? 0),
    energyRounding,
  })
}

export const transformerLoss = {
  title: { zh: '变压器损耗', en: 'Transformer loss' },
  input,
  check,
  calculate(body: unknown): Result & Record<string, unknown> {
    const facts = body as Input
    const loss = rateLoss(facts)
    const lossKwh = loss.ironLossKwh.plus(loss.copperLossKwh)
    const lossKvarh = loss.ironLossKvarh.plus(loss.copperLossKvarh)
    return {
      kind: 'transformer-loss',
      ruleEdition: facts.ruleEdition,
      ironLossKwh: quantityToNumber(loss.ironLossKwh),
      copperLossKwh: quantityToNumber(loss.copperLossKwh),
      lossKwh: quantityToNumber(lossKwh),
      ironLossKvarh: quantityToNumber(loss.ironLossKvarh),
      copperLossKvarh: quantityToNumber(loss.copperLossKvarh),
      lossKvarh: quantityToNumber(lossKvarh),
      totalKwh: quantityToNumber(lossKwh.plus(facts.meteredKwh)),
      totalKvarh: quantityToNumber(lossKvarh.plus(facts.meteredKvarh)),
      lines: [],
      totalYuan: '0.00',
      notices: [],
    }
  },
}
