import { z } from 'zod'
import { endsOfRight } from '../../db/messages.ts'

/** GET /api/town/messages */
export const sandboxQuery = z.object({
  /** Whole number or its last digits. */
  phone: z
    .string()
    .regex(/^\d{0,11}$/, '手机号只含数字')
    .optional(),
})

export const sandboxMessage = z.object({
  id: z.number(),
  phone: z.string(),
  kind: z.string(),
  /** Null where it was given up. */
  text: z.string().nullable(),
  /** When it went out; null while it waits. */
  sentAt: z.iso.datetime().nullable(),
  /** Not before this, quiet hours observed. */
  sendAfter: z.iso.datetime(),
  /** Why it was not sent: the receiver may not be told any more. Null else. */
  givenUp: z.enum(endsOfRight).nullable(),
})
export type SandboxMessage = z.infer<typeof sandboxMessage>

export const sandboxMessages = z.object({ items: z.array(sandboxMessage) })
