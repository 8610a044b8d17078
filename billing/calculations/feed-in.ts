import { z } from 'zod'
import { rateFeedIn } from '../rules/feed-in.ts'
import { feedInBasis } from '../rules/policies.ts'
import { answer, calculation } from './calculation.ts'
import { also } from './constraints.ts'
import { amount, price, ruleEdition } from './shapes.ts'

export const feedIn = calculation({
  title: { zh: '上网电费', en: 'Energy fed in' },
  input: also(
    z.strictObject({
      ruleEdition: ruleEdition.default('2024'),
      mode: z.enum(['surplus', 'full']),
      exportedKwh: amount,
      generatedKwh: amount.optional(),
      priceYuanPerKwh: price,
      subsidyYuanPerKwh: price.optional(),
    }),
    ({ exportedKwh, generatedKwh, subsidyYuanPerKwh }, tell) => {
      if (subsidyYuanPerKwh !== undefined && generatedKwh === undefined) {
        tell(['generatedKwh'], 'a subsidy is paid for what was generated')
      }
      const isMore = typeof exportedKwh === 'number' && typeof generatedKwh === 'number' && exportedKwh > generatedKwh
      if (isMore) tell(['exportedKwh'], 'more than was generated')
    },
  ),
  calculate(input) {
    const { fields, lines } = rateFeedIn({
      ...input,
      generatedKwh: input.generatedKwh ?? null,
      subsidyYuanPerKwh: input.subsidyYuanPerKwh ?? null,
      clause: feedInBasis,
    })
    return answer({ kind: 'feed-in', ruleEdition: input.ruleEdition }, { mode: input.mode, ...fields }, lines)
  },
})
