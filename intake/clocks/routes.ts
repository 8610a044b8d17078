import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { editCalendar, findCalendarYear, previewCalendar } from './calendar.ts'
import {
  calendarInput,
  calendarPreview,
  calendarYear,
  reminderCloseInput,
  reminderList,
  reminderQuery,
} from './contract.ts'
import { closeReminder, listReminders } from './reminders.ts'

const readers: Role[] = ['intake', 'manager', 'auditor', 'district-manager']
const tags = ['intake']
const params = z.object({ id: z.coerce.number().int() })

export function clockRoutes(app: App): void {
  reminderRoutes(app)
  calendarRoutes(app)
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
