import { z } from 'zod'
import { landPrices, type PricePart, priceParts } from '../rules/agency-price.ts'
import { agencyPriceBasis, marketExitPolicies, policyOn } from '../rules/policies.ts'
import { answer, calculation } from './calculation.ts'
import { also, isEmpty } from './constraints.ts'
import { byPeriod, month, price, ruleEdition, signedPrice } from './shapes.ts'

const parts = z.strictObject({
  energy: price,
  loss: signedPrice,
  transmission: price,
  systemOperation: signedPrice,
  funds: price,
} satisfies Record<PricePart, z.ZodType>)

export const agencyPrice = calculation({
  title: { zh: '代理购电到户电价', en: 'Price of an agency customer' },
  input: also(
    z.strictObject({
      ruleEdition: ruleEdition.default('2024'),
      month,
      parts,
      coefficients: byPeriod(price).optional(),
      floatedParts: z.array(z.enum(priceParts)).min(1).optional(),
      leftMarket: z.boolean().default(false),
      decimals: z.int().min(2).max(8).default(8),
    }),
    ({ month: of, coefficients, floatedParts, leftMarket }, tell) => {
      if (isEmpty(coefficients)) tell(['coefficients'], 'at least one period is required')
      if (coefficients !== undefined && floatedParts === undefined) {
        tell(['floatedParts'], 'which parts are floated is set by the province')
      }
      if (coefficients === undefined && floatedParts !== undefined) tell(['floatedParts'], 'only with coefficients')
      if (Array.isArray(floatedParts)) {
        floatedParts.forEach((part, n) => {
          if (floatedParts.indexOf(part) < n) tell(['floatedParts', n], 'is given twice')
        })
      }
      const isTooEarly = leftMarket === true && typeof of === 'string' && !policyOn(marketExitPolicies, `${of}-01`)
      if (isTooEarly) tell(['leftMarket'], 'no rule was in force in this month')
    },
  ),
  calculate(input) {
    const policy = input.leftMarket ? policyOn(marketExitPolicies, `${input.month}-01`) : null
    const energyMultiple = policy?.terms.energyMultiple ?? null
    const prices = landPrices({
      ...input,
      coefficients: input.coefficients ?? null,
      floatedParts: input.floatedParts ?? [],
      energyMultiple,
    })
    const fields = { month: input.month, ...prices, energyMultiple, basis: policy?.basis ?? agencyPriceBasis }
    return answer({ kind: 'agency-price', ruleEdition: input.ruleEdition }, fields)
  },
})
