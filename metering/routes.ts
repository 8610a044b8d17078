import { z } from 'zod'
import type { Role } from '../db/context.ts'
import type { App } from '../db/department.ts'
import { alarmRoutes } from './alarm-routes.ts'
import { readOrAsk } from './ask-meter.ts'
import { collectionRoutes } from './collection-routes.ts'
import {
  DayCurve,
  DayQuery,
  DistrictList,
  IdParam,
  LoadQuery,
  LoadSeries,
  PointDetail,
  PointList,
  PointQuery,
  ReadNowResult,
  RegisterList,
  RegisterQuery,
} from './contract.ts'
import { CommandRow } from './contract-collection.ts'
import { exposeCounts } from './counts.ts'
import { findDayCurve } from './curves.ts'
import { exportPoints } from './export.ts'
import { plannedWorkRoutes } from './floods/planned-work-routes.ts'
import { meterRoutes } from './meter-routes.ts'
import { MqttCommand, mqttSchemas } from './mqtt-contract.ts'
import { findLoad, listDistricts } from './overview.ts'
import { findPoint, listPoints, listRegisters } from './points.ts'
import { powerQualityRoutes } from './power-quality/routes.ts'
import { quarantineRoutes } from './quarantine-routes.ts'
import { sectionRoutes } from './sections/routes.ts'
import { storeRoutes } from './store/routes.ts'
import { terminalRoutes } from './terminal-routes.ts'
import { transformerRoutes } from './transformers/routes.ts'
import { validationRoutes } from './vee/routes.ts'

/** Who watches the meters. */
const watchers: Role[] = [
  'grid',
  'acquisition',
  'dispatcher',
  'inspector',
  'reader',
  'district-manager',
  'quality',
  'manager',
  'auditor',
]
/** Who may look at one customer's meter. */
const viewers: Role[] = [...watchers, 'agent', 'lead', 'billing', 'intake', 'customer']
const operators: Role[] = ['grid', 'acquisition', 'dispatcher']
const tags = ['metering']

export function meteringRoutes(app: App): void {
  exposeCounts()
  pointRoutes(app)
  readingRoutes(app)
  overviewRoutes(app)
  transformerRoutes(app, watchers)
  alarmRoutes(app, { watchers, operators })
  plannedWorkRoutes(app, { watchers, operators })
  collectionRoutes(app, { watchers, operators })
  validationRoutes(app)
  powerQualityRoutes(app, { watchers, answerers: ['agent', 'lead'] })
  terminalRoutes(app, { watchers })
  quarantineRoutes(app, { watchers })
  storeRoutes(app, { watchers })
  sectionRoutes(app)
  meterRoutes(app, { watchers })
  app.get(
    '/api/metering/schemas/:name',
    {
      config: { roles: ['public'] },
      schema: {
        params: z.object({ name: z.enum(['readings', 'events', 'status', 'answers', 'commands']) }),
        tags,
        summary: 'MQTT 报文的 JSON Schema(第 1 版)',
      },
    },
    async ({ params: { name } }) =>
      z.toJSONSchema(name === 'commands' ? MqttCommand : mqttSchemas[name], { io: 'input' }),
  )
}

function pointRoutes(app: App): void {
  app.get(
    '/api/metering/points',
    {
      config: { roles: watchers },
      schema: { querystring: PointQuery, response: { 200: PointList }, tags, summary: '计量点列表 Metering points' },
    },
    (request) => listPoints(request.ctx, request.query),
  )
  app.get(
    '/api/metering/points.csv',
    {
      config: { roles: watchers, exports: 'points' },
      schema: {
        querystring: PointQuery.omit({ cursor: true, limit: true }),
        tags,
        summary: '导出计量点 Export as CSV',
      },
    },
    (request, reply) =>
      reply
        .header(
          'content-disposition',
          `attachment; filename="meters.csv"; filename*=UTF-8''${encodeURIComponent('计量点.csv')}`,
        )
        .type('text/csv; charset=utf-8')
        .send(exportPoints(request.ctx, request.query)),
  )
  app.get(
    '/api/metering/points/:id',
    {
      config: { roles: viewers },
      schema: { params: IdParam, response: { 200: PointDetail }, tags, summary: '计量点 A metering point' },
    },
    (request) => findPoint(request.ctx, request.params.id),
  )
}

/** What one meter has shown, or shows now. */
function readingRoutes(app: App): void {
  app.get(
    '/api/metering/points/:id/curve',
    {
      config: { roles: viewers },
      schema: {
        params: IdParam,
        querystring: DayQuery,
        response: { 200: DayCurve },
        tags,
        summary: '日负荷曲线 Day curve',
      },
    },
    (request) => findDayCurve(request.ctx, { pointId: request.params.id, day: request.query.day }),
  )
  app.get(
    '/api/metering/points/:id/registers',
    {
      config: { roles: viewers },
      schema: {
        params: IdParam,
        querystring: RegisterQuery,
        response: { 200: RegisterList },
        tags,
        summary: '示数 Register readings',
      },
    },
    (request) => listRegisters(request.ctx, { pointId: request.params.id, ...request.query }),
  )
  app.post(
    '/api/metering/points/:id/readings',
    {
      config: { roles: operators },
      schema: {
        params: IdParam,
        // 202: its terminal was asked; the answer is found at `/api/metering/questions/:id`.
        response: { 200: ReadNowResult, 202: CommandRow },
        tags,
        summary: '即时召测 Read the meter now, or have its terminal do it',
      },
    },
    async (request, reply) => {
      const read = await readOrAsk(request.ctx, request.params.id)
      return 'verdict' in read ? reply.code(200).send(read) : reply.code(202).send(read)
    },
  )
}

function overviewRoutes(app: App): void {
  app.get(
    '/api/metering/districts',
    {
      config: { roles: watchers },
      schema: { response: { 200: DistrictList }, tags, summary: '台区总览 Transformer districts' },
    },
    (request) => listDistricts(request.ctx),
  )
  app.get(
    '/api/metering/load',
    {
      config: { roles: watchers },
      schema: { querystring: LoadQuery, response: { 200: LoadSeries }, tags, summary: '实时负荷 Live load' },
    },
    (request) => findLoad(request.ctx, request.query),
  )
}
