import { z } from 'zod'
import { act } from '../act-contract.ts'
import { applicationKinds } from '../forms.ts'
import { steps } from '../rules/flow/shape.ts'

const bilingual = z.object({ zh: z.string(), en: z.string() })
const version = z.number().int()
const text = (max: number) => z.string().trim().min(1).max(max)
const unit = z.object({ id: z.number(), name: z.string(), kind: z.enum(['county', 'station']) })

/** GET /api/intake/units: what lists can be narrowed to. */
export const unitList = z.object({ items: z.array(unit) })

const migration = z.object({
  fromVersion: z.number(),
  toVersion: z.number(),
  reason: z.string(),
  askedBy: z.string(),
  /** The reader may decide it: he has the role, and somebody else asked. */
  isMine: z.boolean(),
})

/** GET /api/intake/applications/{id}/hands: into whose hands it may go, as the reader may do. */
export const hands = z.object({
  mayEscalate: z.boolean(),
  /** Empty: the reader may not hand it over. */
  units: z.array(unit),
  /** Open steps that the reader may give to somebody (改派), who holds each (null: all who have its role), and who may. */
  assignable: z.array(
    z.object({
      step: z.enum(steps),
      title: bilingual,
      holder: z.string().nullable(),
      people: z.array(z.object({ username: z.string(), name: z.string() })),
    }),
  ),
  flowVersion: z.number(),
  /** Newer versions of its flow; empty: there are none, or the reader may not ask. */
  newerVersions: z.array(z.number()),
  migration: migration.nullable(),
})

/** GET /api/intake/migrations: what waits for a second person. */
export const migrationList = z.object({
  items: z.array(
    migration.extend({
      applicationId: z.number(),
      applicationNo: z.string(),
      kind: z.enum(applicationKinds),
      kindTitle: bilingual,
      applicantName: z.string(),
      askedAt: z.iso.datetime({ offset: true }),
    }),
  ),
})

/** POST /api/intake/applications/{id}/handover (移交): to another unit of the same company. */
export const handoverInput = z.strictObject({ ...act, organisationId: z.number().int(), reason: text(500) })
/** Whoever handed it over may see it no longer. */
export const handedOver = z.object({ applicationNo: z.string(), organisationName: z.string() })

/** POST /api/intake/applications/{id}/migration: a running application to a newer version of its flow. */
export const migrationInput = z.strictObject({ version, toVersion: z.number().int().positive(), reason: text(500) })
/** POST /api/intake/applications/{id}/migration/decision, by somebody else. */
export const migrationDecision = z.strictObject({
  version,
  decision: z.enum(['approved', 'rejected']),
  opinion: text(500),
})

/** POST /api/intake/acceptances: many applications at once, their papers seen. */
export const batchInput = z.strictObject({
  applications: z
    .array(z.strictObject({ id: z.number().int(), version }))
    .min(1)
    .max(100),
  opinion: z.string().trim().max(500).optional(),
})
export const batchOutcome = z.object({
  items: z.array(
    z.object({
      id: z.number(),
      applicationNo: z.string().nullable(),
      accepted: z.boolean(),
      code: z.string().nullable(),
      message: z.string().nullable(),
    }),
  ),
})
