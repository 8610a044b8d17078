import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { accountNo } from '../contract.ts'
import { powerFactorDetail, powerFactorList, powerFactorQuery } from './contract.ts'
import { findPowerFactor, listPowerFactors } from './list.ts'

const watchers: Role[] = ['grid', 'acquisition', 'billing', 'inspector', 'district-manager', 'manager', 'auditor']
const tags = ['billing']

/** How the month's power factors stand and will end (功率因数监测): for who watches meters, and of one account for whoever reads its bills. */
export function powerFactorRoutes(app: App, readers: Role[]): void {
  app.get(
    '/api/billing/power-factors',
    {
      config: { roles: watchers },
      schema: {
        querystring: powerFactorQuery,
        response: { 200: powerFactorList },
        tags,
        summary: '功率因数监测：本月至今、预计力调电费 Power factors of the month, and what they will cost',
      },
    },
    (request) => listPowerFactors(request.ctx, request.query),
  )
  app.get(
    '/api/billing/accounts/:accountNo/power-factor',
    {
      config: { roles: [...new Set([...readers, ...watchers])] },
      schema: {
        params: z.object({ accountNo }),
        response: { 200: powerFactorDetail },
        tags,
        summary: '本户本月功率因数及预计力调电费 One account’s power factor of the month',
      },
    },
    (request) => findPowerFactor(request.ctx, request.params),
  )
}
