import { z } from 'zod'
import { matchGrades, matchReasons } from '../rules/matching.ts'

const id = z.number().int()
const instant = z.iso.datetime({ offset: true })
const why = z.array(z.enum(matchReasons))

/** A customer as somebody needs him to tell whether he is another. Phones show their last four digits. */
const customerSide = z.object({
  customerId: id,
  name: z.string(),
  kind: z.enum(['person', 'organisation']),
  hasNumber: z.boolean(),
  phone: z.string().nullable(),
  openedAt: instant,
  /** Of his first five. */
  accounts: z.array(z.object({ accountNo: z.string(), address: z.string(), status: z.string() })),
  accountCount: z.number().int(),
})
export type CustomerSide = z.infer<typeof customerSide>

/** 疑似重复客户, the earliest found first. */
export const duplicateList = z.object({
  items: z.array(z.object({ one: customerSide, other: customerSide, reasons: why, foundAt: instant })),
  nextCursor: z.string().nullable(),
})
export const duplicateQuery = z.object({
  cursor: z
    .string()
    .regex(/^\d+:\d+:\d+$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})

const reason = z.string().trim().min(1).max(300)
export const mergeInput = z.strictObject({ keptId: id, mergedId: id, reason })
export const pairInput = z.strictObject({ oneId: id, otherId: id })
export const undoInput = z.strictObject({ reason })

/** 客户合并记录, newest first. */
export const mergeList = z.object({
  items: z.array(
    z.object({
      id,
      kept: z.string(),
      merged: z.string(),
      reason: z.string(),
      mergedByName: z.string(),
      mergedAt: instant,
      undoneByName: z.string().nullable(),
      undoneAt: instant.nullable(),
      undoneReason: z.string().nullable(),
    }),
  ),
})

/** What of the file, and of what is under way, may be the same as an application. */
export const applicationMatches = z.object({
  customers: z.array(
    customerSide.extend({
      reasons: why,
      grade: z.enum(matchGrades),
      decision: z.enum(['same', 'different']).nullable(),
    }),
  ),
  applications: z.array(
    z.object({
      id,
      applicationNo: z.string(),
      kindTitle: z.object({ zh: z.string(), en: z.string() }),
      applicantName: z.string(),
      address: z.string(),
      submittedAt: instant,
      reasons: why,
    }),
  ),
})
export const matchInput = z.strictObject({ customerId: id, decision: z.enum(['same', 'different']) })
