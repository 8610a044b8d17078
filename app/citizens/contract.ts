import { z } from 'zod'

/** A mobile number of the mainland, with or without +86 and gaps. */
export const phoneShape = z
  .string()
  .trim()
  .regex(/^((\+|00)?86[ -]?)?1[3-9]\d([ -]?\d{4}){2}$/, '请填写 11 位手机号')
const codeShape = z
  .string()
  .trim()
  .regex(/^\d{6}$/, '验证码为 6 位数字')
const password = z.string().min(1, '请设置密码').max(256)

/** GET /api/citizens/terms: what somebody is told before he signs up. */
export const terms = z.object({
  /** False where the company sends no messages: nobody can be told a code. */
  isOpen: z.boolean(),
  /** In the simulated town messages are looked at on a page. */
  town: z.boolean(),
  privacy: z.object({ version: z.string(), textZh: z.string(), textEn: z.string() }),
  password: z.object({ leastLength: z.number().nullable(), kinds: z.number().nullable() }),
})
export type Terms = z.infer<typeof terms>

/** POST /api/citizens/codes */
export const codeAsked = z.strictObject({ purpose: z.enum(['sign-up', 'password']), phone: phoneShape })
export type CodePurpose = z.infer<typeof codeAsked>['purpose'] | 'phone'

/** The same whether the number has a log-in or not; what there is to know stands in the message. */
export const codeSent = z.object({ minutes: z.number(), againSeconds: z.number() })
export type CodeSent = z.infer<typeof codeSent>

/** PUT /api/citizens/log-in: `privacyVersion` is the text that was agreed to. */
export const signUpInput = z.strictObject({
  phone: phoneShape,
  code: codeShape,
  password,
  privacyVersion: z.string().min(1, '请先阅读并同意'),
})
export type SignUpInput = z.infer<typeof signUpInput>

/** PUT /api/citizens/password */
export const passwordReset = z.strictObject({ phone: phoneShape, code: codeShape, password })
export type PasswordReset = z.infer<typeof passwordReset>

/** GET /api/citizens/me */
export const me = z.object({
  username: z.string(),
  /** Masked; null where the log-in was not opened with a phone. */
  phone: z.string().nullable(),
  /** The customer that he is, masked; null until the real-name check. */
  realName: z.string().nullable(),
})
export type Me = z.infer<typeof me>

/** POST /api/citizens/me/phone-codes */
export const phoneCodeAsked = z.strictObject({ phone: phoneShape })

/** PUT /api/citizens/me/phone */
export const phoneChange = z.strictObject({ phone: phoneShape, code: codeShape, password })
export type PhoneChange = z.infer<typeof phoneChange>
