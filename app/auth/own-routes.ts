import type { FastifyRequest } from 'fastify'
import { roles } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { passwordChange, whoAmI } from '../contract.ts'
import { changePassword } from './password-changes.ts'
import { describeUser, setCookie } from './routes.ts'
import type { Stage } from './rules/stage.ts'
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
}

function sessionOf({ session }: FastifyRequest): Session {
  if (!session) throw new Error('a route of one’s own without a session')
  return session
}
