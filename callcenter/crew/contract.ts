import { z } from 'zod'
import { workOrder } from '../orders/contract.ts'

/** What a crew does on site, in the order in which it is offered. */
export const crewSteps = [
  'acceptance',
  'refusal',
  'departure',
  'arrival',
  'estimate',
  'contact',
  'restoration',
  'result',
] as const
export type CrewStep = (typeof crewSteps)[number]

export const MOST_PHOTOS = 6
/** Of one picture as base64. */
const PICTURE = 1_400_000
/** Of a whole entry. */
export const ENTRY_BYTES = 9_000_000

/** GET /api/callcenter/crew/work: what a crew takes along, so that it is there without a network. 60 orders at most. */
export const crewWork = z.object({
  fetchedAt: z.iso.datetime(),
  orders: z.array(
    z.object({
      order: workOrder,
      isMine: z.boolean().describe('accepted by the reader; else it waits for somebody of his unit'),
      phone: z.string().nullable().describe('of who called, whole; each download is on the audit record'),
      meterAssetNo: z.string().nullable(),
      district: z.string().nullable(),
    }),
  ),
  more: z.boolean(),
})
export type CrewWork = z.infer<typeof crewWork>

const picture = z.base64().min(1).max(PICTURE, '照片过大，请重新拍摄')

/** POST /api/callcenter/work-orders/{id}/crew-entries: one step as it was written on site. Answers 201; the same entry again is the same. */
export const crewEntry = z.strictObject({
  entryId: z.uuid(),
  writtenAt: z.iso.datetime({ offset: true }).describe('by the phone’s clock'),
  step: z.enum(crewSteps),
  note: z.string().trim().max(2000).optional(),
  estimatedAt: z.iso.datetime({ offset: true }).optional().describe('of `estimate`'),
  place: z
    .strictObject({
      latitude: z.number().min(-90).max(90).describe('degrees, WGS 84'),
      longitude: z.number().min(-180).max(180).describe('degrees, WGS 84'),
      accuracyM: z.number().int().min(0).max(1_000_000),
    })
    .optional(),
  photos: z.array(picture).max(MOST_PHOTOS, `最多 ${MOST_PHOTOS} 张照片`).default([]),
  signature: picture.optional().describe('of the customer, drawn on the phone'),
})
export type CrewEntry = z.input<typeof crewEntry>

/** The body as it is sent: `phoneNow` tells how far the phone's clock is off, and is another each time. */
export const crewEntryInput = z.strictObject({ phoneNow: z.iso.datetime({ offset: true }), entry: crewEntry })

export const crewEntryTaken = z.object({
  entryId: z.string(),
  workOrderNo: z.string(),
  countedAt: z.iso.datetime(),
  takenAt: z.iso.datetime(),
  again: z.boolean().describe('taken before; nothing happened this time'),
})
