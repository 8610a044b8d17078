import { z } from 'zod'
import { type AuditGroup, auditGroups } from '../../db/audit-acts.ts'
import { roles } from '../../db/context.ts'

/** What the groups are called. */
export const auditGroupNames = auditGroups

const day = z.iso.date()
const both = z.object({ zh: z.string(), en: z.string() })
const text = z.string().trim().max(64)
const group = z.enum(Object.keys(auditGroups) as [AuditGroup, ...AuditGroup[]])
const person = z.object({ username: z.string(), name: z.string() })

/**
 * GET /api/audit/entries. `who`: the user name or the name of who acted or for whom it was done; `about`: an account number,
 * an application's number, a user name, or a subject as it is written (`bill:…`). Days of the civil calendar, both included.
 */
export const entryQuery = z.object({
  who: text.optional(),
  about: text.optional(),
  group: group.optional(),
  from: day.optional(),
  to: day.optional(),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type EntryQuery = z.infer<typeof entryQuery>

export const auditEntry = z.object({
  id: z.number(),
  at: z.iso.datetime(),
  /** On which it is sealed. */
  day,
  who: person,
  /** Whose lent roles he used. */
  onBehalfOf: z.array(person),
  action: z.string(),
  group,
  /** What he did, as it follows his name. */
  said: both,
  /** Where the thing is looked at; null where there is no page of it, or it is not the reader's to see. */
  to: z.string().nullable(),
  reason: z.string().nullable(),
  /** What else was put down, as it was. */
  detail: z.record(z.string(), z.unknown()),
  isSealed: z.boolean(),
})
export type AuditEntry = z.infer<typeof auditEntry>
export const entries = z.object({ items: z.array(auditEntry), nextCursor: z.string().nullable() })
export type Entries = z.infer<typeof entries>

export const period = z.object({ from: day, to: day })

const seal = z.object({ day, hash: z.string() })
export const chain = z.object({
  from: day,
  to: day,
  days: z.array(
    z.object({
      day,
      entries: z.number(),
      hash: z.string().nullable(),
      recomputed: z.string().nullable(),
      state: z.enum(['whole', 'broken', 'open']),
      /** Entries were added or taken away; an entry was changed; a seal does not follow the one before it. */
      fault: z.enum(['entries', 'hash', 'link']).nullable(),
    }),
  ),
  brokenOn: day.nullable(),
  /** To be kept by somebody else: whoever holds it can tell later whether the chain still runs through it. */
  latestSeal: seal.nullable(),
  firstDay: day.nullable(),
})
export type Chain = z.infer<typeof chain>

export const reveals = z.object({
  items: z.array(
    z.object({
      who: person,
      unit: z.string(),
      roles: z.array(z.enum(roles)),
      /** Phone numbers, identity papers, and tasks with numbers that were taken along. */
      phones: z.number(),
      papers: z.number(),
      downloads: z.number(),
      total: z.number(),
      withReason: z.number(),
      latestAt: z.iso.datetime(),
      /** Of those of his role who looked at all. */
      median: z.number(),
      isOutlier: z.boolean(),
    }),
  ),
  rule: z.object({ multiple: z.number(), least: z.number(), basis: z.string(), confirmed: z.boolean() }),
})
export type Reveals = z.infer<typeof reveals>

const count = z.object({ title: both, count: z.number() })
export const report = z.object({
  from: day,
  to: day,
  unit: z.string(),
  total: z.number(),
  groups: z.array(count),
  /** What an auditor is asked about first. */
  notable: z.array(count.extend({ action: z.string() })),
  people: z.array(z.object({ who: person, unit: z.string(), count: z.number() })),
  reveals: reveals.shape.items,
  chain: z.object({ sealed: z.number(), open: z.number(), brokenOn: day.nullable(), latestSeal: seal.nullable() }),
})
export type Report = z.infer<typeof report>
