import { z } from 'zod'

const bilingual = z.object({ zh: z.string(), en: z.string() })

/** GET /api/intake/applications/{id}/scheme: what fits the loads, and why. kW, kVA, kV, A, V. */
export const scheme = z.object({
  installedKw: z.number(),
  demandKw: z.number(),
  capacityKva: z.number(),
  voltageKv: z.number(),
  phase: z.enum(['single', 'three']),
  mode: z.enum(['low-low', 'high-low', 'high-high']),
  currentA: z.number(),
  /** Primary over 5 A; null: connected directly. */
  ctPrimaryA: z.number().nullable(),
  /** Primary over 100 V; null: none. */
  ptPrimaryV: z.number().nullable(),
  powerFactorStandard: z.enum(['0.90', '0.85', '0.80']).nullable(),
  parts: z.enum(['single', 'two']),
  reasons: z.array(z.object({ about: z.string(), text: bilingual })),
})
