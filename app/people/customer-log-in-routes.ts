import { z } from 'zod'
import { accountNoShape } from '../../db/customers/contract.ts'
import type { App } from '../../db/department.ts'
import { resetCustomerFactor } from './customer-log-ins.ts'
import { customerFactorReset } from './review-contract.ts'

export function customerLogInRoutes(app: App): void {
  app.post(
    '/api/people/customer-log-ins/:accountNo/second-factor-reset',
    {
      config: { roles: ['intake'] },
      schema: {
        params: z.object({ accountNo: accountNoShape }),
        body: customerFactorReset,
        response: { 200: z.object({ reset: z.number() }) },
        tags: ['people'],
        summary: '核对证件后重置客户的动态口令 Reset a customer’s second factor after an identity check',
      },
    },
    (request) => resetCustomerFactor(request.ctx, request.params.accountNo, request.body),
  )
}
