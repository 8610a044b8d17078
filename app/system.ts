import { z } from 'zod'
import { findBrokenAuditDay } from '../db/audit.ts'
import type { App } from '../db/department.ts'
import { listParkedEvents, rerunParkedEvent } from '../db/subscriptions.ts'
import { toWire } from '../db/wire.ts'
import { parkedEvent } from './contract.ts'

/** What the operator of the product looks after. */
export function systemRoutes(app: App): void {
  const operators = { roles: ['admin' as const, 'auditor' as const] }
  app.get(
    '/api/system/parked-events',
    {
      config: operators,
      schema: {
        response: { 200: z.object({ events: z.array(parkedEvent) }) },
        tags: ['system'],
        summary: '待处理事件',
      },
    },
    async (request) => toWire({ events: (await listParkedEvents(request.ctx)) as never }),
  )
  app.post(
    '/api/system/parked-events/:subscriber/:eventId/reruns',
    {
      config: { roles: ['admin'] },
      schema: {
        params: z.object({ subscriber: z.string(), eventId: z.coerce.number().int() }),
        response: { 204: z.null() },
        tags: ['system'],
        summary: '重新处理待处理事件',
      },
    },
    async (request, reply) => {
      await rerunParkedEvent(request.ctx, request.params)
      return reply.status(204).send(null)
    },
  )
  app.get(
    '/api/system/audit-chain',
    {
      config: operators,
      schema: {
        response: { 200: z.object({ whole: z.boolean(), brokenOn: z.iso.date().nullable() }) },
        tags: ['system'],
        summary: '审计链',
      },
    },
    async (request) => {
      const brokenOn = await findBrokenAuditDay(request.ctx)
      return { whole: brokenOn === null, brokenOn }
    },
  )
}
