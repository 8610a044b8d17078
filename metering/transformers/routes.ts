import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { IdParam } from '../contract.ts'
import { TransformerDetail, TransformerDetailQuery, TransformerList, TransformerQuery } from './contract.ts'
import { findTransformer, listTransformers } from './list.ts'

const tags = ['metering']

/** Loading of distribution transformers (配变负载监测). */
export function transformerRoutes(app: App, watchers: Role[]): void {
  app.get(
    '/api/metering/transformers',
    {
      config: { roles: watchers },
      schema: {
        querystring: TransformerQuery,
        response: { 200: TransformerList },
        tags,
        summary: '配变负载：重载、过载、轻载 Loading of transformers in a month',
      },
    },
    (request) => listTransformers(request.ctx, request.query),
  )
  app.get(
    '/api/metering/transformers/:id',
    {
      config: { roles: watchers },
      schema: {
        params: IdParam,
        querystring: TransformerDetailQuery,
        response: { 200: TransformerDetail },
        tags,
        summary: '一台配变当月逐日负载 One transformer’s month, day by day',
      },
    },
    (request) => findTransformer(request.ctx, { districtId: request.params.id, ...request.query }),
  )
}
