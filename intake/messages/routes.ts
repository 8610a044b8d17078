import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { changeUnitContact, findUnitContacts, findWhoToCall } from './contacts.ts'
import {
  messageInput,
  readingInput,
  thread,
  unitContactInput,
  unitContactList,
  unreadList,
  whoToCall,
} from './contract.ts'
import { findThread, listUnreadMessages, markRead, sendMessage } from './messages.ts'

const tags = ['intake']
const params = z.object({ id: z.coerce.number().int() })

/** Customer and office write to each other: `workers` and customers write, `readers` see. */
export function messageRoutes(app: App, workers: Role[], readers: Role[]): void {
  const writers: Role[] = [...workers, 'customer']
  app.get(
    '/api/intake/applications/:id/messages',
    {
      config: { roles: readers },
      schema: { params, response: { 200: thread }, tags, summary: '客户与经办人的留言 Messages about an application' },
    },
    (request) => findThread(request.ctx, request.params.id),
  )
  app.post(
    '/api/intake/applications/:id/messages',
    {
      config: { roles: writers },
      schema: { params, body: messageInput, response: { 201: thread }, tags, summary: '留言 Write to the other side' },
    },
    async (request, reply) => reply.status(201).send(await sendMessage(request.ctx, request.params.id, request.body)),
  )
  app.post(
    '/api/intake/applications/:id/messages/reading',
    {
      config: { roles: writers },
      schema: { params, body: readingInput, response: { 204: z.null() }, tags, summary: '留言已读 Seen' },
    },
    async (request, reply) => {
      await markRead(request.ctx, request.params.id, request.body)
      return reply.status(204).send(null)
    },
  )
  app.get(
    '/api/intake/messages/unread',
    {
      config: { roles: writers },
      schema: { response: { 200: unreadList }, tags, summary: '未读留言 Messages that wait to be read' },
    },
    (request) => listUnreadMessages(request.ctx),
  )
  contactRoutes(app, readers)
}

function contactRoutes(app: App, readers: Role[]): void {
  app.get(
    '/api/intake/applications/:id/contact',
    {
      config: { roles: readers },
      schema: { params, response: { 200: whoToCall }, tags, summary: '这份申请找谁 Whom to call about it' },
    },
    (request) => findWhoToCall(request.ctx, request.params.id),
  )
  app.get(
    '/api/intake/unit-contacts',
    {
      config: { roles: ['intake', 'manager', 'admin', 'auditor'] },
      schema: { response: { 200: unitContactList }, tags, summary: '各单位对外联系电话 Numbers of units' },
    },
    (request) => findUnitContacts(request.ctx),
  )
  app.post(
    '/api/intake/unit-contacts',
    {
      config: { roles: ['manager', 'admin'] },
      schema: {
        body: unitContactInput,
        response: { 200: unitContactList },
        tags,
        summary: '变更单位联系电话 Another number from a day on',
      },
    },
    (request) => changeUnitContact(request.ctx, request.body),
  )
}
