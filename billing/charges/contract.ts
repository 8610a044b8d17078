import { z } from 'zod'
import { accountNo, bilingual, billMonth, civilDay, moneyYuan } from '../contract.ts'
import { calculatedKinds, chargeKinds, chargeStatuses } from '../rules/charge.ts'

const kind = z.enum(chargeKinds)
const calculated = z.enum(calculatedKinds)
const reason = z.string().trim().min(2).max(500)
/** What the published calculation of the kind takes; it refuses by its own shape, each issue below `input`. */
const calculationInput = z.record(z.string(), z.unknown())

/** POST /api/billing/charges/previews */
export const chargePreviewInput = z.strictObject({ kind: calculated, input: calculationInput })

/** POST /api/billing/charges — drafts a charge; another person issues it. */
export const chargeInput = z
  .strictObject({
    accountNo,
    kind: calculated,
    input: calculationInput,
    reason,
    /** 现场检查单号、工单号. */
    evidence: z.string().trim().min(1).max(120).optional(),
    /** Half-open days that it is about. */
    aboutFrom: civilDay,
    aboutTo: civilDay,
    /** Left out: as many days to pay as a bill has. */
    dueOn: civilDay.optional(),
  })
  .check((ctx) => {
    const { aboutFrom, aboutTo } = ctx.value
    if (aboutTo <= aboutFrom)
      ctx.issues.push({ code: 'custom', input: aboutTo, path: ['aboutTo'], message: '涉及截止日须在起始日之后' })
  })
export type ChargeInput = z.infer<typeof chargeInput>

const line = z.object({
  item: z.string(),
  title: bilingual,
  quantity: z.number(),
  unit: z.string(),
  price: z.string().nullable(),
  /** The amount before it was rounded. */
  unroundedYuan: z.string(),
  amountYuan: moneyYuan,
  formula: z.string(),
  clause: z.string(),
})

const notices = z.array(z.object({ code: z.string(), path: z.string(), message: z.string() }))

/** Positive is owed by the customer, negative is money back. */
export const chargePreview = z.object({ kind: calculated, lines: z.array(line), totalYuan: moneyYuan, notices })
export type ChargePreview = z.infer<typeof chargePreview>

export const chargeSummary = z.object({
  id: z.number(),
  chargeNo: z.string(),
  accountNo,
  customerName: z.string(),
  kind,
  title: bilingual,
  status: z.enum(chargeStatuses),
  totalYuan: moneyYuan,
  paidYuan: moneyYuan,
  reason: z.string(),
  aboutFrom: civilDay,
  aboutTo: civilDay,
  dueOn: civilDay,
  draftedAt: z.iso.datetime(),
  /** Null for a customer: who wrote it is the company's own matter. */
  draftedBy: z.string().nullable(),
  issuedAt: z.iso.datetime().nullable(),
})
export type ChargeSummary = z.infer<typeof chargeSummary>

const linked = z.object({ id: z.number(), chargeNo: z.string(), reason: z.string(), at: z.iso.datetime() })

/** GET /api/billing/charges/{id} */
export const chargeDetail = chargeSummary.extend({
  address: z.string(),
  evidence: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  note: z.string().nullable(),
  input: calculationInput,
  /** What the calculation answered beside its lines. */
  result: z.record(z.string(), z.unknown()),
  lines: z.array(line),
  reverses: linked.nullable(),
  reversedBy: linked.nullable(),
  /** Of a late fee that a payment brought about: what it paid late. */
  lateFor: z.array(
    z.object({
      billId: z.number().nullable(),
      billMonth: billMonth.nullable(),
      chargeId: z.number().nullable(),
      ref: z.string(),
      amountYuan: moneyYuan,
      dueOn: civilDay,
      paidOn: civilDay,
    }),
  ),
  receiptNo: z.string().nullable(),
  payments: z.array(z.object({ receiptNo: z.string(), paidAt: z.iso.datetime(), amountYuan: moneyYuan })),
})
export type ChargeDetail = z.infer<typeof chargeDetail>

const page = { cursor: z.string().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }
/** GET /api/billing/charges — newest first. */
export const chargeQuery = z.object({
  which: z.enum(['draft', 'issued', 'reversed', 'discarded']).optional(),
  kind: kind.optional(),
  accountNo: accountNo.optional(),
  ...page,
})
/** GET /api/billing/accounts/{accountNo}/charges — newest first; a customer sees what was issued to him. */
export const accountChargeQuery = z.object(page)
export const chargeList = z.object({ items: z.array(chargeSummary), nextCursor: z.string().nullable() })

/** POST /api/billing/charges/{id}/issue and …/discard and …/reversal */
export const issueInput = z.strictObject({ note: z.string().trim().max(500).optional() })
export const discardInput = z.strictObject({ note: reason })
export const reversalInput = z.strictObject({ reason })

/** GET /api/billing/accounts/{accountNo}/charge-facts — what a draft begins with. */
export const chargeFacts = z.object({
  accountNo,
  customerName: z.string(),
  address: z.string(),
  class: z.enum(['residential', 'agricultural', 'commercial']),
  parts: z.enum(['single', 'two']),
  contractCapacityKva: z.string(),
  ruleEdition: z.enum(['1996', '2016', '2024']),
  priceCode: z.string().nullable(),
  /** Of the day, of the first tier where there are tiers; null where it differs by period. */
  priceYuanPerKwh: z.string().nullable(),
  capacityYuanPerKvaMonth: z.string().nullable(),
})
export type ChargeFacts = z.infer<typeof chargeFacts>
