import { z } from 'zod'
import { accountNoShape } from '../db/customers/contract.ts'
import { line } from '../db/text.ts'
import { applicant, changeKinds, eitherKinds, forms, internalKinds, newKinds } from './forms.ts'
import { paper } from './step-data.ts'

// What crosses the wire to ask for something.

const papers = z.array(paper).max(20).default([])

/** A new connection: who applies, where, and what for. Capacity in kW. */
export const newInput = z.strictObject({
  kind: z.enum([...newKinds, ...eitherKinds]),
  applicant,
  address: line(200),
  requestedCapacityKw: z.number().positive().max(1_000_000),
  householdPersons: z.number().int().min(1).max(30).optional(),
  /** Of the kind; see `forms.ts`. */
  form: z.record(z.string(), z.unknown()).default({}),
  papers,
  /** Needed only where the applicant has no account yet and more than one county is served. */
  organisationId: z.number().int().optional(),
})

/** A change of an account that there is, asked for by its customer or at the counter. */
export const changeInput = z.strictObject({
  kind: z.enum([...changeKinds, ...eitherKinds]),
  accountNo: accountNoShape,
  /** Who takes over, for 过户 alone; everybody else is known. */
  applicant: applicant.optional(),
  /** The new number, for a change of contact alone. */
  phone: applicant.shape.phone.optional(),
  /** From which is paid, for 银行代扣 alone. */
  bankAccount: z
    .string()
    .regex(/^\d{8,30}$/)
    .optional(),
  /** Who takes over each part, for 分户 alone. */
  newCustomers: z.array(applicant).max(10).optional(),
  form: z.record(z.string(), z.unknown()).default({}),
  papers,
})

/** The company's own: no applicant, no account of its own. */
const internalInput = z.strictObject({
  kind: z.enum(internalKinds),
  form: z.record(z.string(), z.unknown()).default({}),
  papers,
})

/** POST /api/intake/applications (customer or intake). Optional header `Idempotency-Key`. */
export const submitInput = z.union([newInput, changeInput, internalInput]).superRefine((input, context) => {
  const { kind, form } = input
  for (const issue of forms[kind].safeParse(form).error?.issues ?? []) {
    context.addIssue({ code: 'custom', path: ['form', ...issue.path], message: issue.message })
  }
  if (kind === 'distributed-pv' && (form.mode === 'surplus') !== 'accountNo' in input) {
    const message = '余电上网在已有户号上办理,全额上网另立新户'
    context.addIssue({ code: 'custom', path: ['form', 'mode'], message })
  }
  if ('accountNo' in input && (input.applicant !== undefined) !== (kind === 'transfer')) {
    const message = kind === 'transfer' ? '请填写新用户的姓名、证件与电话' : '此业务不填写申请人'
    context.addIssue({ code: 'custom', path: ['applicant'], message })
  }
  const parts = kind === 'split' && Array.isArray(form.parts) ? form.parts.length : 0
  if ('accountNo' in input && (input.newCustomers?.length ?? 0) !== parts) {
    const message = kind === 'split' ? '请填写每一新户的姓名、证件与电话' : '此业务不填写新户'
    context.addIssue({ code: 'custom', path: ['newCustomers'], message })
  }
  if ('accountNo' in input && (input.phone !== undefined) !== (kind === 'contact-change')) {
    const message = kind === 'contact-change' ? '请填写新的手机号码' : '此业务不填写电话'
    context.addIssue({ code: 'custom', path: ['phone'], message })
  }
  const isCollected = kind === 'payment-change' && form.method === 'collection'
  if ('accountNo' in input && (input.bankAccount !== undefined) !== isCollected) {
    const message = isCollected ? '请填写银行账号(8–30 位数字)' : '此业务不填写银行账号'
    context.addIssue({ code: 'custom', path: ['bankAccount'], message })
  }
})
export type SubmitInput = z.infer<typeof submitInput>
