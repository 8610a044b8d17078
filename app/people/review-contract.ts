import { z } from 'zod'
import { roles } from '../../db/context.ts'

const reason = z.string().trim().min(2, '请写明理由').max(200)
const role = z.enum(roles)

export const reviewStates = ['open', 'overdue', 'closed'] as const

const head = {
  id: z.number(),
  unit: z.string(),
  from: z.iso.date(),
  /** The last day that it is for, included. */
  through: z.iso.date(),
  openedAt: z.iso.datetime(),
  dueOn: z.iso.date(),
  closedAt: z.iso.datetime().nullable(),
  state: z.enum(reviewStates),
  /** Roles to look at, and those that somebody has decided. */
  total: z.number(),
  decided: z.number(),
  taken: z.number(),
}

export const accessReviews = z.object({
  items: z.array(z.object(head)),
  /** Open reviews of the reader's unit and below in which something is left to decide; of those, the overdue ones. */
  waiting: z.number(),
  overdue: z.number(),
  /** Units of the reader that have people and no review of these months. */
  unopened: z.array(z.object({ id: z.number(), name: z.string() })),
})
export type AccessReviews = z.infer<typeof accessReviews>

const reviewedRole = z.object({
  itemId: z.number(),
  role,
  isGuarded: z.boolean(),
  givenBy: z.string().nullable(),
  givenAt: z.iso.datetime().nullable(),
  /** `gone`: he no longer had it when it was looked at. */
  decision: z.enum(['kept', 'taken', 'gone']).nullable(),
  reason: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
})

export const accessReview = z.object({
  ...head,
  /** After so many days without a log-in somebody is told as unused. */
  unusedDays: z.number().nullable(),
  people: z.array(
    z.object({
      userId: z.number(),
      username: z.string(),
      name: z.string(),
      isDisabled: z.boolean(),
      latestLogInAt: z.iso.datetime().nullable(),
      isUnused: z.boolean(),
      /** Which roles nobody has together, of those that he has; null where none. */
      conflict: z.string().nullable(),
      /** Roles lent to him, or by him, that hold or may yet. */
      loans: z.array(z.object({ role, with: z.string(), isLent: z.boolean(), through: z.iso.date() })),
      roles: z.array(reviewedRole),
      /** Not one’s own, and only while it is open. */
      mayDecide: z.boolean(),
    }),
  ),
})
export type AccessReview = z.infer<typeof accessReview>
export type ReviewedPerson = AccessReview['people'][number]

/** POST /api/people/access-reviews: of a unit, for these months; the job does it otherwise. */
export const newReview = z.strictObject({ organisationId: z.number().int() })

/** POST /api/people/access-reviews/{id}/decisions: one word for several roles. */
export const reviewDecision = z.strictObject({
  itemIds: z.array(z.number().int()).min(1).max(200),
  decision: z.enum(['kept', 'taken']),
  reason,
})
export type ReviewDecision = z.infer<typeof reviewDecision>

/** POST /api/people/customer-log-ins/{accountNo}/second-factor-reset: the number as it stands on the paper that was shown. */
export const customerFactorReset = z.strictObject({
  idNumber: z.string().trim().min(6, '请按证件输入完整号码').max(32),
  reason,
})
