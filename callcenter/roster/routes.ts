import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { agents, idParam, tags } from '../route-parts.ts'
import {
  decision,
  myShifts,
  newAbsence,
  newExchange,
  rosterDraft,
  rosterRevision,
  rosterWeek,
  weekParam,
} from './contract.ts'
import { agreeExchange, askAbsence, askExchange, decideAbsence, decideExchange, findMyShifts } from './own.ts'
import { findRosterWeek, publishRoster, saveDraft, suggestDraft } from './rosters.ts'

const readers: Role[] = ['lead', 'quality', 'manager']
const leads: Role[] = ['lead']
const path = '/api/callcenter/rosters/:weekOn'
const answers = { response: { 200: rosterWeek }, tags }
const own = { response: { 201: myShifts }, tags }

export function rosterRoutes(app: App): void {
  planning(app)
  asking(app)
  deciding(app)
}

function planning(app: App): void {
  app.get(
    path,
    { config: { roles: readers }, schema: { params: weekParam, ...answers, summary: '排班 A week’s roster' } },
    (request) => findRosterWeek(request.ctx, request.params.weekOn),
  )
  app.put(
    path,
    {
      config: { roles: leads },
      schema: { params: weekParam, body: rosterDraft, ...answers, summary: '保存排班草稿 Keep a draft' },
    },
    (request) => saveDraft(request.ctx, request.params.weekOn, request.body),
  )
  app.post(
    `${path}/suggestion`,
    {
      config: { roles: leads },
      schema: { params: weekParam, body: rosterRevision, ...answers, summary: '建议排班 Suggest a roster' },
    },
    (request) => suggestDraft(request.ctx, request.params.weekOn, request.body.revision),
  )
  app.post(
    `${path}/publication`,
    {
      config: { roles: leads },
      schema: { params: weekParam, body: rosterRevision, ...answers, summary: '发布排班 Publish it' },
    },
    (request) => publishRoster(request.ctx, request.params.weekOn, request.body.revision),
  )
}

function asking(app: App): void {
  app.get(
    '/api/callcenter/agents/me/shifts',
    { config: { roles: agents }, schema: { response: { 200: myShifts }, tags, summary: '我的班次 My shifts' } },
    (request) => findMyShifts(request.ctx),
  )
  app.post(
    '/api/callcenter/absences',
    { config: { roles: agents }, schema: { body: newAbsence, ...own, summary: '请假 Ask to be free' } },
    async (request, reply) => reply.status(201).send(await askAbsence(request.ctx, request.body)),
  )
  app.post(
    '/api/callcenter/shift-exchanges',
    { config: { roles: agents }, schema: { body: newExchange, ...own, summary: '申请换班 Ask to exchange shifts' } },
    async (request, reply) => reply.status(201).send(await askExchange(request.ctx, request.body)),
  )
  app.post(
    '/api/callcenter/shift-exchanges/:id/agreement',
    {
      config: { roles: agents },
      schema: { params: idParam, response: { 200: myShifts }, tags, summary: '同意换班 Agree to it' },
    },
    (request) => agreeExchange(request.ctx, request.params.id),
  )
}

function deciding(app: App): void {
  const schema = { params: idParam, body: decision, response: { 204: z.null() }, tags }
  app.post(
    '/api/callcenter/absences/:id/decision',
    { config: { roles: leads }, schema: { ...schema, summary: '批假 Decide an absence' } },
    async (request, reply) => {
      await decideAbsence(request.ctx, request.params.id, request.body.verdict)
      return reply.status(204).send(null)
    },
  )
  app.post(
    '/api/callcenter/shift-exchanges/:id/decision',
    { config: { roles: leads }, schema: { ...schema, summary: '批准换班 Decide an exchange' } },
    async (request, reply) => {
      await decideExchange(request.ctx, request.params.id, request.body.verdict)
      return reply.status(204).send(null)
    },
  )
}
