import { z } from 'zod'
import { accountNo, bilingual, billMonth, billRun, moneyYuan } from '../contract.ts'
import { cause } from '../corrections/contract.ts'
import { heldGroups } from '../held/contract.ts'
import { chargeKinds } from '../rules/charge.ts'
import { parkReasons, parkStages } from '../rules/parking.ts'

const parkedGroup = z.object({
  billMonth,
  reason: z.enum(parkReasons),
  stage: z.enum(parkStages),
  message: bilingual,
  /** Role that has to act before a re-run can succeed. */
  owner: z.string(),
  accounts: z.number(),
  oldestAt: z.iso.datetime(),
})
export type ParkedGroup = z.infer<typeof parkedGroup>

/** GET /api/billing/runs/{id} — a run that goes on in the background is followed here. */
export const runDetail = billRun.extend({
  /** All accounts that the run looks at. */
  openAccounts: z.number(),
  /** What the unit's month waits for by now, whichever run left it. */
  waiting: z.object({ held: heldGroups.shape.items, parked: z.array(parkedGroup) }),
})
export type RunDetail = z.infer<typeof runDetail>

/** GET /api/billing/parked/groups?billMonth= */
export const parkedGroupQuery = z.object({ billMonth: billMonth.optional() })
export const parkedGroups = z.object({ items: z.array(parkedGroup) })
/**
 * POST /api/billing/parked/reruns: all that a month, or every month up to another, has parked for a reason: a run of these
 * accounts for each month, in order. Answers with the first of them.
 */
export const parkedRerunInput = z.strictObject({
  billMonth,
  throughMonth: billMonth.optional(),
  reason: z.enum(parkReasons),
  background: z.boolean().optional(),
})

const document = z.object({
  id: z.number(),
  billNo: z.string(),
  billMonth,
  settlementNo: z.number(),
  document: z.enum(['bill', 'interim', 'reversal', 'reissue']),
  state: z.enum(['held', 'issued', 'discarded']),
  /** Whether it is what counts for its month. */
  standing: z.boolean(),
  correctsBillNo: z.string().nullable(),
  reason: z.string().nullable(),
  energyKwh: z.number(),
  totalYuan: moneyYuan,
  ratedAt: z.iso.datetime(),
})

/** GET /api/billing/accounts/{accountNo}/ledger — an account's billing as a clerk needs it, on one page. */
export const accountLedger = z.object({
  accountNo,
  customerName: z.string(),
  address: z.string(),
  /** Half-open; null before the first bill. */
  billedUntil: z.iso.date().nullable(),
  /** False: no meter is there from then on, so that no bill will come. */
  hasMeter: z.boolean(),
  tierYear: z.number().nullable(),
  tierEnergyKwh: z.number(),
  chargedYuan: moneyYuan,
  paidYuan: moneyYuan,
  /** Cases in progress: the account is not billed until they end. */
  cases: z.array(z.object({ caseRef: z.string(), kind: z.string(), openedAt: z.iso.datetime() })),
  parked: z.array(parkedGroup.omit({ accounts: true, oldestAt: true }).extend({ parkedAt: z.iso.datetime() })),
  /** Months that want a correction. */
  tasks: z.array(z.object({ billMonth, cause })),
  /** Every document, newest month first, in each the order in which they were made. */
  documents: z.array(document),
  /** What was charged and paid, newest first, with the balance after it: payments less charges. */
  entries: z.array(
    z.object({
      at: z.iso.datetime(),
      kind: z.enum([
        'bill',
        'interim',
        'reversal',
        'reissue',
        'charge',
        'charge-reversal',
        'payment',
        'opening-credit',
      ]),
      ref: z.string(),
      /** Of a document; null for a payment. */
      billId: z.number().nullable(),
      billMonth: billMonth.nullable(),
      /** Of a charge that is no bill. */
      chargeId: z.number().nullable(),
      chargeKind: z.enum(chargeKinds).nullable(),
      /** Why it was made; of what was paid, what was noted. */
      reason: z.string().nullable(),
      /** Of a charge. */
      dueOn: z.iso.date().nullable(),
      /** 原单据号 of what was brought from the system before. */
      openingNo: z.string().nullable(),
      amountYuan: moneyYuan,
      balanceYuan: moneyYuan,
    }),
  ),
})
export type AccountLedger = z.infer<typeof accountLedger>
