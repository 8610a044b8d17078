import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { dispositionOf } from '../../db/print/disposition.ts'
import { previewCutOver } from '../internal.ts'
import type { Ports } from '../ports.ts'
import {
  accountRows,
  accountRowsQuery,
  districtTouched,
  sheetAnswer,
  sheetInput,
  sheetParams,
  sheetQuery,
} from './contract.ts'
import { listAccountRows } from './list.ts'
import { takeSheet } from './sheets.ts'
import { sheetNames, writeTemplateFor } from './template.ts'

const tags = ['intake']
/** Of the largest sheet that is allowed today, as base64, and some more. */
const SHEET_BODY_BYTES = 6_000_000
const params = z.object({ id: z.coerce.number().int() })

/** Accounts that an application opens. */
export function accountRowRoutes(app: App, workers: Role[], readers: Role[], ports: Ports): void {
  sheetRoutes(app, readers, ports)
  app.get(
    '/api/intake/applications/:id/accounts',
    {
      config: { roles: readers },
      schema: {
        params,
        querystring: accountRowsQuery,
        response: { 200: accountRows },
        tags,
        summary: '申请所建各户 Accounts that an application opens',
      },
    },
    (request) => listAccountRows(request.ctx, request.params.id, request.query),
  )
  app.get(
    '/api/intake/cut-overs/preview',
    {
      config: { roles: workers },
      schema: {
        querystring: z.object({ districtId: z.coerce.number().int() }),
        response: { 200: districtTouched },
        tags,
        summary: '割接涉及的户数 What a cut-over touches',
      },
    },
    (request) => previewCutOver(request.ctx, request.query.districtId),
  )
}

function sheetRoutes(app: App, readers: Role[], ports: Ports): void {
  app.post(
    '/api/intake/applications/:id/accounts/sheets',
    {
      config: { roles: ['intake', 'installer', 'customer'] },
      bodyLimit: SHEET_BODY_BYTES,
      schema: {
        params,
        body: sheetInput,
        response: { 200: sheetAnswer },
        tags,
        summary: '导入用户清单或装表记录 Bring a sheet of accounts or meters in',
      },
    },
    (request) => takeSheet(request.ctx, request.params.id, request.body, ports),
  )
  app.get(
    '/api/intake/account-sheets/:sheet',
    {
      config: { roles: readers },
      schema: { params: sheetParams, querystring: sheetQuery, tags, summary: '导入模板 Template of a sheet' },
    },
    async (request, reply) => {
      const { sheet } = request.params
      return reply
        .header('content-disposition', dispositionOf(`${sheetNames[sheet]}模板.xlsx`, `${sheet}.xlsx`))
        .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
        .send(await writeTemplateFor(request.ctx, { sheet, ...request.query }, ports))
    },
  )
}
