import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { idParam, tags } from '../route-parts.ts'
import { newStorm, stormList } from './contract.ts'
import { endStorm, listStorms, switchStormOn } from './storms.ts'

const readers: Role[] = ['lead', 'quality', 'manager']
const writers: Role[] = ['lead', 'manager']

export function stormRoutes(app: App): void {
  app.get(
    '/api/callcenter/storms',
    {
      config: { roles: readers },
      schema: { response: { 200: stormList }, tags, summary: '大面积停电 Large outages that were declared' },
    },
    (request) => listStorms(request.ctx),
  )
  app.post(
    '/api/callcenter/storms',
    {
      config: { roles: writers },
      schema: { body: newStorm, response: { 201: stormList }, tags, summary: '启动大面积停电播报 Storm mode on' },
    },
    async (request, reply) => reply.status(201).send(await switchStormOn(request.ctx, request.body)),
  )
  app.post(
    '/api/callcenter/storms/:id/end',
    {
      config: { roles: writers },
      schema: {
        params: idParam,
        ...{ response: { 200: stormList }, tags, summary: '结束大面积停电播报 Storm mode off' },
      },
    },
    (request) => endStorm(request.ctx, request.params.id),
  )
}
