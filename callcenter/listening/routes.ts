import { z } from 'zod'
import type { App } from '../../db/department.ts'
import { idParam, tags } from '../route-parts.ts'
import { listening } from './contract.ts'
import { listenIn, stopListening } from './listening.ts'

const path = '/api/callcenter/contacts/:id/listening'

export function listeningRoutes(app: App): void {
  app.put(
    path,
    {
      config: { roles: ['lead'] },
      schema: {
        params: idParam,
        body: listening,
        response: { 204: z.null() },
        tags,
        summary: '监听、耳语辅导、强插 Listen, whisper, barge in',
      },
    },
    async (request, reply) => {
      await listenIn(request.ctx, request.params.id, request.body)
      return reply.status(204).send(null)
    },
  )
  app.delete(
    path,
    {
      config: { roles: ['lead'] },
      schema: { params: idParam, response: { 204: z.null() }, tags, summary: '结束监听 Stop listening' },
    },
    async (request, reply) => {
      await stopListening(request.ctx, request.params.id)
      return reply.status(204).send(null)
    },
  )
}
