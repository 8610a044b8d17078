import { z } from 'zod'

const iso = z.iso.datetime({ offset: true })

export const TerminalEventsQuery = z.object({
  cursor: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT[\d:.]+Z~\d{1,15}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})

const TerminalEvent = z.object({
  eventId: z.number(),
  at: iso,
  code: z.string(),
  title: z.object({ zh: z.string(), en: z.string() }),
  /** The fields of the record, as the terminal told them. */
  detail: z.record(z.string(), z.unknown()),
  arrivedAt: iso,
})
export type TerminalEvent = z.infer<typeof TerminalEvent>
/** GET /api/metering/terminals/:id/events: of itself, newest first. */
export const TerminalEvents = z.object({ events: z.array(TerminalEvent), nextCursor: z.string().nullable() })
export type TerminalEvents = z.infer<typeof TerminalEvents>
