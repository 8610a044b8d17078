import { z } from 'zod'
import type { Role } from '../db/context.ts'
import type { App } from '../db/department.ts'
import { adviseAccount } from './advice/advice.ts'
import { advice, adviceQuery } from './advice/contract.ts'
import { auditRoutes } from './audit/routes.ts'
import { findBalanceByNo } from './balances.ts'
import { findChanges } from './bill-changes.ts'
import { billChanges, billDetail, changesQuery } from './bill-contract.ts'
import { findBill, listBills } from './bills.ts'
import { calculationRoutes } from './calculations/routes.ts'
import { chargeRoutes } from './charges/routes.ts'
import {
  accountNo,
  balance,
  billList,
  billListQuery,
  billRun,
  billRunList,
  demandInput,
  parkedList,
  parkedQuery,
  payment,
  paymentInput,
  priceList,
  rerunAnswer,
  runInput,
  runQuery,
  standardInput,
} from './contract.ts'
import { correctionRoutes } from './corrections/routes.ts'
import { feedInRoutes } from './feed-in/routes.ts'
import { heldRoutes } from './held/routes.ts'
import { marketRoutes } from './market/routes.ts'
import { officeRoutes } from './office/routes.ts'
import { enterParkedDemand, enterParkedStandard, listParked, rerunParked } from './parked.ts'
import { recordPayment } from './payments.ts'
import { powerFactorRoutes } from './power-factor/routes.ts'
import { priceBookRoutes } from './price-book/routes.ts'
import { listPrices } from './prices.ts'
import { documentRoutes } from './print/routes.ts'
import { answerRun } from './run/answer.ts'
import { listRuns } from './run/run-list.ts'
import { beginRunByNo } from './run/runs.ts'
import type { UsagePort } from './usage.ts'

const staff: Role[] = ['agent', 'lead', 'billing', 'cashier', 'accountant', 'district-manager', 'manager', 'auditor']
const readers: Role[] = [...staff, 'customer']
const raters: Role[] = ['billing']
const watchers: Role[] = ['billing', 'manager', 'auditor']
const tags = ['billing']
const id = z.object({ id: z.coerce.number().int() })

/** Who rates does not collect: runs belong to billing, the till to cashiers. */
export function billingRoutes(app: App, findUsages: UsagePort): void {
  billRoutes(app)
  documentRoutes(app, readers, watchers)
  adviceRoutes(app, findUsages)
  powerFactorRoutes(app, readers)
  runRoutes(app, findUsages)
  missingRoutes(app, findUsages)
  officeRoutes(app, findUsages)
  heldRoutes(app, findUsages)
  auditRoutes(app)
  correctionRoutes(app, findUsages)
  chargeRoutes(app, readers)
  marketRoutes(app, findUsages)
  feedInRoutes(app, readers, findUsages)
  priceRoutes(app)
  calculationRoutes(app, [...readers, 'inspector'])
  priceBookRoutes(app, findUsages)
  app.post(
    '/api/billing/payments',
    {
      config: { roles: ['cashier'] },
      schema: {
        headers: z.looseObject({ 'idempotency-key': z.string().min(8).max(200) }),
        body: paymentInput,
        response: { 201: payment },
        tags,
        summary: '收取电费(须带 Idempotency-Key) Record a payment',
      },
    },
    async (request, reply) => {
      const idempotencyKey = request.headers['idempotency-key']
      return reply.status(201).send(await recordPayment(request.ctx, { ...request.body, idempotencyKey }))
    },
  )
}

function adviceRoutes(app: App, findUsages: UsagePort): void {
  app.get(
    '/api/billing/accounts/:accountNo/advice',
    {
      config: { roles: readers },
      schema: {
        params: z.object({ accountNo }),
        querystring: adviceQuery,
        response: { 200: advice },
        tags,
        summary: '用电优化建议:容量或需量、分时、无功补偿 Advice from the latest twelve months',
      },
    },
    (request) => adviseAccount(request.ctx, { ...request.params, ...request.query }, findUsages),
  )
}

function billRoutes(app: App): void {
  const account = z.object({ accountNo })
  app.get(
    '/api/billing/accounts/:accountNo/bills',
    {
      config: { roles: readers },
      schema: {
        params: account,
        querystring: billListQuery,
        response: { 200: billList },
        tags,
        summary: '电费账单,新者在前 Bills of an account, newest first',
      },
    },
    (request) => listBills(request.ctx, { ...request.params, ...request.query }),
  )
  app.get(
    '/api/billing/accounts/:accountNo/balance',
    {
      config: { roles: readers },
      schema: { params: account, response: { 200: balance }, tags, summary: '余额与欠费 Balance and arrears' },
    },
    (request) => findBalanceByNo(request.ctx, request.params.accountNo),
  )
  app.get(
    '/api/billing/bills/:id',
    {
      config: { roles: readers },
      schema: { params: id, response: { 200: billDetail }, tags, summary: '账单明细,逐行说明 One bill, line by line' },
    },
    (request) => findBill(request.ctx, request.params.id),
  )
  app.get(
    '/api/billing/bills/:id/changes',
    {
      config: { roles: readers },
      schema: {
        params: id,
        querystring: changesQuery,
        response: { 200: billChanges },
        tags,
        summary: '与上期或去年同月的差额及原因 Why a bill differs from an earlier one',
      },
    },
    (request) => findChanges(request.ctx, request.params.id, request.query.against),
  )
}

function runRoutes(app: App, findUsages: UsagePort): void {
  app.post(
    '/api/billing/runs',
    {
      config: { roles: raters },
      schema: {
        body: runInput,
        response: { 201: billRun, 202: billRun },
        tags,
        summary: '发行某月电费(可重复执行,可后台执行) Run a month, waiting for its end or in the background',
      },
    },
    async (request, reply) => answerRun(request, reply, await beginRunByNo(request.ctx, request.body, findUsages)),
  )
  app.get(
    '/api/billing/runs',
    {
      config: { roles: watchers },
      schema: {
        querystring: runQuery,
        response: { 200: billRunList },
        tags,
        summary: '发行记录 Bill runs, newest first',
      },
    },
    (request) => listRuns(request.ctx, request.query),
  )
  app.get(
    '/api/billing/parked',
    {
      config: { roles: [...watchers, 'acquisition', 'intake'] },
      schema: {
        querystring: parkedQuery,
        response: { 200: parkedList },
        tags,
        summary: '未能发行的账单及原因 Bills that could not be issued, with reason and owner',
      },
    },
    (request) => listParked(request.ctx, request.query),
  )
  app.post(
    '/api/billing/parked/:id/reruns',
    {
      config: { roles: raters },
      schema: { params: id, response: { 200: rerunAnswer }, tags, summary: '重新发行 Try a parked bill again' },
    },
    (request) => rerunParked(request.ctx, request.params.id, findUsages),
  )
}

/** What a parked account lacks, entered by hand: its month is billed at once. */
function missingRoutes(app: App, findUsages: UsagePort): void {
  app.post(
    '/api/billing/parked/:id/demand',
    {
      config: { roles: raters },
      schema: {
        params: id,
        body: demandInput,
        response: { 200: rerunAnswer },
        tags,
        summary: '录入当月最大需量并核算 Enter the month’s demand and bill it',
      },
    },
    ({ ctx, params, body }) => enterParkedDemand(ctx, { id: params.id, ...body }, findUsages),
  )
  app.post(
    '/api/billing/parked/:id/power-factor-standard',
    {
      config: { roles: raters },
      schema: {
        params: id,
        body: standardInput,
        response: { 200: rerunAnswer },
        tags,
        summary: '录入功率因数标准并核算 Enter the power-factor standard and bill the month',
      },
    },
    ({ ctx, params, body }) => enterParkedStandard(ctx, { id: params.id, ...body }, findUsages),
  )
}

function priceRoutes(app: App): void {
  app.get(
    '/api/billing/prices',
    {
      config: { roles: [...readers, 'intake', 'surveyor'] },
      schema: { response: { 200: priceList }, tags, summary: '电价目录及版本 The price book' },
    },
    (request) => listPrices(request.ctx),
  )
}
