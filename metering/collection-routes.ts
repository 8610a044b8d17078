import type { Role } from '../db/context.ts'
import type { App } from '../db/department.ts'
import { askMeter, findQuestion } from './ask-meter.ts'
import { listClocks, setClock } from './clock-settings.ts'
import { findCompleteness, listGaps } from './collection/completeness.ts'
import { assignRepair, closeRepair, findRepair, listRepairs, noteRepair } from './collection/repairs.ts'
import { askForFile, compareTerminalFile } from './collection/terminal-files.ts'
import { IdParam } from './contract.ts'
import {
  ClockList,
  ClockQuery,
  ClockSettingResult,
  CommandParam,
  CommandRow,
  Completeness,
  CompletenessQuery,
  FileComparison,
  FileQuestion,
  GapList,
  GapQuery,
  MeterQuestion,
  RepairAssignment,
  RepairClosure,
  RepairDetail,
  RepairList,
  RepairNote,
  RepairQuery,
} from './contract-collection.ts'

type Roles = { watchers: Role[]; operators: Role[] }
const tags = ['metering']

/** Completeness, repair orders, meters' clocks, and what is asked of terminals. */
export function collectionRoutes(app: App, roles: Roles): void {
  completenessRoutes(app, roles)
  repairRoutes(app, roles)
  clockRoutes(app, roles)
  commandRoutes(app, roles)
}

function completenessRoutes(app: App, { watchers }: Roles): void {
  app.get(
    '/api/metering/completeness',
    {
      config: { roles: watchers },
      schema: {
        querystring: CompletenessQuery,
        response: { 200: Completeness },
        tags,
        summary: '采集成功率 Completeness',
      },
    },
    (request) => findCompleteness(request.ctx, request.query),
  )
  app.get(
    '/api/metering/gaps',
    {
      config: { roles: watchers },
      schema: { querystring: GapQuery, response: { 200: GapList }, tags, summary: '缺数计量点 Points with gaps' },
    },
    (request) => listGaps(request.ctx, request.query),
  )
}

function repairRoutes(app: App, { watchers, operators }: Roles): void {
  app.get(
    '/api/metering/repairs',
    {
      config: { roles: watchers },
      schema: { querystring: RepairQuery, response: { 200: RepairList }, tags, summary: '消缺单 Repair orders' },
    },
    (request) => listRepairs(request.ctx, request.query),
  )
  app.get(
    '/api/metering/repairs/:id',
    {
      config: { roles: watchers },
      schema: { params: IdParam, response: { 200: RepairDetail }, tags, summary: '消缺单 A repair order' },
    },
    (request) => findRepair(request.ctx, request.params.id),
  )
  app.post(
    '/api/metering/repairs/:id/assignment',
    {
      config: { roles: operators },
      schema: { params: IdParam, body: RepairAssignment, tags, summary: '派工 Assign a repair order' },
    },
    async (request, reply) => {
      await assignRepair(request.ctx, { orderId: request.params.id, to: request.body.to })
      return reply.status(204).send(null)
    },
  )
  app.post(
    '/api/metering/repairs/:id/notes',
    {
      config: { roles: operators },
      schema: { params: IdParam, body: RepairNote, tags, summary: '处理记录 Note on a repair order' },
    },
    async (request, reply) => {
      await noteRepair(request.ctx, { orderId: request.params.id, note: request.body.note })
      return reply.status(204).send(null)
    },
  )
  app.post(
    '/api/metering/repairs/:id/closure',
    {
      config: { roles: operators },
      schema: { params: IdParam, body: RepairClosure.nullish(), tags, summary: '复抄核销 Close by a verified re-read' },
    },
    async (request, reply) => {
      await closeRepair(request.ctx, { orderId: request.params.id, note: request.body?.note })
      return reply.status(204).send(null)
    },
  )
}

function clockRoutes(app: App, { watchers, operators }: Roles): void {
  app.get(
    '/api/metering/clocks',
    {
      config: { roles: watchers },
      schema: { querystring: ClockQuery, response: { 200: ClockList }, tags, summary: '电能表时钟 Meters’ clocks' },
    },
    (request) => listClocks(request.ctx, request.query),
  )
  app.post(
    '/api/metering/points/:id/clock-settings',
    {
      config: { roles: operators },
      schema: { params: IdParam, response: { 200: ClockSettingResult }, tags, summary: '校时 Set the meter’s clock' },
    },
    (request) => setClock(request.ctx, request.params.id),
  )
}

function commandRoutes(app: App, { watchers, operators }: Roles): void {
  app.post(
    '/api/metering/points/:id/questions',
    {
      config: { roles: operators },
      schema: {
        params: IdParam,
        body: MeterQuestion,
        response: { 200: CommandRow },
        tags,
        summary: '透抄 Ask through the terminal',
      },
    },
    (request) => askMeter(request.ctx, { pointId: request.params.id, ...request.body }),
  )
  app.get(
    '/api/metering/questions/:id',
    {
      config: { roles: watchers },
      schema: { params: CommandParam, response: { 200: CommandRow }, tags, summary: '终端应答 A terminal’s answer' },
    },
    (request) => findQuestion(request.ctx, request.params.id),
  )
  app.post(
    '/api/metering/terminals/:id/questions',
    {
      config: { roles: operators },
      schema: {
        params: IdParam,
        body: FileQuestion,
        response: { 200: CommandRow },
        tags,
        summary: '参数召测与下发 Terminal’s file',
      },
    },
    (request) => askForFile(request.ctx, { terminalId: request.params.id, kind: request.body.kind }),
  )
  app.get(
    '/api/metering/terminals/:id/file',
    {
      config: { roles: watchers },
      schema: { params: IdParam, response: { 200: FileComparison }, tags, summary: '参数比对 Compare files' },
    },
    (request) => compareTerminalFile(request.ctx, request.params.id),
  )
}
