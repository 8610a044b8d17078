import type { App } from '../../db/department.ts'
import { agents, idParam, tags } from '../route-parts.ts'
import { routeContacts } from '../routing.ts'
import { reassignPromise, reschedulePromise, withdrawPromise } from './changes.ts'
import {
  newPromise,
  promiseChoices,
  promisedCall,
  promisePage,
  promiseQuery,
  reassignment,
  rescheduling,
  withdrawal,
} from './contract.ts'
import { findChoices, findPromises, promiseCall } from './promises.ts'

const promises = '/api/callcenter/promised-calls'

/** Promised call-backs. */
export function promiseRoutes(app: App): void {
  app.get(
    promises,
    {
      config: { roles: [...agents, 'quality', 'manager'] },
      schema: { querystring: promiseQuery, response: { 200: promisePage }, tags, summary: '约定回电 Promised calls' },
    },
    (request) => findPromises(request.ctx, request.query),
  )
  app.get(
    '/api/callcenter/contacts/:id/promise-choices',
    {
      config: { roles: agents },
      schema: {
        params: idParam,
        response: { 200: promiseChoices },
        tags,
        summary: '可约定的时间与号码 What may be promised',
      },
    },
    (request) => findChoices(request.ctx, request.params.id),
  )
  app.post(
    promises,
    {
      config: { roles: agents },
      schema: { body: newPromise, response: { 201: promisedCall }, tags, summary: '约定回电 Promise to ring back' },
    },
    async (request, reply) => reply.status(201).send(await promiseCall(request.ctx, request.body)),
  )
  changeRoutes(app)
}

function changeRoutes(app: App): void {
  app.put(
    `${promises}/:id/agent`,
    {
      config: { roles: ['lead'] },
      schema: {
        params: idParam,
        body: reassignment,
        response: { 200: promisedCall },
        tags,
        summary: '改派约定回电 Give it to somebody else',
      },
    },
    async (request) => {
      const promised = await reassignPromise(request.ctx, request.params.id, request.body)
      await routeContacts(request.ctx)
      return promised
    },
  )
  app.put(
    `${promises}/:id/window`,
    {
      config: { roles: agents },
      schema: {
        params: idParam,
        body: rescheduling,
        response: { 200: promisedCall },
        tags,
        summary: '改约 Reschedule it',
      },
    },
    (request) => reschedulePromise(request.ctx, request.params.id, request.body),
  )
  app.post(
    `${promises}/:id/withdrawal`,
    {
      config: { roles: agents },
      schema: {
        params: idParam,
        body: withdrawal,
        response: { 200: promisedCall },
        tags,
        summary: '撤销约定回电 Withdraw it',
      },
    },
    (request) => withdrawPromise(request.ctx, request.params.id, request.body),
  )
}
