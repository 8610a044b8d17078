import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { tags } from '../route-parts.ts'
import { reasonOrders, reasonOrdersQuery, reasonPage, reasonQuery } from './contract.ts'
import { findReasons, listReasonOrders } from './reasons.ts'

const readers: Role[] = ['lead', 'quality', 'manager']

export function reasonRoutes(app: App): void {
  app.get(
    '/api/callcenter/reasons',
    {
      config: { roles: readers },
      schema: { querystring: reasonQuery, response: { 200: reasonPage }, tags, summary: '诉求分析 Reasons' },
    },
    (request) => findReasons(request.ctx, request.query),
  )
  app.get(
    '/api/callcenter/reason-orders',
    {
      config: { roles: readers },
      schema: {
        ...{ querystring: reasonOrdersQuery, response: { 200: reasonOrders }, tags },
        summary: '诉求明细 The orders behind a count',
      },
    },
    (request) => listReasonOrders(request.ctx, request.query),
  )
}
