import type { App } from '../../db/department.ts'
import { health, publicHealth } from './contract.ts'
import { findHealth, type Place } from './health.ts'

export function operatorRoutes(app: App, place: Place, isReady: () => Promise<boolean>): void {
  app.get(
    '/api/system/health',
    {
      config: { roles: ['admin'] },
      schema: { response: { 200: health }, tags: ['system'], summary: '运行状况 How each part is' },
    },
    (request) => findHealth(request.ctx, place),
  )
  app.get(
    '/api/health',
    {
      config: { roles: ['public'] },
      schema: {
        response: { 200: publicHealth, 503: publicHealth },
        tags: ['system'],
        summary: '供负载均衡探测 For a load balancer',
      },
    },
    async (_request, reply) => {
      const isUp = await isReady()
      return reply.status(isUp ? 200 : 503).send({ status: isUp ? 'ok' : 'degraded' })
    },
  )
}
