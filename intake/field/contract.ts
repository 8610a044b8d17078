import { z } from 'zod'
import { accountRows } from '../account-rows/contract.ts'
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
  'meters-installation',
  'switching',
  'energising',
] as const satisfies (typeof steps)[number][]

/** Meters of a compound are told by hand where there are no more; else by file, at a desk. */
export const MOST_BY_HAND = 20

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
      /** Accounts whose meters are put up, where they are few enough to be told by hand. */
      rows: accountRows.nullable(),
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
export const fieldEntryInput = z
  .strictObject({
    /** Made by the phone: the same entry twice is one. */
    entryId: z.uuid(),
    writtenAt: instant,
    /** Since when the step was open as the phone knew it: one that was sent back since is another task. */
    openedAt: instant,
    completion: completeStepInput.optional(),
    /** It cannot be done as asked: sent back to an earlier step, or ended. */
    obstacle: z
      .strictObject({
        step: z.enum(steps),
        /** Left out: ended. */
        returnTo: z.enum(steps).optional(),
        reason: z.string().trim().min(1).max(500),
      })
      .optional(),
    photos: z
      .array(z.strictObject({ kind: z.enum(['site-photo', 'sketch']), name: z.string().max(200), base64: z.string() }))
      .max(12)
      .default([]),
  })
  .refine(({ completion, obstacle }) => (completion === undefined) !== (obstacle === undefined), {
    path: ['completion'],
    message: '记录须写明办理结果或不能办理的原因,二者之一',
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
