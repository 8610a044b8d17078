import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { agents, idParam, tags } from '../route-parts.ts'
import {
  appeal,
  appealDecision,
  drawn,
  judgement,
  listening,
  newDraw,
  qualityResults,
  resultQuery,
  sheetDetail,
  sheetPage,
  sheetQuery,
} from './contract.ts'
import { listenTo } from './recordings.ts'
import {
  appealSheet,
  decideAppeal,
  drawSheets,
  findResults,
  findSheet,
  judgeSheet,
  listMySheets,
  listSheets,
} from './sheets.ts'

const readers: Role[] = ['lead', 'quality', 'manager']
const judges: Role[] = ['quality']
const path = '/api/callcenter/quality-sheets'
const answers = { response: { 200: sheetDetail }, tags }

export function qualityRoutes(app: App): void {
  reading(app)
  judging(app)
}

function reading(app: App): void {
  app.get(
    path,
    {
      config: { roles: readers },
      schema: { querystring: sheetQuery, response: { 200: sheetPage }, tags, summary: '质检单 Sheets of quality' },
    },
    (request) => listSheets(request.ctx, request.query),
  )
  app.get(
    '/api/callcenter/agents/me/quality-sheets',
    { config: { roles: agents }, schema: { response: { 200: sheetPage }, tags, summary: '我的质检 My own sheets' } },
    (request) => listMySheets(request.ctx),
  )
  app.get(
    `${path}/:id`,
    {
      config: { roles: [...readers, 'agent'] },
      schema: { params: idParam, ...answers, summary: '一张质检单 A sheet' },
    },
    (request) => findSheet(request.ctx, request.params.id),
  )
  app.get(
    '/api/callcenter/quality-results',
    {
      config: { roles: readers },
      schema: { querystring: resultQuery, response: { 200: qualityResults }, tags, summary: '质检结果 Results' },
    },
    (request) => findResults(request.ctx, request.query),
  )
  // A PUT: the answer of a POST would be kept for its repetition, and with it the sound, to be heard again off the record.
  app.put(
    '/api/callcenter/recordings/:id/listening',
    {
      config: { roles: [...readers, 'agent'] },
      schema: { params: idParam, response: { 200: listening }, tags, summary: '听录音 Listen to a recording' },
    },
    (request) => listenTo(request.ctx, request.params.id),
  )
}

function judging(app: App): void {
  app.post(
    '/api/callcenter/quality-draws',
    {
      config: { roles: judges },
      schema: { body: newDraw, response: { 201: drawn }, tags, summary: '抽检 Draw calls to be judged' },
    },
    async (request, reply) => reply.status(201).send(await drawSheets(request.ctx, request.body)),
  )
  app.post(
    `${path}/:id/judgement`,
    { config: { roles: judges }, schema: { params: idParam, body: judgement, ...answers, summary: '评定 Judge' } },
    (request) => judgeSheet(request.ctx, request.params.id, request.body),
  )
  app.post(
    `${path}/:id/appeal`,
    { config: { roles: agents }, schema: { params: idParam, body: appeal, ...answers, summary: '申诉 Appeal' } },
    (request) => appealSheet(request.ctx, request.params.id, request.body.reason),
  )
  app.post(
    `${path}/:id/decision`,
    {
      config: { roles: ['quality', 'manager'] },
      schema: { params: idParam, body: appealDecision, ...answers, summary: '决定申诉 Decide an appeal' },
    },
    (request) => decideAppeal(request.ctx, request.params.id, request.body),
  )
}
