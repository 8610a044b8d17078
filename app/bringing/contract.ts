import { z } from 'zod'
import { roles } from '../../db/context.ts'

// What crosses the wire of data that a company brings.

export const bringingKind = z.enum([
  'organisations',
  'substations',
  'feeders',
  'districts',
  'terminals',
  'sections',
  'customers',
  'meters',
  'readings',
  'balances',
])

/** What a sheet says, or what came of it. */
export const bringingReport = z.object({
  rows: z.number(),
  faultCount: z.number(),
  /** The first 500. */
  faults: z.array(z.object({ row: z.number(), column: z.string(), message: z.string(), advice: z.string() })),
  /** Rows. `differing` are there and say otherwise; `changed` of them are changed. */
  counts: z.object({ added: z.number(), changed: z.number(), unchanged: z.number(), differing: z.number() }),
  differenceCount: z.number(),
  /** The first 500; what is personal is not told. */
  differences: z.array(
    z.object({
      row: z.number(),
      column: z.string(),
      before: z.string(),
      after: z.string(),
      mayChange: z.boolean(),
      isChanged: z.boolean(),
    }),
  ),
  /** Of the source, and of the customer file for the same rows; null before it is brought. */
  totals: z.array(z.object({ what: z.string(), source: z.string(), file: z.string().nullable() })),
})
export type BringingReport = z.infer<typeof bringingReport>

/** GET /api/bringing/bringings/{id}. */
export const bringingItem = z.object({
  id: z.number(),
  kind: bringingKind,
  kindTitle: z.string(),
  fileName: z.string(),
  sha256: z.string(),
  mayUpdate: z.boolean(),
  state: z.enum(['faulty', 'checked', 'released', 'done', 'failed', 'withdrawn']),
  /** Of one that is being worked on. */
  stage: z.enum(['reading', 'checking', 'writing', 'counting']).nullable(),
  broughtBy: z.string(),
  broughtAt: z.iso.datetime(),
  releasedBy: z.string().nullable(),
  withdrawnBy: z.string().nullable(),
  endedAt: z.iso.datetime().nullable(),
  /** Who may release its kind: one of these. */
  releasers: z.array(z.enum(roles)),
  /** What the reader may do with it now. */
  mayRelease: z.boolean(),
  mayWithdraw: z.boolean(),
  report: bringingReport,
})
export type BringingItem = z.infer<typeof bringingItem>

/** GET /api/bringing/bringings: the newest, without their faults. */
export const bringingList = z.object({
  /** Of all that wait, those that the reader may release. */
  waiting: z.number(),
  kinds: z.array(z.object({ kind: bringingKind, title: z.string() })),
  mostBytes: z.number(),
  items: z.array(bringingItem.omit({ report: true }).extend({ rows: z.number(), faultCount: z.number() })),
})
export type BringingList = z.infer<typeof bringingList>

/** GET /api/bringing/bringings/{id}/rows: what waits to be released, as the file has it. */
export const bringingRows = z.object({
  titles: z.array(z.string()),
  /** The first 2,000, in the order of `titles`; what is personal is not shown. */
  rows: z.array(z.object({ row: z.number(), cells: z.array(z.string()) })),
  count: z.number(),
})
export type BringingRows = z.infer<typeof bringingRows>

/** POST /api/bringing/bringings: looked through and kept until another administrator releases it. */
export const bringingInput = z.strictObject({
  kind: bringingKind,
  fileName: z.string().trim().min(1).max(200),
  base64: z.base64(),
  mayUpdate: z.boolean().default(false),
})
