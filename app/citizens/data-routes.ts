import { z } from 'zod'
import type { App, Department } from '../../db/department.ts'
import { sessionOf } from '../auth/own-routes.ts'
import { agree } from './citizens.ts'
import { agreement, myData, myExport, passwordAsked } from './contract.ts'
import { closeLogIn, exportMyData, findMyData } from './my-data.ts'

const tags = ['citizens']
const customers = { roles: ['customer' as const] }

/** What is kept of who is logged in, and how he takes it with him or leaves. */
export function dataRoutes(app: App, departments: Department[]): void {
  app.get(
    '/api/citizens/me/data',
    {
      config: customers,
      schema: { response: { 200: myData }, tags, summary: '我的信息 What is kept of oneself, what for and how long' },
    },
    (request) => findMyData(request.ctx, departments),
  )
  app.put(
    '/api/citizens/me/agreement',
    {
      config: customers,
      schema: {
        body: agreement,
        response: { 204: z.null() },
        tags,
        summary: '同意新版隐私政策 Agree to the privacy text in force',
      },
    },
    async (request, reply) => {
      await agree(request.ctx, request.body.privacyVersion)
      return reply.status(204).send(null)
    },
  )
  app.put(
    '/api/citizens/me/export',
    {
      config: customers,
      schema: {
        body: passwordAsked,
        response: { 200: myExport },
        tags,
        summary: '导出我的信息 One’s own data as files',
      },
    },
    (request) => exportMyData(request.ctx, sessionOf(request), request.body.password, departments),
  )
  app.put(
    '/api/citizens/me/closing',
    {
      config: customers,
      schema: { body: passwordAsked, response: { 204: z.null() }, tags, summary: '注销登录 Close one’s log-in' },
    },
    async (request, reply) => {
      await closeLogIn(request.ctx, sessionOf(request), request.body.password)
      return reply.status(204).send(null)
    },
  )
}
