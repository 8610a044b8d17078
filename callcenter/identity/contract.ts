import { z } from 'zod'
import { factKinds, type GuardedField, guardedFields, type IdentityLevel, identityLevels } from '../rules/identity.ts'

type Titles<Code extends string> = Record<Code, { zh: string; en: string }>

/** What the levels are called. */
export const levelTitles: Titles<Exclude<IdentityLevel, 'papers'>> = {
  none: { zh: '未核验', en: 'Not checked' },
  number: { zh: '来电号码', en: 'Number' },
  facts: { zh: '两项信息', en: 'Two facts' },
  code: { zh: '验证码', en: 'One-time code' },
}

/** What is guarded by them. */
export const fieldTitles: Titles<GuardedField> = {
  name: { zh: '户名', en: 'Name' },
  address: { zh: '用电地址', en: 'Address' },
  phone: { zh: '联系电话', en: 'Phone' },
  money: { zh: '余额与账单', en: 'Balance and bills' },
  history: { zh: '往来记录', en: 'History' },
  contract: { zh: '合同与证件信息', en: 'Contract and papers' },
}

export const identityLevel = z.enum(identityLevels)

/** What an agent may say to whom he talks to, of the account in view. */
export const identityGate = z.object({
  level: identityLevel,
  withheld: z.array(z.object({ field: z.enum(guardedFields), needs: identityLevel })),
})

/** GET /api/callcenter/contacts/{id}/identity: how to raise the level of the agent's own contact. */
export const identityWays = z.object({
  level: identityLevel,
  factsNeeded: z.number(),
  /** Of which the file knows something to compare with. */
  kinds: z.array(z.enum(factKinds)),
  triesLeft: z.number(),
  phone: z.string().nullable().describe('masked: where a code would be sent'),
  codesLeft: z.number(),
  codeExpiresAt: z.iso.datetime().nullable(),
  mayShowPapers: z.boolean(),
})
export type IdentityWays = z.infer<typeof identityWays>

/** PUT /api/callcenter/contacts/{id}/identity/facts: what the caller says of the account; compared, and not kept. */
export const factsSaid = z.strictObject({
  facts: z
    .array(z.strictObject({ kind: z.enum(factKinds), value: z.string().trim().min(1).max(100) }))
    .min(1)
    .max(factKinds.length),
})
/** PUT /api/callcenter/contacts/{id}/identity/code-check */
export const codeSaid = z.strictObject({ code: z.string().regex(/^\d{4,8}$/, '请输入短信里的数字') })
export const checkOutcome = z.object({ passed: z.boolean(), level: identityLevel, triesLeft: z.number() })
