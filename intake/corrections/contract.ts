import { z } from 'zod'
import { line } from '../../db/text.ts'
import { applicant } from '../forms.ts'

/** POST …/corrections (更正申请), while it is not accepted: what is left out stays as it was asked. */
export const correctionInput = z.strictObject({
  version: z.number().int(),
  reason: z.string().trim().min(1).max(500),
  /** Whole, of the kind; see `forms.ts`. */
  form: z.record(z.string(), z.unknown()).optional(),
  /** Whole, with the number, which is not shown again. */
  applicant: applicant.optional(),
  address: line(200).optional(),
  requestedCapacityKw: z.number().positive().max(1_000_000).optional(),
  householdPersons: z.number().int().min(1).max(30).optional(),
  phone: applicant.shape.phone.optional(),
  bankAccount: z
    .string()
    .regex(/^\d{8,30}$/)
    .optional(),
  /** Of 分户: all of them, with the form. */
  newCustomers: z.array(applicant).max(10).optional(),
})
export type CorrectionInput = z.infer<typeof correctionInput>

/** What was asked before, as it stood. */
export const correction = z.object({
  at: z.iso.datetime({ offset: true }),
  actorName: z.string(),
  reason: z.string(),
  before: z.object({
    form: z.record(z.string(), z.unknown()),
    applicantName: z.string(),
    identityNumberMasked: z.string().nullable(),
    phoneMasked: z.string().nullable(),
    address: z.string(),
    requestedCapacityKw: z.number().nullable(),
    householdPersons: z.number().nullable(),
  }),
})
