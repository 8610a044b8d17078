import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { DayCurve, DayQuery, IdParam } from '../contract.ts'
import { editCurve, proposeCurveEdit } from './edits.ts'
import { decideExceptions, findException, listExceptions, listRules, setParameter } from './exceptions.ts'
import { listMonthDays } from './months.ts'
import {
  CurveEdit,
  CurveEffect,
  CurveProposal,
  DecisionResult,
  ExceptionDecision,
  ExceptionKey,
  ExceptionList,
  ExceptionQuery,
  ExceptionRows,
  Ladder,
  MonthDays,
  MonthQuery,
  ParameterChange,
  RegisterEstimate,
  RegisterHistoryView,
  RuleList,
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

/** Who works through exceptions and may change a curve. */
const validators: Role[] = ['acquisition', 'grid']
const watchers: Role[] = [
  ...validators,
  'reader',
  'district-manager',
  'inspector',
  'quality',
  'manager',
  'billing',
  'auditor',
]
const readers: Role[] = ['reader', 'district-manager', 'acquisition', 'inspector']
const approvers: Role[] = ['manager', 'billing']
const viewers: Role[] = [...watchers, 'dispatcher', 'agent', 'lead', 'intake', 'customer']
const tags = ['metering']

export function validationRoutes(app: App): void {
  exceptionRoutes(app)
  curveRoutes(app)
  registerRoutes(app)
  standInRoutes(app)
  verdictRoutes(app)
}

function exceptionRoutes(app: App): void {
  app.get(
    '/api/metering/exceptions',
    {
      config: { roles: watchers },
      schema: {
        querystring: ExceptionQuery,
        response: { 200: ExceptionList },
        tags,
        summary: '异常工作台 Exceptions, grouped',
      },
    },
    (request) => listExceptions(request.ctx, request.query),
  )
  app.get(
    '/api/metering/exceptions/:key',
    {
      config: { roles: watchers },
      schema: { params: ExceptionKey, response: { 200: ExceptionRows }, tags, summary: '一组异常 One group' },
    },
    (request) => findException(request.ctx, request.params.key),
  )
  app.post(
    '/api/metering/exception-decisions',
    {
      config: { roles: validators },
      schema: {
        body: ExceptionDecision,
        response: { 200: DecisionResult },
        tags,
        summary: '处理异常 Decide findings of one rule',
      },
    },
    (request) => decideExceptions(request.ctx, request.body),
  )
  app.get(
    '/api/metering/validation-rules',
    {
      config: { roles: watchers },
      schema: { response: { 200: RuleList }, tags, summary: '校验规则与准确率 Rules and their precision' },
    },
    (request) => listRules(request.ctx),
  )
  app.post(
    '/api/metering/validation-rules/:rule/parameters',
    {
      config: { roles: ['manager'] },
      schema: {
        params: z.object({ rule: z.string().max(40) }),
        body: ParameterChange,
        response: { 200: RuleList },
        tags,
        summary: '设定校验参数 Set a threshold from a day on',
      },
    },
    (request) => setParameter(request.ctx, { ...request.body, rule: request.params.rule }),
  )
}

function curveRoutes(app: App): void {
  app.post(
    '/api/metering/points/:id/curve-proposals',
    {
      config: { roles: validators },
      schema: {
        params: IdParam,
        body: CurveProposal,
        response: { 200: CurveEffect },
        tags,
        summary: '曲线修正试算 What an edit would change',
      },
    },
    (request) => proposeCurveEdit(request.ctx, { ...request.body, pointId: request.params.id }),
  )
  app.post(
    '/api/metering/points/:id/curve-edits',
    {
      config: { roles: validators },
      schema: {
        params: IdParam,
        body: CurveEdit,
        response: { 200: DayCurve },
        tags,
        summary: '曲线修正 Edit quarter hours',
      },
    },
    (request) => editCurve(request.ctx, { ...request.body, pointId: request.params.id }),
  )
  app.get(
    '/api/metering/points/:id/month',
    {
      config: { roles: viewers },
      schema: {
        params: IdParam,
        querystring: MonthQuery,
        response: { 200: MonthDays },
        tags,
        summary: '月用电 Days of a month',
      },
    },
    (request) => listMonthDays(request.ctx, { pointId: request.params.id, month: request.query.month }),
  )
}

function registerRoutes(app: App): void {
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
function standInRoutes(app: App): void {
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

function verdictRoutes(app: App): void {
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
