import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { IdParam } from '../contract.ts'
import { reviewEntry, submitEntry } from './exchange-entries.ts'
import {
  assignExchange,
  findExchange,
  listExchanges,
  listRotationsDue,
  openExchange,
  openRotations,
  readExchangePhoto,
  withdrawExchange,
} from './exchange-orders.ts'
import {
  Assignment,
  Entry,
  EntryTaken,
  ExchangeDetail,
  ExchangeList,
  ExchangeQuery,
  NewExchange,
  Review,
  RotationList,
  RotationQuery,
  RotationRequest,
  RotationResult,
  Withdrawal,
} from './exchange-shapes.ts'

const field: Role[] = ['installer', 'reader']
const planners: Role[] = ['acquisition', 'grid', 'district-manager']
const reviewers: Role[] = ['acquisition', 'district-manager', 'manager']
const tags = ['metering']
/** Six photos of 1.5 MB, a third longer as text. */
const ENTRY_BYTES = 13_000_000

export function exchangeRoutes(app: App, { watchers }: { watchers: Role[] }): void {
  const seeing: Role[] = [...new Set([...watchers, ...field])]
  app.get(
    '/api/metering/exchanges',
    {
      config: { roles: seeing },
      schema: { querystring: ExchangeQuery, response: { 200: ExchangeList }, tags, summary: '换表单 Exchange orders' },
    },
    (request) => listExchanges(request.ctx, request.query),
  )
  app.get(
    '/api/metering/exchanges/:id',
    {
      config: { roles: seeing },
      schema: { params: IdParam, response: { 200: ExchangeDetail }, tags, summary: '换表单 An exchange order' },
    },
    (request) => findExchange(request.ctx, request.params.id),
  )
  app.get(
    '/api/metering/exchange-photos/:id',
    { config: { roles: seeing }, schema: { params: IdParam, tags, summary: '换表照片 Photo of an exchange' } },
    async (request, reply) => {
      const { mediaType, bytes } = await readExchangePhoto(request.ctx, request.params.id)
      return reply.type(mediaType).header('cache-control', 'private, max-age=86400').send(bytes)
    },
  )
  planRoutes(app)
  app.post(
    '/api/metering/exchanges/:id/entries',
    {
      config: { roles: field },
      bodyLimit: ENTRY_BYTES,
      schema: {
        params: IdParam,
        body: Entry,
        response: { 200: EntryTaken },
        tags,
        summary: '现场换表记录 Send an entry',
      },
    },
    (request) => submitEntry(request.ctx, { ...request.body, orderId: request.params.id }),
  )
  app.post(
    '/api/metering/exchanges/:id/review',
    {
      config: { roles: reviewers },
      schema: { params: IdParam, body: Review, tags, summary: '复核归档 Review an entry' },
    },
    async (request, reply) => {
      await reviewEntry(request.ctx, { ...request.body, orderId: request.params.id })
      return reply.status(204).send(null)
    },
  )
}

function planRoutes(app: App): void {
  app.post(
    '/api/metering/exchanges',
    {
      config: { roles: planners },
      schema: {
        body: NewExchange,
        response: { 201: ExchangeDetail },
        tags,
        summary: '开换表单 Open an exchange order',
      },
    },
    async (request, reply) =>
      reply.status(201).send(await findExchange(request.ctx, await openExchange(request.ctx, request.body))),
  )
  app.get(
    '/api/metering/exchange-rotations',
    {
      config: { roles: planners },
      schema: {
        querystring: RotationQuery,
        response: { 200: RotationList },
        tags,
        summary: '待轮换电能表 Meters whose check runs out, or without one',
      },
    },
    (request) => listRotationsDue(request.ctx, request.query),
  )
  app.post(
    '/api/metering/exchange-rotations',
    {
      config: { roles: planners },
      schema: {
        body: RotationRequest,
        response: { 200: RotationResult },
        tags,
        summary: '到期轮换 Open orders for rotation',
      },
    },
    (request) => openRotations(request.ctx, request.body),
  )
  app.post(
    '/api/metering/exchanges/:id/assignment',
    {
      config: { roles: planners },
      schema: { params: IdParam, body: Assignment, tags, summary: '派工 Assign' },
    },
    async (request, reply) => {
      await assignExchange(request.ctx, { orderId: request.params.id, to: request.body.to })
      return reply.status(204).send(null)
    },
  )
  app.post(
    '/api/metering/exchanges/:id/withdrawal',
    {
      config: { roles: planners },
      schema: { params: IdParam, body: Withdrawal, tags, summary: '撤销 Withdraw' },
    },
    async (request, reply) => {
      await withdrawExchange(request.ctx, { orderId: request.params.id, reason: request.body.reason })
      return reply.status(204).send(null)
    },
  )
}
