import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { App } from '../../db/department.ts'
import { dispositionOf } from '../../db/print/disposition.ts'
import { readChatAttachment } from '../channels/attachments.ts'
import { agents, idParam, tags } from '../route-parts.ts'
import type { NewAttachment } from '../sql/chat-attachments.ts'
import { FILE_BODY_BYTES, newFile, ownChat, transcript, VISITOR_HEADER } from './contract.ts'
import { readOwnFile, sendDeskFile, sendOwnFile } from './files.ts'

export const visitorOf = ({ headers }: FastifyRequest): string | undefined => {
  const told = headers[VISITOR_HEADER]
  return typeof told === 'string' ? told : undefined
}

/** Pictures and PDFs of a conversation. */
export function chatFileRoutes(app: App): void {
  app.post(
    '/api/callcenter/chat/attachments',
    {
      config: { roles: ['public'], rateLimit: { max: 30, timeWindow: '1 minute' } },
      bodyLimit: FILE_BODY_BYTES,
      schema: { body: newFile, response: { 200: ownChat }, tags, summary: '发送图片或 PDF Send a file' },
    },
    (request) => sendOwnFile(request.ctx, visitorOf(request), request.body),
  )
  app.get(
    '/api/callcenter/chat/attachments/:id',
    {
      config: { roles: ['public'] },
      schema: { params: idParam, response: { 200: z.any() }, tags, summary: '我的会话中的文件 A file of my chat' },
    },
    async (request, reply) => {
      const { id } = request.params
      return sendFile(reply, id, await readOwnFile(request.ctx, visitorOf(request), id))
    },
  )
  app.post(
    '/api/callcenter/chats/:id/attachments',
    {
      config: { roles: agents },
      bodyLimit: FILE_BODY_BYTES,
      schema: {
        ...{ params: idParam, body: newFile, response: { 200: transcript }, tags },
        summary: '发送图片或 PDF Send the customer a file',
      },
    },
    (request) => sendDeskFile(request.ctx, request.params.id, request.body),
  )
  app.get(
    '/api/callcenter/chat-attachments/:id',
    {
      config: { roles: [...agents, 'quality', 'manager'] },
      schema: {
        ...{ params: idParam, response: { 200: z.any() }, tags },
        summary: '会话与邮件附件（留痕） A file of a conversation',
      },
    },
    async ({ ctx, params: { id } }, reply) => sendFile(reply, id, await readChatAttachment(ctx, id)),
  )
}

function sendFile(reply: FastifyReply, id: number, { name, mediaType, bytes }: NewAttachment) {
  return reply
    .header('content-disposition', dispositionOf(name, `file-${id}`))
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cache-control', 'private, no-store')
    .type(mediaType)
    .send(bytes)
}
