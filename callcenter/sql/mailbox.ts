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

type Mail = { mailbox: string; uidValidity: number; uid: number }
export type FailingMail = { uid: number; failures: number; isAside: boolean }

/** What could not be taken in of a mailbox; a mail that is laid aside is not tried. */
export function listFailingMails(ctx: Pick<Ctx, 'db'>, mailbox: string, uidValidity: number): Promise<FailingMail[]> {
  return ctx.db.rows(
    `select uid, failures, laid_aside_at is not null as "isAside" from mail_failure
     where mailbox = $1 and uid_validity = $2 order by uid`,
    [mailbox, uidValidity],
  )
}

/** Counts one failure more; at `most` it is laid aside. */
export async function noteMailFailure(
  ctx: Pick<Ctx, 'db' | 'now'>,
  { mailbox, uidValidity, uid }: Mail,
  { reason, most }: { reason: string; most: number },
): Promise<void> {
  await ctx.db.run(
    `insert into mail_failure as f (mailbox, uid_validity, uid, failures, reason, failed_at, laid_aside_at)
     values ($1, $2, $3, 1, $4, $5, case when $6::int <= 1 then $5::timestamptz end)
     on conflict (mailbox, uid_validity, uid) do update set failures = f.failures + 1, reason = $4, failed_at = $5,
       laid_aside_at = case when f.failures + 1 >= $6 then $5::timestamptz end`,
    [mailbox, uidValidity, uid, reason, ctx.now, most],
  )
}

/** It was taken in, or is in the mailbox no more. */
export async function forgetMailFailure(ctx: Pick<Ctx, 'db'>, { mailbox, uidValidity, uid }: Mail): Promise<void> {
  await ctx.db.run('delete from mail_failure where mailbox = $1 and uid_validity = $2 and uid = $3', [
    mailbox,
    uidValidity,
    uid,
  ])
}

/** Numbers of another validity mean other mails: what nobody has seen is found again under its new one. */
export async function forgetOldNumbers(ctx: Pick<Ctx, 'db'>, mailbox: string, uidValidity: number): Promise<void> {
  await ctx.db.run('delete from mail_failure where mailbox = $1 and uid_validity <> $2', [mailbox, uidValidity])
}

export type MailAside = { id: number; uid: number; reason: string; laidAsideAt: Date }

export function listMailsAside(ctx: Ctx): Promise<MailAside[]> {
  return ctx.db.rows(
    `select id, uid, reason, laid_aside_at as "laidAsideAt" from mail_failure where laid_aside_at is not null order by laid_aside_at, id limit 50`,
  )
}

/** It is tried from the beginning with the next look; undefined where it is not laid aside. */
export function takeUpMail(ctx: Ctx, id: number): Promise<{ uid: number } | undefined> {
  return ctx.db.first(
    'update mail_failure set failures = 0, laid_aside_at = null where id = $1 and laid_aside_at is not null returning uid',
    [id],
  )
}
