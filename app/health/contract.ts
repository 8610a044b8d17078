import { z } from 'zod'

const healthParts = [
  'database',
  'connections',
  'replication',
  'migrations',
  'jobs',
  'events',
  'broker',
  'terminals',
  'disk',
  'backup',
  'clock',
  'certificate',
] as const
const healthStates = ['good', 'warn', 'bad', 'none'] as const
/** What figures cannot say: no worker gives a sign of life, a standby does not tell how far it is, a certificate cannot be read. */
const healthFaults = ['worker-gone', 'lag-untold', 'certificate-unreadable'] as const

/** GET /api/system/health: how each part is, with the figures that say so. `none`: there is no such part here. */
export const health = z.object({
  at: z.iso.datetime(),
  parts: z.array(
    z.object({
      part: z.enum(healthParts),
      state: z.enum(healthStates),
      fault: z.enum(healthFaults).nullable(),
      figures: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
    }),
  ),
})
export type Health = z.infer<typeof health>
export type PartHealth = Health['parts'][number]

/** GET /api/health: for a load balancer, and nothing more. */
export const publicHealth = z.object({ status: z.enum(['ok', 'degraded']) })
