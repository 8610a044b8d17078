import { z } from 'zod'

export const MOST_ROWS = 20_000
/** For one reader. */
export const EXPORTS_PER_MINUTE = 20
/** Of what is sent, in bytes: a list of that many rows and a dozen short columns. */
export const LARGEST_LIST = 8_000_000
const cell = z.string().max(2_000)

/** PUT /api/exports: a list as a screen shows it. */
export const shownList = z
  .strictObject({
    /** Of a page of the reader's own screens, without what was looked for in it. */
    path: z
      .string()
      .max(200)
      .regex(/^\/[^?#]*$/),
    /** As the page calls itself: letters, figures and signs on one line. */
    title: z
      .string()
      .trim()
      .min(1)
      .max(60)
      .regex(/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u, '标题只能是一行文字'),
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
