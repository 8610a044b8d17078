import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { IdParam } from '../contract.ts'
import {
  PointVoltage,
  PointVoltageQuery,
  PowerQuality,
  PowerQualityQuery,
  VerdictQuery,
  VoltageCurve,
  VoltageCurveQuery,
  VoltageVerdict,
} from '../contract-power-quality.ts'
import { findPointVoltage, findPowerQuality, findVoltageCurve, findVoltageVerdict } from './figures.ts'

const tags = ['metering']

/** `answerers`: who answers a customer's complaint, beside those who watch. */
export function powerQualityRoutes(app: App, { watchers, answerers }: { watchers: Role[]; answerers: Role[] }): void {
  app.get(
    '/api/metering/power-quality',
    {
      config: { roles: watchers },
      schema: {
        querystring: PowerQualityQuery,
        response: { 200: PowerQuality },
        tags,
        summary: '电能质量 Power quality of a month',
      },
    },
    (request) => findPowerQuality(request.ctx, request.query),
  )
  const answered = { roles: [...watchers, ...answerers] }
  app.get(
    '/api/metering/points/:id/voltage',
    {
      config: answered,
      schema: {
        params: IdParam,
        querystring: PointVoltageQuery,
        response: { 200: PointVoltage },
        tags,
        summary: '计量点电压合格率 Voltage of a point by days',
      },
    },
    (request) => findPointVoltage(request.ctx, { ...request.query, pointId: request.params.id }),
  )
  app.get(
    '/api/metering/points/:id/voltage-curve',
    {
      config: answered,
      schema: {
        params: IdParam,
        querystring: VoltageCurveQuery,
        response: { 200: VoltageCurve },
        tags,
        summary: '电压曲线 Voltages of a day',
      },
    },
    (request) => findVoltageCurve(request.ctx, { ...request.query, pointId: request.params.id }),
  )
  app.get(
    '/api/metering/points/:id/voltage-verdict',
    {
      config: answered,
      schema: {
        params: IdParam,
        querystring: VerdictQuery,
        response: { 200: VoltageVerdict },
        tags,
        summary: '电压投诉核实 Whether a complaint of voltage is borne out',
      },
    },
    (request) => findVoltageVerdict(request.ctx, { ...request.query, pointId: request.params.id }),
  )
}
