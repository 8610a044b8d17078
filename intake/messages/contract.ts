import { z } from 'zod'
import { applicationKinds } from '../forms.ts'

const instant = z.iso.datetime({ offset: true })
const civilDay = z.iso.date()
const bilingual = z.object({ zh: z.string(), en: z.string() })
const text = (max: number) => z.string().trim().min(1).max(max)

/** GET /api/intake/applications/{id}/messages: what customer and office wrote to each other, in order. */
export const thread = z.object({
  items: z.array(
    z.object({
      id: z.number(),
      fromCustomer: z.boolean(),
      authorName: z.string(),
      body: z.string(),
      sentAt: instant,
      /** By the other side; null: not yet. */
      readAt: instant.nullable(),
    }),
  ),
  mayWrite: z.boolean(),
  /** False: it was handed in at the counter, so that nobody would read it on the other side. */
  isOnline: z.boolean(),
})
/** POST /api/intake/applications/{id}/messages */
export const messageInput = z.strictObject({ body: text(1000) })
/** POST /api/intake/applications/{id}/messages/reading: the other side's, up to one that was seen. */
export const readingInput = z.strictObject({ throughId: z.number().int() })

/** GET /api/intake/messages/unread: of the other side, by application. */
export const unreadList = z.object({
  items: z.array(
    z.object({
      applicationId: z.number(),
      applicationNo: z.string(),
      applicantName: z.string(),
      kind: z.enum(applicationKinds),
      kindTitle: bilingual,
      count: z.number(),
      latestAt: instant,
    }),
  ),
})

const contact = z.object({ name: z.string(), phone: z.string(), hours: z.string().nullable() })

/** GET /api/intake/applications/{id}/contact: whom to call about it today. */
export const whoToCall = z.object({
  unitName: z.string(),
  /** Of the unit that has it, or of the nearest above; null: none is on file. */
  office: contact.nullable(),
  hotline: contact.nullable(),
})

/** GET /api/intake/unit-contacts */
export const unitContactList = z.object({
  items: z.array(
    z.object({
      organisationId: z.number(),
      unitName: z.string(),
      /** In force today; null: the unit above answers. */
      contact: contact.extend({ validFrom: civilDay }).nullable(),
      /** From a day to come. */
      next: contact.extend({ validFrom: civilDay }).nullable(),
    }),
  ),
})
/** POST /api/intake/unit-contacts: from a day on, not before today. */
export const unitContactInput = z.strictObject({
  organisationId: z.number().int(),
  name: text(60),
  phone: z.string().regex(/^[0-9][0-9-]{2,19}$/, '电话只能填数字和“-”'),
  hours: text(60).nullable().default(null),
  validFrom: civilDay,
})
