import { recordAudit } from '../../db/audit.ts'
import { roles } from '../../db/context.ts'
import type { App } from '../../db/department.ts'
import { Refusal } from '../../db/refusal.ts'
import { civilMinute } from '../../db/time.ts'
import { EXPORTS_PER_MINUTE, exportedFile, LARGEST_LIST, shownList } from './contract.ts'
import { isOwnScreen } from './screens.ts'
import { makeWorkbook } from './workbook.ts'

/**
 * What a list shows, as a workbook. It is on the record before it is made: which page, and how much of it. What the page calls
 * itself is its own word, and is kept as such. Refuses with `TOO_LARGE`, `TOO_MANY_REQUESTS`, and at `path` what is no page of
 * the reader's.
 */
export function exportRoutes(app: App): void {
  app.put(
    '/api/exports',
    {
      config: {
        roles: [...roles],
        // Before the body is read; the reader is known by then.
        rateLimit: {
          max: EXPORTS_PER_MINUTE,
          timeWindow: 60_000,
          keyGenerator: ({ ctx, ip }) => `${ip}|${ctx.actor.username}`,
        },
      },
      bodyLimit: LARGEST_LIST,
      schema: {
        body: shownList,
        response: { 200: exportedFile },
        tags: ['system'],
        summary: '导出所示清单 A list that is shown, as a workbook',
      },
    },
    async ({ ctx, body }) => {
      const { path, title, rows } = body
      if (!isOwnScreen(path, ctx.actor.roles)) {
        const message = '不是您可以打开的页面,不能导出'
        throw new Refusal('INVALID_INPUT', message, { status: 400, issues: [{ path: 'path', message }] })
      }
      const detail = { path, rows: rows.length, asToldByThePage: title }
      await recordAudit(ctx, { action: 'list.exported', subject: 'list:shown', detail })
      const bytes = await makeWorkbook(body)
      const minute = civilMinute(ctx.now).replace(/\D/g, '')
      return { name: `${title}-${minute}.xlsx`, base64: bytes.toString('base64') }
    },
  )
}
