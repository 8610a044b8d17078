import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { roles } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { toWire } from '../../db/wire.ts'
import {
  codeGiven,
  enrolment,
  enrolmentSecret,
  ownSecurity,
  passwordChange,
  recoveryCodes,
  whoAmI,
} from '../contract.ts'
import { endOtherSessions, endOwnSession, findOwnSecurity } from './own-sessions.ts'
import { changePassword } from './password-changes.ts'
import { describeUser, deviceOf, setCookie } from './routes.ts'
import type { Stage } from './rules/stage.ts'
import { acceptCode, beginEnrolment, confirmEnrolment, renewRecoveryCodes } from './second-factor.ts'
import type { Session } from './sessions.ts'

const anyone = (...stages: Stage[]) => ({ roles: [...roles], stages })

/** What somebody does about his own log-in. By `PUT`, so that no answer with a secret is kept to be given again. */
export function ownRoutes(app: App, town: boolean): void {
  app.put(
    '/api/session/password',
    {
      config: anyone('password', 'open'),
      schema: {
        body: passwordChange,
        response: { 200: whoAmI },
        tags: ['session'],
        summary: '修改密码 Change one’s password',
      },
    },
    async (request, reply) => {
      const session = sessionOf(request)
      const { stage, token } = await changePassword(request.ctx, session, request.body)
      setCookie(reply, token)
      return describeUser(session.user, stage, town)
    },
  )
  secondFactorRoutes(app, town)
  sessionRoutes(app)
}

function sessionRoutes(app: App): void {
  const tags = ['session']
  app.get(
    '/api/session/security',
    {
      config: anyone('password', 'open'),
      schema: { response: { 200: ownSecurity }, tags, summary: '登录与安全 One’s own log-in' },
    },
    async (request) => toWire(await findOwnSecurity(request.ctx, sessionOf(request))),
  )
  app.delete(
    '/api/session/others',
    {
      config: anyone('open'),
      schema: {
        response: { 200: z.object({ ended: z.number() }) },
        tags,
        summary: '退出其他设备 End all other sessions',
      },
    },
    async (request) => ({ ended: await endOtherSessions(request.ctx, sessionOf(request)) }),
  )
  app.delete(
    '/api/session/standing/:id',
    {
      config: anyone('open'),
      schema: {
        params: z.object({ id: z.uuid() }),
        response: { 204: z.null() },
        tags,
        summary: '退出某一设备 End one session',
      },
    },
    async (request, reply) => {
      await endOwnSession(request.ctx, sessionOf(request), request.params.id)
      return reply.status(204).send(null)
    },
  )
}

function secondFactorRoutes(app: App, town: boolean): void {
  const tags = ['session']
  app.put(
    '/api/session/code',
    {
      config: anyone('code'),
      schema: { body: codeGiven, response: { 200: whoAmI }, tags, summary: '登录第二步:动态口令 Give the code' },
    },
    async (request, reply) => {
      const { user, stage, token } = await acceptCode(
        request.ctx,
        sessionOf(request),
        request.body.code,
        deviceOf(request),
      )
      setCookie(reply, token)
      return describeUser(user, stage, town)
    },
  )
  app.put(
    '/api/session/second-factor',
    {
      config: anyone('enrol', 'open'),
      schema: { body: enrolment, response: { 200: enrolmentSecret }, tags, summary: '绑定动态口令 Enrol a device' },
    },
    async (request) => beginEnrolment(request.ctx, sessionOf(request), request.body),
  )
  app.put(
    '/api/session/second-factor/confirmation',
    {
      config: anyone('enrol', 'open'),
      schema: { body: codeGiven, response: { 200: recoveryCodes }, tags, summary: '确认绑定 Confirm the device' },
    },
    async (request, reply) => {
      const confirmed = await confirmEnrolment(request.ctx, sessionOf(request), request.body.code)
      setCookie(reply, confirmed.token)
      return { recoveryCodes: confirmed.recoveryCodes }
    },
  )
  app.put(
    '/api/session/second-factor/recovery-codes',
    {
      config: anyone('open'),
      schema: { body: codeGiven, response: { 200: recoveryCodes }, tags, summary: '更换恢复码 Renew recovery codes' },
    },
    async (request) => ({
      recoveryCodes: await renewRecoveryCodes(request.ctx, sessionOf(request), request.body.code),
    }),
  )
}

export function sessionOf({ session }: FastifyRequest): Session {
  if (!session) throw new Error('a route of one’s own without a session')
  return session
}
