import { z } from 'zod'
import { chosenKinds } from './rules/topics.ts'

const chosen = z.enum(chosenKinds as [(typeof chosenKinds)[number], ...typeof chosenKinds])
const kind = z.enum([...chosen.options, 'security'])
const said = z.object({ zh: z.string(), en: z.string() })
/** Minutes of the civil day in Asia/Shanghai. */
const minute = z.number().int().min(0).max(1439)
const quiet = z.object({ from: minute, to: minute })

/** GET /api/notices: newest first. */
export const noticeQuery = z.object({
  cursor: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
})

export const notice = z.object({
  id: z.number(),
  kind,
  at: z.iso.datetime(),
  title: said,
  text: said,
  link: z.string(),
  isRead: z.boolean(),
})
export type NoticeItem = z.infer<typeof notice>

export const notices = z.object({ items: z.array(notice), nextCursor: z.string().nullable(), unread: z.number() })
export type Notices = z.infer<typeof notices>

/** POST /api/notices/reading: all up to this one are read. */
export const noticeReading = z.strictObject({ throughId: z.number().int().positive() })

/** GET /api/notices/choices */
export const noticeChoices = z.object({
  kinds: z.array(
    z.object({
      kind: chosen,
      sms: z.boolean(),
      /** Whether anything tells of it yet. */
      isConnected: z.boolean(),
    }),
  ),
  quiet,
  /** What holds for whoever chose no hours. */
  usualQuiet: quiet,
  hasPhone: z.boolean(),
})
export type NoticeChoices = z.infer<typeof noticeChoices>

/** PUT /api/notices/choices */
export const noticeChoicesInput = z.strictObject({
  sms: z.strictObject({ bill: z.boolean(), progress: z.boolean(), 'planned-work': z.boolean() }),
  quiet: quiet.strict().refine(({ from, to }) => from !== to, { path: ['to'], message: '结束时间不能与开始时间相同' }),
})
export type NoticeChoicesInput = z.infer<typeof noticeChoicesInput>
