import type { App } from '../../db/department.ts'
import { agents, idParam, tags } from '../route-parts.ts'
import { checkCode, checkFacts, confirmPapers, findWays, sendIdentityCode } from './checks.ts'
import { checkOutcome, codeSaid, factsSaid, identityWays } from './contract.ts'

const identity = '/api/callcenter/contacts/:id/identity'

/** Who is on the line. What he says goes by `PUT`, so that nothing of it is kept. */
export function identityRoutes(app: App): void {
  app.get(
    identity,
    {
      config: { roles: agents },
      schema: {
        params: idParam,
        response: { 200: identityWays },
        tags,
        summary: '如何核验身份 How to raise the level',
      },
    },
    (request) => findWays(request.ctx, request.params.id),
  )
  app.put(
    `${identity}/facts`,
    {
      config: { roles: agents },
      schema: {
        params: idParam,
        body: factsSaid,
        response: { 200: checkOutcome },
        tags,
        summary: '核对信息 Compare what he says',
      },
    },
    (request) => checkFacts(request.ctx, request.params.id, request.body),
  )
  app.post(
    `${identity}/codes`,
    {
      config: { roles: agents },
      schema: {
        params: idParam,
        response: { 200: identityWays },
        tags,
        summary: '发送核验码 A code to the number on file',
      },
    },
    (request) => sendIdentityCode(request.ctx, request.params.id),
  )
  app.put(
    `${identity}/code-check`,
    {
      config: { roles: agents },
      schema: {
        params: idParam,
        body: codeSaid,
        response: { 200: checkOutcome },
        tags,
        summary: '核对核验码 Check a code',
      },
    },
    (request) => checkCode(request.ctx, request.params.id, request.body.code),
  )
  app.post(
    `${identity}/papers`,
    {
      config: { roles: agents },
      schema: { params: idParam, response: { 200: identityWays }, tags, summary: '已出示证件 Papers were seen' },
    },
    (request) => confirmPapers(request.ctx, request.params.id),
  )
}
