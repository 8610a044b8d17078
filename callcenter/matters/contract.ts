import { z } from 'zod'
import { accountNoShape } from '../../db/customers/contract.ts'
import { type MatterKind, matterKinds, matterStates } from '../rules/matters.ts'

export { concerns, mayBeOpinion } from '../rules/matters.ts'

export const matterKindTitles: Record<MatterKind, { zh: string; en: string }> = {
  'planned-work': { zh: '计划检修停电', en: 'Planned work' },
  'price-change': { zh: '电价调整', en: 'Price change' },
  'meter-replacement': { zh: '电能表批量更换', en: 'Meter replacement' },
  'system-upgrade': { zh: '系统升级', en: 'System upgrade' },
  'settled-dispute': { zh: '已处理的争议', en: 'Dispute already handled' },
  other: { zh: '其他', en: 'Other' },
}

const kind = z.enum(matterKinds)
const ids = (most: number) => z.array(z.number().int().positive()).max(most).default([])
const scope = z
  .strictObject({
    units: ids(200).describe('with those below each'),
    districts: ids(500),
    accounts: z.array(accountNoShape).max(500).default([]),
  })
  .refine(({ units, districts, accounts }) => units.length + districts.length + accounts.length > 0, {
    path: ['units'],
    message: '至少选一个单位、台区或户号',
  })

const content = {
  title: z.string().trim().min(2, '请写标题').max(80),
  kind,
  orders: z
    .array(z.string().regex(/^[a-z-]+~[a-z-]+$/, '应为 类别~子类'))
    .min(1, '至少选一类工单')
    .max(80)
    .describe('kind~subkind of the orders that it concerns'),
  scope,
  validFrom: z.iso.datetime({ offset: true }),
  validTo: z.iso.datetime({ offset: true }).describe('half-open: at this instant it is over'),
  contactName: z.string().trim().min(2, '请写联系人').max(40),
  contactPhone: z
    .string()
    .trim()
    .regex(/^[0-9+\- ]{5,20}$/, '应为办公电话号码')
    .describe('at work'),
  replyZh: z.string().trim().min(2, '请写标准答复').max(2000),
  replyEn: z.string().trim().max(2000).optional(),
  documentNo: z.string().trim().min(2, '请写依据文号').max(80),
}
const isOrdered = ({ validFrom, validTo }: { validFrom: string; validTo: string }) =>
  Date.parse(validTo) > Date.parse(validFrom)
const notOrdered = { path: ['validTo'], message: '结束须晚于开始' }
const revision = z.number().int().describe('of the matter as it was read')
const reason = z.string().trim().min(2, '请写明原因').max(500)

/** POST /api/callcenter/service-matters: a draft of a unit. Answers 201. */
export const newMatter = z
  .strictObject({ unitId: z.number().int().positive(), ...content })
  .refine(isOrdered, notOrdered)
/** PUT /api/callcenter/service-matters/{id}/draft: what is written of it; of one that was accepted, its next version. */
export const matterDraft = z.strictObject({ revision, ...content }).refine(isOrdered, notOrdered)
/** POST /api/callcenter/service-matters/{id}/submission and /acceptance */
export const matterAct = z.strictObject({ revision })
/** POST /api/callcenter/service-matters/{id}/return and /withdrawal */
export const matterRefusal = z.strictObject({ revision, reason })

const place = z.object({ id: z.number(), name: z.string() })
const version = z.object({
  version: z.number(),
  state: z.enum(matterStates),
  title: z.string(),
  kind,
  orders: z.array(z.string()),
  scope: z.object({ units: z.array(place), districts: z.array(place), accounts: z.array(z.string()) }),
  validFrom: z.iso.datetime(),
  validTo: z.iso.datetime(),
  contactName: z.string(),
  contactPhone: z.string(),
  replyZh: z.string(),
  replyEn: z.string().nullable(),
  documentNo: z.string(),
  writtenBy: z.array(z.string()),
  writtenAt: z.iso.datetime(),
  acceptedBy: z.string().nullable(),
  acceptedAt: z.iso.datetime().nullable(),
  because: z.string().nullable().describe('why it was sent back or withdrawn'),
})
export type MatterVersion = z.infer<typeof version>

export const matterViews = ['in-force', 'coming', 'waiting', 'drafts', 'over'] as const
export type MatterView = (typeof matterViews)[number]
/** GET /api/callcenter/service-matters. `waiting`: for acceptance; `over`: withdrawn ones too. */
export const matterQuery = z.object({ view: z.enum(matterViews).default('in-force') })
const listed = version.extend({
  id: z.number(),
  matterNo: z.string(),
  unit: z.string(),
  revision: z.number(),
  mayWrite: z.boolean().describe('it is of a unit of the reader, who registers matters'),
  mayAccept: z.boolean().describe('it waits, and the reader is a second person of the unit above'),
})
export type ListedMatter = z.infer<typeof listed>
export const matterList = z.object({
  matters: z.array(listed),
  counts: z.record(z.enum(matterViews), z.number()),
  units: z.array(place).describe('for which the reader may register'),
  orders: z.array(z.string()).describe('kind~subkind that a matter may concern today'),
  limits: z.object({ longestDays: z.number(), lateHours: z.number() }),
})
export type MatterList = z.infer<typeof matterList>

/** GET /api/callcenter/service-matters/{id}: its versions, the latest first, and where it was recognised. */
export const matterDetail = z.object({
  id: z.number(),
  matterNo: z.string(),
  unitId: z.number(),
  unit: z.string(),
  revision: z.number(),
  mayWrite: z.boolean(),
  mayAccept: z.boolean(),
  versions: z.array(version),
  events: z.array(
    z.object({
      version: z.number(),
      at: z.iso.datetime(),
      act: z.enum(['drafted', 'submitted', 'accepted', 'returned', 'withdrawn']),
      by: z.string(),
      reason: z.string().nullable(),
    }),
  ),
  recognised: z
    .object({ contacts: z.number(), orders: z.number(), complaints: z.number(), opinions: z.number() })
    .describe('of what the reader may read; opinions: recorded so with the consent of who complained'),
})
export type MatterDetail = z.infer<typeof matterDetail>

/** GET /api/callcenter/matter-places: units and districts of a unit by name, an account by its number. */
export const placeQuery = z.object({
  unitId: z.coerce.number().int().positive(),
  q: z.string().trim().max(40).default(''),
})
export const matterPlaces = z.object({
  units: z.array(place),
  districts: z.array(place),
  accounts: z.array(z.string()),
})
export type MatterPlaces = z.infer<typeof matterPlaces>

/** One in force, where a caller's account lies in its scope. */
export const recognisedMatter = version
  .pick({ title: true, kind: true, orders: true, validFrom: true, validTo: true, replyZh: true, replyEn: true })
  .extend(version.pick({ contactName: true, contactPhone: true, documentNo: true }).shape)
  .extend({ id: z.number(), matterNo: z.string(), unit: z.string() })
export type RecognisedMatter = z.infer<typeof recognisedMatter>

/** GET /api/callcenter/matters-in-force: of an account, or, where none is known, of the units of the reader. */
export const recognisedQuery = z.object({ accountNo: accountNoShape.optional() })
export const recognisedMatters = z.object({
  matters: z.array(recognisedMatter).describe('an order of these sub-kinds is linked to it'),
  possible: z.array(recognisedMatter).describe('without an account: of a part of the unit, for the agent to choose'),
  isOpinionOffered: z.boolean().describe('a complaint in their scope may be recorded as an opinion, with consent'),
})
export type RecognisedMatters = z.infer<typeof recognisedMatters>

/** As an order names one into which it fell when it was opened. */
export const matterOfOrder = z.object({
  id: z.number(),
  matterNo: z.string(),
  title: z.string(),
  replyZh: z.string(),
  replyEn: z.string().nullable(),
  consented: z.boolean().nullable().describe('whether who complained agreed to an opinion; null: not asked'),
})
export type MatterOfOrder = z.infer<typeof matterOfOrder>
