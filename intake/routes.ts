import { z } from 'zod'
import type { Role } from '../db/context.ts'
import { accountNoShape } from '../db/customers/contract.ts'
import type { App } from '../db/department.ts'
import { accountRowRoutes } from './account-rows/routes.ts'
import { assignInput, completeStepInput, endInput, papersInput, returnInput, suspendInput } from './act-contract.ts'
import { findApplication, submitApplication } from './applications.ts'
import { attachmentRoutes } from './attachments/routes.ts'
import { listChoices } from './choices.ts'
import { clockRoutes } from './clocks/routes.ts'
import { compareFile } from './comparison/comparison.ts'
import { comparison } from './comparison/contract.ts'
import { applicationDetail, applicationList, listQuery } from './contract.ts'
import { correctionInput } from './corrections/contract.ts'
import { correctApplication } from './corrections/corrections.ts'
import { duplicateRoutes } from './duplicates/routes.ts'
import { refuseApplication, returnStep, withdrawApplication } from './endings.ts'
import { fieldRoutes } from './field/routes.ts'
import { handRoutes } from './hands/routes.ts'
import { addPapers, assignStep, resumeApplication, suspendApplication } from './holds.ts'
import { findAccountOffer, listKinds } from './kinds.ts'
import { districtLoad, findDistrictLoad } from './loads.ts'
import { messageRoutes } from './messages/routes.ts'
import { accountOffer, choices, kindList, scheme } from './offer-contract.ts'
import type { Ports } from './ports.ts'
import { priceRoutes } from './prices/routes.ts'
import { printRoutes } from './print/routes.ts'
import { findScheme } from './schemes.ts'
import { statisticsRoutes } from './statistics/routes.ts'
import { completeStep } from './steps.ts'
import { submitInput } from './submit-contract.ts'
import { listApplications } from './worklist.ts'

const workers: Role[] = ['intake', 'surveyor', 'installer', 'inspector', 'acquisition', 'cashier', 'manager']
const readers: Role[] = [...workers, 'agent', 'lead', 'district-manager', 'auditor', 'customer']
const tags = ['intake']
const params = z.object({ id: z.coerce.number().int() })

/** Each route: who, what comes in, one domain call, what goes out. */
export function intakeRoutes(app: App, ports: Ports): void {
  readRoutes(app, ports)
  priceRoutes(app, workers, readers, ports)
  writeRoutes(app, ports)
  correctRoutes(app, ports)
  endRoutes(app)
  holdRoutes(app)
  attachmentRoutes(app, workers, readers)
  accountRowRoutes(app, workers, readers, ports)
  compareRoutes(app, ports)
  printRoutes(app, workers, readers, ports)
  clockRoutes(app)
  handRoutes(app, workers, ports)
  statisticsRoutes(app)
  duplicateRoutes(app)
  fieldRoutes(app, ports)
  messageRoutes(app, workers, readers)
}

function compareRoutes(app: App, ports: Ports): void {
  app.get(
    '/api/intake/applications/:id/comparison',
    {
      config: { roles: readers },
      schema: {
        params,
        response: { 200: comparison },
        tags,
        summary: '档案变更前后对照 What the archive changes in the customer file',
      },
    },
    (request) => compareFile(request.ctx, request.params.id, ports),
  )
  app.get(
    '/api/intake/districts/:id/load',
    {
      config: { roles: workers },
      schema: {
        params,
        response: { 200: districtLoad },
        tags,
        summary: '台区与馈线的可开放容量 What a district and its feeder can still supply',
      },
    },
    (request) => findDistrictLoad(request.ctx, request.params.id, ports.listLoads),
  )
}

function readRoutes(app: App, ports: Ports): void {
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
    '/api/intake/applications/:id/scheme',
    {
      config: { roles: workers },
      schema: { params, response: { 200: scheme }, tags, summary: '按负荷推荐的供电与计量方案 What fits the loads' },
    },
    (request) => findScheme(request.ctx, request.params.id),
  )
  app.get(
    '/api/intake/kinds',
    {
      config: { roles: readers },
      schema: { response: { 200: kindList }, tags, summary: '业务类型、规定与时限 Kinds of application' },
    },
    (request) => listKinds(request.ctx),
  )
  app.get(
    '/api/intake/accounts/:accountNo',
    {
      config: { roles: readers },
      schema: {
        params: z.object({ accountNo: accountNoShape }),
        response: { 200: accountOffer },
        tags,
        summary: '变更用电表单所需的户况 What a change asks about an account',
      },
    },
    (request) => findAccountOffer(request.ctx, request.params.accountNo),
  )
  app.get(
    '/api/intake/choices',
    {
      config: { roles: workers },
      schema: { response: { 200: choices }, tags, summary: '表单可选项:台区、终端、表型 What the forms offer' },
    },
    (request) => listChoices(request.ctx, ports),
  )
}

function writeRoutes(app: App, ports: Ports): void {
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
    async (request, reply) => reply.status(201).send(await submitApplication(request.ctx, request.body, ports)),
  )
  app.post(
    '/api/intake/applications/:id/steps',
    {
      config: { roles: [...workers, 'customer'] },
      schema: {
        params,
        body: completeStepInput,
        response: { 200: applicationDetail },
        tags,
        summary: '完成一个环节 Complete an open step',
      },
    },
    (request) => completeStep(request.ctx, request.params.id, request.body, ports),
  )
}

function correctRoutes(app: App, ports: Ports): void {
  app.post(
    '/api/intake/applications/:id/corrections',
    {
      config: { roles: ['customer', 'intake'] },
      schema: {
        params,
        body: correctionInput,
        response: { 200: applicationDetail },
        tags,
        summary: '更正申请 Correct what is asked for, before it is accepted',
      },
    },
    (request) => correctApplication(request.ctx, request.params.id, request.body, ports),
  )
}

function endRoutes(app: App): void {
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

function holdRoutes(app: App): void {
  app.post(
    '/api/intake/applications/:id/suspension',
    {
      config: { roles: workers },
      schema: { params, body: suspendInput, response: { 200: applicationDetail }, tags, summary: '挂起 Suspend' },
    },
    (request) => suspendApplication(request.ctx, request.params.id, request.body),
  )
  app.post(
    '/api/intake/applications/:id/resumption',
    {
      config: { roles: workers },
      schema: { params, body: endInput, response: { 200: applicationDetail }, tags, summary: '恢复 Resume' },
    },
    (request) => resumeApplication(request.ctx, request.params.id, request.body),
  )
  app.post(
    '/api/intake/applications/:id/assignments',
    {
      config: { roles: workers },
      schema: { params, body: assignInput, response: { 200: applicationDetail }, tags, summary: '改派 Assign a step' },
    },
    (request) => assignStep(request.ctx, request.params.id, request.body),
  )
  app.post(
    '/api/intake/applications/:id/papers',
    {
      config: { roles: ['customer', 'intake'] },
      schema: { params, body: papersInput, response: { 200: applicationDetail }, tags, summary: '补交资料 Add papers' },
    },
    (request) => addPapers(request.ctx, request.params.id, request.body),
  )
}
