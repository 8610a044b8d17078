import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { IdParam } from '../contract.ts'
import { enterPlannedWork, extendPlannedWork, listPlannedWork, withdrawPlannedWork } from './planned-work.ts'
import {
  NewPlannedWork,
  PlannedWorkEntered,
  PlannedWorkExtension,
  PlannedWorkList,
  PlannedWorkQuery,
  PlannedWorkWithdrawal,
} from './planned-work-contract.ts'

const tags = ['metering']

/** Planned work on the network (计划停电、检修). */
export function plannedWorkRoutes(app: App, roles: { watchers: Role[]; operators: Role[] }): void {
  app.get(
    '/api/metering/planned-works',
    {
      config: { roles: roles.watchers },
      schema: {
        querystring: PlannedWorkQuery,
        response: { 200: PlannedWorkList },
        tags,
        summary: '计划工作 Planned work',
      },
    },
    (request) => listPlannedWork(request.ctx, request.query),
  )
  app.post(
    '/api/metering/planned-works',
    {
      config: { roles: roles.operators },
      schema: {
        body: NewPlannedWork,
        response: { 201: PlannedWorkEntered },
        tags,
        summary: '登记计划工作 Enter planned work',
      },
    },
    async (request, reply) => reply.status(201).send(await enterPlannedWork(request.ctx, request.body)),
  )
  app.post(
    '/api/metering/planned-works/:id/extension',
    {
      config: { roles: roles.operators },
      schema: { params: IdParam, body: PlannedWorkExtension, tags, summary: '变更计划结束时间 Give it another end' },
    },
    async (request, reply) => {
      await extendPlannedWork(request.ctx, { workId: request.params.id, ...request.body })
      return reply.status(204).send(null)
    },
  )
  app.post(
    '/api/metering/planned-works/:id/withdrawal',
    {
      config: { roles: roles.operators },
      schema: { params: IdParam, body: PlannedWorkWithdrawal, tags, summary: '撤回计划工作 Withdraw planned work' },
    },
    async (request, reply) => {
      await withdrawPlannedWork(request.ctx, { workId: request.params.id, ...request.body })
      return reply.status(204).send(null)
    },
  )
}
