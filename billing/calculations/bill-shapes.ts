import { z } from 'zod'
import { pricePeriods } from '../rules/price-period.ts'
import { capacityFields } from './capacity-charge.ts'
import { demandFields } from './demand-charge.ts'
import { powerFactorStandard } from './power-factor-adjustment.ts'
import { residentialTierPart } from './residential-tier.ts'
import {
  amount,
  byPeriod,
  cycleStartDay,
  date,
  percent,
  period,
  positive,
  price,
  ruleEdition,
  signedPrice,
  text,
} from './shapes.ts'
import { lossTableFields } from './transformer-loss.ts'

// Input of the kind `bill` (CONTRACT §15).

const LONGEST_BILL_DAYS = 366
export const DEFAULT_DIGITS = 6

export const activeRegisters = {
  activeTotal: 'total',
  activeSharp: 'sharp',
  activePeak: 'peak',
  activeFlat: 'flat',
  activeValley: 'valley',
  activeDeepValley: 'deepValley',
} as const
export type ActiveRegister = keyof typeof activeRegisters

const register = z.strictObject({
  register: z.enum([
    ...(Object.keys(activeRegisters) as ActiveRegister[]),
    'reactiveForward' as const,
    'reactiveReverse' as const,
  ]),
  start: amount,
  end: amount,
  digits: z.number().int().min(1).max(10).default(DEFAULT_DIGITS),
  rollover: z.boolean().default(false),
})

const metered = z.strictObject({
  totalKwh: amount.optional(),
  sharpKwh: amount.optional(),
  peakKwh: amount.optional(),
  flatKwh: amount.optional(),
  valleyKwh: amount.optional(),
  deepValleyKwh: amount.optional(),
  reactiveForwardKvarh: amount.optional(),
  reactiveReverseKvarh: amount.optional(),
})

const allocation = z.strictObject({
  name: text,
  method: z.enum(['fixed', 'ratio']),
  energyKwh: positive.optional(),
  ratioPercent: percent.gt(0).optional(),
  priceYuanPerKwh: price,
  fromPeriod: z.enum(['total', ...pricePeriods, 'proportional']).optional(),
  inPowerFactorBase: z.boolean().default(false),
})

export const segmentShape = z.strictObject({
  from: date,
  to: date,
  tariffSystem: z.enum(['single', 'two-part', 'residential-tier']),
  multiplier: positive.optional(),
  ct: z.strictObject({ primaryA: positive, secondaryA: positive }).optional(),
  pt: z.strictObject({ primaryV: positive, secondaryV: positive }).optional(),
  registers: z.array(register).min(1).optional(),
  metered: metered.optional(),
  transformerLoss: z.strictObject(lossTableFields).optional(),
  lossAllocation: z.enum(['proportional', 'flat']).default('proportional'),
  pricesYuanPerKwh: byPeriod(price).extend({ total: price.optional() }).optional(),
  allocations: z.array(allocation).default([]),
  powerFactorStandard: powerFactorStandard.nullable().default(null),
})
export type SegmentInput = z.output<typeof segmentShape>

export const billInput = z.strictObject({
  ruleEdition: ruleEdition.default('2024'),
  cycleStartDay: cycleStartDay.default(1),
  period: period(LONGEST_BILL_DAYS),
  segments: z.array(segmentShape).min(1),
  energyRounding: z.enum(['none', 'whole']).default('none'),
  baseCharge: z
    .discriminatedUnion('method', [
      z.strictObject({ method: z.literal('capacity'), ...capacityFields }),
      z.strictObject({ method: z.literal('demand'), ...demandFields }),
    ])
    .optional(),
  residentialTier: residentialTierPart.optional(),
  surcharges: z.array(z.strictObject({ code: text, name: text.optional(), priceYuanPerKwh: signedPrice })).default([]),
})
export type BillInput = z.output<typeof billInput>
