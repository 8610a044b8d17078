import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { IdParam } from '../contract.ts'
import { findPlan, listPlanPoints, listPlans, refreshPlanNow } from './plans.ts'
import { listReaders, readerRoles } from './readers.ts'
import { acceptPoints, listFieldReadings, listReviewLimits, returnPoint, sendPlan } from './review.ts'
import {
  Acceptance,
  AcceptanceResult,
  FieldReadings,
  NewSpecial,
  PageQuery,
  PlanList,
  PlanPointQuery,
  PlanPoints,
  PlanQuery,
  PlanRow,
  ReaderList,
  Return,
  ReviewLimits,
  Sending,
  SpecialList,
  SpecialQuery,
  SpecialReading,
  SpecialReview,
} from './shapes.ts'
import { listSpecials, openSpecial, recallSpecial, reviewSpecial } from './special-readings.ts'

/** Who reviews what meters and readers gave. */
const reviewers: Role[] = ['district-manager', 'manager', 'acquisition']
const tags = ['metering']

type Roles = { watchers: Role[] }

export function planRoutes(app: App, roles: Roles): void {
  readRoutes(app, roles)
  reviewRoutes(app)
  limitRoutes(app, roles)
  specialRoutes(app, roles)
}

function readRoutes(app: App, { watchers }: Roles): void {
  app.get(
    '/api/metering/reading-plans',
    {
      config: { roles: watchers },
      schema: { querystring: PlanQuery, response: { 200: PlanList }, tags, summary: '抄表计划 Reading plans' },
    },
    (request) => listPlans(request.ctx, request.query),
  )
  app.get(
    '/api/metering/reading-plans/:id',
    {
      config: { roles: watchers },
      schema: { params: IdParam, response: { 200: PlanRow }, tags, summary: '一个抄表计划 One plan' },
    },
    (request) => findPlan(request.ctx, request.params.id),
  )
  app.get(
    '/api/metering/reading-plans/:id/points',
    {
      config: { roles: watchers },
      schema: {
        params: IdParam,
        querystring: PlanPointQuery,
        response: { 200: PlanPoints },
        tags,
        summary: '计划中的计量点,异常在前 Points of a plan, conspicuous first',
      },
    },
    (request) => listPlanPoints(request.ctx, { ...request.query, planId: request.params.id }),
  )
  app.get(
    '/api/metering/field-readings',
    {
      config: { roles: readerRoles },
      schema: {
        querystring: PageQuery,
        response: { 200: FieldReadings },
        tags,
        summary: '我的现场抄表 What I am to read',
      },
    },
    (request) => listFieldReadings(request.ctx, request.query),
  )
}

function reviewRoutes(app: App): void {
  app.post(
    '/api/metering/reading-plans/:id/refreshment',
    {
      config: { roles: [...reviewers, 'reader'] },
      schema: { params: IdParam, response: { 200: PlanRow }, tags, summary: '刷新抄表计划 Look again' },
    },
    (request) => refreshPlanNow(request.ctx, request.params.id),
  )
  app.post(
    '/api/metering/reading-plans/:id/acceptances',
    {
      config: { roles: reviewers },
      schema: {
        params: IdParam,
        body: Acceptance,
        response: { 200: AcceptanceResult },
        tags,
        summary: '复核通过 Accept one, some, or all that are not conspicuous',
      },
    },
    (request) => acceptPoints(request.ctx, { ...request.body, planId: request.params.id }),
  )
  app.post(
    '/api/metering/reading-plans/:id/returns',
    {
      config: { roles: reviewers },
      schema: { params: IdParam, body: Return, response: { 200: PlanRow }, tags, summary: '退回重抄 Send back' },
    },
    (request) => returnPoint(request.ctx, { ...request.body, planId: request.params.id }),
  )
  app.get(
    '/api/metering/readers',
    {
      config: { roles: reviewers },
      schema: { response: { 200: ReaderList }, tags, summary: '抄表人员 Who may be sent to read' },
    },
    (request) => listReaders(request.ctx),
  )
  app.put(
    '/api/metering/reading-plans/:id/reader',
    {
      config: { roles: reviewers },
      schema: { params: IdParam, body: Sending, response: { 200: PlanRow }, tags, summary: '派往现场 Send a reader' },
    },
    (request) => sendPlan(request.ctx, { ...request.body, planId: request.params.id }),
  )
}

function limitRoutes(app: App, { watchers }: Roles): void {
  app.get(
    '/api/metering/review-limits',
    {
      config: { roles: watchers },
      schema: { response: { 200: ReviewLimits }, tags, summary: '复核阈值 Review limits' },
    },
    (request) => listReviewLimits(request.ctx),
  )
}

function specialRoutes(app: App, { watchers }: Roles): void {
  app.get(
    '/api/metering/special-readings',
    {
      config: { roles: watchers },
      schema: { querystring: SpecialQuery, response: { 200: SpecialList }, tags, summary: '特抄单 Special readings' },
    },
    (request) => listSpecials(request.ctx, request.query),
  )
  app.post(
    '/api/metering/special-readings',
    {
      config: { roles: [...reviewers, 'billing'] },
      schema: {
        body: NewSpecial,
        response: { 200: SpecialReading },
        tags,
        summary: '开特抄单 Order a special reading',
      },
    },
    (request) => openSpecial(request.ctx, request.body),
  )
  app.post(
    '/api/metering/special-readings/:id/recall',
    {
      config: { roles: readerRoles },
      schema: { params: IdParam, response: { 200: SpecialReading }, tags, summary: '补召 Call the meter' },
    },
    (request) => recallSpecial(request.ctx, request.params.id),
  )
  app.post(
    '/api/metering/special-readings/:id/review',
    {
      config: { roles: reviewers },
      schema: {
        params: IdParam,
        body: SpecialReview,
        response: { 200: SpecialReading },
        tags,
        summary: '复核特抄 Review',
      },
    },
    (request) => reviewSpecial(request.ctx, { ...request.body, specialId: request.params.id }),
  )
}
