import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { endInput } from '../act-contract.ts'
import { applicationDetail } from '../contract.ts'
import type { Ports } from '../ports.ts'
import { acceptApplications } from './batch.ts'
import {
  batchInput,
  batchOutcome,
  handedOver,
  handoverInput,
  hands,
  migrationDecision,
  migrationInput,
  migrationList,
  unitList,
} from './contract.ts'
import { escalateApplication, handOverApplication } from './hands.ts'
import { askMigration, reviewMigration } from './migrations.ts'
import { findHands, findUnits, listMigrations } from './views.ts'

const tags = ['intake']
const params = z.object({ id: z.coerce.number().int() })

/** Applications that go to other hands: many at once, to the manager, to another unit, to a newer flow. */
export function handRoutes(app: App, workers: Role[], ports: Ports): void {
  viewRoutes(app, workers)
  app.post(
    '/api/intake/acceptances',
    {
      config: { roles: ['intake'] },
      schema: { body: batchInput, response: { 200: batchOutcome }, tags, summary: '批量受理 Accept many' },
    },
    (request) => acceptApplications(request.ctx, request.body, ports),
  )
  app.post(
    '/api/intake/applications/:id/escalation',
    {
      config: { roles: workers },
      schema: { params, body: endInput, response: { 200: applicationDetail }, tags, summary: '升级 Tell the manager' },
    },
    (request) => escalateApplication(request.ctx, request.params.id, request.body),
  )
  app.post(
    '/api/intake/applications/:id/handover',
    {
      config: { roles: workers },
      schema: { params, body: handoverInput, response: { 200: handedOver }, tags, summary: '移交 To another unit' },
    },
    (request) => handOverApplication(request.ctx, request.params.id, request.body),
  )
  migrationRoutes(app)
}

function viewRoutes(app: App, workers: Role[]): void {
  app.get(
    '/api/intake/units',
    {
      config: { roles: [...workers, 'district-manager', 'auditor'] },
      schema: { response: { 200: unitList }, tags, summary: '供电单位(筛选用) Units' },
    },
    (request) => findUnits(request.ctx),
  )
  app.get(
    '/api/intake/applications/:id/hands',
    {
      config: { roles: [...workers, 'admin'] },
      schema: {
        params,
        response: { 200: hands },
        tags,
        summary: '可否升级、移交、迁移流程 Into whose hands it may go',
      },
    },
    (request) => findHands(request.ctx, request.params.id),
  )
}

function migrationRoutes(app: App): void {
  const deciders: Role[] = ['manager', 'admin']
  app.get(
    '/api/intake/migrations',
    {
      config: { roles: deciders },
      schema: { response: { 200: migrationList }, tags, summary: '待复核的流程迁移 Migrations to be decided' },
    },
    (request) => listMigrations(request.ctx),
  )
  app.post(
    '/api/intake/applications/:id/migration',
    {
      config: { roles: deciders },
      schema: { params, body: migrationInput, response: { 200: applicationDetail }, tags, summary: '申请迁移流程版本' },
    },
    (request) => askMigration(request.ctx, request.params.id, request.body),
  )
  app.post(
    '/api/intake/applications/:id/migration/decision',
    {
      config: { roles: deciders },
      schema: { params, body: migrationDecision, response: { 200: applicationDetail }, tags, summary: '复核流程迁移' },
    },
    (request) => reviewMigration(request.ctx, request.params.id, request.body),
  )
}
