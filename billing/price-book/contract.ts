import { z } from 'zod'
import { pricePeriods } from '../rules/price-period.ts'

// What crosses the wire of the price book. A price document is the form in which a version is drafted, exported and imported.

const civilDay = z.iso.date()
const bilingual = z.strictObject({ zh: z.string().min(1).max(100), en: z.string().min(1).max(100) })
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9@._-]{1,63}$/, '只用字母、数字和 @ . _ -,2 至 64 位')
const price = z.string().regex(/^\d{1,6}(\.\d{1,8})?$/, '电价写成十进制数,如 0.617,最多 8 位小数')
const signedPrice = z.string().regex(/^-?\d{1,6}(\.\d{1,8})?$/, '电价写成十进制数,可以为负,最多 8 位小数')
const region = z.string().regex(/^\d{2}$/, '省级行政区划代码,两位数字')
const kwh = z.number().positive().max(1e9)
export const componentCodes = ['energy', 'line-loss', 'transmission', 'system-operation'] as const
export const tariffSystems = ['single', 'two-part', 'residential-tier'] as const
const accountClasses = ['residential', 'agricultural', 'commercial'] as const
const pricesByPeriod = z.partialRecord(z.enum(['total', ...pricePeriods]), signedPrice)

/** The days on which figures count, and who says so. */
const decree = {
  validFrom: civilDay,
  validTo: civilDay.nullable().default(null),
  /** Whether an authority published the figures; else they only serve the demo. */
  official: z.boolean(),
  legalBasis: z.string().trim().min(2).max(400),
  sourceUrl: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null),
}

const applicability = z.strictObject({
  voltageKvFrom: z.number().min(0).max(1000).nullable().default(null),
  voltageKvBelow: z.number().positive().max(2000).nullable().default(null),
  capacityKvaFrom: z.number().min(0).max(1e8).nullable().default(null),
  capacityKvaBelow: z.number().positive().max(1e8).nullable().default(null),
  industries: z.array(z.string().min(1).max(40)).min(1).nullable().default(null),
})
export type Applicability = z.infer<typeof applicability>

const component = z.strictObject({
  component: z.enum(componentCodes),
  /** `total`, or one for each period. */
  pricesYuanPerKwh: pricesByPeriod,
  floated: z.boolean().default(false),
  inPowerFactorBase: z.boolean().default(true),
})
export type PriceComponent = z.infer<typeof component>

const surcharge = z.strictObject({
  code: z.string().regex(/^[a-z][a-z0-9-]{1,31}$/, '小写字母、数字和连字符'),
  name: z.string().min(1).max(40),
  priceYuanPerKwh: signedPrice,
})
export type PriceSurcharge = z.infer<typeof surcharge>

/** 保底电费: an amount a month, or a quantity a month whose shortfall is charged at a price. */
const minimum = z.strictObject({
  yuanPerMonth: z
    .string()
    .regex(/^\d{1,10}(\.\d{1,2})?$/, '金额写成元,最多 2 位小数')
    .nullable()
    .default(null),
  kwhPerMonth: kwh.nullable().default(null),
  priceYuanPerKwh: price.nullable().default(null),
})
export type PriceMinimum = z.infer<typeof minimum>

export const priceDocument = z.strictObject({
  version: name,
  priceCode: name,
  /** What kind of price the code is; needed where the book does not know the code yet. */
  price: z
    .strictObject({
      name: bilingual,
      accountClass: z.enum(accountClasses),
      tariffSystem: z.enum(tariffSystems),
      timeOfUse: z.boolean(),
    })
    .optional(),
  ...decree,
  accumulation: z.enum(['annual', 'monthly']).nullable().default(null),
  household: z
    .strictObject({ thresholdPersons: z.number().int().min(1).max(20), bumpKwhPerMonth: z.number().min(0).max(1e6) })
    .nullable()
    .default(null),
  tiers: z
    .array(z.strictObject({ upToKwh: kwh.nullable(), pricesYuanPerKwh: pricesByPeriod }))
    .max(10)
    .default([]),
  components: z.array(component).max(4).default([]),
  surcharges: z.array(surcharge).max(20).default([]),
  capacityYuanPerKvaMonth: price.nullable().default(null),
  demandYuanPerKwMonth: price.nullable().default(null),
  /** From so many kWh a kVA and month the demand price is multiplied by the factor. */
  highLoad: z
    .strictObject({ kwhPerKva: z.number().positive().max(1e5), demandFactor: z.string().regex(/^(0(\.\d{1,4})?|1)$/) })
    .nullable()
    .default(null),
  minimum: minimum.nullable().default(null),
  /** Province whose timetable and coefficients the price follows. */
  region: region.nullable().default(null),
  /** Province whose monthly agency prices are parts of this one; the energy part times `multiplier`. */
  agency: z
    .strictObject({
      region,
      multiplier: z
        .string()
        .regex(/^[1-9](\.\d{1,2})?$/)
        .default('1'),
    })
    .nullable()
    .default(null),
  applicability: applicability.default({
    voltageKvFrom: null,
    voltageKvBelow: null,
    capacityKvaFrom: null,
    capacityKvaBelow: null,
    industries: null,
  }),
})
export type PriceDocument = z.infer<typeof priceDocument>

export const versionStates = ['draft', 'reviewed', 'published', 'superseded', 'withdrawn'] as const
export type VersionState = (typeof versionStates)[number]

const versionRow = z.object({
  version: z.string(),
  priceCode: z.string(),
  state: z.enum(versionStates),
  /** Days on which it counts as known now; those of the draft before it is published. Half-open. */
  days: z.array(z.object({ from: civilDay, to: civilDay.nullable() })),
  official: z.boolean(),
  changedAt: z.iso.datetime(),
  changedBy: z.string(),
})
export type VersionRow = z.infer<typeof versionRow>
/** GET /api/billing/price-versions?priceCode= */
export const versionList = z.object({ items: z.array(versionRow) })

export const difference = z.object({
  /** Of the document: `components.energy.peak`, `tiers.1.upToKwh` … */
  field: z.string(),
  old: z.string().nullable(),
  new: z.string().nullable(),
  /** New less old where both are numbers. */
  difference: z.string().nullable(),
})
export type Difference = z.infer<typeof difference>

/** GET /api/billing/price-versions/{version} */
export const versionDetail = versionRow.extend({
  document: priceDocument,
  revision: z.number().nullable(),
  name: bilingual,
  accountClass: z.enum(accountClasses),
  tariffSystem: z.enum(tariffSystems),
  timeOfUse: z.boolean(),
  /** Who did what with it, oldest first. */
  history: z.array(
    z.object({
      act: z.enum(['drafted', 'reviewed', 'published', 'superseded', 'withdrawn']),
      at: z.iso.datetime(),
      by: z.string(),
      note: z.string().nullable(),
    }),
  ),
  /** The version that counts on its first day, and what differs; null where none does. */
  comparison: z.object({ with: z.string(), differences: z.array(difference) }).nullable(),
  /** Bills issued already for its days: what a publication now would touch. */
  touched: z.array(z.object({ billMonth: z.string(), accounts: z.number(), bills: z.number(), totalYuan: z.string() })),
  /** What the account's file must hold for this price. */
  neededFacts: z.array(z.object({ fact: z.string(), zh: z.string(), en: z.string() })),
  missingAgencyMonths: z.array(z.string()),
  /** 到户电价: all parts and funds in the latest month of which they are known. */
  landed: z.object({ month: z.string(), pricesYuanPerKwh: pricesByPeriod, official: z.boolean() }).nullable(),
})
export type VersionDetail = z.infer<typeof versionDetail>

/** PUT /api/billing/price-versions/{version} */
export const draftEdit = z.strictObject({ revision: z.number().int().min(1), document: priceDocument })
export const reviewInput = z.strictObject({ note: z.string().trim().max(400).optional() })
export const pastChanges = ['re-rate', 'from-next-bill'] as const
/** POST /api/billing/price-versions/{version}/publication */
export const publicationInput = z.strictObject({
  /** What becomes of bills already issued for the version's days; needed where it begins before today. */
  pastChange: z.enum(pastChanges).optional(),
  reason: z.string().trim().min(4).max(400).optional(),
})
export type PublicationInput = z.infer<typeof publicationInput>
export const withdrawalInput = z.strictObject({ reason: z.string().trim().min(4).max(400) })

// ── agency prices ────────────────────────────────────────────────────────────

export const agencyComponents = ['energy', 'line-loss', 'system-operation'] as const
/** PUT /api/billing/agency-prices/{region}/{month}: all parts of a month at once. */
export const agencyMonth = z.strictObject({
  pricesYuanPerKwh: z.strictObject({
    energy: price,
    'line-loss': signedPrice,
    'system-operation': signedPrice,
  }),
  official: z.boolean(),
  source: z.string().trim().min(4).max(400),
})
export const agencyList = z.object({
  items: z.array(agencyMonth.extend({ region: z.string(), month: z.string(), knownFrom: z.iso.datetime() })),
})

// ── timetables ───────────────────────────────────────────────────────────────

export const dayTypes = ['workday', 'weekend', 'holiday'] as const
export type DayType = (typeof dayTypes)[number]
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, '时刻写成 HH:MM,一天到 24:00 为止')
const slot = z.strictObject({ from: clock, to: clock, period: z.enum(pricePeriods) })
const season = z.strictObject({
  name: z.string().min(1).max(40),
  months: z.array(z.number().int().min(1).max(12)).min(1),
  /** What a floated price is multiplied by in each period. */
  coefficients: z.partialRecord(z.enum(pricePeriods), z.string().regex(/^\d(\.\d{1,4})?$/)),
  /** Slots of days of a type come before those of every day, where `on` is null. */
  days: z
    .array(z.strictObject({ on: z.array(z.enum(dayTypes)).min(1).nullable(), slots: z.array(slot).min(1) }))
    .min(1),
})
export type Season = z.infer<typeof season>
/** POST /api/billing/timetables */
export const timetableInput = z.strictObject({
  region,
  tariffSystem: z.enum(tariffSystems),
  ...decree,
  seasons: z.array(season).min(1).max(12),
})
export type TimetableInput = z.infer<typeof timetableInput>
export const timetableList = z.object({ items: z.array(timetableInput.extend({ id: z.number() })) })

// ── applicability ────────────────────────────────────────────────────────────

/** GET /api/billing/prices/applicability */
export const applicabilityQuery = z.object({
  accountClass: z.enum(accountClasses).optional(),
  voltageKv: z.coerce.number().positive().max(1000).optional(),
  capacityKva: z.coerce.number().positive().max(1e6).optional(),
  industry: z.string().max(40).optional(),
  /** Province, two digits: prices of others are not told. */
  region: z
    .string()
    .regex(/^\d{2}$/)
    .optional(),
  day: civilDay.optional(),
})
export type ApplicabilityAnswers = Omit<z.infer<typeof applicabilityQuery>, 'day' | 'region'>
const reason = z.object({ code: z.string(), zh: z.string(), en: z.string() })
export const applicabilityList = z.object({
  items: z.array(
    z.object({
      priceCode: z.string(),
      name: bilingual,
      timeOfUse: z.boolean(),
      /** In kV, half-open. */
      voltageKv: z.object({ from: z.number().nullable(), below: z.number().nullable() }),
      applicable: z.boolean(),
      reasons: z.array(reason),
      /** Questions that would decide it. */
      unanswered: z.array(reason),
      neededFacts: z.array(z.object({ fact: z.string(), zh: z.string(), en: z.string() })),
    }),
  ),
})
