import { z } from 'zod'
import type { App, Department } from '../../db/department.ts'
import { dispositionOf } from '../../db/print/disposition.ts'
import { MOST_FILE_BYTES } from './bring.ts'
import { type BringingItem, bringingInput, bringingItem, bringingKind, bringingList, bringingRows } from './contract.ts'
import type { Ports } from './ports.ts'
import { exportFaults, readBringing, readBringings, readRowsOf } from './read.ts'
import { bringReleased, releaseBringing, submitBringing, withdrawBringing } from './release.ts'
import { overseers, releasers } from './rights.ts'
import { shapes } from './rules/check.ts'
import { writeTemplate } from './template.ts'

const tags = ['bringing']
const admins = { roles: ['admin' as const] }
const readers = { roles: [...new Set([...overseers, ...releasers])] }
const params = z.object({ id: z.coerce.number().int().positive() })
/** Of the largest file as base64, and some more. */
const BODY_BYTES = Math.ceil(MOST_FILE_BYTES * 1.34) + 10_000

/** Data that a company brings; released by a second administrator and brought in the background. */
export function createBringing(ports: Ports): Department {
  return {
    name: 'bringing',
    routes(app) {
      readRoutes(app, ports)
      writeRoutes(app, ports)
    },
    subscribers: [],
    // Whoever is told of a release begins at once; this takes up what a crash left.
    jobs: [{ name: 'bring-released', cron: '* * * * *', run: (ctx) => bringReleased(ctx, ports) }],
  }
}

function readRoutes(app: App, ports: Ports): void {
  app.get(
    '/api/bringing/bringings',
    { config: readers, schema: { response: { 200: bringingList }, tags, summary: '数据导入 Data that was brought' } },
    (request) => readBringings(request.ctx),
  )
  app.get(
    '/api/bringing/bringings/:id',
    { config: readers, schema: { params, response: { 200: bringingItem }, tags, summary: '一次导入 One of them' } },
    (request) => readBringing(request.ctx, request.params.id),
  )
  app.get(
    '/api/bringing/bringings/:id/rows',
    {
      config: readers,
      schema: { params, response: { 200: bringingRows }, tags, summary: '待放行的内容 Rows that wait for release' },
    },
    (request) => readRowsOf(request.ctx, request.params.id),
  )
  app.get(
    '/api/bringing/bringings/:id/faults.csv',
    {
      config: { ...readers, exports: 'bringing-faults' },
      schema: { params, tags, summary: '错误清单 Its faults as CSV' },
    },
    async (request, reply) =>
      reply
        .header('content-disposition', dispositionOf('导入错误.csv', 'faults.csv'))
        .type('text/csv; charset=utf-8')
        .send(await exportFaults(request.ctx, request.params.id)),
  )
  app.get(
    '/api/bringing/templates/:kind',
    { config: admins, schema: { params: z.object({ kind: bringingKind }), tags, summary: '导入模板 Template' } },
    async (request, reply) => {
      const { kind } = request.params
      return reply
        .header('content-disposition', dispositionOf(`${shapes[kind].title}模板.xlsx`, `${kind}.xlsx`))
        .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
        .send(await writeTemplate(request.ctx, kind, ports))
    },
  )
}

function writeRoutes(app: App, ports: Ports): void {
  app.post(
    '/api/bringing/bringings',
    {
      config: admins,
      bodyLimit: BODY_BYTES,
      schema: { body: bringingInput, response: { 200: bringingItem }, tags, summary: '试导入 Look through a sheet' },
    },
    async (request): Promise<BringingItem> => {
      const { base64, ...rest } = request.body
      const bytes = Buffer.from(base64, 'base64')
      return readBringing(request.ctx, await submitBringing(request.ctx, { ...rest, bytes }, ports))
    },
  )
  app.post(
    '/api/bringing/bringings/:id/release',
    {
      config: { roles: releasers },
      schema: { params, response: { 200: bringingItem }, tags, summary: '放行 Release' },
    },
    async (request): Promise<BringingItem> => {
      await releaseBringing(request.ctx, request.params.id)
      bringReleased(request.ctx, ports).catch((fault) => request.log.error({ err: fault }, 'bringing'))
      return readBringing(request.ctx, request.params.id)
    },
  )
  app.post(
    '/api/bringing/bringings/:id/withdrawal',
    { config: admins, schema: { params, response: { 200: bringingItem }, tags, summary: '撤回 Withdraw' } },
    async (request): Promise<BringingItem> => {
      await withdrawBringing(request.ctx, request.params.id)
      return readBringing(request.ctx, request.params.id)
    },
  )
}
