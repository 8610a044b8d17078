import { z } from 'zod'
import type { Role } from '../db/context.ts'
import type { App } from '../db/department.ts'
import { findApplication, listApplications, submitApplication } from './applications.ts'
import { listChoices, type ProfilePort } from './choices.ts'
import {
  applicationDetail,
  applicationList,
  choices,
  completeStepInput,
  endInput,
  listQuery,
  returnInput,
  submitInput,
} from './contract.ts'
import { refuseApplication, returnStep, withdrawApplication } from './endings.ts'
import { completeStep, type PricePort } from './steps.ts'

const workers: Role[] = ['intake', 'surveyor', 'installer']
const readers: Role[] = [...workers, 'agent', 'lead', 'district-manager', 'manager', 'auditor', 'customer']
const tags = ['intake']
const params = z.object({ id: z.coerce.number().int() })

/** Each route: who, what comes in, one domain call, what goes out. */
export function intakeRoutes(app: App, findPrice: PricePort, listProfiles: ProfilePort): void {
  readRoutes(app, listProfiles)
  writeRoutes(app, findPrice)
}

function readRoutes(app: App, listProfiles: ProfilePort): void {
  app.get(
    '/api/intake/applications',
    {
      config: { roles: readers },
      schema: {
        querystring: listQuery,
        response: { 200: applicationList },
        tags,
        summary: '申请列表(客户只见本人的) Applications, newest first',
      },
    },
    (request) => listApplications(request.ctx, request.query),
  )
  app.get(
    '/api/intake/applications/:id',
    {
      config: { roles: readers },
      schema: {
        params,
        response: { 200: applicationDetail },
        tags,
        summary: '一份申请:环节、时限、下一步 One application',
      },
    },
    (request) => findApplication(request.ctx, request.params.id),
  )
  app.get(
    '/api/intake/choices',
    {
      config: { roles: workers },
      schema: { response: { 200: choices }, tags, summary: '表单可选项:台区、终端、表型 What the forms offer' },
    },
    (request) => listChoices(request.ctx, listProfiles),
  )
}

function writeRoutes(app: App, findPrice: PricePort): void {
  app.post(
    '/api/intake/applications',
    {
      config: { roles: ['customer', 'intake'] },
      schema: {
        body: submitInput,
        response: { 201: applicationDetail },
        tags,
        summary: '提交申请 Hand in an application',
      },
    },
    async (request, reply) => reply.status(201).send(await submitApplication(request.ctx, request.body)),
  )
  app.post(
    '/api/intake/applications/:id/steps',
    {
      config: { roles: workers },
      schema: {
        params,
        body: completeStepInput,
        response: { 200: applicationDetail },
        tags,
        summary: '完成当前环节 Complete the current step',
      },
    },
    (request) => completeStep(request.ctx, request.params.id, request.body, findPrice),
  )
  app.post(
    '/api/intake/applications/:id/returns',
    {
      config: { roles: workers },
      schema: {
        params,
        body: returnInput,
        response: { 200: applicationDetail },
        tags,
        summary: '退回 Send back a step',
      },
    },
    (request) => returnStep(request.ctx, request.params.id, request.body),
  )
  app.post(
    '/api/intake/applications/:id/withdrawal',
    {
      config: { roles: ['customer', 'intake'] },
      schema: { params, body: endInput, response: { 200: applicationDetail }, tags, summary: '撤销申请 Withdraw' },
    },
    (request) => withdrawApplication(request.ctx, request.params.id, request.body),
  )
  app.post(
    '/api/intake/applications/:id/refusal',
    {
      config: { roles: workers },
      schema: { params, body: endInput, response: { 200: applicationDetail }, tags, summary: '不予受理、终止 Refuse' },
    },
    (request) => refuseApplication(request.ctx, request.params.id, request.body),
  )
}
