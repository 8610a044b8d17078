import { z } from 'zod'
import type { App } from '../../db/department.ts'
import { contact } from '../contract.ts'
import { agents, idParam, tags } from '../route-parts.ts'
import { callsToMe, holdInput, outboundCall, transferInput, transferTargets } from './contract.ts'
import { endLineOf, findTransferTargets, holdLine, transferContact } from './control.ts'
import { callCustomer, findCallsToMe } from './outbound.ts'

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
  outboundRoutes(app)
}

function outboundRoutes(app: App): void {
  app.post(
    '/api/callcenter/outbound-calls',
    {
      config: { roles: agents },
      schema: { body: outboundCall, response: { 201: contact }, tags, summary: '外呼 Call a customer' },
    },
    async (request, reply) => reply.status(201).send(await callCustomer(request.ctx, request.body)),
  )
  app.get(
    '/api/callcenter/calls-to-me',
    {
      config: { roles: ['customer'] },
      schema: {
        response: { 200: callsToMe },
        tags,
        summary: '95598 给我的来电与校验码 Calls to me, and their codes',
      },
    },
    (request) => findCallsToMe(request.ctx),
  )
}
