import type { Role } from '../db/context.ts'
import type { App } from '../db/department.ts'
import {
  AdoptedTerminal,
  Adoption,
  QuarantineActed,
  QuarantineChoice,
  QuarantineDiscard,
  QuarantineGroupList,
  QuarantineGroupQuery,
  QuarantineList,
  QuarantineQuery,
} from './contract-quarantine.ts'
import { adoptTerminal, discardQuarantined, listGroups, listQuarantined, releaseQuarantined } from './quarantine.ts'

const keepers: Role[] = ['acquisition']
const tags = ['metering']

/** What could not be taken: looked at by who watches, dealt with by who keeps the collection. */
export function quarantineRoutes(app: App, { watchers }: { watchers: Role[] }): void {
  app.get(
    '/api/metering/quarantine',
    {
      config: { roles: watchers },
      schema: {
        querystring: QuarantineQuery,
        response: { 200: QuarantineList },
        tags,
        summary: '隔离的报文 Messages put aside',
      },
    },
    (request) => listQuarantined(request.ctx, request.query),
  )
  app.get(
    '/api/metering/quarantine/groups',
    {
      config: { roles: watchers },
      schema: {
        querystring: QuarantineGroupQuery,
        response: { 200: QuarantineGroupList },
        tags,
        summary: '隔离区分组 The same by terminal, meter and reason',
      },
    },
    (request) => listGroups(request.ctx, request.query),
  )
  app.post(
    '/api/metering/quarantine/adoptions',
    {
      config: { roles: keepers },
      schema: {
        body: Adoption,
        response: { 201: AdoptedTerminal },
        tags,
        summary: '接纳未知终端 Adopt an unknown terminal',
      },
    },
    async (request, reply) => reply.code(201).send(await adoptTerminal(request.ctx, request.body)),
  )
  app.post(
    '/api/metering/quarantine/releases',
    {
      config: { roles: keepers },
      schema: {
        body: QuarantineChoice,
        response: { 200: QuarantineActed },
        tags,
        summary: '重新入库 Take them again',
      },
    },
    (request) => releaseQuarantined(request.ctx, request.body),
  )
  app.post(
    '/api/metering/quarantine/discards',
    {
      config: { roles: keepers },
      schema: {
        body: QuarantineDiscard,
        response: { 200: QuarantineActed },
        tags,
        summary: '丢弃 Throw them away',
      },
    },
    (request) => discardQuarantined(request.ctx, request.body),
  )
}
