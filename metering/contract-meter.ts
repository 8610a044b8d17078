import { z } from 'zod'

const iso = z.iso.datetime({ offset: true })
const Phase = z.enum(['A', 'B', 'C'])

/** Secondary values of the latest reading; angles in degrees, counter-clockwise from the right. */
export const PhasorView = z.object({
  at: iso.nullable(),
  source: z.enum(['angles', 'powers', 'none']),
  phasors: z.array(
    z.object({
      phase: Phase,
      uV: z.number(),
      iA: z.number().nullable(),
      phiDeg: z.number().nullable(),
      uDeg: z.number(),
      iDeg: z.number().nullable(),
    }),
  ),
  findings: z.array(z.object({ kind: z.enum(['reversed', 'crossed']), phases: z.array(Phase) })),
})
export type PhasorView = z.infer<typeof PhasorView>

export const MeterEvent = z.object({
  eventId: z.number(),
  at: iso,
  code: z.string(),
  title: z.object({ zh: z.string(), en: z.string() }),
  detail: z.record(z.string(), z.unknown()),
  arrivedAt: iso,
  assetNo: z.string(),
})
export type MeterEvent = z.infer<typeof MeterEvent>
export const MeterEventQuery = z.object({
  cursor: z.string().max(60).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(20),
})
export const MeterEvents = z.object({ events: z.array(MeterEvent), nextCursor: z.string().nullable() })
export type MeterEvents = z.infer<typeof MeterEvents>
