import type { App } from '../../../db/department.ts'
import { idParam, tags } from '../../route-parts.ts'
import { type TaskAct, taskActs } from '../../rules/tasks.ts'
import { doersOf, orderReaders, taskAskers } from '../doers.ts'
import { newTask, orderTask, orderTasks, taskQuery, taskStep } from './contract.ts'
import { askTask, listAskedTasks, listTasks, takeTaskStep } from './tasks.ts'

export function taskRoutes(app: App): void {
  app.get(
    '/api/callcenter/order-tasks',
    {
      config: { roles: orderReaders },
      schema: {
        querystring: taskQuery,
        response: { 200: orderTasks },
        tags,
        summary: '请我方协办的任务 Tasks asked of us',
      },
    },
    (request) => listAskedTasks(request.ctx, request.query),
  )
  app.get(
    '/api/callcenter/work-orders/:id/tasks',
    {
      config: { roles: orderReaders },
      schema: { params: idParam, response: { 200: orderTasks }, tags, summary: '工单的协办任务 Tasks of an order' },
    },
    (request) => listTasks(request.ctx, request.params.id),
  )
  app.post(
    '/api/callcenter/work-orders/:id/tasks',
    {
      config: { roles: taskAskers },
      schema: {
        params: idParam,
        body: newTask,
        response: { 201: orderTasks },
        tags,
        summary: '请求协办 Ask another role or unit for its part',
      },
    },
    async (request, reply) => reply.status(201).send(await askTask(request.ctx, request.params.id, request.body)),
  )
  for (const act of taskActs) stepRoute(app, act)
}

const summaries: Record<TaskAct, string> = {
  acceptance: '接受协办 Accept a task',
  refusal: '拒绝协办 Refuse a task, with a reason',
  result: '协办回单 Report the result of a task',
  cancellation: '撤销协办 Take a task back',
}

function stepRoute(app: App, act: TaskAct): void {
  app.post(
    `/api/callcenter/order-tasks/:id/${act}`,
    {
      config: { roles: act === 'cancellation' ? taskAskers : doersOf('result') },
      schema: { params: idParam, body: taskStep, response: { 200: orderTask }, tags, summary: summaries[act] },
    },
    (request) => takeTaskStep(request.ctx, request.params.id, act, request.body),
  )
}
