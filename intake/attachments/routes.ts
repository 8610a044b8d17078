import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { dispositionOf } from '../../db/print/disposition.ts'
import { addAttachment, listAttachments, openAttachment, readAttachment } from './attachments.ts'
import { attachment, attachmentInput, attachmentList, openingInput, UPLOAD_BYTES } from './contract.ts'

const tags = ['intake']
const params = z.object({ id: z.coerce.number().int() })

/** Files of applications: `workers` add and open them, `readers` see the list, who may look inside is narrower. */
export function attachmentRoutes(app: App, workers: Role[], readers: Role[]): void {
  app.get(
    '/api/intake/applications/:id/attachments',
    {
      config: { roles: readers },
      schema: { params, response: { 200: attachmentList }, tags, summary: '申请的材料与照片 Files of an application' },
    },
    (request) => listAttachments(request.ctx, request.params.id),
  )
  app.post(
    '/api/intake/applications/:id/attachments',
    {
      config: { roles: [...workers, 'customer'] },
      bodyLimit: UPLOAD_BYTES,
      schema: {
        params,
        body: attachmentInput,
        response: { 201: attachment },
        tags,
        summary: '上传材料、照片或草图 Add a file',
      },
    },
    async (request, reply) => reply.status(201).send(await addAttachment(request.ctx, request.params.id, request.body)),
  )
  app.put(
    '/api/intake/attachments/:id/opening',
    {
      config: { roles: workers },
      schema: {
        params,
        body: openingInput,
        response: { 200: attachment },
        tags,
        summary: '对客户开放 Open to the customer',
      },
    },
    (request) => openAttachment(request.ctx, request.params.id, request.body.openToCustomer),
  )
  app.get(
    '/api/intake/attachments/:id/content',
    {
      config: { roles: [...workers, 'auditor', 'customer'] },
      schema: { params, tags, summary: '下载文件(查看证件留痕) The file itself' },
    },
    async (request, reply) => {
      const { name, mediaType, bytes } = await readAttachment(request.ctx, request.params.id)
      return reply
        .header('content-disposition', dispositionOf(name, `file-${request.params.id}`))
        .header('x-content-type-options', 'nosniff')
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('cache-control', 'private, no-store')
        .type(mediaType)
        .send(bytes)
    },
  )
}
