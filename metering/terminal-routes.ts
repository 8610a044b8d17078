import { z } from 'zod'
import type { Role } from '../db/context.ts'
import type { App } from '../db/department.ts'
import { IdParam, TerminalCredential, TerminalList, TerminalQuery } from './contract.ts'
import { MapperChoice, MapperList, TerminalDetail } from './contract-quarantine.ts'
import { TerminalEvents, TerminalEventsQuery } from './contract-terminal.ts'
import { issueCredential, revokeCredential } from './credentials.ts'
import { listTerminalEvents } from './terminal-events.ts'
import { chooseMapper, describeMappers, findTerminal, listTerminals } from './terminal-list.ts'

const keepers: Role[] = ['acquisition']
const tags = ['metering']

function eventRoutes(app: App, watchers: Role[]): void {
  app.get(
    '/api/metering/terminals/:id/events',
    {
      config: { roles: watchers },
      schema: {
        params: IdParam,
        querystring: TerminalEventsQuery,
        response: { 200: TerminalEvents },
        tags,
        summary: '终端事件 What a terminal told of itself',
      },
    },
    (request) => listTerminalEvents(request.ctx, { terminalId: request.params.id, ...request.query }),
  )
}

/** Terminals, what they tell of themselves, and their log-in at the broker. */
export function terminalRoutes(app: App, { watchers }: { watchers: Role[] }): void {
  eventRoutes(app, watchers)
  app.get(
    '/api/metering/terminals',
    {
      config: { roles: watchers },
      schema: { querystring: TerminalQuery, response: { 200: TerminalList }, tags, summary: '终端 Terminals' },
    },
    (request) => listTerminals(request.ctx, request.query),
  )
  app.get(
    '/api/metering/terminals/:id',
    {
      config: { roles: watchers },
      schema: { params: IdParam, response: { 200: TerminalDetail }, tags, summary: '一台终端 A terminal' },
    },
    (request) => findTerminal(request.ctx, request.params.id),
  )
  app.get(
    '/api/metering/mappers',
    {
      config: { roles: watchers },
      schema: { response: { 200: MapperList }, tags, summary: '厂家报文映射 Mappers of makers’ JSON' },
    },
    async () => describeMappers(),
  )
  app.put(
    '/api/metering/terminals/:id/mapper',
    {
      config: { roles: keepers },
      schema: {
        params: IdParam,
        body: MapperChoice,
        response: { 204: z.null() },
        tags,
        summary: '选择报文映射 Choose how it is read',
      },
    },
    async (request, reply) => {
      await chooseMapper(request.ctx, { terminalId: request.params.id, speaks: request.body.speaks })
      return reply.code(204).send(null)
    },
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
