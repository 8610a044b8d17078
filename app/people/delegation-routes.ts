import { z } from 'zod'
import { type Role, roles } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { delegation, delegationDecision, delegations, newDelegation } from './delegation-contract.ts'
import { askDelegation, decideDelegation, endDelegation, listDelegations } from './delegations.ts'

const tags = ['people']
const staff = { roles: roles.filter((role) => role !== 'customer') as Role[] }
const params = z.object({ id: z.coerce.number().int() })
const response = { 200: delegation }

export function delegationRoutes(app: App): void {
  app.get(
    '/api/people/delegations',
    { config: staff, schema: { response: { 200: delegations }, tags, summary: '委托代办 Roles lent during leave' } },
    (request) => listDelegations(request.ctx),
  )
  app.post(
    '/api/people/delegations',
    {
      config: staff,
      schema: { body: newDelegation, response: { 201: delegation }, tags, summary: '申请委托 Ask to lend roles' },
    },
    async (request, reply) => reply.status(201).send(await askDelegation(request.ctx, request.body)),
  )
  app.post(
    '/api/people/delegations/:id/decision',
    {
      config: { roles: ['manager'] },
      schema: {
        params,
        body: delegationDecision,
        response,
        tags,
        summary: '审批委托 Release or refuse a loan of roles',
      },
    },
    (request) => decideDelegation(request.ctx, request.params.id, request.body),
  )
  app.post(
    '/api/people/delegations/:id/ending',
    { config: staff, schema: { params, response, tags, summary: '提前结束委托 End a loan of roles' } },
    (request) => endDelegation(request.ctx, request.params.id),
  )
}
