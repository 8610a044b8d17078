import fastifyCookie from '@fastify/cookie'
import fastifyHelmet from '@fastify/helmet'
import fastifyRateLimit from '@fastify/rate-limit'
import fastifySwagger from '@fastify/swagger'
import fastifySwaggerUi from '@fastify/swagger-ui'
import Fastify from 'fastify'
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod'
import { z } from 'zod'
import { systemCtx } from '../db/context.ts'
import type { App, Department } from '../db/department.ts'
import type { Db } from '../db/pool.ts'
import { Refusal } from '../db/refusal.ts'
import { recordExport } from './audit/exports.ts'
import { auditRoutes } from './audit/routes.ts'
import { ownRoutes } from './auth/own-routes.ts'
import { authenticate, authRoutes } from './auth/routes.ts'
import { citizenRoutes } from './citizens/routes.ts'
import type { Config } from './config.ts'
import { customerRoutes } from './customers.ts'
import { answerFault, answerMissing } from './errors.ts'
import { exportRoutes } from './exports/routes.ts'
import type { Place } from './health/health.ts'
import { operatorRoutes } from './health/routes.ts'
import { keepAnswer, replayKeptAnswer } from './idempotency.ts'
import { erasuresOf } from './keeping/erasures.ts'
import { keepingRoutes } from './keeping/routes.ts'
import { liveRoutes } from './live/routes.ts'
import { sandboxRoutes } from './messages/routes.ts'
import { healthRoutes } from './metrics.ts'
import { peopleRoutes } from './people/routes.ts'
import { readWays } from './people/ways.ts'
import { serveScreens } from './screens.ts'
import { systemRoutes } from './system.ts'
import { refuseUnreadable } from './text-guard.ts'

// What a field lacks is told in the words of its reader.
z.config(z.locales.zhCN())

export type Parts = { db: Db; clock: () => Date; departments: Department[]; isReady: () => Promise<boolean> }

/** The whole of HTTP: screens, departments' routes, session, live updates, health and the published description. */
export async function buildServer(config: Config, parts: Parts): Promise<App> {
  const app = Fastify({
    trustProxy: config.trustProxy,
    forceCloseConnections: true,
    logger: {
      level: config.logLevel,
      base: null,
      serializers: { req: describeRequest },
      // In these PostgreSQL quotes the row, which may be a person's.
      redact: ['err.detail', 'err.where'],
      stream: process.stderr,
    },
  }).withTypeProvider<ZodTypeProvider>() as App
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(answerFault)
  app.decorate('ways', [])
  app.decorateRequest('user', null)
  app.decorateRequest('session', null)
  app.decorateRequest('heldKey', null)
  app.decorateRequest('ctx', undefined as never)
  await protect(app)
  await describeApi(app)
  app.addHook('onRoute', (route) => {
    const isApi = route.url.startsWith('/api/') && !route.url.startsWith('/api/docs')
    if (isApi && !route.config?.roles) throw new Error(`${route.method} ${route.url} does not say who may call it`)
    app.ways.push(...readWays(route))
  })
  app.addHook('onRequest', async (request) => {
    if (request.url.includes('%00')) throw new Refusal('INVALID_INPUT', '请求无法识别', { status: 400 })
    request.ctx = systemCtx(parts.db, parts.clock(), 'visitor')
  })
  app.addHook('onRequest', authenticate)
  app.addHook('preValidation', refuseUnreadable)
  app.addHook('preHandler', replayKeptAnswer)
  app.addHook('onSend', keepAnswer)
  app.addHook('onSend', recordExport)
  authRoutes(app, config.town)
  ownRoutes(app, config.town)
  citizenRoutes(app, config, parts.departments)
  liveRoutes(app, parts)
  healthRoutes(app, parts)
  systemRoutes(app)
  operatorRoutes(app, placeOf(config, parts.departments), parts.isReady)
  customerRoutes(app)
  peopleRoutes(app)
  exportRoutes(app)
  if (config.town) sandboxRoutes(app)
  auditRoutes(app)
  keepingRoutes(app, erasuresOf(parts.departments))
  for (const department of parts.departments) department.routes(app)
  await serveScreens(app)
  app.setNotFoundHandler(answerMissing)
  return app
}

function placeOf({ home, mqttCert }: Config, departments: Department[]): Place {
  return { home, certificate: mqttCert, subscribers: departments.flatMap(({ subscribers }) => subscribers) }
}

async function protect(app: App): Promise<void> {
  await app.register(fastifyCookie)
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      // The component library writes its styles into the page.
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        upgradeInsecureRequests: null,
      },
    },
  })
  await app.register(fastifyRateLimit, { global: false })
}

async function describeApi(app: App): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Dianhu 电户', version: '1' } },
    transform: jsonSchemaTransform,
  })
  await app.register(fastifySwaggerUi, { routePrefix: '/api/docs' })
}

/** The route and not the address: what people look up is personal. */
function describeRequest(request: { method: string; routeOptions?: { url?: string } }) {
  return { method: request.method, route: request.routeOptions?.url }
}
