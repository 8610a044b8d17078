import { z } from 'zod'
import type { Role } from '../db/context.ts'
import type { App } from '../db/department.ts'
import { IdParam, TerminalCredential, TerminalList } from './contract.ts'
import { issueCredential, revokeCredential } from './credentials.ts'
import { listTerminals } from './overview.ts'

const keepers: Role[] = ['acquisition']
const tags = ['metering']

/** Terminals and their log-in at the broker. */
export function terminalRoutes(app: App, { watchers }: { watchers: Role[] }): void {
  app.get(
    '/api/metering/terminals',
    { config: { roles: watchers }, schema: { response: { 200: TerminalList }, tags, summary: '终端 Terminals' } },
    (request) => listTerminals(request.ctx),
  )
  app.post(
    '/api/metering/terminals/:id/credential',
    {
      config: { roles: keepers },
      schema: {
        params: IdParam,
        response: { 201: TerminalCredential },
        tags,
        summary: '发放终端接入凭据 Issue a log-in for the broker',
      },
    },
    async (request, reply) =>
      reply.code(201).send(await issueCredential(request.ctx, { terminalId: request.params.id })),
  )
  app.delete(
    '/api/metering/terminals/:id/credential',
    {
      config: { roles: keepers },
      schema: { params: IdParam, response: { 204: z.null() }, tags, summary: '吊销终端接入凭据 Revoke it' },
    },
    async (request, reply) => {
      await revokeCredential(request.ctx, { terminalId: request.params.id })
      return reply.code(204).send(null)
    },
  )
}
