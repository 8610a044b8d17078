import type { Ctx } from './context.ts'
import { encryptText, hashForLookup } from './customers/secrets.ts'
import { commitSignal } from './signal.ts'

/** What a message is about: `code` opens a door and is kept by nobody; the others are told. */
export type MessageKind = 'code' | 'security' | 'bill' | 'progress' | 'planned-work'

const DAY = 86_400_000
const queued = commitSignal()

export type NewMessage = {
  /** Mainland mobile, 11 digits. */
  phone: string
  kind: MessageKind
  /** As it is sent, the company's signature aside; 500 characters at most. */
  text: string
  /** Not before; at once when absent. */
  sendAfter?: Date | undefined
  /** Of no use later; a day after `sendAfter` when absent. */
  expiresAt?: Date | undefined
}

/** Writes a short message with the act that it tells of: sent once that is committed, and tried again until it is of no use. */
export async function queueMessage(ctx: Ctx, message: NewMessage): Promise<void> {
  const { phone, kind, text, sendAfter = ctx.now } = message
  const expiresAt = message.expiresAt ?? new Date(sendAfter.getTime() + DAY)
  await ctx.db.run(
    `insert into message (kind, phone, phone_hash, body, queued_at, send_after, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [kind, encryptText(phone), hashForLookup(phone), encryptText(text), ctx.now, sendAfter, expiresAt],
  )
  queued.raise()
}

/** Calls back soon after this process commits a message; those of other processes are found by polling. */
export const onQueued = queued.listen
