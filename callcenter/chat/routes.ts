import { z } from 'zod'
import type { App } from '../../db/department.ts'
import { transferInput, transferTargets } from '../call/contract.ts'
import { agents, idParam, tags } from '../route-parts.ts'
import {
  agentMessage,
  chatBeginning,
  chatBegun,
  chatList,
  chatQuery,
  chatRating,
  chatReading,
  newMessage,
  ownChat,
  quickPhrases,
  transcript,
} from './contract.ts'
import {
  answerChat,
  findPhrases,
  findTranscript,
  giveBackChat,
  listMyChats,
  readChat,
  setPhrases,
} from './desk-chat.ts'
import { chatFileRoutes, visitorOf } from './file-routes.ts'
import { beginChat, findOwnChat, leaveChat, rateChat, writeMessage } from './own-chat.ts'
import { findChatTargets, transferChat } from './transfer.ts'

const own = '/api/callcenter/chat'
const desk = '/api/callcenter/chats'
const none = { 204: z.null() }
/** A visitor has no log-in: whoever begins too many is asked to wait. */
const config = { roles: ['public' as const] }
const limited = { ...config, rateLimit: { max: 30, timeWindow: '1 minute' } }

export function chatRoutes(app: App): void {
  ownRoutes(app)
  endRoutes(app)
  deskRoutes(app)
  transferRoutes(app)
  phraseRoutes(app)
  chatFileRoutes(app)
}

function ownRoutes(app: App): void {
  app.post(
    own,
    {
      config: limited,
      schema: { body: chatBeginning, response: { 200: chatBegun }, tags, summary: '开始在线客服 Begin a chat' },
    },
    (request) => beginChat(request.ctx, visitorOf(request), request.body),
  )
  app.get(
    own,
    { config, schema: { querystring: chatQuery, response: { 200: ownChat }, tags, summary: '我的会话 My chat' } },
    (request) => findOwnChat(request.ctx, visitorOf(request), request.query.after),
  )
  app.post(
    `${own}/messages`,
    { config, schema: { body: newMessage, response: { 200: ownChat }, tags, summary: '发送消息 Write a message' } },
    (request) => writeMessage(request.ctx, visitorOf(request), request.body),
  )
}

function endRoutes(app: App): void {
  app.post(
    `${own}/end`,
    { config, schema: { response: { 200: ownChat }, tags, summary: '结束会话 End my chat' } },
    (request) => leaveChat(request.ctx, visitorOf(request)),
  )
  app.post(
    `${own}/rating`,
    { config, schema: { body: chatRating, response: { 200: ownChat }, tags, summary: '满意度评价 Rate it' } },
    (request) => rateChat(request.ctx, visitorOf(request), request.body),
  )
}

function deskRoutes(app: App): void {
  app.get(
    desk,
    { config: { roles: agents }, schema: { response: { 200: chatList }, tags, summary: '我的在线会话 My chats' } },
    (request) => listMyChats(request.ctx),
  )
  app.get(
    `${desk}/:id`,
    {
      config: { roles: [...agents, 'quality', 'manager'] },
      schema: {
        ...{ params: idParam, querystring: chatQuery, response: { 200: transcript }, tags },
        summary: '会话记录 What was written',
      },
    },
    (request) => findTranscript(request.ctx, request.params.id, request.query.after),
  )
  app.post(
    `${desk}/:id/messages`,
    {
      config: { roles: agents },
      schema: { params: idParam, body: agentMessage, response: { 200: transcript }, tags, summary: '回复 Answer' },
    },
    (request) => answerChat(request.ctx, request.params.id, request.body),
  )
  app.post(
    `${desk}/:id/reading`,
    {
      config: { roles: agents },
      schema: { params: idParam, body: chatReading, response: none, tags, summary: '已读 I have read it' },
    },
    async (request, reply) => {
      await readChat(request.ctx, request.params.id, request.body)
      return reply.status(204).send(null)
    },
  )
  app.post(
    `${desk}/:id/return`,
    {
      config: { roles: agents },
      schema: { params: idParam, response: none, tags, summary: '转回智能客服 Back to the assistant' },
    },
    async (request, reply) => {
      await giveBackChat(request.ctx, request.params.id)
      return reply.status(204).send(null)
    },
  )
}

function transferRoutes(app: App): void {
  app.post(
    `${desk}/:id/transfers`,
    {
      config: { roles: agents },
      schema: {
        ...{ params: idParam, body: transferInput, response: none, tags },
        summary: '转接会话 To a queue or a colleague',
      },
    },
    async (request, reply) => {
      await transferChat(request.ctx, request.params.id, request.body)
      return reply.status(204).send(null)
    },
  )
  app.get(
    `${desk}/:id/transfer-targets`,
    {
      config: { roles: agents },
      schema: {
        ...{ params: idParam, response: { 200: transferTargets }, tags },
        summary: '可转接的队列与坐席 To whom it can go',
      },
    },
    (request) => findChatTargets(request.ctx, request.params.id),
  )
}

function phraseRoutes(app: App): void {
  const url = '/api/callcenter/quick-phrases'
  app.get(
    url,
    { config: { roles: agents }, schema: { response: { 200: quickPhrases }, tags, summary: '常用语 Quick phrases' } },
    (request) => findPhrases(request.ctx),
  )
  app.put(
    url,
    {
      config: { roles: ['lead'] },
      schema: { body: quickPhrases, response: none, tags, summary: '修改常用语 Change them' },
    },
    async (request, reply) => {
      await setPhrases(request.ctx, request.body)
      return reply.status(204).send(null)
    },
  )
}
