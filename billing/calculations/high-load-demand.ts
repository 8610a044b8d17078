import { z } from 'zod'
import { decideDemandPrice } from '../rules/high-load-demand.ts'
import { highLoadPolicies, policyOn } from '../rules/policies.ts'
import { answer, calculation } from './calculation.ts'
import { amount, month, positive, price, ruleEdition } from './shapes.ts'

export const highLoadDemand = calculation({
  title: { zh: '高负荷率需量电价', en: 'Demand price at high load' },
  input: z.strictObject({
    ruleEdition: ruleEdition.default('2024'),
    month,
    priceYuanPerKwMonth: price,
    energyKwh: amount,
    contractCapacityKva: positive,
  }),
  calculate(input) {
    const policy = policyOn(highLoadPolicies, `${input.month}-01`)
    const decided = decideDemandPrice({ ...input, terms: policy?.terms ?? null })
    const message = '该月尚无此项政策,需量电价不变 no policy in force in this month'
    const notices = policy ? [] : [{ code: 'NO_POLICY_IN_FORCE', path: 'month', message }]
    const fields = { month: input.month, ...decided, basis: policy?.basis ?? null }
    return answer({ kind: 'high-load-demand', ruleEdition: input.ruleEdition }, fields, [], notices)
  },
})
