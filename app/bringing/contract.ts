import { z } from 'zod'

// What crosses the wire of data that a company brings.

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
