import { z } from 'zod'
import { monthsIn, rateMinimum } from '../rules/minimum-charge.ts'
import { minimumChargeBasis } from '../rules/policies.ts'
import { answer, calculation } from './calculation.ts'
import { oneOf } from './constraints.ts'
import { amount, cycleStartDay, money, period, price, ruleEdition } from './shapes.ts'

const common = {
  ruleEdition: ruleEdition.default('2024'),
  cycleStartDay: cycleStartDay.default(1),
  period: period().optional(),
}

export const minimumCharge = calculation({
  title: { zh: '保底电费', en: 'Minimum charge' },
  input: oneOf(
    z.discriminatedUnion('method', [
      z.strictObject({
        ...common,
        method: z.literal('energy'),
        minimumKwhPerMonth: amount,
        usedKwh: amount,
        priceYuanPerKwh: price,
      }),
      z.strictObject({ ...common, method: z.literal('amount'), minimumYuanPerMonth: money, chargedYuan: money }),
    ]),
    common,
  ),
  calculate(input) {
    const months = monthsIn(input.period, input.cycleStartDay, input.ruleEdition)
    const { fields, lines } = rateMinimum(input, months, minimumChargeBasis)
    return answer({ kind: 'minimum-charge', ruleEdition: input.ruleEdition }, fields, lines)
  },
})
