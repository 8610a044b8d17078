import { z } from 'zod'
import { accountNoShape } from '../../db/customers/contract.ts'
import type { App } from '../../db/department.ts'
import { agents, tags } from '../route-parts.ts'
import { profile } from './contract.ts'
import { findProfile } from './profile.ts'

export function profileRoutes(app: App): void {
  app.get(
    '/api/callcenter/accounts/:accountNo/profile',
    {
      config: { roles: [...agents, 'manager'] },
      schema: {
        ...{ params: z.object({ accountNo: accountNoShape }), response: { 200: profile }, tags },
        summary: '客户画像（仅内部） Profile, for the staff alone',
      },
    },
    (request) => findProfile(request.ctx, request.params.accountNo),
  )
}
