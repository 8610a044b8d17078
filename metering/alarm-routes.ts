import type { Role } from '../db/context.ts'
import type { App } from '../db/department.ts'
import { acknowledgeAlarm, acknowledgeAlarms, endAlarms } from './alarm-acts.ts'
import {
  AlarmAcknowledgement,
  AlarmAcknowledgements,
  AlarmEndings,
  AlarmKinds,
  AlarmList,
  AlarmQuery,
  AlarmRepair,
  AlarmRepaired,
  AlarmsAcknowledged,
  AlarmsEnded,
} from './alarm-contract.ts'
import { listAlarmKinds, listAlarms } from './alarm-list.ts'
import { tryAlarmRule } from './alarm-trial.ts'
import { AlarmTrialQuery, AlarmTrialReport } from './alarm-trial-contract.ts'
import { sendAlarmToRepair } from './collection/alarm-orders.ts'
import { IdParam } from './contract.ts'

const tags = ['metering']

/** Alarms, their catalogue, and what persons do about them. */
export function alarmRoutes(app: App, roles: { watchers: Role[]; operators: Role[] }): void {
  actRoutes(app, roles.operators)
  app.get(
    '/api/metering/alarms',
    {
      config: { roles: roles.watchers },
      schema: { querystring: AlarmQuery, response: { 200: AlarmList }, tags, summary: '告警 Alarms' },
    },
    (request) => listAlarms(request.ctx, request.query),
  )
  app.get(
    '/api/metering/alarm-kinds',
    {
      config: { roles: roles.watchers },
      schema: { response: { 200: AlarmKinds }, tags, summary: '告警目录 The catalogue of alarms' },
    },
    (request) => listAlarmKinds(request.ctx),
  )
  app.get(
    '/api/metering/alarm-trial',
    {
      config: { roles: roles.watchers },
      schema: {
        querystring: AlarmTrialQuery,
        response: { 200: AlarmTrialReport },
        tags,
        summary: '告警试算 What a changed rule would have raised',
      },
    },
    (request) => tryAlarmRule(request.ctx, request.query),
  )
}

function actRoutes(app: App, operators: Role[]): void {
  app.post(
    '/api/metering/alarms/:id/acknowledgement',
    {
      config: { roles: operators },
      schema: { params: IdParam, body: AlarmAcknowledgement.nullish(), tags, summary: '确认告警 Acknowledge an alarm' },
    },
    async (request, reply) => {
      await acknowledgeAlarm(request.ctx, { alarmId: request.params.id, note: request.body?.note })
      return reply.status(204).send(null)
    },
  )
  app.post(
    '/api/metering/alarms/:id/repair',
    {
      config: { roles: operators },
      schema: {
        params: IdParam,
        body: AlarmRepair,
        response: { 200: AlarmRepaired },
        tags,
        summary: '告警转消缺单 Open a repair order for an alarm, or join the one under way',
      },
    },
    (request) => sendAlarmToRepair(request.ctx, { alarmId: request.params.id, reason: request.body.reason }),
  )
  app.post(
    '/api/metering/alarm-acknowledgements',
    {
      config: { roles: operators },
      schema: {
        body: AlarmAcknowledgements,
        response: { 200: AlarmsAcknowledged },
        tags,
        summary: '批量确认告警 Acknowledge several, all or none',
      },
    },
    (request) => acknowledgeAlarms(request.ctx, request.body),
  )
  app.post(
    '/api/metering/alarm-endings',
    {
      config: { roles: operators },
      schema: {
        body: AlarmEndings,
        response: { 200: AlarmsEnded },
        tags,
        summary: '人工解除告警 End several by hand, all or none',
      },
    },
    (request) => endAlarms(request.ctx, request.body),
  )
}
