import type { Ctx } from '../db/context.ts'
import type { Segment } from './rules/continuity.ts'

export type Usage = {
  /** One part for each meter that was on the point in the period. */
  segments: Segment[]
  quality: string
  /** No trusted register at one end of a segment: such a period is never billed. */
  missing: boolean
}

type UsageRequest = { pointId: number; from: Date; to: Date }

/** What billing needs of metering; the answers come in the order of the requests. */
export type UsagePort = (ctx: Ctx, requests: UsageRequest[]) => Promise<Usage[]>
