import { z } from 'zod'
import type { App } from '../../db/department.ts'
import { Refusal } from '../../db/refusal.ts'
import { agents, idParam, tags } from '../route-parts.ts'
import { tryMailAgain } from './aside.ts'
import { isFromGateway, listConnected } from './connected.ts'
import { channelMessage, channelReceipt } from './contract.ts'
import { deliverAgain } from './deliver.ts'
import { receiveWritten } from './receive.ts'

/** Of a gateway, for all its customers; one message is short. */
const MOST_A_MINUTE = 1200
const MOST_BYTES = 65_536

export function channelRoutes(app: App): void {
  app.post(
    '/api/callcenter/channel-messages',
    {
      config: { roles: ['public'], rateLimit: { max: MOST_A_MINUTE, timeWindow: '1 minute' } },
      bodyLimit: MOST_BYTES,
      // Before anything of the message is looked at.
      onRequest: async ({ headers }) => {
        if (!isFromGateway(headers.authorization))
          throw new Refusal('NOT_THE_GATEWAY', '只接受渠道网关的消息', { status: 401 })
      },
      schema: {
        body: channelMessage,
        response: { 200: channelReceipt },
        tags,
        summary: '短信与 App 来信 What a customer sent by short message or app, from a gateway (Bearer CHANNEL_TOKEN)',
      },
    },
    async ({ ctx, body: { text, sentAt, ...message } }) => {
      if (!listConnected().includes(message.channel))
        throw new Refusal('CHANNEL_NOT_CONNECTED', '这个渠道没有接入', { status: 409 })
      const written = { ...message, texts: [text], sentAt: new Date(sentAt) }
      const { contactNo, isNew } = await receiveWritten(ctx, written)
      return { contactNo, isNew }
    },
  )
  app.post(
    '/api/callcenter/chats/:id/messages/:messageId/deliveries',
    {
      config: { roles: agents },
      schema: {
        params: idParam.extend({ messageId: z.coerce.number().int().min(0) }),
        response: { 204: z.null() },
        tags,
        summary: '重发 Send again what did not go',
      },
    },
    async (request, reply) => {
      await deliverAgain(request.ctx, request.params.id, request.params.messageId)
      return reply.status(204).send(null)
    },
  )
  app.post(
    '/api/callcenter/mails-aside/:id/tries',
    {
      config: { roles: ['lead'] },
      schema: {
        params: idParam,
        response: { 204: z.null() },
        tags,
        summary: '重新收取搁置的邮件 Try again to take in a mail that was laid aside',
      },
    },
    async (request, reply) => {
      await tryMailAgain(request.ctx, request.params.id)
      return reply.status(204).send(null)
    },
  )
}
