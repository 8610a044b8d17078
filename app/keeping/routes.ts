import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import type { Erasure } from '../../db/erasures.ts'
import { holdLifting, legalHold, legalHolds, newHold, retention } from './contract.ts'
import { findHolds, liftHold, placeHold } from './holds.ts'
import { findRetention } from './retention.ts'

const tags = ['keeping']
const readers = { roles: ['admin', 'manager', 'auditor'] as Role[] }
const managers = { roles: ['manager'] as Role[] }
const params = z.object({ id: z.coerce.number().int() })

export function keepingRoutes(app: App, erasures: Erasure[]): void {
  app.get(
    '/api/keeping/retention',
    {
      config: readers,
      schema: { response: { 200: retention }, tags, summary: '保存期限 What is kept for how long, and what is over' },
    },
    (request) => findRetention(request.ctx, erasures),
  )
  app.get(
    '/api/keeping/holds',
    { config: readers, schema: { response: { 200: legalHolds }, tags, summary: '依法保全 Accounts held' } },
    (request) => findHolds(request.ctx),
  )
  app.post(
    '/api/keeping/holds',
    {
      config: managers,
      schema: { body: newHold, response: { 201: legalHold }, tags, summary: '保全一户 Hold an account' },
    },
    async (request, reply) => reply.status(201).send(await placeHold(request.ctx, request.body)),
  )
  app.post(
    '/api/keeping/holds/:id/lifting',
    {
      config: managers,
      schema: { params, body: holdLifting, response: { 200: legalHold }, tags, summary: '解除保全 Lift a hold' },
    },
    (request) => liftHold(request.ctx, request.params.id, request.body.reason),
  )
}
