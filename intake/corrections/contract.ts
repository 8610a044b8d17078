import { z } from 'zod'
import { changeInput, newInput } from '../submit-contract.ts'

/** POST …/corrections (更正申请), while it is not accepted: what is left out stays as it was asked. */
export const correctionInput = z.strictObject({
  version: z.number().int(),
  reason: z.string().trim().min(1).max(500),
  /** Whole, of the kind; see `forms.ts`. */
  form: z.record(z.string(), z.unknown()).optional(),
  /** Whole, with the number, which is not shown again. */
  applicant: changeInput.shape.applicant,
  address: newInput.shape.address.optional(),
  requestedCapacityKw: newInput.shape.requestedCapacityKw.optional(),
  householdPersons: newInput.shape.householdPersons,
  phone: changeInput.shape.phone,
  bankAccount: changeInput.shape.bankAccount,
  /** Of 分户: all of them, with the form. */
  newCustomers: changeInput.shape.newCustomers,
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
