import { z } from 'zod'
import { fields, things } from '../rules/comparison.ts'

/** GET /api/intake/applications/{id}/comparison: what the archive is going to change in the customer file, or what it changed. */
export const comparison = z.object({
  /** `ahead`: not known yet, work on site is still to be done; `preview`: the archive is the next step. */
  state: z.enum(['ahead', 'preview', 'done', 'nothing']),
  rows: z.array(
    z.object({
      /** Null: the account is yet to be opened. */
      accountNo: z.string().nullable(),
      thing: z.enum(things),
      /** Number of the point, or name of the transformer. */
      name: z.string().nullable(),
      field: z.enum(fields),
      before: z.string().nullable(),
      after: z.string().nullable(),
      from: z.iso.date(),
    }),
  ),
})
export type Comparison = z.infer<typeof comparison>
