import { z } from 'zod'
import { rateLateFee } from '../rules/late-fee.ts'
import { lateFeeTerms } from '../rules/legal.ts'
import { answer, calculation } from './calculation.ts'
import { uniqueBy } from './constraints.ts'
import { date, money, price, ruleEdition, text } from './shapes.ts'

const item = z.strictObject({ id: text, amountYuan: money, dueOn: date, paidOn: date })

export const lateFee = calculation({
  title: { zh: '电费违约金', en: 'Charge for late payment' },
  input: z.strictObject({
    ruleEdition: ruleEdition.default('2024'),
    customerClass: z.enum(['residential', 'non-residential']),
    items: uniqueBy(z.array(item).min(1), 'id'),
    crossYearReading: z.enum(['split', 'whole']).default('split'),
    rates: z
      .strictObject({ residential: price.optional(), currentYear: price.optional(), crossYear: price.optional() })
      .optional(),
    minimumYuan: money.optional(),
  }),
  calculate(input) {
    const { terms, clause } = lateFeeTerms[input.ruleEdition]
    const { residential, currentYear, crossYear } = input.rates ?? {}
    const { items, lines, isToppedUp } = rateLateFee({
      ...input,
      rates: {
        residential: residential ?? terms.residential,
        currentYear: currentYear ?? terms.currentYear,
        crossYear: crossYear ?? terms.crossYear,
      },
      minimumYuan: input.minimumYuan ?? terms.minimumYuan,
      clause,
    })
    const message = '电费违约金不足最低额,按最低额收取 raised to the minimum'
    const notices = isToppedUp ? [{ code: 'LATE_FEE_MINIMUM', path: 'minimumYuan', message }] : []
    return answer({ kind: 'late-fee', ruleEdition: input.ruleEdition }, { items }, lines, notices)
  },
})
