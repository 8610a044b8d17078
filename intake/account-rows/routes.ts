import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { listFeederChoices, previewCutOver } from '../internal.ts'
import { accountRows, accountRowsQuery, districtTouched, feederList } from './contract.ts'
import { listAccountRows } from './list.ts'

const tags = ['intake']
const params = z.object({ id: z.coerce.number().int() })

/** Accounts that an application opens. */
export function accountRowRoutes(app: App, workers: Role[], readers: Role[]): void {
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
    '/api/intake/feeders',
    {
      config: { roles: workers },
      schema: { response: { 200: feederList }, tags, summary: '可供割接的馈线 Feeders of a cut-over' },
    },
    (request) => listFeederChoices(request.ctx),
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
