import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { notFound } from '../../db/refusal.ts'
import { accountNo, billMonth } from '../contract.ts'
import { findAccountIds } from '../sql/facts.ts'
import { readFeedInPrices } from '../sql/feed-in-read.ts'
import type { UsagePort } from '../usage.ts'
import {
  feedInCorrection,
  feedInCorrectionInput,
  feedInMonth,
  feedInPrices,
  feedInRunAnswer,
  feedInRunInput,
  payoutAnswer,
  payoutInput,
  plantEndInput,
  plantInput,
  statementDetail,
  statementList,
} from './contract.ts'
import { correctStatements, previewStatements } from './corrections.ts'
import { recordPayouts } from './payouts.ts'
import { endPlant, recordPlant } from './plants.ts'
import { findFeedInMonth, findStatement, listOfAccount } from './read.ts'
import { makeStatements } from './statements.ts'

const raters: Role[] = ['billing']
const watchers: Role[] = ['billing', 'accountant', 'manager', 'auditor']
const payers: Role[] = ['accountant']
const tags = ['billing']
const id = z.object({ id: z.coerce.number().int() })
const made = z.object({ id: z.number() })
const LARGEST_FILE_BYTES = 10 * 1024 * 1024

/** 上网电费: statements, their run, corrections and payouts. Who rates does not pay out. */
export function feedInRoutes(app: App, readers: Role[], findUsages: UsagePort): void {
  app.get(
    '/api/billing/accounts/:accountNo/feed-in',
    {
      config: { roles: readers },
      schema: {
        params: z.object({ accountNo }),
        response: { 200: statementList },
        tags,
        summary: '上网电费结算单,新者在前 Feed-in statements of an account',
      },
    },
    (request) => listOfAccount(request.ctx, request.params.accountNo),
  )
  app.get(
    '/api/billing/feed-in/statements/:id',
    {
      config: { roles: readers },
      schema: { params: id, response: { 200: statementDetail }, tags, summary: '上网电费结算单明细 One statement' },
    },
    (request) => findStatement(request.ctx, request.params.id),
  )
  app.get(
    '/api/billing/feed-in/months/:month',
    {
      config: { roles: watchers },
      schema: {
        params: z.object({ month: billMonth }),
        response: { 200: feedInMonth },
        tags,
        summary: '某月上网电费:结算、应付、待处理 A month of feed-in payments',
      },
    },
    (request) => findFeedInMonth(request.ctx, request.params.month),
  )
  app.get(
    '/api/billing/feed-in/prices',
    {
      config: { roles: watchers },
      schema: { response: { 200: feedInPrices }, tags, summary: '上网电价与度电补贴 Feed-in prices and subsidies' },
    },
    (request) => readFeedInPrices(request.ctx),
  )
  app.post(
    '/api/billing/feed-in/payouts',
    {
      bodyLimit: LARGEST_FILE_BYTES,
      config: { roles: payers },
      schema: {
        body: payoutInput,
        response: { 201: payoutAnswer },
        tags,
        summary: '登记付款文件(整份检查,重复上传不重付) Record a payout file, all or none',
      },
    },
    async (request, reply) => reply.status(201).send(await recordPayouts(request.ctx, request.body)),
  )
  ratingRoutes(app, findUsages)
  plantRoutes(app)
}

function ratingRoutes(app: App, findUsages: UsagePort): void {
  app.post(
    '/api/billing/feed-in/runs',
    {
      config: { roles: raters },
      schema: {
        body: feedInRunInput,
        response: { 201: feedInRunAnswer },
        tags,
        summary: '结算某月上网电费(可重复执行) Settle what is missing of a month',
      },
    },
    async ({ ctx, body: { month, accountNos } }, reply) => {
      const accountIds = accountNos ? await findAccountIds(ctx, accountNos) : null
      if (accountIds && accountIds.length !== new Set(accountNos).size) throw notFound('户号')
      const run = { runId: null, billMonth: month, path: ctx.scope, accountIds }
      return reply.status(201).send(await makeStatements(ctx, run, findUsages))
    },
  )
  app.post(
    '/api/billing/feed-in/corrections/previews',
    {
      config: { roles: watchers },
      schema: { body: feedInCorrectionInput, response: { 200: feedInCorrection }, tags, summary: '更正试算 Preview' },
    },
    (request) => previewStatements(request.ctx, request.body, findUsages),
  )
  app.post(
    '/api/billing/feed-in/corrections',
    {
      config: { roles: raters },
      schema: {
        body: feedInCorrectionInput,
        response: { 201: feedInCorrection },
        tags,
        summary: '全减另发上网电费结算单 Reverse and re-issue',
      },
    },
    async (request, reply) => reply.status(201).send(await correctStatements(request.ctx, request.body, findUsages)),
  )
}

function plantRoutes(app: App): void {
  app.post(
    '/api/billing/feed-in/plants',
    {
      config: { roles: raters },
      schema: { body: plantInput, response: { 201: made }, tags, summary: '登记上网计量点 A point feeds in' },
    },
    async (request, reply) => reply.status(201).send(await recordPlant(request.ctx, request.body)),
  )
  app.post(
    '/api/billing/feed-in/plants/:id/end',
    {
      config: { roles: raters },
      schema: {
        params: id,
        body: plantEndInput,
        response: { 201: made },
        tags,
        summary: '终止上网 It feeds in no more',
      },
    },
    async (request, reply) => reply.status(201).send(await endPlant(request.ctx, request.params.id, request.body)),
  )
}
