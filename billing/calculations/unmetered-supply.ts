import { z } from 'zod'
import { unmeteredTerms } from '../rules/legal.ts'
import { rateUnmetered } from '../rules/unmetered.ts'
import { answer, calculation } from './calculation.ts'
import { also, exactlyOne, isObject, uniqueBy } from './constraints.ts'
import { date, hoursPerDay, money, period, positive, price, ruleEdition, signedPrice, text } from './shapes.ts'

const load = exactlyOne(
  z.strictObject({
    name: text.optional(),
    capacityKw: positive.optional(),
    capacityKva: positive.optional(),
    demandFactor: positive.max(1).default(1),
    hoursPerDay,
  }),
  'capacityKw',
  'capacityKva',
)
const surcharge = z.strictObject({ code: text, name: text.optional(), priceYuanPerKwh: signedPrice })

export const unmeteredSupply = calculation({
  title: { zh: '无表临时用电、定量用电', en: 'Supply without a meter' },
  input: also(
    z.strictObject({
      ruleEdition: ruleEdition.default('2024'),
      period: period(),
      loads: z.array(load).min(1),
      priceYuanPerKwh: price,
      surcharges: uniqueBy(z.array(surcharge), 'code').default([]),
      prepaidYuan: money.optional(),
      terminatedOn: date.optional(),
    }),
    ({ period: term, terminatedOn }, tell) => {
      if (!isObject(term) || typeof terminatedOn !== 'string') return
      const isInside = terminatedOn > String(term.from) && terminatedOn <= String(term.to)
      if (!isInside) tell(['terminatedOn'], 'the end lies after `from`, at `to` at the latest')
    },
  ),
  calculate(input) {
    const { ruleEdition } = input
    const { terms, clause } = unmeteredTerms[ruleEdition]
    const { fields, lines } = rateUnmetered({ ...input, earlyEndShare: terms.earlyEndShare, clause })
    return answer({ kind: 'unmetered-supply', ruleEdition }, fields, lines)
  },
})
