import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { accountNo } from '../contract.ts'
import { discardCharge, draftCharge, issueCharge, previewCharge, reverseCharge } from './charges.ts'
import {
  accountChargeQuery,
  chargeDetail,
  chargeFacts,
  chargeInput,
  chargeList,
  chargePreview,
  chargePreviewInput,
  chargeQuery,
  discardInput,
  issueInput,
  reversalInput,
} from './contract.ts'
import { findCharge, findChargeFacts, listCharges, listChargesOf } from './read.ts'

const drafters: Role[] = ['billing', 'inspector']
/** Two people make a charge: whoever of these did not draft it issues it. */
const deciders: Role[] = ['billing', 'manager']
const watchers: Role[] = ['billing', 'inspector', 'cashier', 'accountant', 'manager', 'auditor']
const tags = ['billing']
const id = z.object({ id: z.coerce.number().int() })
const account = z.object({ accountNo })
const keyed = z.looseObject({ 'idempotency-key': z.string().min(8).max(200) })

/** Charges on an account (追补单): drafted by one, issued by another, taken back by a document of their own. */
export function chargeRoutes(app: App, readers: Role[]): void {
  readRoutes(app, readers)
  decisionRoutes(app)
  app.post(
    '/api/billing/charges/previews',
    {
      config: { roles: watchers },
      schema: {
        body: chargePreviewInput,
        response: { 200: chargePreview },
        tags,
        summary: '追补单试算 What a charge would say',
      },
    },
    async (request) => previewCharge(request.body.kind, request.body.input),
  )
  app.post(
    '/api/billing/charges',
    {
      config: { roles: drafters },
      schema: {
        headers: keyed,
        body: chargeInput,
        response: { 201: chargeDetail },
        tags,
        summary: '起草追补单(须带 Idempotency-Key) Draft a charge',
      },
    },
    async (request, reply) => {
      const idempotencyKey = request.headers['idempotency-key']
      const drafted = await draftCharge(request.ctx, { ...request.body, idempotencyKey })
      return reply.status(201).send(await findCharge(request.ctx, drafted.id))
    },
  )
}

function readRoutes(app: App, readers: Role[]): void {
  app.get(
    '/api/billing/charges',
    {
      config: { roles: watchers },
      schema: {
        querystring: chargeQuery,
        response: { 200: chargeList },
        tags,
        summary: '追补单,新者在前 Charges, newest first',
      },
    },
    (request) => listCharges(request.ctx, request.query),
  )
  app.get(
    '/api/billing/charges/:id',
    {
      config: { roles: [...readers, 'inspector'] },
      schema: { params: id, response: { 200: chargeDetail }, tags, summary: '追补单明细 One charge, line by line' },
    },
    (request) => findCharge(request.ctx, request.params.id),
  )
  app.get(
    '/api/billing/accounts/:accountNo/charges',
    {
      config: { roles: [...readers, 'inspector'] },
      schema: {
        params: account,
        querystring: accountChargeQuery,
        response: { 200: chargeList },
        tags,
        summary: '一户的追补单 Charges of an account; customers see what was issued to them',
      },
    },
    (request) => listChargesOf(request.ctx, request.params.accountNo, request.query),
  )
  app.get(
    '/api/billing/accounts/:accountNo/charge-facts',
    {
      config: { roles: watchers },
      schema: {
        params: account,
        response: { 200: chargeFacts },
        tags,
        summary: '起草追补单所需的户资料 What a draft begins with',
      },
    },
    (request) => findChargeFacts(request.ctx, request.params.accountNo),
  )
}

function decisionRoutes(app: App): void {
  app.post(
    '/api/billing/charges/:id/issue',
    {
      config: { roles: deciders },
      schema: {
        params: id,
        body: issueInput,
        response: { 200: chargeDetail },
        tags,
        summary: '发行追补单(起草人除外) Issue a draft; not by whoever drafted it',
      },
    },
    async (request) => {
      await issueCharge(request.ctx, request.params.id, request.body.note ?? null)
      return findCharge(request.ctx, request.params.id)
    },
  )
  app.post(
    '/api/billing/charges/:id/discard',
    {
      config: { roles: [...deciders, 'inspector'] },
      schema: {
        params: id,
        body: discardInput,
        response: { 200: chargeDetail },
        tags,
        summary: '作废草稿 Give a draft up',
      },
    },
    async (request) => {
      await discardCharge(request.ctx, request.params.id, request.body.note)
      return findCharge(request.ctx, request.params.id)
    },
  )
  app.post(
    '/api/billing/charges/:id/reversal',
    {
      config: { roles: deciders },
      schema: {
        params: id,
        body: reversalInput,
        response: { 201: chargeDetail },
        tags,
        summary: '冲减、减免(发行人除外) Take a charge back as a whole; not by whoever issued it',
      },
    },
    async (request, reply) => {
      const reversal = await reverseCharge(request.ctx, request.params.id, request.body.reason)
      return reply.status(201).send(await findCharge(request.ctx, reversal.id))
    },
  )
}
