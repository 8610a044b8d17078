import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { agents, idParam, tags } from '../route-parts.ts'
import { handIn, handInDue, handInPage, handInQuery, handInRecord, handInReply, newHandIn } from './contract.ts'
import { extendHandIn, findHandInRecord, listHandIns, replyToHotline, returnHandIn, takeInHandIn } from './hand-ins.ts'

const readers: Role[] = [...agents, 'quality', 'manager']
const path = '/api/callcenter/hand-ins'
const answers = { response: { 200: handIn }, tags }

export function handInRoutes(app: App): void {
  app.get(
    path,
    {
      config: { roles: readers },
      schema: {
        querystring: handInQuery,
        response: { 200: handInPage },
        tags,
        summary: '热线转办件 Handed in by other hotlines',
      },
    },
    (request) => listHandIns(request.ctx, request.query),
  )
  app.get(
    `${path}/:id`,
    {
      config: { roles: readers },
      schema: { params: idParam, response: { 200: handInRecord }, tags, summary: '一件转办 One of them' },
    },
    (request) => findHandInRecord(request.ctx, request.params.id),
  )
  app.post(
    path,
    {
      config: { roles: agents },
      schema: { body: newHandIn, response: { 201: handIn }, tags, summary: '受理转办 Take one in' },
    },
    async (request, reply) => reply.status(201).send(await takeInHandIn(request.ctx, request.body)),
  )
  actRoutes(app)
}

function actRoutes(app: App): void {
  app.post(
    `${path}/:id/reply`,
    {
      config: { roles: agents },
      schema: { params: idParam, body: handInReply, ...answers, summary: '回复热线 Reply to the hotline' },
    },
    (request) => replyToHotline(request.ctx, request.params.id, request.body),
  )
  app.post(
    `${path}/:id/return`,
    {
      config: { roles: agents },
      schema: { params: idParam, body: handInDue, ...answers, summary: '热线退回 The hotline returns it' },
    },
    (request) => returnHandIn(request.ctx, request.params.id, request.body),
  )
  app.post(
    `${path}/:id/extension`,
    {
      config: { roles: agents },
      schema: { params: idParam, body: handInDue, ...answers, summary: '延期 The hotline grants more time' },
    },
    (request) => extendHandIn(request.ctx, request.params.id, request.body),
  )
}
