import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import { accountNoShape } from '../../db/customers/contract.ts'
import type { App } from '../../db/department.ts'
import type { OrderStep } from '../rules/steps.ts'
import { newWorkOrder, orderKinds, workOrder, workOrderPage, workOrderQuery, workOrderStep } from './contract.ts'
import { listOrderKinds } from './kinds.ts'
import { findWorkOrder, listWorkOrders, openWorkOrder, takeOrderStep } from './work-orders.ts'

const agents: Role[] = ['agent', 'lead']
const orderReaders: Role[] = ['agent', 'lead', 'dispatcher', 'crew', 'quality', 'manager', 'district-manager']
const idParam = z.object({ id: z.coerce.number().int().positive() })
const tags = ['callcenter']

const steps: { step: OrderStep; roles: Role[]; summary: string }[] = [
  { step: 'acceptance', roles: ['dispatcher', 'crew', 'district-manager'], summary: '接单 Accept' },
  { step: 'arrival', roles: ['crew', 'dispatcher', 'district-manager'], summary: '到达现场 Arrived' },
  { step: 'result', roles: ['crew', 'dispatcher', 'district-manager'], summary: '回单 Report the result' },
  { step: 'closure', roles: agents, summary: '回访办结 Call back and close' },
  { step: 'cancellation', roles: ['lead', 'dispatcher'], summary: '取消 Cancel' },
]

export function orderRoutes(app: App): void {
  app.get(
    '/api/callcenter/order-kinds',
    {
      config: { roles: orderReaders },
      schema: {
        querystring: z.object({ accountNo: accountNoShape.optional() }),
        response: { 200: orderKinds },
        tags,
        summary: '工单类别、表单与时限 Kinds of orders, forms and limits',
      },
    },
    (request) => listOrderKinds(request.ctx, request.query),
  )
  app.get(
    '/api/callcenter/work-orders',
    {
      config: { roles: orderReaders },
      schema: { querystring: workOrderQuery, response: { 200: workOrderPage }, tags, summary: '工单列表 Work orders' },
    },
    (request) => listWorkOrders(request.ctx, request.query),
  )
  app.post(
    '/api/callcenter/work-orders',
    {
      config: { roles: agents },
      schema: { body: newWorkOrder, response: { 201: workOrder }, tags, summary: '新建工单 Open a work order' },
    },
    async (request, reply) => reply.status(201).send(await openWorkOrder(request.ctx, request.body)),
  )
  app.get(
    '/api/callcenter/work-orders/:id',
    {
      config: { roles: orderReaders },
      schema: { params: idParam, response: { 200: workOrder }, tags, summary: '工单 A work order' },
    },
    (request) => findWorkOrder(request.ctx, request.params.id),
  )
  for (const { step, roles, summary } of steps) {
    app.post(
      `/api/callcenter/work-orders/:id/${step}`,
      {
        config: { roles },
        schema: { params: idParam, body: workOrderStep, response: { 200: workOrder }, tags, summary },
      },
      (request) => takeOrderStep(request.ctx, request.params.id, step, request.body),
    )
  }
}
