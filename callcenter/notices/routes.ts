import { z } from 'zod'
import type { App } from '../../db/department.ts'
import { agents, idParam, tags } from '../route-parts.ts'
import {
  myNotices,
  newNotice,
  noticeDetail,
  noticeList,
  noticeReading,
  noticeVersion,
  noticeWithdrawal,
} from './contract.ts'
import {
  changeNotice,
  findMyNotices,
  findNotice,
  findNotices,
  readNotice,
  withdrawNotice,
  writeNotice,
} from './notices.ts'

const notices = '/api/callcenter/desk-notices'

export function noticeRoutes(app: App): void {
  app.get(
    notices,
    {
      config: { roles: ['lead'] },
      schema: { response: { 200: noticeList }, tags, summary: '必读通知 Notices of my units' },
    },
    (request) => findNotices(request.ctx),
  )
  app.get(
    `${notices}/:id`,
    {
      config: { roles: ['lead'] },
      schema: { params: idParam, response: { 200: noticeDetail }, tags, summary: '谁已读、谁未读 Who has read it' },
    },
    (request) => findNotice(request.ctx, request.params.id),
  )
  app.post(
    notices,
    {
      config: { roles: ['lead'] },
      schema: { body: newNotice, response: { 201: noticeDetail }, tags, summary: '发布通知 Write a notice' },
    },
    async (request, reply) => reply.status(201).send(await writeNotice(request.ctx, request.body)),
  )
  app.post(
    `${notices}/:id/versions`,
    {
      config: { roles: ['lead'] },
      schema: {
        params: idParam,
        body: noticeVersion,
        response: { 201: noticeDetail },
        tags,
        summary: '新版本 A new version, to be read again',
      },
    },
    async (request, reply) => reply.status(201).send(await changeNotice(request.ctx, request.params.id, request.body)),
  )
  app.post(
    `${notices}/:id/withdrawal`,
    {
      config: { roles: ['lead'] },
      schema: {
        params: idParam,
        body: noticeWithdrawal,
        response: { 204: z.null() },
        tags,
        summary: '撤回通知 Withdraw a notice',
      },
    },
    async (request, reply) => {
      await withdrawNotice(request.ctx, request.params.id, request.body.reason)
      return reply.status(204).send(null)
    },
  )
  readingRoutes(app)
}

function readingRoutes(app: App): void {
  app.get(
    '/api/callcenter/agents/me/notices',
    {
      config: { roles: agents },
      schema: { response: { 200: myNotices }, tags, summary: '我的通知 What I am to read' },
    },
    (request) => findMyNotices(request.ctx),
  )
  app.put(
    '/api/callcenter/agents/me/notices/:id/reading',
    {
      config: { roles: agents },
      schema: {
        params: idParam,
        body: noticeReading,
        response: { 200: myNotices },
        tags,
        summary: '我已阅读 I have read it',
      },
    },
    (request) => readNotice(request.ctx, request.params.id, request.body.version),
  )
}
