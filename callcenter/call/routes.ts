import { z } from 'zod'
import type { App } from '../../db/department.ts'
import { contact } from '../contract.ts'
import { agents, idParam, tags } from '../route-parts.ts'
import { holdInput, transferInput, transferTargets } from './contract.ts'
import { endLineOf, findTransferTargets, holdLine, transferContact } from './control.ts'

const line = '/api/callcenter/contacts/:id'

/** What an agent does with a line. */
export function callRoutes(app: App): void {
  app.put(
    `${line}/hold`,
    {
      config: { roles: agents },
      schema: {
        params: idParam,
        body: holdInput,
        response: { 200: contact },
        tags,
        summary: '保持与恢复 Hold, resume',
      },
    },
    (request) => holdLine(request.ctx, request.params.id, request.body.held),
  )
  app.post(
    `${line}/hang-up`,
    {
      config: { roles: agents },
      schema: { params: idParam, response: { 200: contact }, tags, summary: '挂机 End the line' },
    },
    (request) => endLineOf(request.ctx, request.params.id),
  )
  app.post(
    `${line}/transfers`,
    {
      config: { roles: agents },
      schema: {
        params: idParam,
        body: transferInput,
        response: { 204: z.null() },
        tags,
        summary: '转接 To a queue or a colleague',
      },
    },
    async (request, reply) => {
      await transferContact(request.ctx, request.params.id, request.body)
      return reply.status(204).send(null)
    },
  )
  app.get(
    '/api/callcenter/transfer-targets',
    {
      config: { roles: agents },
      schema: { response: { 200: transferTargets }, tags, summary: '可转接的队列与坐席 To whom a call can go' },
    },
    (request) => findTransferTargets(request.ctx),
  )
}
