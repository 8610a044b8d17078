import { z } from 'zod'
import { fraction, product } from '../rules/fraction.ts'
import { deviceTamperingTerms, theftTerms } from '../rules/legal.ts'
import { isOwed } from '../rules/metering-correction.ts'
import { deviceKw, meterKw, rateTheft, theftDays } from '../rules/theft.ts'
import { answer, calculation, notComputable } from './calculation.ts'
import { also, exactlyOne, oneOf } from './constraints.ts'
import { correctBy, factorShapes } from './metering-correction.ts'
import { hoursPerDay, number, period, positive, price, ruleEdition, text } from './shapes.ts'

const common = {
  ruleEdition: ruleEdition.default('2024'),
  customerClass: z.enum(['residential', 'lighting', 'power']),
  priceYuanPerKwh: price,
  penaltyMultiple: number.min(0).max(theftTerms['2024'].terms.penaltyMultiple).optional(),
  chargeDeviceTampering: z.boolean().default(false),
}
const time = { period: period().optional(), hoursPerDay: hoursPerDay.optional() }
const device = exactlyOne(
  z.strictObject({ name: text.optional(), capacityKw: positive.optional(), capacityKva: positive.optional() }),
  'capacityKw',
  'capacityKva',
)
const meter = z.strictObject({
  basicCurrentA: positive,
  voltageV: positive,
  phases: z.union([z.literal(1), z.literal(3)]),
  multiplier: positive.default(1),
})
/** Its energy is priced as stolen, not by the entry. */
const faults = factorShapes(z.never().optional())
const correction = also(
  z.discriminatedUnion('mode', [
    faults.fourWire,
    faults.threeWire,
    faults.multiplier,
    faults.meterError,
    faults.normalMonth,
  ]),
  ({ recorded }, tell) => {
    if (recorded === undefined) tell(['recorded'], 'the energy recorded is required')
  },
)

const input = oneOf(
  z.discriminatedUnion('basis', [
    z.strictObject({ ...common, ...time, basis: z.literal('device-capacity'), devices: z.array(device).min(1) }),
    z.strictObject({ ...common, ...time, basis: z.literal('meter-current'), meter }),
    z.strictObject({ ...common, basis: z.literal('correction'), correction }),
    z.strictObject({ ...common, basis: z.literal('energy'), stolenKwh: positive }),
  ]),
  common,
)
type Input = z.output<typeof input>

function findEnergy(input: Input) {
  const { terms } = theftTerms[input.ruleEdition]
  if (input.basis === 'energy') return { energy: fraction(input.stolenKwh), ...unknownTime, correctionRate: null }
  if (input.basis === 'correction') {
    const { back, correction } = correctBy(input.ruleEdition, input.correction, ['correction'])
    if (!isOwed(back)) throw notComputable({ path: 'correction', message: 'nothing was under-registered' })
    return { energy: back, ...unknownTime, correctionRate: correction.correctionRate }
  }
  const days = theftDays(input.period, terms.unknownDays)
  const hours = input.hoursPerDay ?? terms.hoursPerDay[input.customerClass]
  const capacity = input.basis === 'device-capacity' ? deviceKw(input.devices) : meterKw(input.meter)
  return { energy: product(capacity, hours, days), days, hoursPerDay: hours, correctionRate: null }
}
const unknownTime = { days: null, hoursPerDay: null }

export const theftBackCharge = calculation({
  title: { zh: '窃电追补电费及违约使用电费', en: 'Energy and penalty for stolen electricity' },
  input,
  calculate(input) {
    const { ruleEdition } = input
    const { terms, clause } = theftTerms[ruleEdition]
    const moved = deviceTamperingTerms[ruleEdition]
    const tamperingYuan = input.customerClass === 'residential' ? moved.terms.residentialYuan : moved.terms.otherYuan
    const { energy, ...found } = findEnergy(input)
    const { charges, lines } = rateTheft({
      energy,
      priceYuanPerKwh: input.priceYuanPerKwh,
      penaltyMultiple: input.penaltyMultiple ?? terms.penaltyMultiple,
      tampering: input.chargeDeviceTampering ? { yuan: tamperingYuan, clause: moved.clause } : null,
      clause,
    })
    return answer({ kind: 'theft-back-charge', ruleEdition }, { ...found, ...charges }, lines)
  },
})
