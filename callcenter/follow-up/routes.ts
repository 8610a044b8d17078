import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { agents, idParam, tags } from '../route-parts.ts'
import { listFollowUps, recordTry, ringFollowUp, takeFollowUp } from './calls.ts'
import {
  followUpPage,
  followUpQuery,
  ownRatings,
  rating,
  rung,
  subjectParam,
  survey,
  surveyAnswer,
  surveyToken,
  taken,
  tryResult,
} from './contract.ts'
import { listOwnRatings, rateOwn } from './own.ts'
import { answerSurvey, findSurvey } from './survey.ts'

const path = '/api/callcenter/follow-ups'
const readers: Role[] = [...agents, 'quality', 'manager']
/** Nobody has a log-in here: who tries too many links is asked to wait. */
const open = { roles: ['public' as const], rateLimit: { max: 30, timeWindow: '1 minute' } }

export function followUpRoutes(app: App): void {
  deskRoutes(app)
  ownRoutes(app)
  linkRoutes(app)
}

function deskRoutes(app: App): void {
  app.get(
    path,
    {
      config: { roles: readers },
      schema: { querystring: followUpQuery, response: { 200: followUpPage }, tags, summary: '回访任务 Follow-ups' },
    },
    (request) => listFollowUps(request.ctx, request.query),
  )
  app.post(
    `${path}/in-hand`,
    {
      config: { roles: agents },
      schema: { response: { 200: taken }, tags, summary: '领取下一个回访 Take the next' },
    },
    async (request) => ({ inHand: await takeFollowUp(request.ctx) }),
  )
  app.post(
    `${path}/:id/ringing`,
    {
      config: { roles: agents },
      schema: { params: idParam, response: { 200: rung }, tags, summary: '拨打 Ring him' },
    },
    (request) => ringFollowUp(request.ctx, request.params.id),
  )
  app.post(
    `${path}/:id/outcome`,
    {
      config: { roles: agents },
      schema: {
        params: idParam,
        body: tryResult,
        response: { 204: z.null() },
        tags,
        summary: '回访结果 What came of it',
      },
    },
    async (request, reply) => {
      await recordTry(request.ctx, request.params.id, request.body)
      return reply.status(204).send(null)
    },
  )
}

function ownRoutes(app: App): void {
  const own = '/api/callcenter/own-ratings'
  app.get(
    own,
    {
      config: { roles: ['customer'] },
      schema: { response: { 200: ownRatings }, tags, summary: '我的评价 What I may rate' },
    },
    (request) => listOwnRatings(request.ctx),
  )
  app.put(
    `${own}/:subjectNo`,
    {
      config: { roles: ['customer'] },
      schema: {
        ...{ params: subjectParam, body: rating, response: { 200: ownRatings.shape.items.element } },
        ...{ tags, summary: '评价 Rate it' },
      },
    },
    (request) => rateOwn(request.ctx, request.params.subjectNo, request.body),
  )
}

function linkRoutes(app: App): void {
  app.put(
    '/api/callcenter/survey/reading',
    {
      config: open,
      schema: { body: surveyToken, response: { 200: survey }, tags, summary: '打开评价链接 What a link asks' },
    },
    (request) => findSurvey(request.ctx, request.body.token),
  )
  app.put(
    '/api/callcenter/survey/answer',
    {
      config: open,
      schema: { body: surveyAnswer, response: { 200: survey }, tags, summary: '提交评价 Answer by a link' },
    },
    (request) => answerSurvey(request.ctx, request.body),
  )
}
