import type { App } from '../../db/department.ts'
import { permissionQuery, permissions } from './contract.ts'
import { customerLogInRoutes } from './customer-log-in-routes.ts'
import { delegationRoutes } from './delegation-routes.ts'
import { organisationRoutes } from './organisation-routes.ts'
import { listPermissions } from './permissions.ts'
import { reviewRoutes } from './review-routes.ts'
import { userRoutes } from './user-routes.ts'

const tags = ['people']

/** Who works here and what he may do. */
export function peopleRoutes(app: App): void {
  app.get(
    '/api/people/permissions',
    {
      config: { roles: ['admin', 'auditor', 'manager'] },
      schema: {
        querystring: permissionQuery,
        response: { 200: permissions },
        tags,
        summary: '谁可以做什么、凭什么 Who may do what, and why',
      },
    },
    (request) => listPermissions(request.ctx, app.ways, request.query),
  )
  userRoutes(app)
  organisationRoutes(app)
  delegationRoutes(app)
  reviewRoutes(app)
  customerLogInRoutes(app)
}
