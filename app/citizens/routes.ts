import type { FastifyRequest } from 'fastify'
import type { App, Department } from '../../db/department.ts'
import { sessionOf } from '../auth/own-routes.ts'
import { describeUser, deviceOf, setCookie } from '../auth/routes.ts'
import type { Config } from '../config.ts'
import { whoAmI } from '../contract.ts'
import { bindingRoutes } from './binding-routes.ts'
import { askCode, askPhoneCode, changeOwnPhone, findMe, findTerms, resetPassword, signUp } from './citizens.ts'
import { codeAsked, codeSent, me, passwordReset, phoneChange, phoneCodeAsked, signUpInput, terms } from './contract.ts'
import { dataRoutes } from './data-routes.ts'

const tags = ['citizens']
const customers = { roles: ['customer' as const] }
export const CODES_PER_MINUTE = 20
/** However often codes are asked for is limited by the policy, across restarts; this keeps one address from filling it. */
const everyone = {
  roles: ['public' as const],
  rateLimit: {
    max: CODES_PER_MINUTE,
    timeWindow: 60_000,
    hook: 'preHandler' as const,
    keyGenerator: ({ ip }: FastifyRequest) => ip,
  },
}

/** How somebody comes by a log-in of his own, and keeps it. With passwords by `PUT`, so that nothing of them is kept. */
export function citizenRoutes(app: App, { town, smsUrl }: Config, departments: Department[]): void {
  const messages = { isOpen: town || smsUrl !== undefined, town }
  app.get(
    '/api/citizens/terms',
    {
      config: { roles: ['public'] },
      schema: { response: { 200: terms }, tags, summary: '隐私政策与密码要求 What is told before one signs up' },
    },
    (request) => findTerms(request.ctx, messages),
  )
  app.post(
    '/api/citizens/codes',
    {
      config: everyone,
      schema: {
        body: codeAsked,
        response: { 200: codeSent },
        tags,
        summary: '获取短信验证码 Ask for a code by message',
      },
    },
    (request) => askCode(request.ctx, request.body, request.ip),
  )
  app.put(
    '/api/citizens/log-in',
    {
      config: everyone,
      schema: { body: signUpInput, response: { 200: whoAmI }, tags, summary: '手机号注册 Sign up with a phone' },
    },
    async (request, reply) => {
      const { user, stage, token } = await signUp(request.ctx, request.body, deviceOf(request))
      setCookie(reply, token)
      return describeUser(user, stage, town)
    },
  )
  app.put(
    '/api/citizens/password',
    {
      config: everyone,
      schema: { body: passwordReset, response: { 200: whoAmI }, tags, summary: '忘记密码 Reset a password by phone' },
    },
    async (request, reply) => {
      const { user, stage, token } = await resetPassword(request.ctx, request.body, deviceOf(request))
      setCookie(reply, token)
      return describeUser(user, stage, town)
    },
  )
  phoneRoutes(app)
  bindingRoutes(app)
  dataRoutes(app, departments)
}

function phoneRoutes(app: App): void {
  app.get(
    '/api/citizens/me',
    { config: customers, schema: { response: { 200: me }, tags, summary: '我的登录 One’s own log-in as a citizen' } },
    (request) => findMe(request.ctx),
  )
  app.post(
    '/api/citizens/me/phone-codes',
    {
      config: customers,
      schema: {
        body: phoneCodeAsked,
        response: { 200: codeSent },
        tags,
        summary: '向新手机号发送验证码 A code to the new number',
      },
    },
    (request) => askPhoneCode(request.ctx, request.body.phone, request.ip),
  )
  app.put(
    '/api/citizens/me/phone',
    {
      config: customers,
      schema: { body: phoneChange, response: { 200: me }, tags, summary: '更换登录手机号 Change one’s number' },
    },
    (request) => changeOwnPhone(request.ctx, sessionOf(request), request.body),
  )
}
