import type { App } from '../../db/department.ts'
import { tags } from '../route-parts.ts'
import { callDays, callDaysKept, staffing, staffingQuery } from './contract.ts'
import { bringCallDays, findStaffing } from './staffing.ts'

export function staffingRoutes(app: App): void {
  app.get(
    '/api/callcenter/staffing',
    {
      config: { roles: ['lead', 'quality', 'manager'] },
      schema: {
        querystring: staffingQuery,
        response: { 200: staffing },
        tags,
        summary: '话务预测与所需坐席 Calls to be expected and agents needed',
      },
    },
    (request) => findStaffing(request.ctx, request.query.day),
  )
  app.put(
    '/api/callcenter/call-days',
    {
      config: { roles: ['lead', 'manager'] },
      schema: { body: callDays, response: { 200: callDaysKept }, tags, summary: '导入历史话务量 Calls of days before' },
    },
    (request) => bringCallDays(request.ctx, request.body),
  )
}
