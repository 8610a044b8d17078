import { z } from 'zod'
import { type Appliance, compensateAppliances, compensateOutage } from '../rules/compensation.ts'
import { applianceTerms, outageTerms } from '../rules/legal.ts'
import { answer, calculation } from './calculation.ts'
import { also, exactlyOne, isObject } from './constraints.ts'
import { amount, date, money, positive, price, ruleEdition, text } from './shapes.ts'

export const outageCompensation = calculation({
  title: { zh: '停电赔偿', en: 'Compensation for an outage' },
  input: z.strictObject({
    ruleEdition: ruleEdition.default('2024'),
    tariffSystem: z.enum(['single', 'two-part']),
    outageHours: positive,
    reference: z.strictObject({ energyKwh: amount, days: positive.optional() }),
    priceYuanPerKwh: price,
    multiple: positive.optional(),
  }),
  calculate(input) {
    const { ruleEdition, reference } = input
    const { terms, clause } = outageTerms[ruleEdition]
    const { fields, lines } = compensateOutage({
      ...input,
      reference: { energyKwh: reference.energyKwh, days: reference.days ?? terms.referenceDays },
      multiple: input.multiple ?? terms.multiple[input.tariffSystem],
      clause,
    })
    return answer({ kind: 'outage-compensation', ruleEdition }, fields, lines)
  },
})

const { lifeYears, ...lossTerms } = applianceTerms.terms
const appliance = also(
  exactlyOne(
    z.strictObject({
      name: text,
      purchasePriceYuan: money,
      usedMonths: amount,
      category: z.enum(['electronic', 'motor', 'heating', 'lighting']).optional(),
      lifeYears: positive.optional(),
      claimedOn: date.nullable(),
      repairable: z.boolean().default(false),
      repairCostYuan: money.optional(),
    }),
    'category',
    'lifeYears',
  ),
  ({ repairable, repairCostYuan }, tell) => {
    if (repairable === true && repairCostYuan === undefined) tell(['repairCostYuan'], 'required if repairable')
    if (repairable !== true && repairCostYuan !== undefined) tell(['repairCostYuan'], 'only if repairable')
  },
)

export const applianceCompensation = calculation({
  title: { zh: '居民家用电器损坏赔偿', en: 'Household appliances damaged by the supplier' },
  input: also(
    z.strictObject({
      ruleEdition: ruleEdition.default('2024'),
      damagedOn: date,
      items: z.array(appliance).min(1),
    }),
    ({ damagedOn, items }, tell) => {
      if (typeof damagedOn !== 'string' || !Array.isArray(items)) return
      items.forEach((item, n) => {
        const claimedOn = isObject(item) ? item.claimedOn : undefined
        const isBefore = typeof claimedOn === 'string' && claimedOn < damagedOn
        if (isBefore) tell(['items', n, 'claimedOn'], 'a claim follows the damage')
      })
    },
  ),
  calculate({ ruleEdition, damagedOn, items }) {
    const appliances = items.map(
      (item): Appliance => ({
        ...item,
        lifeYears: item.lifeYears ?? (item.category ? lifeYears[item.category] : 0),
        repairCostYuan: item.repairCostYuan ?? null,
      }),
    )
    const { late, lines, ...fields } = compensateAppliances(damagedOn, appliances, lossTerms, applianceTerms.clause)
    const notices = late.map((position) => ({
      code: 'CLAIM_TOO_LATE',
      path: `items.${position}`,
      message: `未在损坏后 ${lossTerms.claimDays} 日内索赔,不予赔偿 claimed too late`,
    }))
    return answer({ kind: 'appliance-compensation', ruleEdition }, fields, lines, notices)
  },
})
