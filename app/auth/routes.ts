import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { App } from '../../db/department.ts'
import { Refusal } from '../../db/refusal.ts'
import { logIn, type WhoAmI, whoAmI } from '../contract.ts'
import { actAt, findLoans } from '../people/acting.ts'
import { closeSession, findSession, openSession } from './sessions.ts'
import { findUserByPassword, type SignedInUser } from './users.ts'

const COOKIE = 'dianhu'
const everyone = { roles: ['public' as const] }
const LOG_INS_PER_MINUTE = 20

export function authRoutes(app: App, town: boolean): void {
  app.post(
    '/api/session',
    {
      config: {
        ...everyone,
        rateLimit: {
          max: LOG_INS_PER_MINUTE,
          timeWindow: 60_000,
          hook: 'preHandler',
          keyGenerator: (request: FastifyRequest) => `${request.ip}|${(request.body as { username: string }).username}`,
        },
      },
      schema: { body: logIn, response: { 200: whoAmI }, tags: ['session'], summary: '登录 Log in' },
    },
    async (request, reply) => {
      const user = await findUserByPassword(request.ctx, request.body)
      if (!user) throw new Refusal('WRONG_LOG_IN', '用户名或密码不正确', { status: 401 })
      setCookie(reply, await openSession(request.ctx, user.id))
      await recordAudit({ ...request.ctx, actor: user }, { action: 'session.opened', subject: `user:${user.username}` })
      return describeUser(user, town)
    },
  )
  app.get(
    '/api/session',
    { config: everyone, schema: { response: { 200: whoAmI }, tags: ['session'], summary: '我是谁 Who am I' } },
    async (request) => {
      if (!request.user) throw notLoggedIn()
      return describeUser(request.user, town)
    },
  )
  app.delete(
    '/api/session',
    { config: everyone, schema: { response: { 204: z.null() }, tags: ['session'], summary: '退出 Log out' } },
    async (request, reply) => {
      const token = request.cookies[COOKIE]
      if (token) await closeSession(request.ctx, token)
      reply.clearCookie(COOKIE, { path: '/' })
      return reply.status(204).send(null)
    },
  )
}

/** Resolves the session once per request into `request.ctx`, and holds every route to the roles beside its path. */
export async function authenticate(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  refuseForeignOrigin(request)
  const token = request.cookies[COOKIE]
  const session = token ? await findSession(request.ctx, token) : null
  const loans = session ? await findLoans(request.ctx, session.user) : []
  if (session) {
    const roles = [...new Set([...session.user.roles, ...loans.flatMap((loan) => loan.roles)])]
    request.user = { ...session.user, roles }
    const { scope, organisation: _, ...actor } = session.user
    request.ctx = { ...request.ctx, actor, scope }
    if (session.rotatedToken) setCookie(reply, session.rotatedToken)
  }
  const allowed = request.routeOptions.config.roles ?? ['public']
  if (allowed.includes('public')) return
  if (!session) throw notLoggedIn()
  const acting = await actAt(request.ctx, session.user, loans, allowed)
  if (!acting) {
    throw new Refusal('NOT_ALLOWED', '您的岗位没有此项权限', { status: 403 })
  }
  request.ctx = { ...request.ctx, ...acting }
}

/** A browser names the page that a write comes from; a page of another site may not write here. */
function refuseForeignOrigin(request: FastifyRequest): void {
  const { origin } = request.headers
  if (request.method === 'GET' || request.method === 'HEAD' || origin === undefined) return
  if (!URL.canParse(origin) || new URL(origin).host !== request.host) {
    throw new Refusal('FOREIGN_ORIGIN', '请求来自其他网站,已拒绝', { status: 403 })
  }
}

function setCookie(reply: FastifyReply, token: string): void {
  const secure = reply.request.protocol === 'https'
  reply.setCookie(COOKIE, token, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: 12 * 3600 })
}

function notLoggedIn(): Refusal {
  return new Refusal('NOT_LOGGED_IN', '请先登录', { status: 401 })
}

function describeUser(user: SignedInUser, town: boolean): WhoAmI {
  const { username, name, roles, organisation } = user
  return { username, name, roles, organisation, town }
}

declare module 'fastify' {
  interface FastifyRequest {
    user: SignedInUser | null
  }
}
