import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { dispositionOf } from '../../db/print/disposition.ts'
import { agents, idParam, tags } from '../route-parts.ts'
import {
  completion,
  handOver,
  handOverPage,
  newHandOver,
  newItem,
  refusal,
  refusalAnswer,
  shiftNote,
  signing,
} from './contract.ts'
import {
  addItem,
  completeOpenItem,
  drawHandOver,
  findHandOver,
  leaveNote,
  listHandOvers,
  signHandOver,
} from './hand-overs.ts'
import { printHandOver } from './print.ts'
import { answerItem, decideItem, takeShift } from './takings.ts'

const readers: Role[] = ['lead', 'quality', 'manager']
const leads: Role[] = ['lead']
const path = '/api/callcenter/hand-overs'
const itemParams = idParam.extend({ itemId: z.coerce.number().int().positive() })
const answers = { response: { 200: handOver }, tags }

export function shiftRoutes(app: App): void {
  reading(app)
  handingOver(app)
  taking(app)
}

function reading(app: App): void {
  app.get(
    path,
    {
      config: { roles: readers },
      schema: { response: { 200: handOverPage }, tags, summary: '交接班 Hand-overs and what is open' },
    },
    (request) => listHandOvers(request.ctx),
  )
  app.get(
    `${path}/:id`,
    { config: { roles: readers }, schema: { params: idParam, ...answers, summary: '交班单 A hand-over' } },
    (request) => findHandOver(request.ctx, request.params.id),
  )
  app.get(
    `${path}/:id/pdf`,
    {
      config: { roles: readers },
      schema: { params: idParam, response: { 200: z.any() }, tags, summary: '打印交班单 A hand-over on paper' },
    },
    async (request, reply) => {
      const { name, content } = await printHandOver(request.ctx, request.params.id)
      return reply
        .type('application/pdf')
        .header('content-disposition', dispositionOf(name, 'hand-over.pdf'))
        .send(content)
    },
  )
}

function handingOver(app: App): void {
  app.post(
    path,
    {
      config: { roles: leads },
      schema: { body: newHandOver, response: { 201: handOver }, tags, summary: '起草交班单 Draw up a hand-over' },
    },
    async (request, reply) => reply.status(201).send(await drawHandOver(request.ctx, request.body)),
  )
  app.post(
    `${path}/:id/items`,
    {
      config: { roles: leads },
      schema: { params: idParam, body: newItem, response: { 201: handOver }, tags, summary: '加一项 Add an item' },
    },
    async (request, reply) => reply.status(201).send(await addItem(request.ctx, request.params.id, request.body)),
  )
  app.post(
    `${path}/:id/signing`,
    { config: { roles: leads }, schema: { params: idParam, body: signing, ...answers, summary: '交班签字 Sign it' } },
    (request) => signHandOver(request.ctx, request.params.id, request.body.version),
  )
  app.post(
    '/api/callcenter/hand-over-items/:id/completion',
    {
      config: { roles: leads },
      schema: {
        params: idParam,
        body: completion,
        response: { 204: z.null() },
        tags,
        summary: '办结一项 An item is done',
      },
    },
    async (request, reply) => {
      await completeOpenItem(request.ctx, request.params.id, request.body.note)
      return reply.status(204).send(null)
    },
  )
  app.post(
    '/api/callcenter/shift-notes',
    {
      config: { roles: agents },
      schema: {
        body: shiftNote,
        response: { 201: z.object({ id: z.number() }) },
        tags,
        summary: '给下一班留言 Tell the next shift',
      },
    },
    async (request, reply) => reply.status(201).send(await leaveNote(request.ctx, request.body)),
  )
}

function taking(app: App): void {
  app.post(
    `${path}/:id/items/:itemId/acceptance`,
    { config: { roles: leads }, schema: { params: itemParams, ...answers, summary: '接收一项 Accept an item' } },
    ({ ctx, params }) => decideItem(ctx, params.id, { itemId: params.itemId, state: 'accepted', reason: null }),
  )
  app.post(
    `${path}/:id/items/:itemId/refusal`,
    {
      config: { roles: leads },
      schema: { params: itemParams, body: refusal, ...answers, summary: '退回一项 Refuse an item' },
    },
    ({ ctx, params, body }) => decideItem(ctx, params.id, { itemId: params.itemId, state: 'refused', ...body }),
  )
  app.post(
    `${path}/:id/items/:itemId/answer`,
    {
      config: { roles: ['lead', 'manager'] },
      schema: { params: itemParams, body: refusalAnswer, ...answers, summary: '答复退回 Answer a refusal' },
    },
    ({ ctx, params, body }) => answerItem(ctx, params.id, { itemId: params.itemId, ...body }),
  )
  app.post(
    `${path}/:id/taking`,
    { config: { roles: leads }, schema: { params: idParam, ...answers, summary: '接班 Take the shift' } },
    (request) => takeShift(request.ctx, request.params.id),
  )
}
