import { z } from 'zod'
import type { Ctx, Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { notFound } from '../../db/refusal.ts'
import { answerRun } from '../run/answer.ts'
import { listTaskGroups } from '../sql/corrections.ts'
import { findReadableAccount } from '../sql/read.ts'
import type { UsagePort } from '../usage.ts'
import {
  correction,
  correctionInput,
  dismissalInput,
  taskGroups,
  taskList,
  taskQuery,
  taskRun,
  taskRunInput,
  taskRunList,
} from './contract.ts'
import { correctBills, previewCorrection } from './corrections.ts'
import { beginTaskRun, listTaskRuns } from './task-runs.ts'
import { dismissTask, listTasks } from './tasks.ts'

const raters: Role[] = ['billing']
const watchers: Role[] = ['billing', 'manager', 'auditor']
const tags = ['billing']
const id = z.object({ id: z.coerce.number().int() })

/** Corrections of issued bills (退补): looked at first, then done as one command; tasks that ask for one. */
export function correctionRoutes(app: App, findUsages: UsagePort): void {
  app.post(
    '/api/billing/corrections/previews',
    {
      config: { roles: [...watchers, 'agent', 'lead'] },
      schema: {
        body: correctionInput,
        response: { 200: correction },
        tags,
        summary: '退补试算:更正前、更正后、差额 What a correction would do',
      },
    },
    async (request) => previewCorrection(request.ctx, await resolve(request.ctx, request.body), findUsages),
  )
  app.post(
    '/api/billing/corrections',
    {
      config: { roles: raters },
      schema: { body: correctionInput, response: { 201: correction }, tags, summary: '全减另发 Cancel and re-issue' },
    },
    async (request, reply) => {
      const input = await resolve(request.ctx, request.body)
      return reply.status(201).send(await correctBills(request.ctx, input, findUsages))
    },
  )
  taskRoutes(app, findUsages)
}

function taskRoutes(app: App, findUsages: UsagePort): void {
  app.get(
    '/api/billing/correction-tasks',
    {
      config: { roles: watchers },
      schema: { querystring: taskQuery, response: { 200: taskList }, tags, summary: '待退补 What wants a correction' },
    },
    (request) => listTasks(request.ctx, request.query),
  )
  app.get(
    '/api/billing/correction-tasks/groups',
    {
      config: { roles: watchers },
      schema: { response: { 200: taskGroups }, tags, summary: '待退补,按原因汇总 Correction tasks by cause' },
    },
    async (request) => ({ items: await listTaskGroups(request.ctx) }),
  )
  app.post(
    '/api/billing/correction-tasks/:id/dismissal',
    {
      config: { roles: raters },
      schema: { params: id, body: dismissalInput, response: { 204: z.null() }, tags, summary: '不予退补 Put aside' },
    },
    async (request, reply) => {
      await dismissTask(request.ctx, request.params.id, request.body.note)
      return reply.status(204).send(null)
    },
  )
  app.post(
    '/api/billing/correction-tasks/runs',
    {
      config: { roles: raters },
      schema: {
        body: taskRunInput,
        response: { 201: taskRun, 202: taskRun },
        tags,
        summary: '批量退补(逐户,可重复执行,可后台执行) Correct all of a cause',
      },
    },
    async (request, reply) => answerRun(request, reply, await beginTaskRun(request.ctx, request.body, findUsages)),
  )
  app.get(
    '/api/billing/correction-tasks/runs',
    {
      config: { roles: watchers },
      schema: { response: { 200: taskRunList }, tags, summary: '批量退补进度 The latest run of each cause' },
    },
    (request) => listTaskRuns(request.ctx),
  )
}

async function resolve(ctx: Ctx, { accountNo, ...rest }: z.infer<typeof correctionInput>) {
  const account = await findReadableAccount(ctx, { accountNo })
  if (!account) throw notFound('户号')
  return { ...rest, accountId: account.id }
}
