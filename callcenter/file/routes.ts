import { z } from 'zod'
import { billList, billListQuery } from '../../billing/contract.ts'
import { billChanges, billDetail, changesQuery } from '../../billing/index.ts'
import { accountNoShape } from '../../db/customers/contract.ts'
import type { App } from '../../db/department.ts'
import { orderRecord, workOrderNo } from '../orders/contract.ts'
import { agents, idParam, tags } from '../route-parts.ts'
import { findFileBill, findFileBillChanges, listFileBills } from './bills.ts'
import { meterRoutes } from './meter-routes.ts'
import { findFileOrder } from './orders.ts'

const account = z.object({ accountNo: accountNoShape })
const one = account.extend(idParam.shape)

/** What an agent opens of the file in view, beside the call: each as far as it is known who speaks. */
export function fileRoutes(app: App): void {
  billRoutes(app)
  meterRoutes(app)
  app.get(
    '/api/callcenter/accounts/:accountNo/work-orders/:workOrderNo/record',
    {
      config: { roles: agents },
      schema: {
        ...{ params: account.extend({ workOrderNo }), response: { 200: orderRecord }, tags },
        summary: '客户工单办理记录 An order of the file in view, and all that was done',
      },
    },
    (request) => findFileOrder(request.ctx, request.params),
  )
}

function billRoutes(app: App): void {
  const path = '/api/callcenter/accounts/:accountNo/bills'
  app.get(
    path,
    {
      config: { roles: agents },
      schema: {
        ...{ params: account, querystring: billListQuery, response: { 200: billList }, tags },
        summary: '客户账单，新者在前 Bills of the file in view, newest first',
      },
    },
    (request) => listFileBills(request.ctx, { ...request.params, ...request.query }),
  )
  app.get(
    `${path}/:id`,
    {
      config: { roles: agents },
      schema: {
        params: one,
        response: { 200: billDetail },
        tags,
        summary: '账单明细，逐行说明 One of them, line by line',
      },
    },
    (request) => findFileBill(request.ctx, request.params),
  )
  app.get(
    `${path}/:id/changes`,
    {
      config: { roles: agents },
      schema: {
        ...{ params: one, querystring: changesQuery, response: { 200: billChanges }, tags },
        summary: '与上期或去年同月的差额及原因 Why it differs from an earlier one',
      },
    },
    (request) => findFileBillChanges(request.ctx, { ...request.params, ...request.query }),
  )
}
