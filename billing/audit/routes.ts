import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { decideAuditOrder, listAuditOrders, listAuditTopics } from './audit.ts'
import { orderDecision, orderList, orderQuery, topicList } from './contract.ts'

const readers: Role[] = ['billing', 'inspector', 'district-manager', 'manager', 'auditor']
const tags = ['billing']

/** Orders of the nightly audit (稽查): what was found, what it is worth, what came of it. */
export function auditRoutes(app: App): void {
  app.get(
    '/api/billing/audit-topics',
    {
      config: { roles: readers },
      schema: { response: { 200: topicList }, tags, summary: '稽查主题及其准确率 Audit topics with their precision' },
    },
    (request) => listAuditTopics(request.ctx),
  )
  app.get(
    '/api/billing/audit-orders',
    {
      config: { roles: readers },
      schema: { querystring: orderQuery, response: { 200: orderList }, tags, summary: '稽查工单 Audit orders' },
    },
    (request) => listAuditOrders(request.ctx, request.query),
  )
  app.post(
    '/api/billing/audit-orders/:id/decision',
    {
      config: { roles: readers },
      schema: {
        params: z.object({ id: z.coerce.number().int() }),
        body: orderDecision,
        response: { 204: z.null() },
        tags,
        summary: '稽查处理:属实或排除 Confirm or dismiss',
      },
    },
    async (request, reply) => {
      await decideAuditOrder(request.ctx, request.params.id, request.body)
      return reply.status(204).send(null)
    },
  )
}
