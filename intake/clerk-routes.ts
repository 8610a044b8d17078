import { z } from 'zod'
import type { Role } from '../db/context.ts'
import type { App } from '../db/department.ts'
import { dispositionOf } from '../db/print/disposition.ts'
import { editCalendar, findCalendarYear, previewCalendar } from './calendar.ts'
import {
  calendarInput,
  calendarPreview,
  calendarYear,
  reminderCloseInput,
  reminderList,
  reminderQuery,
} from './clerks-contract.ts'
import { applicationList } from './contract.ts'
import { handRoutes } from './hand-routes.ts'
import type { Ports } from './ports.ts'
import { closeReminder, listReminders } from './reminders.ts'
import { countStatistics, exportStatistics, listBehindFigure } from './statistics.ts'
import { writeFigureBook, writeStatisticsBook } from './statistics-book.ts'
import { figureQuery, statistics, statisticsQuery } from './statistics-contract.ts'

const readers: Role[] = ['intake', 'manager', 'auditor', 'district-manager']
const tags = ['intake']
const params = z.object({ id: z.coerce.number().int() })

/** What clerks and their managers look after beside single applications. */
export function clerkRoutes(app: App, ports: Ports): void {
  reminderRoutes(app)
  calendarRoutes(app)
  handRoutes(app, ports)
  statisticsRoutes(app)
}

function reminderRoutes(app: App): void {
  app.get(
    '/api/intake/reminders',
    {
      config: { roles: readers },
      schema: {
        querystring: reminderQuery,
        response: { 200: reminderList },
        tags,
        summary: '临时用电、暂停等到期提醒 What is about to end',
      },
    },
    (request) => listReminders(request.ctx, request.query),
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
  const editors: Role[] = ['intake', 'manager', 'admin']
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
  bookRoutes(app)
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

function bookRoutes(app: App): void {
  app.get(
    '/api/intake/statistics/book',
    {
      config: { roles: readers },
      schema: { querystring: statisticsQuery, tags, summary: '导出业扩统计(Excel) Statistics as a workbook' },
    },
    async (request, reply) => {
      const name = `业扩统计-${request.query.from}-${request.query.to}.xlsx`
      reply.header('content-disposition', dispositionOf(name, 'statistics'))
      return reply.type(XLSX).send(await writeStatisticsBook(request.ctx, request.query))
    },
  )
  app.get(
    '/api/intake/statistics/applications/book',
    {
      config: { roles: readers },
      schema: { querystring: figureQuery, tags, summary: '导出统计明细(Excel) Behind a figure, as a workbook' },
    },
    async (request, reply) => {
      const { from, to, figure } = request.query
      reply.header('content-disposition', dispositionOf(`业扩明细-${figure}-${from}-${to}.xlsx`, 'applications'))
      return reply.type(XLSX).send(await writeFigureBook(request.ctx, request.query))
    },
  )
}
