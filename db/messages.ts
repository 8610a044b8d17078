import type { Ctx } from './context.ts'
import { encryptText, hashForLookup } from './customers/secrets.ts'
import { commitSignal } from './signal.ts'

/** What a message is about: `code` opens a door and is kept by nobody; `desk` answers what somebody wrote; the others are told. */
export type MessageKind = 'code' | 'security' | 'bill' | 'progress' | 'planned-work' | 'survey' | 'desk'

const toldKinds: MessageKind[] = ['bill', 'progress', 'planned-work', 'survey']
/** They open a door or warn of one, or answer who has just written, and go at any hour. */
export const urgentKinds: MessageKind[] = ['code', 'security', 'desk']

const DAY = 86_400_000
const queued = commitSignal()

/** Why somebody may not be told any more what was to be told to him. */
export const endsOfRight = ['unbound', 'closed', 'disabled', 'phone-changed', 'not-wanted'] as const
export type EndOfRight = (typeof endsOfRight)[number]

export type NewMessage = {
  /** Mainland mobile, 11 digits. */
  phone: string
  kind: MessageKind
  /** As it is sent, the company's signature aside; 500 characters at most. */
  text: string
  /** Whose log-in is told: what waits for him ends with his right to it (`giveUpMessages`). None: the number alone. */
  userId?: number | undefined
  /** What it tells of: kept as long as that is held. */
  about?: { accountNo: string } | { applicationId: number } | undefined
  /** What of a conversation it carries, by that message's id. */
  chatMessageId?: number | undefined
  /** Not before; at once when absent. */
  sendAfter?: Date | undefined
  /** Of no use later; a day after `sendAfter` when absent. */
  expiresAt?: Date | undefined
}

/** Writes a short message with the act that it tells of: sent once that is committed, and tried again until it is of no use. Says by which id. */
export async function queueMessage(ctx: Ctx, message: NewMessage): Promise<number> {
  const { phone, kind, text, userId = null, about = {}, sendAfter = ctx.now, chatMessageId = null } = message
  const expiresAt = message.expiresAt ?? new Date(sendAfter.getTime() + DAY)
  const row = await ctx.db.first<{ id: number }>(
    `insert into message (kind, phone, phone_hash, body, queued_at, send_after, expires_at, user_id, account_id, application_id,
       chat_message_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, (select id from account where account_no = $9), $10, $11) returning id`,
    [
      ...[kind, encryptText(phone), hashForLookup(phone), encryptText(text), ctx.now, sendAfter, expiresAt, userId],
      'accountNo' in about ? about.accountNo : null,
      'applicationId' in about ? about.applicationId : null,
      chatMessageId,
    ],
  )
  queued.raise()
  return row?.id ?? 0
}

/** No right of these log-ins to be told ends before the transaction does: what it goes by must be read after this. */
export async function holdReceivers(ctx: Ctx, userIds: number[]): Promise<void> {
  await ctx.db.run('select from app_user where id = any($1) order by id for share', [userIds])
}

type Waiting = {
  userId: number
  because: EndOfRight
  accountNo?: string | undefined
  kinds?: MessageKind[] | undefined
}

/**
 * What waits to be told to a log-in is told no more: of one account, of some kinds, or all but what warns him. With the act that takes
 * the right away, so that nothing goes out after it; one that is with the gateway at that moment may. Holds the log-in alone until
 * the act is committed: whoever tells it something (`holdReceivers`) is done before, or finds the right ended.
 */
export async function giveUpMessages(
  ctx: Ctx,
  { userId, because, accountNo, kinds = toldKinds }: Waiting,
): Promise<void> {
  await ctx.db.run('select from app_user where id = $1 for no key update', [userId])
  await ctx.db.run(
    `update message set given_up_at = $2, outcome = $3, body = null, tried_until = null
     where user_id = $1 and sent_at is null and given_up_at is null and kind = any($4)
       and ($5::text is null or account_id = (select id from account where account_no = $5))`,
    [userId, ctx.now, because, kinds, accountNo ?? null],
  )
}

/** Calls back soon after this process commits a message; those of other processes are found by polling. */
export const onQueued = queued.listen
