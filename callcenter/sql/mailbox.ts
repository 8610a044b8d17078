import type { Ctx } from '../../db/context.ts'

export type MailboxCursor = { uidValidity: number | null; lastUid: number }

/** The mailbox is this process's to read until an instant; undefined while it is another's. */
export function leaseMailbox(
  ctx: Pick<Ctx, 'db' | 'now'>,
  mailbox: string,
  of: { reader: string; until: Date },
): Promise<MailboxCursor | undefined> {
  return ctx.db.first(
    `insert into mailbox_cursor as c (mailbox, leased_by, leased_until) values ($1, $2, $3)
     on conflict (mailbox) do update set leased_by = $2, leased_until = $3
       where c.leased_by is null or c.leased_by = $2 or c.leased_until <= $4
     returning uid_validity as "uidValidity", last_uid as "lastUid"`,
    [mailbox, of.reader, of.until, ctx.now],
  )
}

/** Read through a mail; 0 where the mailbox is another's by now, who reads it himself. */
export function setMailboxCursor(
  ctx: Pick<Ctx, 'db'>,
  mailbox: string,
  of: { reader: string; until: Date; cursor: MailboxCursor },
): Promise<number> {
  return ctx.db.run(
    `update mailbox_cursor set uid_validity = $4, last_uid = $5, leased_until = $3 where mailbox = $1 and leased_by = $2`,
    [mailbox, of.reader, of.until, of.cursor.uidValidity, of.cursor.lastUid],
  )
}

export async function freeMailbox(ctx: Pick<Ctx, 'db'>, mailbox: string, reader: string): Promise<void> {
  await ctx.db.run(
    'update mailbox_cursor set leased_by = null, leased_until = null where mailbox = $1 and leased_by = $2',
    [mailbox, reader],
  )
}
