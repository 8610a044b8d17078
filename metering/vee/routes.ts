import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { DayCurve, DayQuery, IdParam } from '../contract.ts'
import { editCurve, proposeCurveEdit } from './edits.ts'
import {
  DecisionResult,
  ExceptionDecision,
  ExceptionKey,
  ExceptionList,
  ExceptionQuery,
  ExceptionRows,
  RuleList,
} from './exception-shapes.ts'
import { decideExceptions, findException, listExceptions, listRules } from './exceptions.ts'
import { exportCurve } from './export-curve.ts'
import { listMonthDays } from './months.ts'
import { registerRoutes } from './register-routes.ts'
import { CurveEdit, CurveEffect, CurveProposal, MonthDays, MonthQuery } from './shapes.ts'

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
const viewers: Role[] = [...watchers, 'dispatcher', 'agent', 'lead', 'intake', 'customer']
const tags = ['metering']

export function validationRoutes(app: App): void {
  exceptionRoutes(app)
  curveRoutes(app)
  registerRoutes(app, { validators, watchers })
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
    '/api/metering/points/:id/curve.csv',
    {
      config: { roles: viewers, exports: 'curve' },
      schema: { params: IdParam, querystring: DayQuery, tags, summary: '导出日曲线 Day curve as CSV' },
    },
    async (request, reply) => {
      const csv = await exportCurve(request.ctx, { pointId: request.params.id, day: request.query.day })
      return reply
        .header('content-disposition', `attachment; filename="curve-${request.params.id}-${request.query.day}.csv"`)
        .type('text/csv; charset=utf-8')
        .send(csv)
    },
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
