import { collectDefaultMetrics, Gauge, Histogram, register } from 'prom-client'
import { z } from 'zod'
import type { App } from '../db/department.ts'
import type { Parts } from './server.ts'

const everyone = { roles: ['public' as const] }

export function healthRoutes(app: App, parts: Parts): void {
  register.clear()
  collectDefaultMetrics()
  const durations = new Histogram({
    name: 'dianhu_http_request_seconds',
    help: 'Time to answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2],
  })
  new Gauge({
    name: 'dianhu_event_parked',
    help: 'Events whose handler gave up, waiting for a re-run',
    async collect() {
      const row = await parts.db.first<{ n: number }>(
        'select count(*) as n from event_failure where parked_at is not null',
      )
      this.set(row?.n ?? 0)
    },
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    durations.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000)
  })
  const answer = {
    response: { 200: z.object({ ok: z.boolean() }), 503: z.object({ ok: z.boolean() }) },
    tags: ['health'],
  }
  app.get('/healthz', { config: everyone, schema: answer }, async () => ({ ok: true }))
  app.get('/readyz', { config: everyone, schema: answer }, async (_request, reply) => {
    const ok = await parts.isReady()
    return reply.status(ok ? 200 : 503).send({ ok })
  })
  app.get('/metrics', { config: everyone }, async (_request, reply) =>
    reply.type(register.contentType).send(await register.metrics()),
  )
}
