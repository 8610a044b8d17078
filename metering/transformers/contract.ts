import { z } from 'zod'

export const loadStates = ['over', 'heavy', 'normal', 'light', 'unknown'] as const
export type LoadState = (typeof loadStates)[number]

const iso = z.iso.datetime()
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/)
const percent = z.number().nullable()

export const TransformerRow = z.object({
  districtId: z.number(),
  name: z.string(),
  kind: z.enum(['public', 'dedicated']),
  feederName: z.string().nullable(),
  capacityKva: z.number(),
  /** Null: no meter stands at its head, and nothing is known of its load. */
  headPointId: z.number().nullable(),
  state: z.enum(loadStates),
  /** Of the rating, in %; over the quarter hours that were read. */
  meanPercent: percent,
  peakPercent: percent,
  peakAt: iso.nullable(),
  /** Minutes, and the longest stretch without a break. */
  heavyMin: z.number(),
  overMin: z.number(),
  longestHeavyMin: z.number(),
  longestOverMin: z.number(),
  /** Days on which it lasted as long as the rule asks. */
  heavyDays: z.number(),
  overDays: z.number(),
  /** Fed back into the network. */
  reverseMin: z.number(),
  monitoredPercent: z.number(),
  nowPercent: percent,
  nowAt: iso.nullable(),
})
export type TransformerRow = z.infer<typeof TransformerRow>

const Figures = z.object({
  heavyPercent: z.number(),
  overPercent: z.number(),
  lastingMin: z.number(),
  lightPercent: z.number(),
})

/** GET /api/metering/transformers?month=&state= — the fullest first. */
export const TransformerQuery = z.object({ month: month.optional(), state: z.enum(loadStates).optional() })
export const TransformerList = z.object({
  month,
  figures: Figures,
  /** Of every transformer in scope, whatever state is asked for. */
  counts: z.record(z.enum(loadStates), z.number()),
  transformers: z.array(TransformerRow),
})
export type TransformerList = z.infer<typeof TransformerList>

/** GET /api/metering/transformers/{id}?month= */
export const TransformerDetailQuery = z.object({ month: month.optional() })
export const TransformerDetail = z.object({
  month,
  figures: Figures,
  transformer: TransformerRow,
  days: z.array(
    z.object({
      day: z.iso.date(),
      meanPercent: z.number(),
      peakPercent: z.number(),
      peakAt: iso,
      heavyMin: z.number(),
      overMin: z.number(),
      monitoredMin: z.number(),
    }),
  ),
})
export type TransformerDetail = z.infer<typeof TransformerDetail>
