import { z } from 'zod'
import type { App } from '../../db/department.ts'
import { noticeChoices, noticeChoicesInput, noticeQuery, noticeReading, notices } from './contract.ts'
import { chooseNotices, findChoices, listNotices } from './notices.ts'
import { markRead } from './sql.ts'

const tags = ['notices']
const customers = { roles: ['customer' as const] }

export function noticeRoutes(app: App): void {
  app.get(
    '/api/notices',
    {
      config: customers,
      schema: { querystring: noticeQuery, response: { 200: notices }, tags, summary: '我的通知 One’s own notices' },
    },
    (request) => listNotices(request.ctx, request.query),
  )
  app.post(
    '/api/notices/reading',
    {
      config: customers,
      schema: { body: noticeReading, response: { 204: z.null() }, tags, summary: '通知已读 Mark notices as read' },
    },
    async (request, reply) => {
      await markRead(request.ctx, request.body.throughId)
      return reply.status(204).send(null)
    },
  )
  app.get(
    '/api/notices/choices',
    {
      config: customers,
      schema: { response: { 200: noticeChoices }, tags, summary: '通知设置 What comes to one’s phone, and when' },
    },
    (request) => findChoices(request.ctx),
  )
  app.put(
    '/api/notices/choices',
    {
      config: customers,
      schema: {
        body: noticeChoicesInput,
        response: { 200: noticeChoices },
        tags,
        summary: '更改通知设置 Choose notices',
      },
    },
    (request) => chooseNotices(request.ctx, request.body),
  )
}
