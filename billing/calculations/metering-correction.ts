import { z } from 'zod'
import type { Refusal } from '../../db/refusal.ts'
import { phases } from '../rules/correction-factor.ts'
import { correctionTerms } from '../rules/legal.ts'
import { type CorrectionFacts, type CorrectionVerdict, correctMetering } from '../rules/metering-correction.ts'
import { pricePeriods } from '../rules/price-period.ts'
import { answer, calculation, invalid, notComputable } from './calculation.ts'
import { also, exactlyOne, isObject, oneOf, uniqueBy } from './constraints.ts'
import { amount, hoursPerDay, number, positive, price, type RuleEdition, ruleEdition } from './shapes.ts'

const period = z.enum(['total', ...pricePeriods])
const aboveMinus100 = number.gt(-100)
const phase = z.strictObject({
  phase: z.enum(phases),
  ctRatio: positive.optional(),
  polarity: z.enum(['normal', 'reversed']).default('normal'),
  voltage: z.enum(['normal', 'lost']).default('normal'),
  ctErrorPercent: aboveMinus100.default(0),
})

/** `total` says all there is: it stands alone. */
function recordedList<Entry extends z.ZodType>(entry: Entry) {
  return also(uniqueBy(z.array(entry).min(1), 'period'), (entries, tell) => {
    const periods = Object.values(entries).map((each) => (isObject(each) ? each.period : undefined))
    const isMixed = periods.includes('total') && periods.some((each) => each !== 'total')
    if (!isMixed) return
    const later = periods[0] === 'total' ? 1 : periods.indexOf('total')
    tell([later, 'period'], '`total` stands alone')
  })
}

/** Shapes of the faults that have a factor, with the price that the caller allows in an entry. */
export function factorShapes<Price extends z.ZodType<string | undefined>>(priceYuanPerKwh: Price) {
  const recorded = recordedList(z.strictObject({ period, energyKwh: amount, priceYuanPerKwh }))
  /** A meter wired wrongly may run backwards. */
  const signedRecorded = recordedList(z.strictObject({ period, energyKwh: number, priceYuanPerKwh }))
  return {
    fourWire: z.strictObject({
      mode: z.literal('wiring-3p4w'),
      billingCtRatio: positive.default(1),
      phases: uniqueBy(z.array(phase).min(1), 'phase'),
      recorded: signedRecorded.optional(),
    }),
    threeWire: exactlyOne(
      z.strictObject({
        mode: z.literal('wiring-3p3w'),
        powerFactor: positive.max(1),
        leading: z.boolean().default(false),
        lostVoltagePhase: z.enum(phases).optional(),
        reversedCurrentPhase: z.enum(['A', 'C']).optional(),
        recorded: signedRecorded.optional(),
      }),
      'lostVoltagePhase',
      'reversedCurrentPhase',
    ),
    multiplier: z.strictObject({
      mode: z.literal('wrong-multiplier'),
      actualMultiplier: positive,
      billedMultiplier: positive,
      recorded: recorded.optional(),
    }),
    meterError: z.strictObject({
      mode: z.literal('meter-error'),
      errorPercent: aboveMinus100,
      tolerancePercent: amount.optional(),
      periodFactor: positive.max(1).optional(),
      recorded: recorded.optional(),
    }),
    normalMonth: z.strictObject({
      mode: z.literal('normal-month'),
      normalKwh: amount,
      normalDays: positive,
      faultDays: positive,
      recorded: also(recorded, (entries, tell) => {
        const [entry] = Object.values(entries)
        const isPeriod = isObject(entry) && typeof entry.period === 'string' && entry.period !== 'total'
        if (isPeriod) tell([0, 'period'], 'a normal month is compared by its total')
      }),
    }),
  }
}

const edition = { ruleEdition: ruleEdition.default('2024') }
const priced = factorShapes(price.optional())

const input = oneOf(
  z.discriminatedUnion('mode', [
    priced.fourWire.safeExtend(edition),
    priced.threeWire.safeExtend(edition),
    priced.multiplier.safeExtend(edition),
    priced.meterError.safeExtend(edition),
    priced.normalMonth.safeExtend(edition),
    z.strictObject({
      ...edition,
      mode: z.literal('creep'),
      secondsPerRevolution: positive,
      constantPerKwh: positive,
      idleHoursPerDay: hoursPerDay,
      days: positive,
      multiplier: positive.default(1),
      priceYuanPerKwh: price.optional(),
    }),
  ]),
  edition,
)

type FaultInput = CorrectionFacts extends infer Facts
  ? Facts extends CorrectionFacts
    ? Omit<Facts, 'clause' | 'periodFactor'> & { periodFactor?: number | undefined }
    : never
  : never

/** The rule with the terms of an edition; a fault within a larger input is told at its own path. */
export function correctBy(ruleEdition: RuleEdition, fault: FaultInput, at: string[] = []) {
  const { terms, clause } = correctionTerms[ruleEdition]
  const half = fault.mode === 'meter-error' ? terms.meterErrorPeriodFactor : 1
  const facts = { ...fault, clause, periodFactor: fault.periodFactor ?? half } as CorrectionFacts
  const verdict = correctMetering(facts)
  if (!verdict.ok) throw refuse(verdict, at)
  return verdict
}

function refuse(verdict: Exclude<CorrectionVerdict, { ok: true }>, at: string[]): Refusal {
  const told = (path: string, message: string) => ({ path: [...at, path].join('.'), message })
  if (verdict.because === 'METER_STANDS_STILL') {
    const outer = at.length > 0 ? [{ path: at.join('.'), message: 'the correction has no result' }] : []
    return notComputable(...outer, told(verdict.path, 'so wired the meter stands still'))
  }
  const issues = verdict.positions.map((n) => told(`recorded.${n}.energyKwh`, 'its sign agrees with that of K'))
  return invalid(issues)
}

export const meteringCorrection = calculation({
  title: { zh: '退补电量', en: 'Energy to add or return after a metering fault' },
  input,
  calculate(fault) {
    const { correction, lines, isWithinTolerance } = correctBy(fault.ruleEdition, fault)
    const message = '误差未超过允许范围,不退补 within tolerance, nothing is corrected'
    const notices = isWithinTolerance ? [{ code: 'WITHIN_TOLERANCE', path: 'errorPercent', message }] : []
    return answer({ kind: 'metering-correction', ruleEdition: fault.ruleEdition }, correction, lines, notices)
  },
})
