import { z } from 'zod'
import { accountNoShape } from '../db/customers/contract.ts'
import type { App } from '../db/department.ts'
import { findDesk, markPresent, setMyState } from './agents.ts'
import { findCallerFile } from './caller-file.ts'
import { answerContact, closeContact, draftContact, findContact, nameContactAccount, openContact } from './contacts.ts'
import {
  agentState,
  agentStateInput,
  callerFile,
  contact,
  contactAccount,
  contactClosure,
  contactDraft,
  desk,
  incomingCall,
  newContact,
} from './contract.ts'
import { agents, idParam, tags } from './route-parts.ts'
import { ringIn, ringOff } from './telephony/lines.ts'

export function callcenterRoutes(app: App): void {
  deskRoutes(app)
  contactRoutes(app)
  writingRoutes(app)
}

function deskRoutes(app: App): void {
  app.get(
    '/api/callcenter/desk',
    { config: { roles: agents }, schema: { response: { 200: desk }, tags, summary: '坐席工作台 The desk' } },
    (request) => findDesk(request.ctx),
  )
  app.put(
    '/api/callcenter/agents/me/state',
    {
      config: { roles: agents },
      schema: { body: agentStateInput, response: { 200: agentState }, tags, summary: '就绪或示忙 Ready or away' },
    },
    (request) => setMyState(request.ctx, request.body),
  )
  app.put(
    '/api/callcenter/agents/me/presence',
    {
      config: { roles: agents },
      schema: { response: { 204: z.null() }, tags, summary: '工作台在线 My desk is open: told every few seconds' },
    },
    async (request, reply) => {
      await markPresent(request.ctx)
      return reply.status(204).send(null)
    },
  )
  app.get(
    '/api/callcenter/accounts/:accountNo',
    {
      config: { roles: [...agents, 'dispatcher', 'district-manager', 'manager'] },
      schema: {
        params: z.object({ accountNo: accountNoShape }),
        response: { 200: callerFile },
        tags,
        summary: '来电客户全貌 The caller’s file at once',
      },
    },
    (request) => findCallerFile(request.ctx, request.params.accountNo),
  )
  app.post(
    '/api/callcenter/calls',
    {
      config: { roles: ['lead', 'admin'] },
      schema: {
        body: incomingCall,
        response: { 202: z.object({ contactId: z.number().nullable() }) },
        tags,
        summary: '来电进线 A call reaches the queue',
      },
    },
    async (request, reply) => reply.status(202).send(await ringIn(request.ctx, request.body)),
  )
  app.delete(
    '/api/callcenter/calls/:callId',
    {
      config: { roles: ['lead', 'admin'] },
      schema: {
        params: z.object({ callId: z.string() }),
        response: { 204: z.null() },
        tags,
        summary: '主叫挂机 The caller hung up',
      },
    },
    async (request, reply) => {
      await ringOff(request.ctx, request.params.callId)
      return reply.status(204).send(null)
    },
  )
}

function contactRoutes(app: App): void {
  app.post(
    '/api/callcenter/contacts',
    {
      config: { roles: agents },
      schema: { body: newContact, response: { 201: contact }, tags, summary: '手工新建联系 A contact without a call' },
    },
    async (request, reply) => reply.status(201).send(await openContact(request.ctx, request.body)),
  )
  app.get(
    '/api/callcenter/contacts/:id',
    {
      config: { roles: [...agents, 'quality', 'manager'] },
      schema: { params: idParam, response: { 200: contact }, tags, summary: '联系 A contact' },
    },
    (request) => findContact(request.ctx, request.params.id),
  )
  app.post(
    '/api/callcenter/contacts/:id/answer',
    {
      config: { roles: agents },
      schema: { params: idParam, response: { 200: contact }, tags, summary: '接听 Answer' },
    },
    (request) => answerContact(request.ctx, request.params.id),
  )
  app.put(
    '/api/callcenter/contacts/:id/account',
    {
      config: { roles: agents },
      schema: {
        params: idParam,
        body: contactAccount,
        response: { 200: contact },
        tags,
        summary: '选定户号 Whom it is about',
      },
    },
    (request) => nameContactAccount(request.ctx, request.params.id, request.body),
  )
}

/** What is written of a contact. */
function writingRoutes(app: App): void {
  app.put(
    '/api/callcenter/contacts/:id/draft',
    {
      config: { roles: agents },
      schema: {
        params: idParam,
        body: contactDraft,
        response: { 204: z.null() },
        tags,
        summary: '暂存记录 Keep what is half written',
      },
    },
    async (request, reply) => {
      await draftContact(request.ctx, request.params.id, request.body)
      return reply.status(204).send(null)
    },
  )
  app.post(
    '/api/callcenter/contacts/:id/closure',
    {
      config: { roles: agents },
      schema: {
        params: idParam,
        body: contactClosure,
        response: { 200: contact },
        tags,
        summary: '记录并结束 Write and close',
      },
    },
    (request) => closeContact(request.ctx, request.params.id, request.body),
  )
}
