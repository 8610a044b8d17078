import type { Role } from '../db/context.ts'
import type { App } from '../db/department.ts'
import { IdParam } from './contract.ts'
import { MeterEventQuery, MeterEvents, PhasorView } from './contract-meter.ts'
import { findPhasors, listMeterEvents } from './meter-page.ts'

const tags = ['metering']

/** What the page of a meter shows beside its readings. */
export function meterRoutes(app: App, { watchers }: { watchers: Role[] }): void {
  app.get(
    '/api/metering/points/:id/phasors',
    {
      config: { roles: watchers },
      schema: { params: IdParam, response: { 200: PhasorView }, tags, summary: '相量图 Phasors of the latest reading' },
    },
    (request) => findPhasors(request.ctx, request.params.id),
  )
  app.get(
    '/api/metering/points/:id/events',
    {
      config: { roles: watchers },
      schema: {
        params: IdParam,
        querystring: MeterEventQuery,
        response: { 200: MeterEvents },
        tags,
        summary: '电能表事件 Events of the meter',
      },
    },
    (request) => listMeterEvents(request.ctx, { ...request.query, pointId: request.params.id }),
  )
}
