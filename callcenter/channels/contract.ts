import { z } from 'zod'
import { countSegments } from '../rules/chat/written.ts'

export { countSegments }

export const deliveryStates = ['waiting', 'sent', 'failed'] as const

/** What became of something written in a conversation that goes out by message, app or mail. */
export const delivery = z.object({
  messageId: z.number(),
  state: z.enum(deliveryStates),
  reason: z.string().nullable().describe('why it did not go, in the words of who was to take it; null else'),
  at: z.iso.datetime().nullable().describe('when it went, or was given up'),
})
export type Delivery = z.infer<typeof delivery>

const gateway = {
  /** Of the provider’s own making, told again for the same message: the second changes nothing. */
  reference: z.string().regex(/^[\x21-\x7e]{1,200}$/, '编号为 1 至 200 个可见字符'),
  text: z.string().trim().min(1, '内容不能为空').max(4000, '内容不超过 4000 字'),
  sentAt: z.iso.datetime({ offset: true }),
}

/** POST /api/callcenter/channel-messages: what a customer sent by short message (`from`: mainland mobile) or in the app (`from`: its user’s id). */
export const channelMessage = z.discriminatedUnion('channel', [
  z.strictObject({
    ...gateway,
    channel: z.literal('sms'),
    from: z.string().regex(/^(\+?86)?1\d{10}$/, '手机号为 11 位'),
  }),
  z.strictObject({
    ...gateway,
    channel: z.literal('app'),
    from: z.string().regex(/^[\w.:@-]{1,128}$/, '用户编号为 1 至 128 位'),
  }),
])
export const channelReceipt = z.object({
  contactNo: z.string(),
  isNew: z.boolean().describe('false: it was told before'),
})
