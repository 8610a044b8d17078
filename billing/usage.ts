import type { Ctx } from '../db/context.ts'

/** Registers of one meter on the point, as the meter shows them in Wh, for the part of the period it was installed. */
export type UsageSegment = {
  deviceId: number
  /** CT × PT. */
  multiplier: number
  byRole: Partial<Record<string, { startWh: number; endWh: number }>>
}

export type Usage = {
  segments: UsageSegment[]
  /** Energy by register role after CT × PT, all segments added, in Wh. */
  energyWh: Partial<Record<string, number>>
  quality: string
  /** No trusted register at one end of a segment: such a period is never billed. */
  missing: boolean
}

export type UsageRequest = { pointId: number; from: Date; to: Date }

/** What billing needs of metering; the answers come in the order of the requests. */
export type UsagePort = (ctx: Ctx, requests: UsageRequest[]) => Promise<Usage[]>
