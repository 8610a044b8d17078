import { z } from 'zod'
import type { Role } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { dispositionOf } from '../../db/print/disposition.ts'
import { printBill } from './bill-pdf.ts'
import { exportRun } from './run-export.ts'

const tags = ['billing']
const id = z.object({ id: z.coerce.number().int() })
const query = z.object({
  format: z.enum(['xlsx', 'csv']).default('xlsx'),
  sheet: z.enum(['bills', 'lines']).default('bills'),
})

/** What leaves the house as a file. */
export function documentRoutes(app: App, readers: Role[], watchers: Role[]): void {
  app.get(
    '/api/billing/bills/:id/pdf',
    {
      config: { roles: readers },
      schema: { params: id, tags, summary: '账单 PDF A bill as a PDF' },
    },
    async (request, reply) => {
      const { name, content } = await printBill(request.ctx, request.params.id)
      return reply.header('content-disposition', dispositionOf(name, 'bill.pdf')).type('application/pdf').send(content)
    },
  )
  app.get(
    '/api/billing/runs/:id/export',
    {
      config: { roles: watchers, exports: 'bills' },
      schema: {
        params: id,
        querystring: query,
        tags,
        summary: '导出一批账单及明细 Bills of a run and their lines as xlsx, or one of them as CSV',
      },
    },
    async (request, reply) => {
      const { name, type, content } = await exportRun(request.ctx, request.params.id, request.query)
      const plain = `run-${request.params.id}.${request.query.format}`
      return reply.header('content-disposition', dispositionOf(name, plain)).type(type).send(content)
    },
  )
}
