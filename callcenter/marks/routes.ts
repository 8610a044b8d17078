import { z } from 'zod'
import { accountNoShape } from '../../db/customers/contract.ts'
import type { App } from '../../db/department.ts'
import { agents, idParam, tags } from '../route-parts.ts'
import { findContactMarks, recordMarkAct } from './acts.ts'
import { callerMark, callerMarks, contactMarks, markAct, markConfirmation, markEnd, newMark } from './contract.ts'
import { confirmMark, endMark, findAccountMarks, findMarks, markCaller } from './marks.ts'

export function markRoutes(app: App): void {
  callRoutes(app)
  app.get(
    '/api/callcenter/caller-marks',
    {
      config: { roles: ['lead'] },
      schema: { response: { 200: callerMarks }, tags, summary: '来电人标记 Marks of callers' },
    },
    (request) => findMarks(request.ctx),
  )
  app.get(
    '/api/callcenter/accounts/:accountNo/marks',
    {
      config: { roles: agents },
      schema: {
        params: z.object({ accountNo: accountNoShape }),
        response: { 200: callerMarks },
        tags,
        summary: '这一户的标记 Marks of an account',
      },
    },
    (request) => findAccountMarks(request.ctx, request.params.accountNo),
  )
  app.post(
    '/api/callcenter/caller-marks',
    {
      config: { roles: agents },
      schema: { body: newMark, response: { 201: callerMark }, tags, summary: '建议或设置标记 Propose or set a mark' },
    },
    async (request, reply) => reply.status(201).send(await markCaller(request.ctx, request.body)),
  )
  app.post(
    '/api/callcenter/caller-marks/:id/confirmation',
    {
      config: { roles: ['lead'] },
      schema: {
        params: idParam,
        body: markConfirmation,
        response: { 204: z.null() },
        tags,
        summary: '确认标记 Confirm a mark',
      },
    },
    async (request, reply) => {
      await confirmMark(request.ctx, request.params.id, request.body.days)
      return reply.status(204).send(null)
    },
  )
  app.post(
    '/api/callcenter/caller-marks/:id/end',
    {
      config: { roles: ['lead'] },
      schema: { params: idParam, body: markEnd, response: { 204: z.null() }, tags, summary: '结束标记 End a mark' },
    },
    async (request, reply) => {
      await endMark(request.ctx, request.params.id, request.body.reason)
      return reply.status(204).send(null)
    },
  )
}

function callRoutes(app: App): void {
  app.get(
    '/api/callcenter/contacts/:id/marks',
    {
      config: { roles: agents },
      schema: {
        params: idParam,
        response: { 200: contactMarks },
        tags,
        summary: '来电人标记与处理步骤 Marks of the caller, and what to do',
      },
    },
    (request) => findContactMarks(request.ctx, request.params.id),
  )
  app.post(
    '/api/callcenter/contacts/:id/mark-acts',
    {
      config: { roles: agents },
      schema: {
        params: idParam,
        body: markAct,
        response: { 200: contactMarks },
        tags,
        summary: '登记无声、警告、结束 Record a silence, a warning, an end',
      },
    },
    (request) => recordMarkAct(request.ctx, request.params.id, request.body),
  )
}
