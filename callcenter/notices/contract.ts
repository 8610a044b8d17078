import { z } from 'zod'
import { skills } from '../rules/routing.ts'

/** Whom a notice can be for. */
export const noticeRoles = ['agent', 'lead'] as const

const content = {
  title: z.string().trim().min(2, '请写标题').max(80),
  body: z.string().trim().min(2, '请写正文').max(5000),
  roles: z.array(z.enum(noticeRoles)).min(1, '至少选一类人员').max(noticeRoles.length),
  skills: z.array(z.enum(skills)).max(skills.length).describe('empty: whatever they can do'),
  isMandatory: z.boolean().describe('to be read before going ready'),
  validFrom: z.iso.datetime({ offset: true }),
  validTo: z.iso.datetime({ offset: true }),
}
const isOrdered = ({ validFrom, validTo }: { validFrom: string; validTo: string }) =>
  Date.parse(validTo) > Date.parse(validFrom)
const notOrdered = { path: ['validTo'], message: '结束须晚于开始' }

/** POST /api/callcenter/desk-notices: for the people of a unit and of those below it. Answers 201. */
export const newNotice = z
  .strictObject({ unitId: z.number().int().positive(), ...content })
  .refine(isOrdered, notOrdered)
/** POST /api/callcenter/desk-notices/{id}/versions: `version` is the one that it follows; it is to be read again. */
export const noticeVersion = z.strictObject({ version: z.number().int(), ...content }).refine(isOrdered, notOrdered)
/** POST /api/callcenter/desk-notices/{id}/withdrawal */
export const noticeWithdrawal = z.strictObject({ reason: z.string().trim().min(2, '请写明原因').max(300) })
/** PUT /api/callcenter/agents/me/notices/{id}/reading: the version that was read. */
export const noticeReading = z.strictObject({ version: z.number().int() })

const version = z.object({
  version: z.number(),
  title: z.string(),
  body: z.string(),
  roles: z.array(z.enum(noticeRoles)),
  skills: z.array(z.enum(skills)),
  isMandatory: z.boolean(),
  validFrom: z.iso.datetime(),
  validTo: z.iso.datetime(),
  writtenBy: z.string(),
  writtenAt: z.iso.datetime(),
})

export const noticeStates = ['coming', 'in-force', 'over', 'withdrawn'] as const
const notice = version.extend({
  id: z.number(),
  unit: z.string(),
  state: z.enum(noticeStates),
  withdrawnBecause: z.string().nullable(),
  due: z.number().describe('people who are to read it'),
  read: z.number().describe('of these, who have read this version'),
})
export type Notice = z.infer<typeof notice>

/** GET /api/callcenter/desk-notices: of the lead's units, the latest version of each, the newest first. */
export const noticeList = z.object({
  notices: z.array(notice),
  units: z.array(z.object({ id: z.number(), name: z.string() })).describe('for which he may write'),
})
export type NoticeList = z.infer<typeof noticeList>

/** GET /api/callcenter/desk-notices/{id}: who has read it, who has not, and what it said before. */
export const noticeDetail = notice.extend({
  people: z.array(
    z.object({ userId: z.number(), name: z.string(), unit: z.string(), readAt: z.iso.datetime().nullable() }),
  ),
  versions: z.array(version),
})
export type NoticeDetail = z.infer<typeof noticeDetail>

/** GET /api/callcenter/agents/me/notices: in force, what is unread first. */
export const myNotices = z.object({
  notices: z.array(version.extend({ id: z.number(), unit: z.string(), readAt: z.iso.datetime().nullable() })),
})
export type MyNotices = z.infer<typeof myNotices>
