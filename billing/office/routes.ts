import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { accountNo, billRun } from '../contract.ts'
import { rerunGroup } from '../parked.ts'
import { answerRun } from '../run/answer.ts'
import { findRun } from '../run/run-list.ts'
import type { UsagePort } from '../usage.ts'
import { findLedger } from './account-ledger.ts'
import { accountLedger, parkedGroupQuery, parkedGroups, parkedRerunInput, runDetail } from './contract.ts'
import { listParkedByReason } from './parked-groups.ts'

const watchers: Role[] = ['billing', 'manager', 'auditor']
const tags = ['billing']

/** The billing clerk's office: how a run stands, what is parked by reason, an account's billing on one page. */
export function officeRoutes(app: App, findUsages: UsagePort): void {
  app.get(
    '/api/billing/runs/:id',
    {
      config: { roles: watchers },
      schema: {
        params: z.object({ id: z.coerce.number().int() }),
        response: { 200: runDetail },
        tags,
        summary: '核算批次进度及待办 How far a run is, and what its month waits for',
      },
    },
    (request) => findRun(request.ctx, request.params.id),
  )
  app.get(
    '/api/billing/parked/groups',
    {
      config: { roles: [...watchers, 'acquisition', 'intake'] },
      schema: {
        querystring: parkedGroupQuery,
        response: { 200: parkedGroups },
        tags,
        summary: '待处理户,按原因分组 What is parked by month, stage and reason',
      },
    },
    (request) => listParkedByReason(request.ctx, request.query),
  )
  app.post(
    '/api/billing/parked/reruns',
    {
      config: { roles: ['billing'] },
      schema: {
        body: parkedRerunInput,
        response: { 201: billRun, 202: billRun },
        tags,
        summary: '同一原因整组重算 Run all again that are parked for a reason',
      },
    },
    async (request, reply) => answerRun(request, reply, await rerunGroup(request.ctx, request.body, findUsages)),
  )
  app.get(
    '/api/billing/accounts/:accountNo/ledger',
    {
      config: { roles: [...watchers, 'accountant'] },
      schema: {
        params: z.object({ accountNo }),
        response: { 200: accountLedger },
        tags,
        summary: '户电费档案:单据、往来账、在途 An account’s documents, ledger and what holds it back',
      },
    },
    (request) => findLedger(request.ctx, request.params.accountNo),
  )
}
