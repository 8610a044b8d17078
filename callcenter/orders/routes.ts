import { z } from 'zod'
import { accountNoShape } from '../../db/customers/contract.ts'
import type { App } from '../../db/department.ts'
import { agents, idParam, tags } from '../route-parts.ts'
import { type OrderStep, orderSteps } from '../rules/steps.ts'
import { findPeopleRows } from '../sql/agents.ts'
import { listUnitRows } from '../sql/units.ts'
import { orderPeople, orderPeopleQuery, orderUnits } from './choices-contract.ts'
import {
  callBackStep,
  clockAct,
  estimateStep,
  handOverStep,
  lateOrders,
  merger,
  mergerUndo,
  newWorkOrder,
  orderKinds,
  orderRecord,
  urgeStep,
  workOrder,
  workOrderNo,
  workOrderPage,
  workOrderStep,
} from './contract.ts'
import { doersOf, mergers, orderReaders, overseers, taskAskers } from './doers.ts'
import { listOrderKinds } from './kinds.ts'
import { workOrderQuery } from './list-contract.ts'
import { mergeWorkOrder, takeOutWorkOrder } from './mergers.ts'
import { openWorkOrder } from './open.ts'
import { actOnClock } from './pauses.ts'
import { countLate, findOrderRecord, findWorkOrder, listWorkOrders } from './read.ts'
import { takeOrderStep } from './steps.ts'

export function orderRoutes(app: App): void {
  listRoutes(app)
  oneRoutes(app)
  for (const step of orderSteps) stepRoute(app, step)
  clockRoute(app, 'pause', 'clock-pause')
  clockRoute(app, 'resume', 'clock-resumption')
  mergerRoutes(app)
}

function listRoutes(app: App): void {
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
    '/api/callcenter/order-units',
    {
      config: { roles: taskAskers },
      schema: { response: { 200: orderUnits }, tags, summary: '可派往的单位 Units that an order may be handed to' },
    },
    async (request) => ({ units: await listUnitRows(request.ctx) }),
  )
  app.get(
    '/api/callcenter/order-people',
    {
      config: { roles: agents },
      schema: {
        ...{ querystring: orderPeopleQuery, response: { 200: orderPeople }, tags },
        summary: '被反映人员查找 People of the company, by name or number',
      },
    },
    async (request) => ({ people: await findPeopleRows(request.ctx, request.query.q) }),
  )
  app.get(
    '/api/callcenter/work-orders',
    {
      config: { roles: orderReaders },
      schema: { querystring: workOrderQuery, response: { 200: workOrderPage }, tags, summary: '工单列表 Work orders' },
    },
    (request) => listWorkOrders(request.ctx, request.query),
  )
  app.get(
    '/api/callcenter/late-orders',
    {
      config: { roles: overseers },
      schema: { response: { 200: lateOrders }, tags, summary: '超期与升级工单数 Late orders, counted' },
    },
    (request) => countLate(request.ctx),
  )
}

const orderKey = z.object({ id: z.union([idParam.shape.id, workOrderNo]) })

function oneRoutes(app: App): void {
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
  app.get(
    '/api/callcenter/work-orders/:id/record',
    {
      config: { roles: orderReaders },
      schema: { params: orderKey, response: { 200: orderRecord }, tags, summary: '工单办理记录 All that was done' },
    },
    (request) => findOrderRecord(request.ctx, request.params.id),
  )
}

const summaries: Record<OrderStep, string> = {
  answer: '答复并办结 Answer and close',
  dispatch: '派单 Dispatch',
  acceptance: '接单 Accept',
  refusal: '拒接 Refuse, with a reason',
  departure: '出发 Depart',
  arrival: '到达现场 Arrived',
  estimate: '预计复电 When power is to be back',
  restoration: '恢复供电 Power is back',
  contact: '联系客户 The customer was contacted',
  result: '回单 Report the result',
  audit: '审核通过 Audit',
  'call-back': '回访 Call back',
  closure: '办结 Close',
  return: '退回 Send back',
  urge: '催办 The customer asks again',
  supervision: '督办 Supervise',
  reopening: '重新办理 Take up again',
  transfer: '转派 Hand to another role or unit',
  cancellation: '取消 Cancel',
}

const bodies = {
  ...{ dispatch: handOverStep, transfer: handOverStep, estimate: estimateStep },
  ...{ 'call-back': callBackStep, urge: urgeStep },
}

function stepRoute(app: App, step: OrderStep): void {
  const body = (bodies as Partial<Record<OrderStep, typeof workOrderStep>>)[step] ?? workOrderStep
  app.post(
    `/api/callcenter/work-orders/:id/${step}`,
    {
      config: { roles: doersOf(step) },
      schema: { params: idParam, body, response: { 200: workOrder }, tags, summary: summaries[step] },
    },
    (request) => takeOrderStep(request.ctx, request.params.id, step, request.body),
  )
}

function clockRoute(app: App, act: 'pause' | 'resume', name: string): void {
  app.post(
    `/api/callcenter/work-orders/:id/${name}`,
    {
      config: { roles: doersOf('result') },
      schema: {
        params: idParam,
        body: clockAct,
        response: { 200: workOrder },
        tags,
        summary: act === 'pause' ? '时限暂停 A clock stands' : '时限恢复 A clock goes on',
      },
    },
    (request) => actOnClock(request.ctx, request.params.id, act, request.body),
  )
}

function mergerRoutes(app: App): void {
  app.post(
    '/api/callcenter/work-orders/:id/merger',
    {
      config: { roles: mergers },
      schema: { params: idParam, body: merger, response: { 200: workOrder }, tags, summary: '并单 Done with another' },
    },
    (request) => mergeWorkOrder(request.ctx, request.params.id, request.body),
  )
  app.post(
    '/api/callcenter/work-orders/:id/merger-undo',
    {
      config: { roles: mergers },
      schema: {
        params: idParam,
        body: mergerUndo,
        response: { 200: workOrder },
        tags,
        summary: '拆单 Taken out again',
      },
    },
    (request) => takeOutWorkOrder(request.ctx, request.params.id, request.body),
  )
}
