import { z } from 'zod'
import { paperKinds } from '../step-data.ts'

/** A paper, or what was brought from the site. */
export const attachmentKinds = [...paperKinds, 'site-photo', 'sketch'] as const
export type AttachmentKind = (typeof attachmentKinds)[number]
/** Of the largest file that is allowed today, as base64, and some more: a larger one is refused by its field. */
export const UPLOAD_BYTES = 13_000_000

/** POST /api/intake/applications/{id}/attachments. What it is is decided by its content. */
export const attachmentInput = z.strictObject({
  kind: z.enum(attachmentKinds),
  name: z.string().max(2000),
  base64: z.string(),
  /** Of what the office adds; what a customer adds he sees anyhow. */
  openToCustomer: z.boolean().default(false),
})
export type AttachmentInput = z.infer<typeof attachmentInput>

export const attachment = z.object({
  id: z.number(),
  kind: z.enum(attachmentKinds),
  name: z.string(),
  mediaType: z.string(),
  byteCount: z.number(),
  openToCustomer: z.boolean(),
  addedByName: z.string(),
  addedAt: z.iso.datetime({ offset: true }),
  /** Each look at it is on the audit record. */
  isPersonal: z.boolean(),
})
export type Attachment = z.infer<typeof attachment>
/** GET /api/intake/applications/{id}/attachments */
export const attachmentList = z.object({
  items: z.array(attachment),
  /** What the reader may add now; none where the application has ended. */
  mayAdd: z.array(z.enum(attachmentKinds)),
  mayOpen: z.boolean(),
  /** Bytes of one file, by media type, as they hold today. */
  limits: z.record(z.string(), z.number()),
})
export type AttachmentList = z.infer<typeof attachmentList>
/** PUT /api/intake/attachments/{id}/opening */
export const openingInput = z.strictObject({ openToCustomer: z.boolean() })
