import { z } from 'zod'
import { rateAllowance } from '../rules/allowance.ts'
import { allowanceBasis } from '../rules/policies.ts'
import { answer, calculation } from './calculation.ts'
import { uniqueBy } from './constraints.ts'
import { amount, positive, price, ruleEdition, text } from './shapes.ts'

const charged = z.strictObject({ item: text, energyKwh: amount, priceYuanPerKwh: price })

export const allowance = calculation({
  title: { zh: '低保、五保免费电量', en: 'Free energy of an allowance' },
  input: z.strictObject({
    ruleEdition: ruleEdition.default('2024'),
    freeKwhPerMonth: positive,
    months: z.int().min(1).max(12).default(1),
    charged: uniqueBy(z.array(charged).min(1), 'item'),
  }),
  calculate(input) {
    const { fields, lines } = rateAllowance({ ...input, clause: allowanceBasis })
    return answer({ kind: 'allowance', ruleEdition: input.ruleEdition }, fields, lines)
  },
})
