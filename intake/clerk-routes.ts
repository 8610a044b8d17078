import { z } from 'zod'
import type { Role } from '../db/context.ts'
import type { App } from '../db/department.ts'
import { acceptApplications } from './batch.ts'
import { editCalendar, findCalendarYear, previewCalendar } from './calendar.ts'
import {
  batchInput,
  batchOutcome,
  calendarInput,
  calendarPreview,
  calendarYear,
  handedOver,
  handoverInput,
  migrationDecision,
  migrationInput,
  reminderCloseInput,
  reminderList,
} from './clerks-contract.ts'
import { applicationDetail, applicationList, endInput } from './contract.ts'
import { escalateApplication, handOverApplication } from './hands.ts'
import { askMigration, reviewMigration } from './migrations.ts'
import type { Ports } from './ports.ts'
import { closeReminder, listReminders } from './reminders.ts'
import { countStatistics, exportStatistics, listBehindFigure } from './statistics.ts'
import { figureQuery, statistics, statisticsQuery } from './statistics-contract.ts'

const readers: Role[] = ['intake', 'manager', 'auditor', 'district-manager']
const tags = ['intake']
const params = z.object({ id: z.coerce.number().int() })

/** What clerks and their managers look after beside single applications. */
export function clerkRoutes(app: App, ports: Ports): void {
  reminderRoutes(app)
  calendarRoutes(app)
  handRoutes(app, ports)
  migrationRoutes(app)
  statisticsRoutes(app)
}

function reminderRoutes(app: App): void {
  app.get(
    '/api/intake/reminders',
    {
      config: { roles: readers },
      schema: { response: { 200: reminderList }, tags, summary: '临时用电、暂停等到期提醒 What is about to end' },
    },
    (request) => listReminders(request.ctx),
  )
  app.post(
    '/api/intake/reminders/:id/closing',
    {
      config: { roles: ['intake', 'manager'] },
      schema: {
        params,
        body: reminderCloseInput,
        response: { 204: z.null() },
        tags,
        summary: '办结提醒 Close a reminder',
      },
    },
    async (request, reply) => {
      await closeReminder(request.ctx, request.params.id, request.body)
      return reply.status(204).send(null)
    },
  )
}

function calendarRoutes(app: App): void {
  const year = z.object({ year: z.coerce.number().int().min(2000).max(2100) })
  const editors: Role[] = ['manager', 'admin']
  app.get(
    '/api/intake/calendar/:year',
    {
      config: { roles: [...readers, 'admin'] },
      schema: { params: year, response: { 200: calendarYear }, tags, summary: '工作日历 The work calendar of a year' },
    },
    (request) => findCalendarYear(request.ctx, request.params.year),
  )
  app.post(
    '/api/intake/calendar/previews',
    {
      config: { roles: editors },
      schema: {
        body: calendarInput,
        response: { 200: calendarPreview },
        tags,
        summary: '日历调整影响的时限 What would move',
      },
    },
    (request) => previewCalendar(request.ctx, request.body),
  )
  app.post(
    '/api/intake/calendar/changes',
    {
      config: { roles: editors },
      schema: {
        body: calendarInput,
        response: { 200: calendarPreview },
        tags,
        summary: '调整工作日历 Edit the calendar',
      },
    },
    (request) => editCalendar(request.ctx, request.body),
  )
}

function handRoutes(app: App, ports: Ports): void {
  const workers: Role[] = ['intake', 'surveyor', 'installer', 'inspector', 'cashier', 'manager']
  app.post(
    '/api/intake/acceptances',
    {
      config: { roles: ['intake'] },
      schema: { body: batchInput, response: { 200: batchOutcome }, tags, summary: '批量受理 Accept many' },
    },
    (request) => acceptApplications(request.ctx, request.body, ports),
  )
  app.post(
    '/api/intake/applications/:id/escalation',
    {
      config: { roles: workers },
      schema: { params, body: endInput, response: { 200: applicationDetail }, tags, summary: '升级 Tell the manager' },
    },
    (request) => escalateApplication(request.ctx, request.params.id, request.body),
  )
  app.post(
    '/api/intake/applications/:id/handover',
    {
      config: { roles: workers },
      schema: { params, body: handoverInput, response: { 200: handedOver }, tags, summary: '移交 To another unit' },
    },
    (request) => handOverApplication(request.ctx, request.params.id, request.body),
  )
}

function migrationRoutes(app: App): void {
  const deciders: Role[] = ['manager', 'admin']
  app.post(
    '/api/intake/applications/:id/migration',
    {
      config: { roles: deciders },
      schema: { params, body: migrationInput, response: { 200: applicationDetail }, tags, summary: '申请迁移流程版本' },
    },
    (request) => askMigration(request.ctx, request.params.id, request.body),
  )
  app.post(
    '/api/intake/applications/:id/migration/decision',
    {
      config: { roles: deciders },
      schema: { params, body: migrationDecision, response: { 200: applicationDetail }, tags, summary: '复核流程迁移' },
    },
    (request) => reviewMigration(request.ctx, request.params.id, request.body),
  )
}

function statisticsRoutes(app: App): void {
  app.get(
    '/api/intake/statistics',
    {
      config: { roles: readers },
      schema: { querystring: statisticsQuery, response: { 200: statistics }, tags, summary: '业扩统计 What was done' },
    },
    (request) => countStatistics(request.ctx, request.query),
  )
  app.get(
    '/api/intake/statistics/applications',
    {
      config: { roles: readers },
      schema: {
        querystring: figureQuery,
        response: { 200: applicationList },
        tags,
        summary: '统计数字的明细 Behind a figure',
      },
    },
    (request) => listBehindFigure(request.ctx, request.query),
  )
  app.get(
    '/api/intake/statistics/export',
    {
      config: { roles: readers },
      schema: { querystring: statisticsQuery, tags, summary: '导出业扩统计(CSV)' },
    },
    async (request, reply) => {
      reply.header('content-disposition', 'attachment; filename="application-statistics.csv"')
      return reply.type('text/csv; charset=utf-8').send(await exportStatistics(request.ctx, request.query))
    },
  )
}
