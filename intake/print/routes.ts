import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { dispositionOf } from '../../db/print/disposition.ts'
import type { Ports } from '../ports.ts'
import { draftContract } from './contracts.ts'
import { listPrints, printPaper, prints } from './prints.ts'

const tags = ['intake']
const id = z.coerce.number().int()

/** Papers as they are handed over the counter. */
export function printRoutes(app: App, workers: Role[], readers: Role[], ports: Ports): void {
  app.get(
    '/api/intake/applications/:id/prints',
    {
      config: { roles: readers },
      schema: {
        params: z.object({ id }),
        response: {
          200: z.object({ items: z.array(z.enum(prints)), mayDraft: z.boolean(), unprintable: z.array(z.string()) }),
        },
        tags,
        summary: '可打印的资料 What can be printed now',
      },
    },
    (request) => listPrints(request.ctx, request.params.id),
  )
  app.get(
    '/api/intake/applications/:id/prints/:print',
    {
      config: { roles: [...workers, 'auditor', 'customer'] },
      schema: {
        params: z.object({ id, print: z.enum(prints) }),
        tags,
        summary: '申请表、容缺告知书、方案答复单、装拆工作单、合同 A paper as a PDF',
      },
    },
    async (request, reply) => {
      const { name, content } = await printPaper(request.ctx, request.params, ports)
      const disposition = dispositionOf(name, `${request.params.print}.pdf`)
      return reply.header('content-disposition', disposition).type('application/pdf').send(content)
    },
  )
  app.post(
    '/api/intake/applications/:id/contract-drafts',
    {
      config: { roles: ['intake', 'manager'] },
      schema: {
        params: z.object({ id }),
        response: { 201: z.object({ version: z.number(), templateVersion: z.number() }) },
        tags,
        summary: '按范本生成供用电合同 Draw up the supply contract',
      },
    },
    async (request, reply) => {
      const { version, templateVersion } = await draftContract(request.ctx, request.params.id, ports)
      return reply.status(201).send({ version, templateVersion })
    },
  )
}
