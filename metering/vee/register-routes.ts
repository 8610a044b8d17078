import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { DayQuery, IdParam } from '../contract.ts'
import {
  Ladder,
  RegisterEstimate,
  RegisterHistoryView,
  SiteReading,
  StandIn,
  StandInAnswer,
  StandInDecision,
  StandInList,
  StandInQuery,
  UndoInput,
  VerdictInput,
} from './shapes.ts'
import { recordSiteReading } from './site-readings.ts'
import { decideStandIn, findLadder, findStandIn, listStandIns, proposeEstimate, readPhoto } from './stand-ins.ts'
import { findRegisterHistory, overruleRegister, undoVerdict } from './verdicts.ts'

const readers: Role[] = ['reader', 'district-manager', 'acquisition', 'inspector']
const approvers: Role[] = ['manager']
const tags = ['metering']

type Roles = { validators: Role[]; watchers: Role[] }

/** Registers of reading days, and people's verdicts over registers. */
export function registerRoutes(app: App, roles: Roles): void {
  readingDayRoutes(app, roles)
  standInRoutes(app, roles)
  verdictRoutes(app, roles)
}

function readingDayRoutes(app: App, { watchers }: Roles): void {
  app.get(
    '/api/metering/points/:id/register-ladder',
    {
      config: { roles: watchers },
      schema: {
        params: IdParam,
        querystring: DayQuery,
        response: { 200: Ladder },
        tags,
        summary: '抄表日示数来源 How the register of a reading day is had',
      },
    },
    (request) => findLadder(request.ctx, { pointId: request.params.id, day: request.query.day }),
  )
  app.post(
    '/api/metering/points/:id/site-readings',
    {
      config: { roles: readers },
      bodyLimit: 3_000_000,
      schema: {
        params: IdParam,
        body: SiteReading,
        response: { 200: StandIn },
        tags,
        summary: '现场抄表 A reading on site with a photo',
      },
    },
    (request) => recordSiteReading(request.ctx, { ...request.body, pointId: request.params.id }),
  )
  app.post(
    '/api/metering/points/:id/register-estimates',
    {
      config: { roles: readers },
      schema: {
        params: IdParam,
        body: RegisterEstimate,
        response: { 200: StandIn },
        tags,
        summary: '提出估抄 Propose an estimated register',
      },
    },
    (request) => proposeEstimate(request.ctx, { ...request.body, pointId: request.params.id }),
  )
}

/** Two people: one proposes, another approves. */
function standInRoutes(app: App, { watchers }: Roles): void {
  app.get(
    '/api/metering/register-exceptions',
    {
      config: { roles: watchers },
      schema: {
        querystring: StandInQuery,
        response: { 200: StandInList },
        tags,
        summary: '估抄与现场抄表 Estimated and site registers',
      },
    },
    (request) => listStandIns(request.ctx, request.query),
  )
  app.get(
    '/api/metering/register-exceptions/:id',
    {
      config: { roles: watchers },
      schema: {
        params: IdParam,
        response: { 200: StandInAnswer },
        tags,
        summary: '估抄及其对电费的影响 One with its effect on the bill',
      },
    },
    (request) => findStandIn(request.ctx, request.params.id),
  )
  app.post(
    '/api/metering/register-exceptions/:id/decision',
    {
      config: { roles: approvers },
      schema: {
        params: IdParam,
        body: StandInDecision,
        response: { 200: StandIn },
        tags,
        summary: '审批估抄 Approve or refuse',
      },
    },
    (request) => decideStandIn(request.ctx, { ...request.body, standInId: request.params.id }),
  )
  app.get(
    '/api/metering/reading-photos/:id',
    { config: { roles: watchers }, schema: { params: IdParam, tags, summary: '抄表照片 Photo of a reading' } },
    async (request, reply) => {
      const { mediaType, bytes } = await readPhoto(request.ctx, request.params.id)
      return reply.type(mediaType).header('cache-control', 'private, max-age=86400').send(bytes)
    },
  )
}

function verdictRoutes(app: App, { validators, watchers }: Roles): void {
  app.get(
    '/api/metering/points/:id/register-history',
    {
      config: { roles: watchers },
      schema: {
        params: IdParam,
        response: { 200: RegisterHistoryView },
        tags,
        summary: '示数突变与人工判定 Breaks and verdicts',
      },
    },
    (request) => findRegisterHistory(request.ctx, request.params.id),
  )
  app.post(
    '/api/metering/points/:id/register-verdicts',
    {
      config: { roles: validators },
      schema: {
        params: IdParam,
        body: VerdictInput,
        response: { 200: RegisterHistoryView },
        tags,
        summary: '人工判定示数 Confirm a doubted value, reject a break',
      },
    },
    (request) => overruleRegister(request.ctx, { ...request.body, pointId: request.params.id }),
  )
  app.post(
    '/api/metering/register-verdicts/:id/undoing',
    {
      config: { roles: validators },
      schema: {
        params: IdParam,
        body: UndoInput,
        response: { 200: RegisterHistoryView },
        tags,
        summary: '撤销人工判定 Take a verdict back',
      },
    },
    (request) => undoVerdict(request.ctx, { verdictId: request.params.id, reason: request.body.reason }),
  )
}
