import { z } from 'zod'
import { deduct } from '../rules/deduction.ts'
import { energyPeriods } from '../rules/price-period.ts'
import { answer, calculation, invalid } from './calculation.ts'
import { energyMap, uniqueBy } from './constraints.ts'
import { amount, positive, ruleEdition, text } from './shapes.ts'

const fromPeriod = z.enum([...energyPeriods, 'proportional']).optional()
const child = z.strictObject({ id: text, name: text.optional(), energyByPeriodKwh: energyMap })
const fixed = z.strictObject({ id: text, name: text.optional(), energyKwh: amount, fromPeriod })
const ratio = z.strictObject({ id: text, name: text.optional(), ratioPercent: positive.max(100), fromPeriod })

export const deduction = calculation({
  title: { zh: '套扣、定量、定比', en: 'Deductions along the edges of a meter' },
  input: z.strictObject({
    ruleEdition: ruleEdition.default('2024'),
    energyByPeriodKwh: energyMap,
    children: uniqueBy(z.array(child), 'id').default([]),
    fixed: uniqueBy(z.array(fixed), 'id').default([]),
    ratios: uniqueBy(z.array(ratio), 'id').default([]),
  }),
  calculate(input) {
    const verdict = deduct(input)
    if (!verdict.ok) {
      const isUnknown = verdict.because === 'PERIOD_UNKNOWN'
      const message = isUnknown ? 'the parent has no such period' : 'more than is left'
      throw invalid([{ path: verdict.path, message }])
    }
    const { ok: _, ...fields } = verdict
    return answer({ kind: 'deduction', ruleEdition: input.ruleEdition }, fields)
  },
})
