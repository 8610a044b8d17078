import { z } from 'zod'
import { TerminalRow } from './contract.ts'

const iso = z.string()
const name = z.string().max(100)
const cursor = z
  .string()
  .regex(/^\d{1,15}$/)
  .optional()
const limit = z.coerce.number().int().min(1).max(200).default(50)

const QuarantineRow = z.object({
  quarantineId: z.number(),
  arrivedAt: iso,
  latestAt: iso,
  source: z.string(),
  terminal: z.string().nullable(),
  meter: z.string().nullable(),
  topic: z.string(),
  reason: z.string(),
  detail: z.string(),
  payload: z.string(),
  /** `cut`: not whole, and never taken again. */
  form: z.enum(['message', 'reading', 'event', 'cut']),
  /** Since when it waits to be taken again. */
  releaseAt: iso.nullable(),
  /** How often the same came. */
  count: z.number(),
})
export type QuarantineRow = z.infer<typeof QuarantineRow>

/** An empty `terminal` or `meter` means those that name none. */
export const QuarantineQuery = z.object({
  terminal: name.optional(),
  meter: name.optional(),
  reason: name.optional(),
  cursor,
  limit,
})
export type QuarantineQuery = z.infer<typeof QuarantineQuery>
export const QuarantineList = z.object({
  messages: z.array(QuarantineRow),
  total: z.number(),
  nextCursor: z.string().nullable(),
})
export type QuarantineList = z.infer<typeof QuarantineList>

const QuarantineGroup = z.object({
  source: z.string(),
  terminal: z.string().nullable(),
  meter: z.string().nullable(),
  reason: z.string(),
  /** Different ones, and how often they came in all. */
  kept: z.number(),
  told: z.number(),
  waiting: z.number(),
  /** Those that can be taken again. */
  whole: z.number(),
  firstAt: iso,
  latestAt: iso,
  newestId: z.number(),
  terminalId: z.number().nullable(),
  isMeterKnown: z.boolean(),
  /** What its terminal told beyond the room that it has: counted, not kept. */
  refused: z.number(),
})
export type QuarantineGroup = z.infer<typeof QuarantineGroup>
export const QuarantineGroupQuery = z.object({
  reason: name.optional(),
  q: z.string().trim().max(100).optional(),
  cursor,
  limit,
})
export type QuarantineGroupQuery = z.infer<typeof QuarantineGroupQuery>
export const QuarantineGroupList = z.object({
  groups: z.array(QuarantineGroup),
  reasons: z.array(z.object({ reason: z.string(), kept: z.number() })),
  nextCursor: z.string().nullable(),
})
export type QuarantineGroupList = z.infer<typeof QuarantineGroupList>

/** Which rows an act is about: each name as it stands in the row, null where the row names none. */
export const QuarantineChoice = z.strictObject({
  terminal: name.nullable(),
  meter: name.nullable(),
  reason: name,
})
export type QuarantineChoice = z.infer<typeof QuarantineChoice>
export const QuarantineDiscard = QuarantineChoice.extend({ because: z.string().trim().min(2).max(500) })
export const QuarantineActed = z.object({ rows: z.number(), waiting: z.number() })
export type QuarantineActed = z.infer<typeof QuarantineActed>

const speaks = z.strictObject({ mapper: name, vendorTopic: z.string().trim().min(1).max(200) })
/** An unknown terminal comes into the file, under a district. */
export const Adoption = z.strictObject({
  terminal: z.string().trim().min(1).max(100),
  districtId: z.number().int(),
})
export const AdoptedTerminal = z.object({
  terminalId: z.number(),
  username: z.string(),
  /** Told this once. */
  secret: z.string(),
  waiting: z.number(),
})
export type AdoptedTerminal = z.infer<typeof AdoptedTerminal>

export const MapperChoice = z.strictObject({ speaks: speaks.nullable() })
export type MapperChoice = z.infer<typeof MapperChoice>
export const MapperList = z.object({
  mappers: z.array(
    z.object({ name: z.string(), title: z.string(), document: z.string(), topics: z.array(z.string()) }),
  ),
})
export type MapperList = z.infer<typeof MapperList>

export const TerminalDetail = z.object({
  terminal: TerminalRow,
  credentialBy: z.string().nullable(),
  /** Meters that it told of and that are joined to no terminal; at most a hundred. */
  unlinked: z.array(z.object({ meter: z.string(), latestAt: iso })),
  /** What of it is in quarantine. */
  quarantined: z.number(),
  /** The latest twenty. */
  commands: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      askedAt: iso,
      askedBy: z.string(),
      sentAt: iso.nullable(),
      answeredAt: iso.nullable(),
      ok: z.boolean().nullable(),
      because: z.string().nullable(),
    }),
  ),
})
export type TerminalDetail = z.infer<typeof TerminalDetail>
