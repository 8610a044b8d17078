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

const relation = z.enum(['own', 'other'])

/** PUT /api/citizens/bindings/{accountNo}: one's own needs the name and number of who holds it (实名核验). */
export const bindingInput = z.discriminatedUnion('relation', [
  z.strictObject({ relation: z.literal('other'), code: z.string().trim().min(1, '请填写绑定码').max(20) }),
  z.strictObject({
    relation: z.literal('own'),
    code: z.string().trim().min(1, '请填写绑定码').max(20),
    name: z.string().trim().min(1, '请填写户主姓名').max(40),
    idNumber: z
      .string()
      .trim()
      .regex(/^\d{17}[\dXx]$/, '请填写 18 位身份证号码'),
  }),
])
export type BindingInput = z.infer<typeof bindingInput>

/** Somebody else who sees an account, as its holder is told of him. */
const watcher = z.object({
  bindingId: z.number(),
  /** 138****8000, or what his log-in is called where it has no phone. */
  who: z.string(),
  relation,
  boundAt: z.iso.datetime(),
})

const myAccount = z.object({
  accountNo: z.string(),
  relation,
  nickname: z.string().nullable(),
  /** Null where the binding is void: the account is another's by now. */
  address: z.string().nullable(),
  /** Masked; of another's account. */
  holder: z.string().nullable(),
  isVoid: z.boolean(),
  /** Of another's account: by which it is unbound. */
  bindingId: z.number().nullable(),
  boundAt: z.iso.datetime().nullable(),
  watchers: z.array(watcher),
})

export type MyAccount = z.infer<typeof myAccount>

/** GET /api/citizens/accounts */
export const myAccounts = z.object({
  /** Who he is, since the real-name check; null before it. `bindingId` null: the counter tied his log-in to him. */
  own: z.object({ name: z.string(), bindingId: z.number().nullable() }).nullable(),
  accounts: z.array(myAccount),
})
export type MyAccounts = z.infer<typeof myAccounts>

/** What binding answers with; `wasBound`: it had been before, and nothing changed. */
export const boundAccounts = myAccounts.extend({ wasBound: z.boolean() })
export type BoundAccounts = z.infer<typeof boundAccounts>

/** PUT /api/citizens/accounts/{accountNo}/nickname; null takes it away. */
export const nicknameInput = z.strictObject({ nickname: z.string().trim().min(1).max(20).nullable() })

/** What the kinds of one’s own data are called, on the page, in the files and where their texts are changed. */
export const dataKinds = {
  identity: { zh: '身份', en: 'Identity' },
  contact: { zh: '联系方式', en: 'Contact' },
  accounts: { zh: '用电户', en: 'Accounts' },
  bills: { zh: '账单', en: 'Bills' },
  payments: { zh: '缴费', en: 'Payments' },
  readings: { zh: '日用电量', en: 'Daily energy' },
  applications: { zh: '用电申请', en: 'Applications' },
  calls: { zh: '来电与咨询', en: 'Calls' },
  chats: { zh: '在线会话', en: 'Chats' },
  'work-orders': { zh: '工单', en: 'Work orders' },
  'log-ins': { zh: '登录', en: 'Log-ins' },
  bindings: { zh: '绑定的户号', en: 'Bound accounts' },
  consents: { zh: '隐私同意', en: 'Consents' },
  messages: { zh: '短信', en: 'Short messages' },
  looks: { zh: '谁看过我的电话', en: 'Who looked at my number' },
  notices: { zh: '通知', en: 'Notices' },
  marks: { zh: '优先接听', en: 'Answered first' },
}

const row = z.record(z.string(), z.union([z.string(), z.number(), z.null()]))

/** GET /api/citizens/me/data: by kind, what there is of it, what for and how long. */
export const myData = z.object({
  kinds: z.array(
    z.object({
      kind: z.string(),
      count: z.number(),
      purpose: z.object({ zh: z.string(), en: z.string() }),
      kept: z.object({ zh: z.string(), en: z.string() }),
      basis: z.string(),
      /** The latest few, masked; of what fills a page of its own none. */
      shown: z.array(row),
    }),
  ),
  /** A log-in that everybody uses, or of staff: it is neither exported nor closed here. */
  isFixed: z.boolean(),
})
export type MyData = z.infer<typeof myData>

/** PUT /api/citizens/me/agreement */
export const agreement = z.strictObject({ privacyVersion: z.string().min(1, '请先阅读并同意') })

/** PUT /api/citizens/me/export and …/closing */
export const passwordAsked = z.strictObject({ password: z.string().min(1, '请填写密码').max(256) })

/** A zip, in base64: everything in one JSON, and each kind as a CSV. */
export const myExport = z.object({ name: z.string(), base64: z.string() })
export type MyExport = z.infer<typeof myExport>
