import type { App } from '../../db/department.ts'
import { submitInput } from '../../intake/index.ts'
import { agents, idParam, tags } from '../route-parts.ts'
import { findOffer, handInApplication } from './applications.ts'
import { applicationOffer, handedIn } from './contract.ts'

/** Applications that an agent takes for whom he talks to. */
export function applicationRoutes(app: App): void {
  app.get(
    '/api/callcenter/contacts/:id/application-offer',
    {
      config: { roles: agents },
      schema: {
        ...{ params: idParam, response: { 200: applicationOffer }, tags },
        summary: '通话中可办理的业务 What may be applied for in this contact',
      },
    },
    (request) => findOffer(request.ctx, request.params.id),
  )
  app.post(
    '/api/callcenter/contacts/:id/applications',
    {
      config: { roles: agents },
      schema: {
        ...{ params: idParam, body: submitInput, response: { 201: handedIn }, tags },
        summary: '代客户提交申请 Hand in an application for the caller',
      },
    },
    async (request, reply) =>
      reply.status(201).send(await handInApplication(request.ctx, request.params.id, request.body)),
  )
}
