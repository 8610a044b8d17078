import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { orderReaders } from '../orders/doers.ts'
import { idParam, tags } from '../route-parts.ts'
import { crewEntryInput, crewEntryTaken, crewWork, ENTRY_BYTES } from './contract.ts'
import { readOrderPhoto, takeCrewEntry } from './entries.ts'
import { listCrewWork } from './work.ts'

const crews: Role[] = ['crew']

/** What a crew takes along to the site, and what comes back from it. */
export function crewRoutes(app: App): void {
  app.get(
    '/api/callcenter/crew/work',
    {
      config: { roles: crews },
      schema: { response: { 200: crewWork }, tags, summary: '下载抢修工单 Orders of a crew, to be taken along' },
    },
    async (request, reply) => {
      reply.header('cache-control', 'private, no-store')
      return listCrewWork(request.ctx)
    },
  )
  app.post(
    '/api/callcenter/work-orders/:id/crew-entries',
    {
      config: { roles: crews },
      bodyLimit: ENTRY_BYTES,
      schema: {
        params: idParam,
        body: crewEntryInput,
        response: { 201: crewEntryTaken },
        tags,
        summary: '上传现场步骤（同一编号只办理一次） A step from the site, taken once',
      },
    },
    async (request, reply) => reply.status(201).send(await takeCrewEntry(request.ctx, request.params.id, request.body)),
  )
  app.get(
    '/api/callcenter/order-photos/:id',
    {
      config: { roles: orderReaders },
      schema: { params: idParam, response: { 200: z.any() }, tags, summary: '工单照片 A picture of an order' },
    },
    async (request, reply) => {
      const { mediaType, bytes } = await readOrderPhoto(request.ctx, request.params.id)
      return reply.header('cache-control', 'private, no-store').type(mediaType).send(bytes)
    },
  )
}
