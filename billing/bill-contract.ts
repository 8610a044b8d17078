import { z } from 'zod'
import { bilingual, billMonth, billSummary, civilDay, kwh, kwhByPeriod, moneyYuan } from './contract.ts'
import { lineGroups } from './rules/line-group.ts'
import { pricePeriods } from './rules/price-period.ts'

const billLine = z.object({
  position: z.number(),
  /** The part of the bill that it is about; null for the bill as a whole. */
  segment: z.number().nullable(),
  /** Stable code: `tier-1`, `tier-1-peak`, `energy-total` … */
  item: z.string(),
  title: bilingual,
  group: z.enum(lineGroups),
  quantity: z.number(),
  unit: z.string(),
  /** Yuan for one unit, as a decimal string; null where a line has no price. */
  price: z.string().nullable(),
  /** Exact product before rounding, kept beside what is charged. */
  unroundedYuan: z.string(),
  amountYuan: moneyYuan,
  formula: z.string(),
  clause: z.string(),
  /** Null where several versions stand behind the line. */
  priceVersion: z.string().nullable(),
})
export type BillLine = z.infer<typeof billLine>

/** What one register showed at the two ends of one installation's part of the period. */
const billRegister = z.object({
  segment: z.number().nullable(),
  deviceAssetNo: z.string(),
  role: z.string(),
  startKwh: kwh,
  endKwh: kwh,
  multiplier: z.number(),
  energyKwh: kwh,
})

const price = z.object({
  code: z.string(),
  name: bilingual,
  version: z.string(),
  validFrom: civilDay,
  validTo: civilDay.nullable(),
  legalBasis: z.string(),
  sourceUrl: z.string().nullable(),
  /** False: no authority published this price, it only serves the demo. */
  official: z.boolean(),
})

/** Days of one point at one price. Energies as metered, then with loss, then less what children took. */
const billSegment = z.object({
  position: z.number(),
  pointNo: z.string(),
  from: civilDay,
  to: civilDay,
  days: z.number(),
  tariffSystem: z.enum(['single', 'two-part', 'residential-tier']),
  priceVersion: z.string(),
  meteredKwh: kwh,
  deductedKwh: kwh,
  /** Of transformers and line. */
  lossKwh: kwh,
  lineLossKwh: kwh,
  lossKvarh: z.number(),
  chargedKwh: kwh,
  chargedByPeriodKwh: z.record(z.string(), kwh),
  reactiveKvarh: z.number(),
  powerFactorStandard: z.string().nullable(),
  /** Quarter hours of the load curve that told the periods apart; null where registers did. */
  curve: z.object({ intervals: z.number(), measured: z.number(), estimated: z.number() }).nullable(),
})
export type BillSegment = z.infer<typeof billSegment>

/** A month may have several: a bill, its reversal, and the one issued anew. */
const billDocument = z.object({
  id: z.number(),
  billNo: z.string(),
  document: z.enum(['bill', 'interim', 'reversal', 'reissue']),
  state: z.enum(['held', 'issued', 'discarded']),
  /** The one that counts. */
  standing: z.boolean(),
  totalYuan: moneyYuan,
  issuedAt: z.iso.datetime().nullable(),
  reason: z.string().nullable(),
  correctsBillId: z.number().nullable(),
})
export type BillDocument = z.infer<typeof billDocument>

const useOfMonth = z.object({
  billMonth,
  days: z.number(),
  energyKwh: kwh,
  energyByPeriodKwh: kwhByPeriod,
  totalYuan: moneyYuan,
})
export type UseOfMonth = z.infer<typeof useOfMonth>

export const tierProgress = z.object({
  tierYear: z.number(),
  serviceMonths: z.number(),
  /** Energy of this tier year billed up to and including this bill. */
  accumulatedKwh: kwh,
  tiers: z.array(
    z.object({
      index: z.number(),
      fromKwh: kwh,
      /** Null: the open tier. */
      limitKwh: kwh.nullable(),
      usedKwh: kwh,
      priceYuanPerKwh: z.string().nullable(),
      touPricesYuanPerKwh: z.partialRecord(z.enum(pricePeriods), z.string()).nullable(),
    }),
  ),
})

/** GET /api/billing/bills/{id} — what is held or discarded is for staff only. */
export const billDetail = billSummary.extend({
  /** Masked where the account is not the reader's own. */
  customerName: z.string(),
  /** By which somebody else may bind the account, told to its holder alone; null where it is of no use any more. */
  bindingCode: z.string().nullable(),
  address: z.string(),
  ...billDocument.pick({ document: true, state: true, standing: true, reason: true }).shape,
  days: z.number(),
  energyByPeriodKwh: kwhByPeriod,
  reactiveKvarh: z.number(),
  powerFactor: z.number().nullable(),
  /** The largest demand of the period. */
  demandKw: z.number().nullable(),
  /** Why a person entered it, where no meter told it. */
  demandEntered: z.string().nullable(),
  /** Of each line of supply, where the base charge goes by demand; bounds of a contract demand only, in kW. */
  demands: z.array(
    z.object({
      pointNo: z.string(),
      demandKw: z.number(),
      /** Null where metering does not know. */
      occurredOn: civilDay.nullable(),
      contractKw: z.number().nullable(),
      /** 40 % of the capacity. */
      leastKw: z.number().nullable(),
      /** 105 % of what is charged. */
      toleratedKw: z.number().nullable(),
    }),
  ),
  segments: z.array(billSegment),
  lines: z.array(billLine),
  registers: z.array(billRegister),
  /** Of the period's end. */
  price,
  /** Every version that the bill rests on, in the order of its parts. */
  prices: z.array(price),
  /** Null for a price without tiers. */
  tierProgress: tierProgress.nullable(),
  payments: z.array(z.object({ receiptNo: z.string(), paidAt: z.iso.datetime(), amountYuan: moneyYuan })),
  documents: z.array(billDocument),
  use: z.object({
    /** The same month a year before; null where nothing was billed. */
    lastYear: useOfMonth.nullable(),
    /** Up to twelve months, oldest first, this one the last. */
    months: z.array(useOfMonth),
  }),
})
export type BillDetail = z.infer<typeof billDetail>

const changePart = z.object({
  code: z.enum([
    'days',
    'use',
    'period-shift',
    'tier',
    'price',
    'base-charge',
    'power-factor',
    'adjusted-amount',
    'market',
    'minimum',
    'allowance',
    'other',
  ]),
  amountYuan: moneyYuan,
  /** What is behind the amount, in figures. */
  words: bilingual,
})

/** GET /api/billing/bills/{id}/changes?against= */
export const changesQuery = z.object({ against: z.enum(['previous', 'last-year']).default('previous') })
export const billChanges = z.object({
  against: z.enum(['previous', 'last-year']),
  /** Null: there is no bill to compare with. */
  earlier: z
    .object({ id: z.number(), billNo: z.string(), billMonth, days: z.number(), energyKwh: kwh, totalYuan: moneyYuan })
    .nullable(),
  totalYuan: moneyYuan,
  differenceYuan: moneyYuan,
  /** They sum to the difference; what changed nothing is left out. */
  parts: z.array(changePart),
  /** One sentence for the customer. */
  words: bilingual,
})
export type BillChanges = z.infer<typeof billChanges>
