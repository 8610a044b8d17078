import { z } from 'zod'
import { accountNoShape } from '../../db/customers/contract.ts'
import type { App } from '../../db/department.ts'
import { bindAccount, unbind } from './bindings.ts'
import { bindingInput, boundAccounts, myAccounts, nicknameInput } from './contract.ts'
import { listMyAccounts, nameAccount } from './my-accounts.ts'

const tags = ['citizens']
const customers = { roles: ['customer' as const] }
const response = { 200: myAccounts }
const account = z.object({ accountNo: accountNoShape })

/** Which accounts a log-in sees. Bound by `PUT`: who somebody is, is not kept to be told again. */
export function bindingRoutes(app: App): void {
  app.get(
    '/api/citizens/accounts',
    { config: customers, schema: { response, tags, summary: '我的户号 One’s own accounts and those bound' } },
    (request) => listMyAccounts(request.ctx),
  )
  app.put(
    '/api/citizens/bindings/:accountNo',
    {
      config: customers,
      schema: {
        params: account,
        body: bindingInput,
        response: { 200: boundAccounts },
        tags,
        summary: '绑定户号 Bind an account',
      },
    },
    (request) => bindAccount(request.ctx, request.params.accountNo, request.body),
  )
  app.delete(
    '/api/citizens/bindings/:id',
    {
      config: customers,
      schema: {
        params: z.object({ id: z.coerce.number().int() }),
        response,
        tags,
        summary: '解除绑定 Unbind, oneself or somebody from one’s account',
      },
    },
    (request) => unbind(request.ctx, request.params.id),
  )
  app.put(
    '/api/citizens/accounts/:accountNo/nickname',
    {
      config: customers,
      schema: { params: account, body: nicknameInput, response, tags, summary: '备注名 A name for an account' },
    },
    (request) => nameAccount(request.ctx, request.params.accountNo, request.body.nickname),
  )
}
