import { z } from 'zod'
import { maskIdentities, maskNumber } from './rules/identity-number.ts'

/** Shapes of what is written down at each step. Instants are ISO 8601 with zone, days civil days of Asia/Shanghai. */

const civilDay = z.iso.date()
const instant = z.iso.datetime({ offset: true })
const text = (max: number) => z.string().trim().min(1).max(max)
const money = z.string().regex(/^\d{1,12}(\.\d{1,2})?$/, '金额最多两位小数')
const registerWh = z.number().int().min(0).max(1e15)

export const paperKinds = [
  'identity',
  'property',
  'load-list',
  'name-change',
  'design',
  'completion',
  'project-filing',
  'authorisation',
  'other',
] as const
export type PaperKind = (typeof paperKinds)[number]
/** Who somebody is stands with the applicant, enciphered: here no whole identity number is kept, whatever was typed. */
export const paper = z
  .strictObject({
    kind: z.enum(paperKinds),
    number: text(64).optional(),
    note: text(200).optional(),
  })
  .overwrite(({ number, note, ...paper }) => ({
    ...paper,
    ...(number && { number: paper.kind === 'identity' ? maskNumber(number) : maskIdentities(number) }),
    ...(note && { note: maskIdentities(note) }),
  }))

const acceptData = z.strictObject({
  /** The clerk has seen the originals; papers brought to the counter are added here. */
  papersSeen: z.literal(true),
  papers: z.array(paper).max(20).optional(),
  /** 容缺受理: papers that are missing and must come by a day. */
  deferredPapers: z
    .array(z.strictObject({ kind: z.enum(paperKinds), dueOn: civilDay }))
    .max(10)
    .optional(),
})

const surveyData = z.strictObject({
  surveyedOn: civilDay,
  /** Not feasible ends in POST …/refusal, with its reason. */
  feasible: z.literal(true),
  /** Left out where supply comes from a feeder, or nothing new is supplied. */
  districtId: z.number().int().optional(),
  feederId: z.number().int().optional(),
  capacityKw: z.number().positive().max(1_000_000).optional(),
  note: z.string().max(500).optional(),
  /** What the site makes necessary beyond the shortest way. */
  designReviewed: z.boolean().optional(),
  worksHidden: z.boolean().optional(),
  worksDone: z.boolean().optional(),
  /** Another meter is put in the place of the present one. */
  exchangesMeter: z.boolean().optional(),
  /** 业务费, in yuan; left out: none. */
  feeYuan: money.optional(),
})

const powerFactorStandard = z.enum(['0.90', '0.85', '0.80'])
const transformerData = z.strictObject({
  name: text(40),
  capacityKva: z.number().positive().max(1_000_000),
  /** Of a month, from the utility's table; for meters on the low side. */
  loss: z
    .strictObject({ ironKwh: z.number().min(0), ironKvarh: z.number().min(0), reactiveCopperFactor: z.number().min(0) })
    .optional(),
})

export const planData = z.strictObject({
  supplyPlan: text(1000),
  districtId: z.number().int().optional(),
  feederId: z.number().int().optional(),
  /** A code of GET /api/billing/prices; the peak/valley option is a code of its own. */
  priceCode: text(40),
  phase: z.enum(['single', 'three']),
  mode: z.enum(['low-low', 'high-low', 'high-high']).default('low-low'),
  /** Agreed capacity; left out: as surveyed. */
  capacityKva: z.number().positive().max(1_000_000).optional(),
  /** Left out for a single-rate account. */
  twoPart: z
    .strictObject({
      baseCharge: z.enum(['capacity', 'contract-demand', 'actual-demand']),
      contractDemandKw: z.number().positive().max(1_000_000).optional(),
    })
    .optional(),
  powerFactorStandard: powerFactorStandard.nullable().default(null),
  transformers: z.array(transformerData).max(20).default([]),
  /** Ids of transformers of the account that are taken away. */
  removedTransformerIds: z.array(z.number().int()).max(20).optional(),
  /** The other source (备用电源), beside that of `feederId`: how it waits. */
  standby: z.strictObject({ feederId: z.number().int(), mode: z.enum(['hot', 'cold', 'simultaneous']) }).optional(),
  /** Ratios that the metering is planned with; left out: as they are, or connected directly. */
  ct: z.number().positive().max(10_000).optional(),
  pt: z.number().positive().max(10_000).optional(),
  /** Another meter is put in the place of the present one. */
  exchangesMeter: z.boolean().optional(),
  /** Province, two digits, by which energy fed in is paid; left out: of the unit that serves. */
  region: z
    .string()
    .regex(/^\d{2}$/)
    .optional(),
})

const contractData = z.strictObject({
  contractNo: text(40),
  signedOn: civilDay,
  /** 并网调度协议, for plants above low voltage. */
  dispatchNo: text(40).optional(),
})

/** Findings that are not closed keep an inspection from being passed. */
const inspectionData = z.strictObject({
  inspectedOn: civilDay,
  findings: z
    .array(z.strictObject({ text: text(300), closedOn: civilDay.nullable() }))
    .max(50)
    .default([]),
})

const feeData = z.strictObject({
  paid: z
    .array(z.strictObject({ item: text(60), amountYuan: money, paidOn: civilDay, receiptNo: text(40).optional() }))
    .max(20),
})

const registersWh = z.strictObject({
  importTotal: registerWh,
  importSharp: registerWh.optional(),
  importPeak: registerWh.optional(),
  importFlat: registerWh.optional(),
  importValley: registerWh.optional(),
  importDeepValley: registerWh.optional(),
  exportTotal: registerWh.optional(),
  q1: registerWh.optional(),
  q2: registerWh.optional(),
  q3: registerWh.optional(),
  q4: registerWh.optional(),
  maxDemand: registerWh.optional(),
})

export const meterData = z.strictObject({
  assetNo: text(40),
  /** Meter profile, such as `chint-dtsu666-2019`. */
  profile: z.string().regex(/^[a-z0-9-]{1,60}$/),
  ratedCurrentA: z.number().positive().max(200).default(5),
  maximumCurrentA: z.number().positive().max(200).default(60),
  /** Transformer ratios; left out: connected directly. */
  ct: z.number().positive().max(10_000).optional(),
  pt: z.number().positive().max(10_000).optional(),
  /** Places of the registers before the point, in kWh. */
  digits: z.number().int().min(4).max(10).default(6),
  /** What the registers show at the hand-over, in Wh, before any multiplier. */
  startRegistersWh: registersWh,
  /** Where the meter is read (GET /api/intake/choices); behind a Modbus terminal it needs `unitId`, behind a DL/T 645 one `meterAddress`. */
  link: z.strictObject({
    terminalAssetNo: text(40),
    unitId: z.number().int().min(1).max(247).optional(),
    meterAddress: z
      .string()
      .regex(/^\d{12}$/)
      .optional(),
  }),
  /** The check (检定) on its certificate, where it is at hand. */
  check: z.strictObject({ checkedOn: z.iso.date(), certificateNo: text(40) }).optional(),
  seals: z.array(text(40)).max(20).optional(),
  energisedAt: instant,
})
export type MeterData = z.infer<typeof meterData>

/** One meter in the place of another; what the old one showed, and what the new one begins with, in Wh. */
export const meterExchangeData = z.strictObject({
  doneAt: instant,
  /** User name of who did it; the new meter was issued to him. */
  person: text(40),
  /** Left out: the account's first. */
  pointNo: text(40).optional(),
  /** The one that is taken off. */
  oldAssetNo: text(40),
  endRegisters: registersWh.partial(),
  assetNo: text(40),
  ct: z.number().positive().max(10_000).default(1),
  pt: z.number().positive().max(10_000).default(1),
  digits: z.number().int().min(4).max(10).default(6),
  startRegistersWh: registersWh,
  /** For a meter behind a DL/T 645 line. */
  meterAddress: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  seals: z.array(text(40)).max(20).optional(),
})
export type MeterExchangeData = z.infer<typeof meterExchangeData>
/** A meter of one account among several, which were energised together. */
const rowMeter = meterData.omit({ energisedAt: true })
export type RowMeter = z.infer<typeof rowMeter>
const metersData = z.strictObject({
  energisedAt: instant,
  person: text(40),
  /** Of accounts by their position; left out where a file told them before. */
  meters: z
    .array(rowMeter.extend({ position: z.number().int().min(1) }))
    .max(20)
    .optional(),
})

const sealingData = z.strictObject({
  /** 加封 or 启封, when it happened. */
  doneAt: instant,
  person: text(40),
  seals: z
    .array(z.strictObject({ transformerId: z.number().int(), sealNo: text(40) }))
    .max(40)
    .default([]),
})
export type SealingData = z.infer<typeof sealingData>

const settlementData = z.strictObject({
  /** When the registers were read, or the meter was taken off. */
  doneAt: instant,
  /** User name of who did it. */
  person: text(40),
  meters: z.array(z.strictObject({ pointNo: text(40), endRegisters: registersWh.partial() })).max(50),
})
export type SettlementData = z.infer<typeof settlementData>
export type ContractData = z.infer<typeof contractData>

/** 0 is exact; positive: it counts too much. */
const meterCheckData = z.strictObject({
  checkedOn: civilDay,
  errorPercent: z.number().min(-100).max(1000),
  passed: z.boolean(),
  certificateNo: text(40),
})
const energisingData = z.strictObject({ energisedAt: instant, person: text(40) })
const switchingData = z.strictObject({ doneAt: instant, person: text(40) })
const nothing = z.strictObject({}).default({})
const approval = z.strictObject({ approved: z.literal(true) })

/** What each step writes down. */
export const stepData = {
  accept: acceptData,
  survey: surveyData,
  'plan-review': approval,
  plan: planData,
  fee: feeData,
  'design-submission': nothing,
  'design-review': inspectionData,
  'mid-report': nothing,
  'mid-inspection': inspectionData,
  'completion-report': nothing,
  'final-inspection': inspectionData,
  settlement: settlementData,
  contract: contractData,
  sealing: sealingData,
  'meter-check': meterCheckData,
  'meter-exchange': meterExchangeData,
  'meter-installation': meterData,
  'meters-installation': metersData,
  switching: switchingData,
  energising: energisingData,
  archive: nothing,
} as const
export type StepData = { [S in keyof typeof stepData]: z.infer<(typeof stepData)[S]> }
