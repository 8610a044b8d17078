import { z } from 'zod'
import { completeStepInput } from '../act-contract.ts'
import { applicationDetail } from '../contract.ts'
import { districtLoad } from '../loads.ts'
import { accountFacts, choices } from '../offer-contract.ts'
import { steps } from '../rules/flow/shape.ts'

const instant = z.iso.datetime({ offset: true })

/** Done on site; the others are done at a desk. */
export const fieldSteps = [
  'survey',
  'mid-inspection',
  'final-inspection',
  'settlement',
  'sealing',
  'meter-check',
  'meter-exchange',
  'meter-installation',
  'energising',
] as const satisfies (typeof steps)[number][]

/** GET /api/intake/field/work: what somebody takes along, so that it is there without a network. */
export const fieldWork = z.object({
  fetchedAt: instant,
  tasks: z.array(
    z.object({
      step: z.enum(steps),
      application: applicationDetail,
      /** Whole, so that it can be called; each download is on the audit record. */
      phone: z.string().nullable(),
      account: accountFacts.nullable(),
    }),
  ),
  /** There are more; those that end first are here. */
  more: z.boolean(),
  choices,
  /** By district: where supply is to come from, and for a survey those of the same unit. */
  loads: z.array(z.object({ districtId: z.number(), load: districtLoad })),
})
export type FieldWork = z.infer<typeof fieldWork>

/** POST /api/intake/applications/{id}/field-entries: what was written on site, whenever the network is back. */
export const fieldEntryInput = z.strictObject({
  /** Made by the phone: the same entry twice is one. */
  entryId: z.uuid(),
  writtenAt: instant,
  /** Since when the step was open as the phone knew it: one that was sent back since is another task. */
  openedAt: instant,
  completion: completeStepInput,
  photos: z
    .array(z.strictObject({ kind: z.enum(['site-photo', 'sketch']), name: z.string().max(200), base64: z.string() }))
    .max(12)
    .default([]),
})
export type FieldEntryInput = z.infer<typeof fieldEntryInput>

export const fieldEntryTaken = z.object({
  entryId: z.string(),
  applicationNo: z.string(),
  takenAt: instant,
  /** It was taken before; nothing happened this time. */
  again: z.boolean(),
})
export type FieldEntryTaken = z.infer<typeof fieldEntryTaken>
