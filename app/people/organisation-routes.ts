import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { newOrganisation, organisation, organisations, removal, renaming } from './organisation-contract.ts'
import { addOrganisation, listOrganisations, removeOrganisation, renameOrganisation } from './organisations.ts'

const tags = ['people']
const admins = { roles: ['admin'] as Role[] }
const params = z.object({ id: z.coerce.number().int() })

export function organisationRoutes(app: App): void {
  app.get(
    '/api/people/organisations',
    {
      config: { roles: ['admin', 'manager', 'auditor'] },
      schema: { response: { 200: organisations }, tags, summary: '组织机构 Units, own and below' },
    },
    (request) => listOrganisations(request.ctx),
  )
  app.post(
    '/api/people/organisations',
    {
      config: admins,
      schema: {
        body: newOrganisation,
        response: { 201: organisation },
        tags,
        summary: '新增下级单位 Add a unit below',
      },
    },
    async (request, reply) => reply.status(201).send(await addOrganisation(request.ctx, request.body)),
  )
  app.post(
    '/api/people/organisations/:id/renaming',
    {
      config: admins,
      schema: { params, body: renaming, response: { 200: organisation }, tags, summary: '单位更名 Rename a unit' },
    },
    (request) => renameOrganisation(request.ctx, request.params.id, request.body),
  )
  app.post(
    '/api/people/organisations/:id/removal',
    {
      config: admins,
      schema: { params, body: removal, response: { 204: z.null() }, tags, summary: '删除空单位 Remove an empty unit' },
    },
    async (request, reply) => {
      await removeOrganisation(request.ctx, request.params.id, request.body.reason)
      return reply.status(204).send(null)
    },
  )
}
