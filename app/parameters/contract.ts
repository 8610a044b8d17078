import { z } from 'zod'

const said = z.object({ zh: z.string(), en: z.string() })
const text = z.string().trim()
const day = z.iso.date()

export const parameterDepartments = ['app', 'intake', 'metering', 'billing', 'callcenter'] as const
export const parameterKinds = ['deadline', 'limit', 'money', 'threshold', 'access', 'text', 'calendar'] as const
export const parameterStates = ['unconfirmed', 'coming', 'recent', 'drafted'] as const

/** GET /api/parameters */
export const parameterQuery = z.object({
  q: text.max(64).optional(),
  department: z.enum(parameterDepartments).optional(),
  kind: z.enum(parameterKinds).optional(),
  state: z.enum(parameterStates).optional(),
})
export type ParameterQuery = z.infer<typeof parameterQuery>

/** A row as its history shows it. `by` null: it came with a release of the product. */
const past = z.object({
  /** As one line, and part by part. */
  said,
  lines: z.array(said),
  from: day,
  to: day.nullable(),
  basis: z.string(),
  confirmed: z.boolean().nullable(),
  by: z.string().nullable(),
  at: z.iso.datetime().nullable(),
  state: z.enum(['holds', 'coming', 'ended']),
})
export type ParameterPast = z.infer<typeof past>

/** One rule: what holds today; where none does, what is to hold, or what held last. */
export const parameterItem = past.extend({
  key: z.string(),
  title: said,
  /** What holds from a day that has not come. */
  next: z.object({ from: day, said }).nullable(),
  draft: z.object({ id: z.number(), from: day, by: z.string() }).nullable(),
})
export type ParameterItem = z.infer<typeof parameterItem>

const setFacts = z.object({
  name: z.string(),
  department: z.enum(parameterDepartments),
  kind: z.enum(parameterKinds),
  title: said,
  about: said,
  how: z.enum(['two', 'one', 'elsewhere', 'release']),
  /** Of its own editor. */
  path: z.string().nullable(),
  /** Why the reader may not draft a change here: it has another place, or is for another role, or for the company's own people. */
  obstacle: z.enum(['place', 'role', 'unit']).nullable(),
  drafters: z.array(said),
  /** Whether a rule may be added for something that has none. */
  mayAdd: z.boolean(),
  /** Where a change is tried out; the key as one text is put behind it. */
  tryAt: z.string().nullable(),
})

export const parameterList = z.object({
  sets: z.array(setFacts.extend({ items: z.array(parameterItem) })),
  /** Rules by department, whatever was asked for. */
  departments: z.array(z.object({ department: z.enum(parameterDepartments), count: z.number() })),
  /** Drafts that the reader may release. */
  waiting: z.number(),
})
export type ParameterList = z.infer<typeof parameterList>

export const parameterExportQuery = parameterQuery.extend({ format: z.enum(['csv', 'xlsx']) })

const parameterEffect = z.object({
  from: day,
  to: day,
  about: said,
  figures: z.array(z.object({ title: said, before: z.string(), after: z.string(), unit: said.nullable() })),
  cases: z.array(z.object({ ref: z.string(), before: said, after: said })),
  /** Cases that were judged, and those of them that changed; `cases` are the first of these, of the reader's own units. */
  counts: z.object({ all: z.number(), changed: z.number() }).optional(),
})

export const parameterChange = z.object({
  id: z.number(),
  set: z.string(),
  setTitle: said,
  key: z.string(),
  title: said,
  /** Null: there was none. */
  before: said.nullable(),
  /** Null: the rule ends. */
  after: said.nullable(),
  from: day,
  basis: z.string(),
  confirmed: z.boolean(),
  reason: z.string(),
  /** Null: nobody can say. */
  effect: parameterEffect.nullable(),
  by: z.string(),
  at: z.iso.datetime(),
  state: z.enum(['draft', 'released', 'withdrawn', 'revoked']),
  decidedBy: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  note: z.string().nullable(),
  revocation: z
    .object({ reason: z.string(), by: z.string(), at: z.iso.datetime(), revokedBy: z.string().nullable() })
    .nullable(),
  how: z.enum(['two', 'one']),
  /** Why the reader may not release a draft: it is his own, or for another role, or for the company's own people. */
  obstacle: z.enum(['own', 'role', 'unit']).nullable(),
  releasers: z.array(said),
  /** What the reader may do with it now. */
  mayRelease: z.boolean(),
  mayWithdraw: z.boolean(),
  mayAskRevocation: z.boolean(),
  mayRevoke: z.boolean(),
})
export type ParameterChangeItem = z.infer<typeof parameterChange>

/** GET /api/parameters/changes: what waits, or all of late. */
export const changeQuery = z.object({ which: z.enum(['waiting', 'all']).default('waiting') })
export const changeList = z.object({ items: z.array(parameterChange) })
export type ChangeList = z.infer<typeof changeList>

const code = z.object({ value: z.string(), said })
/** A field of the form that a draft is filled in with. */
const field = z.object({
  name: z.string(),
  title: said,
  type: z.enum(['integer', 'decimal', 'clock', 'text', 'code', 'flag', 'roles', 'clauses']),
  unit: said.nullable(),
  least: z.number().nullable(),
  most: z.number().nullable(),
  isShare: z.boolean(),
  options: z.array(code),
  none: said.nullable(),
  value: z.string().nullable(),
})
export type ParameterField = z.infer<typeof field>

/** GET /api/parameters/sets/{set}?key=: one rule, its whole history and what was asked to change. */
export const oneParameter = z.object({
  set: setFacts,
  item: parameterItem.nullable(),
  /** Of a rule that is added: what it may be about. */
  keys: z.array(field),
  fields: z.array(field),
  mayEnd: z.boolean(),
  /** The first day from which a change may hold. */
  earliest: day,
  history: z.array(past),
  changes: z.array(parameterChange),
})
export type OneParameter = z.infer<typeof oneParameter>

/** POST /api/parameters/changes */
export const newChange = z.strictObject({
  set: text.max(40),
  key: z.string().max(200),
  /** By column; null: the rule ends. */
  value: z.record(z.string().max(40), z.string().max(20_000).nullable()).nullable(),
  from: day,
  basis: text.min(4, '请写明依据的文件和条款').max(300),
  confirmed: z.boolean().default(false),
  reason: text.min(2, '请写明理由').max(300),
})
export type NewChange = z.infer<typeof newChange>

const note = text.min(2, '请写明意见').max(300)
/** POST /api/parameters/changes/{id}/release */
export const releaseInput = z.strictObject({ note })
/** POST /api/parameters/changes/{id}/withdrawal: of a draft. */
export const withdrawalInput = z.strictObject({ reason: note })
/** POST /api/parameters/changes/{id}/revocation: of a released one whose day has not come; the first asks, the second agrees. */
export const revocationInput = z.strictObject({ reason: note })
