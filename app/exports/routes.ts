import { recordAudit } from '../../db/audit.ts'
import { roles } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { civilMinute } from '../../db/time.ts'
import { exportedFile, shownList } from './contract.ts'
import { makeWorkbook } from './workbook.ts'

const LARGEST_BODY = 20_000_000

/** What a list shows, as a workbook. It is on the record before it is made: which page, and how much of it. */
export function exportRoutes(app: App): void {
  app.put(
    '/api/exports',
    {
      config: { roles: [...roles] },
      bodyLimit: LARGEST_BODY,
      schema: {
        body: shownList,
        response: { 200: exportedFile },
        tags: ['system'],
        summary: '导出所示清单 A list that is shown, as a workbook',
      },
    },
    async ({ ctx, body }) => {
      const { path, title, rows } = body
      const detail = { path, title, rows: rows.length }
      await recordAudit(ctx, { action: 'list.exported', subject: 'list:shown', detail })
      const bytes = await makeWorkbook(body)
      const minute = civilMinute(ctx.now).replace(/\D/g, '')
      return { name: `${title}-${minute}.xlsx`, base64: bytes.toString('base64') }
    },
  )
}
