import { z } from 'zod'
import { checkPowerTime, multiplierOf, pulseEnergy } from '../rules/meter-check.ts'
import { answer, calculation } from './calculation.ts'
import { also, oneOf } from './constraints.ts'
import { amount, positive, ruleEdition } from './shapes.ts'

const common = {
  ruleEdition: ruleEdition.default('2024'),
  constantPerKwh: positive,
  multiplier: positive.optional(),
  ct: z.strictObject({ primaryA: positive, secondaryA: positive }).optional(),
  pt: z.strictObject({ primaryV: positive, secondaryV: positive }).optional(),
}
const accuracyClass = z.literal([0.2, 0.5, 1, 2, 3])

export const meterCheck = calculation({
  title: { zh: '电能表现场检验', en: 'Quick check of a meter on site' },
  input: also(
    oneOf(
      z.discriminatedUnion('mode', [
        z.strictObject({
          ...common,
          mode: z.literal('power-time'),
          count: positive,
          seconds: positive,
          loadKw: positive,
          accuracyClass: accuracyClass.optional(),
        }),
        z.strictObject({ ...common, mode: z.literal('pulse-energy'), count: amount }),
      ]),
      common,
    ),
    ({ multiplier, ct, pt }, tell) => {
      const isTwice = multiplier !== undefined && (ct !== undefined || pt !== undefined)
      if (isTwice) tell(['multiplier'], 'give the multiplier or the transformers, not both')
    },
  ),
  calculate(input) {
    const multiplier = multiplierOf(input)
    const fields =
      input.mode === 'power-time' ? checkPowerTime({ ...input, multiplier }) : pulseEnergy({ ...input, multiplier })
    return answer({ kind: 'meter-check', ruleEdition: input.ruleEdition }, { mode: input.mode, ...fields })
  },
})
