import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import { accountNoShape } from '../../db/customers/contract.ts'
import type { App } from '../../db/department.ts'
import { accountPricesQuery, offeredPrices, planPricesQuery } from '../offer-contract.ts'
import type { Ports } from '../ports.ts'
import { listAccountPrices, listPlanPrices } from './offer.ts'

const tags = ['intake']

/** Which prices the forms offer: the same that the server takes. */
export function priceRoutes(app: App, workers: Role[], readers: Role[], ports: Ports): void {
  app.get(
    '/api/intake/accounts/:accountNo/prices',
    {
      config: { roles: readers },
      schema: {
        params: z.object({ accountNo: accountNoShape }),
        querystring: accountPricesQuery,
        response: { 200: offeredPrices },
        tags,
        summary: '该户可选的电价 Prices that an account may be given',
      },
    },
    (request) => listAccountPrices(request.ctx, { ...request.query, ...request.params }, ports),
  )
  app.get(
    '/api/intake/applications/:id/prices',
    {
      config: { roles: workers },
      schema: {
        params: z.object({ id: z.coerce.number().int() }),
        querystring: planPricesQuery,
        response: { 200: offeredPrices },
        tags,
        summary: '供电方案可选的电价 Prices that a plan may name',
      },
    },
    (request) => listPlanPrices(request.ctx, { ...request.query, ...request.params }, ports),
  )
}
