import { z } from 'zod'
import { accountNoShape } from '../../db/customers/contract.ts'
import type { App } from '../../db/department.ts'
import { agents, tags } from '../route-parts.ts'
import { fileViews, viewId } from './contract.ts'
import { keepView, leaveView } from './views.ts'

const path = '/api/callcenter/accounts/:accountNo/views/:viewId'
const params = z.object({ accountNo: accountNoShape, viewId })

export function presenceRoutes(app: App): void {
  app.put(
    path,
    {
      config: { roles: agents },
      schema: {
        params,
        response: { 200: fileViews },
        tags,
        summary: '正在查看这份档案 I have the file open: who else has',
      },
    },
    (request) => keepView(request.ctx, request.params.accountNo, request.params.viewId),
  )
  app.delete(
    path,
    {
      config: { roles: agents },
      schema: { params, response: { 204: z.null() }, tags, summary: '离开这份档案 I left the file' },
    },
    async (request, reply) => {
      await leaveView(request.ctx, request.params.accountNo, request.params.viewId)
      return reply.status(204).send(null)
    },
  )
}
