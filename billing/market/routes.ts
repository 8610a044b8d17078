import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { accountNo, billMonth } from '../contract.ts'
import type { UsagePort } from '../usage.ts'
import {
  entryInput,
  exitInput,
  importAnswer,
  marketMonth,
  monthQuery,
  sheetDetail,
  sheetImport,
  termList,
} from './contract.ts'
import { listMonth } from './month.ts'
import { findSheet, importSheets } from './sheets.ts'
import { enterMarket, leaveMarket, listTerms } from './terms.ts'

const raters: Role[] = ['billing']
const watchers: Role[] = ['billing', 'manager', 'auditor']
const tags = ['billing']
const id = z.object({ id: z.coerce.number().int() })
const LARGEST_FILE_BYTES = 20 * 1024 * 1024

/** The retail market (零售市场): sheets that are imported, and who is in it. */
export function marketRoutes(app: App, findUsages: UsagePort): void {
  app.post(
    '/api/billing/market-sheets/imports',
    {
      bodyLimit: LARGEST_FILE_BYTES,
      config: { roles: raters },
      schema: {
        body: sheetImport,
        response: { 201: importAnswer },
        tags,
        summary: '导入零售市场结算单(整份检查,有错不入;重复导入无影响) Import settlement sheets, all or none',
      },
    },
    async (request, reply) => reply.status(201).send(await importSheets(request.ctx, request.body, findUsages)),
  )
  app.get(
    '/api/billing/market-sheets/:id',
    {
      config: { roles: watchers },
      schema: {
        params: id,
        response: { 200: sheetDetail },
        tags,
        summary: '结算单明细 A settlement sheet, line by line',
      },
    },
    (request) => findSheet(request.ctx, request.params.id),
  )
  app.get(
    '/api/billing/market-months/:month',
    {
      config: { roles: watchers },
      schema: {
        params: z.object({ month: billMonth }),
        querystring: monthQuery,
        response: { 200: marketMonth },
        tags,
        summary: '某月入市户:已匹配、缺单、不符 Accounts in the market in a month',
      },
    },
    (request) => listMonth(request.ctx, request.params.month, request.query),
  )
  termRoutes(app)
}

function termRoutes(app: App): void {
  app.get(
    '/api/billing/market-terms',
    {
      config: { roles: watchers },
      schema: {
        querystring: z.object({ accountNo }),
        response: { 200: termList },
        tags,
        summary: '一户的入市、退市记录 Days of an account in the retail market',
      },
    },
    (request) => listTerms(request.ctx, request.query.accountNo),
  )
  app.post(
    '/api/billing/market-terms',
    {
      config: { roles: raters },
      schema: {
        body: entryInput,
        response: { 201: z.object({ id: z.number() }) },
        tags,
        summary: '入市 Enter the market',
      },
    },
    async (request, reply) => reply.status(201).send(await enterMarket(request.ctx, request.body)),
  )
  app.post(
    '/api/billing/market-terms/:id/end',
    {
      config: { roles: raters },
      schema: {
        params: id,
        body: exitInput,
        response: { 201: z.object({ id: z.number() }) },
        tags,
        summary: '退市(自愿或非自愿) Leave the market, of own will or not',
      },
    },
    async (request, reply) => reply.status(201).send(await leaveMarket(request.ctx, request.params.id, request.body)),
  )
}
