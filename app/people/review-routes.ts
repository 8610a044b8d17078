import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { dispositionOf } from '../../db/print/disposition.ts'
import { accessReview, accessReviews, newReview, reviewDecision } from './review-contract.ts'
import { printReview } from './review-print.ts'
import { decideReview, findReview, listReviews, openReview } from './reviews.ts'

const tags = ['people']
const readers = { roles: ['manager', 'admin', 'auditor'] as Role[] }
const reviewers = { roles: ['manager', 'admin'] as Role[] }
const params = z.object({ id: z.coerce.number().int() })
const response = { 200: accessReview }

export function reviewRoutes(app: App): void {
  app.get(
    '/api/people/access-reviews',
    {
      config: readers,
      schema: { response: { 200: accessReviews }, tags, summary: '权限复核 Reviews of who may what' },
    },
    (request) => listReviews(request.ctx),
  )
  app.get(
    '/api/people/access-reviews/:id',
    { config: readers, schema: { params, response, tags, summary: '一次权限复核 One review' } },
    (request) => findReview(request.ctx, request.params.id),
  )
  app.get(
    '/api/people/access-reviews/:id/pdf',
    { config: readers, schema: { params, tags, summary: '权限复核表 PDF A review as a PDF' } },
    async (request, reply) => {
      const { name, content } = await printReview(request.ctx, request.params.id)
      return reply
        .header('content-disposition', dispositionOf(name, 'access-review.pdf'))
        .type('application/pdf')
        .send(content)
    },
  )
  app.post(
    '/api/people/access-reviews',
    {
      config: reviewers,
      schema: { body: newReview, response: { 201: accessReview }, tags, summary: '开始权限复核 Open a review' },
    },
    async (request, reply) => reply.status(201).send(await openReview(request.ctx, request.body.organisationId)),
  )
  app.post(
    '/api/people/access-reviews/:id/decisions',
    {
      config: reviewers,
      schema: { params, body: reviewDecision, response, tags, summary: '保留或取消岗位 Keep or take away roles' },
    },
    (request) => decideReview(request.ctx, request.params.id, request.body),
  )
}
