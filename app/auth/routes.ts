import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { App } from '../../db/department.ts'
import { Refusal } from '../../db/refusal.ts'
import { logIn as logInBody, type WhoAmI, whoAmI } from '../contract.ts'
import { actAt, findLoans } from '../people/acting.ts'
import type { Loan } from '../people/rules/acting.ts'
import { owesAgreement } from './agreements.ts'
import { logIn } from './log-in.ts'
import { describeDevice } from './rules/device.ts'
import type { Stage } from './rules/stage.ts'
import { closeSession, findSession, type Session, type Token } from './sessions.ts'
import type { SignedInUser } from './users.ts'

const COOKIE = 'dianhu'
const anyStage: Stage[] = ['code', 'password', 'enrol', 'open']
const everyone = { roles: ['public' as const], stages: anyStage }
export const LOG_INS_PER_MINUTE = 20

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
      schema: { body: logInBody, response: { 200: whoAmI }, tags: ['session'], summary: '登录 Log in' },
    },
    async (request, reply) => {
      const entered = await logIn(request.ctx, request.body, deviceOf(request))
      if (!entered) throw new Refusal('WRONG_LOG_IN', '用户名或密码不正确,或连续失败过多暂不能登录', { status: 401 })
      setCookie(reply, entered.token)
      return describeUser(entered.user, entered.stage, town)
    },
  )
  app.get(
    '/api/session',
    { config: everyone, schema: { response: { 200: whoAmI }, tags: ['session'], summary: '我是谁 Who am I' } },
    async (request) => {
      if (!request.session) throw notLoggedIn()
      const { stage, user } = request.session
      const isDue = stage === 'open' && (await owesAgreement(request.ctx, user.id))
      return { ...describeUser(request.user ?? user, stage, town), ...(isDue && { agreementDue: true as const }) }
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
  const { roles = ['public' as const], stages = ['open' as const] } = request.routeOptions.config
  const isOpened = session !== null && stages.includes(session.stage)
  const loans = isOpened ? await findLoans(request.ctx, session.user) : []
  if (session) {
    if (session.fresh) setCookie(reply, session.fresh)
    if (isOpened) actAs(request, session, loans)
  }
  if (roles.includes('public')) return
  if (!session) throw notLoggedIn()
  if (!request.user) throw refuseStage(session.stage)
  const acting = await actAt(request.ctx, session.user, loans, roles)
  if (!acting) {
    throw new Refusal('NOT_ALLOWED', '您的岗位没有此项权限', { status: 403 })
  }
  request.ctx = { ...request.ctx, ...acting }
}

/** Of the roles that are lent to him the screens are told too. */
function actAs(request: FastifyRequest, session: Session, loans: Loan[]): void {
  request.session = session
  const roles = [...new Set([...session.user.roles, ...loans.flatMap((loan) => loan.roles)])]
  request.user = { ...session.user, roles }
  const { scope, organisation: _, ...actor } = session.user
  request.ctx = { ...request.ctx, actor, scope }
}

/** A session that still owes something opens nothing else. */
function refuseStage(stage: Stage): Refusal {
  if (stage === 'code') return new Refusal('CODE_NEEDED', '请先输入动态口令', { status: 403 })
  if (stage === 'password')
    return new Refusal('PASSWORD_EXPIRED', '密码已到期或由他人设置,请先修改密码', { status: 403 })
  return new Refusal('SECOND_FACTOR_NEEDED', '您的岗位须使用动态口令,请先绑定', { status: 403 })
}

/** A browser names the page that a write comes from; a page of another site may not write here. */
function refuseForeignOrigin(request: FastifyRequest): void {
  const { origin } = request.headers
  if (request.method === 'GET' || request.method === 'HEAD' || origin === undefined) return
  if (!URL.canParse(origin) || new URL(origin).host !== request.host) {
    throw new Refusal('FOREIGN_ORIGIN', '请求来自其他网站,已拒绝', { status: 403 })
  }
}

export function setCookie(reply: FastifyReply, { token, seconds }: Token): void {
  const secure = reply.request.protocol === 'https'
  reply.setCookie(COOKIE, token, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: seconds })
}

export function deviceOf(request: FastifyRequest): string {
  return describeDevice(request.headers['user-agent'] ?? '')
}

function notLoggedIn(): Refusal {
  return new Refusal('NOT_LOGGED_IN', '请先登录', { status: 401 })
}

export function describeUser(user: SignedInUser, stage: Stage, town: boolean): WhoAmI {
  const { username, name, roles, organisation } = user
  // Who has but the password learns nothing of its holder.
  if (stage === 'code') return { username, name: username, roles: [], organisation: '', town, pending: stage }
  return { username, name, roles, organisation, town, ...(stage === 'open' ? {} : { pending: stage }) }
}

declare module 'fastify' {
  interface FastifyRequest {
    user: SignedInUser | null
    session: Session | null
  }
  interface FastifyContextConfig {
    /** Which stages of a log-in a route is open to; `open` alone where it does not say. */
    stages?: Stage[]
  }
}
