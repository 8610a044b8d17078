import { z } from 'zod'
import { accountNoShape } from '../db/customers/contract.ts'
import { line } from '../db/text.ts'

/** What each kind of application asks for. Capacity in kVA, demand in kW, days civil days. */

const civilDay = z.iso.date()
const text = (max: number) => z.string().trim().min(1).max(max)
const capacityKva = z.number().positive().max(1_000_000)
const accountClass = z.enum(['residential', 'agricultural', 'commercial'])
const priceCode = text(40)

export const applicant = z.strictObject({
  name: line(64),
  /** 居民身份证号码 or 统一社会信用代码, each checked by its last place. */
  identityNumber: z.string().regex(/^(\d{17}[\dX]|[0-9A-HJ-NPQRTUWXY]{18})$/),
  phone: z.string().regex(/^1\d{10}$/),
})
export type Applicant = z.infer<typeof applicant>

export const load = z.strictObject({
  name: line(40),
  ratedKw: z.number().positive().max(100_000),
  count: z.number().int().min(1).max(10_000).default(1),
  demandFactor: z.number().positive().max(1).default(1),
  isThreePhase: z.boolean().default(false),
})

const newSupply = z.strictObject({
  accountClass: accountClass.optional(),
  isIndustry: z.boolean().default(false),
  isImportant: z.boolean().default(false),
  loads: z.array(load).max(200).default([]),
})
const temporary = newSupply.extend({ until: civilDay })
/** 分户: what the account keeps, and a part for each who leaves it, in the order of `newCustomers`. */
const split = z.strictObject({
  keptKva: capacityKva,
  parts: z
    .array(
      z.strictObject({
        /** Within the account's address. */
        place: text(60),
        class: accountClass,
        priceCode,
        capacityKva,
        phase: z.enum(['single', 'three']).default('single'),
        householdPersons: z.number().int().min(1).max(30).optional(),
      }),
    )
    .min(1)
    .max(10),
})
const temporaryUnmetered = temporary.extend({
  /** Agreed, as nobody counts them. */
  hoursPerDay: z.number().positive().max(24),
})
const capacityStop = z.strictObject({
  transformerIds: z.array(z.number().int()).min(1).max(20),
  from: civilDay,
  to: civilDay.nullable().default(null),
})

/** By kind. */
export const forms = {
  'low-voltage-residential': newSupply,
  'low-voltage-other': newSupply,
  'high-voltage-single': newSupply,
  'high-voltage-dual': newSupply,
  'temporary-metered': temporary,
  'charging-pile': newSupply,
  'residential-compound': newSupply,
  'temporary-unmetered': temporaryUnmetered,
  'permanent-reduction': capacityStop,
  'temporary-reduction': capacityStop,
  'reduction-restoration': capacityStop,
  pause: capacityStop,
  'pause-restoration': capacityStop,
  'exchange-restoration': z.strictObject({ transformerId: z.number().int(), from: civilDay }),
  'temporary-exchange': z.strictObject({
    transformerId: z.number().int(),
    replacementKva: capacityKva,
    from: civilDay,
    to: civilDay,
  }),
  'capacity-increase': z.strictObject({
    capacityKva,
    loads: z.array(load).max(200).default([]),
    isImportant: z.boolean().default(false),
  }),
  'voltage-change': z.strictObject({
    /** In kV. */
    voltageKv: z.enum(['0.22', '0.38', '10', '20', '35', '110']),
    capacityKva,
    isImportant: z.boolean().default(false),
  }),
  'distributed-pv': z
    .strictObject({
      /** With surplus at a point of the account, in full at an account of its own. */
      mode: z.enum(['surplus', 'full']),
      plantKw: z.number().positive().max(100_000),
      /** At which it is connected, in kV. */
      voltageKv: z.enum(['0.22', '0.38', '10']),
      generationMeter: z.boolean().default(false),
      isNaturalPerson: z.boolean(),
    })
    .refine(({ mode, generationMeter }) => mode === 'surplus' || !generationMeter, {
      path: ['generationMeter'],
      message: '全额上网的发电量就是上网电量,不另装发电表',
    }),
  relocation: z.strictObject({ newAddress: line(200) }),
  'meter-move': z.strictObject({ to: line(200) }),
  'meter-check': z.strictObject({ doubt: text(300) }),
  'contact-change': z.strictObject({}),
  'payment-change': z.discriminatedUnion('method', [
    z.strictObject({ method: z.literal('self') }),
    z.strictObject({
      method: z.literal('collection'),
      payerName: line(64),
      bankName: line(64),
      /** Written by the office: the last four digits of the bank account, whose number comes beside the form. */
      accountTail: z
        .string()
        .regex(/^\d{4}$/)
        .optional(),
    }),
  ]),
  'ratio-correction': z.strictObject({
    pointNo: text(40),
    /** As it should have been since the meter was put up. */
    ct: z.number().positive().max(10_000),
    pt: z.number().positive().max(10_000),
    found: text(300),
  }),
  'temporary-removal': z.strictObject({ from: civilDay, to: civilDay }),
  reinstallation: z.strictObject({}),
  rename: z.strictObject({ newName: line(64) }),
  transfer: z.strictObject({ householdPersons: z.number().int().min(1).max(30).optional() }),
  split,
  merge: z.strictObject({ otherAccountNos: z.array(accountNoShape).min(1).max(10) }),
  closing: z.strictObject({ lastDay: civilDay }),
  'class-change': z.strictObject({ toClass: accountClass, priceCode, use: text(200) }),
  'price-option': z.discriminatedUnion('option', [
    z.strictObject({
      option: z.literal('base-charge'),
      from: civilDay,
      baseCharge: z.enum(['capacity', 'contract-demand', 'actual-demand']),
      /** By contract demand: which; left out: the one that was agreed before. */
      contractDemandKw: z.number().positive().max(1_000_000).optional(),
    }),
    z.strictObject({ option: z.literal('time-of-use'), from: civilDay, priceCode }),
  ]),
  'contract-demand': z.strictObject({ from: civilDay, contractDemandKw: z.number().positive().max(1_000_000) }),
  'cut-over': z.strictObject({ districtId: z.number().int(), feederId: z.number().int(), why: text(300) }),
  'section-change': z.strictObject({
    sectionNo: text(40),
    accountNos: z.array(accountNoShape).min(1).max(500),
    from: civilDay,
    why: text(300),
  }),
} as const
export type Forms = { [K in keyof typeof forms]: z.infer<(typeof forms)[K]> }
export type ApplicationKind = keyof Forms

/** 新装: without an account yet. */
export const newKinds = [
  'low-voltage-residential',
  'low-voltage-other',
  'high-voltage-single',
  'high-voltage-dual',
  'temporary-metered',
  'charging-pile',
  'residential-compound',
  'temporary-unmetered',
] as const satisfies ApplicationKind[]
export type NewKind = (typeof newKinds)[number]

/** Of an account that there is, or opening one: its form says which. */
export const eitherKinds = ['distributed-pv'] as const satisfies Exclude<ApplicationKind, NewKind>[]
type EitherKind = (typeof eitherKinds)[number]

/** 变更用电: of an account that there is. */
export const changeKinds = [
  'permanent-reduction',
  'temporary-reduction',
  'reduction-restoration',
  'pause',
  'pause-restoration',
  'temporary-exchange',
  'exchange-restoration',
  'capacity-increase',
  'voltage-change',
  'relocation',
  'meter-move',
  'meter-check',
  'contact-change',
  'payment-change',
  'ratio-correction',
  'temporary-removal',
  'reinstallation',
  'rename',
  'transfer',
  'split',
  'merge',
  'closing',
  'class-change',
  'price-option',
  'contract-demand',
] as const satisfies Exclude<ApplicationKind, NewKind | EitherKind>[]
export type ChangeKind = (typeof changeKinds)[number]

/** Opened by the company itself, about the network or its rounds. */
export const internalKinds = ['cut-over', 'section-change'] as const satisfies ApplicationKind[]
export type InternalKind = (typeof internalKinds)[number]
export const applicationKinds = [...newKinds, ...eitherKinds, ...changeKinds, ...internalKinds] as const
/** What the office alone finds out and asks for, an account's own facts among it. */
export const officeKinds: readonly ApplicationKind[] = ['ratio-correction', ...internalKinds]
