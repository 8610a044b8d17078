import { z } from 'zod'

export const MOST_ROWS = 20_000
const cell = z.string().max(2_000)

/** PUT /api/exports: a list as a screen shows it. */
export const shownList = z
  .strictObject({
    /** Of the page, without what was looked for in it. */
    path: z
      .string()
      .max(200)
      .regex(/^\/[^?#]*$/),
    title: z.string().trim().min(1).max(100),
    columns: z.array(cell).min(1).max(60),
    rows: z.array(z.array(cell)).min(1).max(MOST_ROWS),
  })
  .refine(({ columns, rows }) => rows.every((row) => row.length === columns.length), {
    path: ['rows'],
    message: '每行的列数须与表头相同',
  })
export type ShownList = z.infer<typeof shownList>

/** A workbook, its bytes as base64. */
export const exportedFile = z.object({ name: z.string(), base64: z.string() })
export type ExportedFile = z.infer<typeof exportedFile>
