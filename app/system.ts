import { z } from 'zod'
import { checkAuditDays } from '../db/audit.ts'
import type { App } from '../db/department.ts'
import { listParkedEvents, rerunParkedEvent } from '../db/subscriptions.ts'
import { addDays, civilDay } from '../db/time.ts'
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
        summary: '审计链(近一个月) The chain of the latest month',
      },
    },
    async (request) => {
      const { ctx } = request
      for await (const { day, fault } of checkAuditDays(ctx, { from: addDays(civilDay(ctx.now), -31) })) {
        if (fault) return { whole: false, brokenOn: day }
      }
      return { whole: true, brokenOn: null }
    },
  )
}
