import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { UPLOAD_BYTES } from '../attachments/contract.ts'
import type { Ports } from '../ports.ts'
import { fieldEntryInput, fieldEntryTaken, fieldWork } from './contract.ts'
import { takeFieldEntry } from './entries.ts'
import { listFieldWork } from './work.ts'

const tags = ['intake']
const params = z.object({ id: z.coerce.number().int() })
const fieldStaff: Role[] = ['surveyor', 'installer', 'inspector']

/** What is taken along to the site, and what comes back from it. */
export function fieldRoutes(app: App, ports: Ports): void {
  app.get(
    '/api/intake/field/work',
    {
      config: { roles: fieldStaff },
      schema: { response: { 200: fieldWork }, tags, summary: '下载现场任务 Tasks on site, to be taken along' },
    },
    async (request, reply) => {
      reply.header('cache-control', 'private, no-store')
      return listFieldWork(request.ctx, ports)
    },
  )
  app.post(
    '/api/intake/applications/:id/field-entries',
    {
      config: { roles: fieldStaff },
      bodyLimit: UPLOAD_BYTES,
      schema: {
        params,
        body: fieldEntryInput,
        response: { 201: fieldEntryTaken },
        tags,
        summary: '上传现场记录(同一编号只办理一次) An entry from the site, taken once',
      },
    },
    async (request, reply) =>
      reply.status(201).send(await takeFieldEntry(request.ctx, request.params.id, request.body, ports)),
  )
}
