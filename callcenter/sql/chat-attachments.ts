import type { Ctx } from '../../db/context.ts'
import type { Erasure, Over } from '../../db/erasures.ts'
import { isOfKept } from './erasures.ts'

export type NewAttachment = { name: string; mediaType: string; bytes: Buffer }

export async function insertAttachments(ctx: Ctx, messageId: number, files: NewAttachment[]): Promise<void> {
  for (const [position, { name, mediaType, bytes }] of files.entries())
    await ctx.db.run(
      `insert into chat_attachment (message_id, position, name, media_type, bytes, received_at) values ($1, $2, $3, $4, $5, $6)`,
      [messageId, position, name, mediaType, bytes, ctx.now],
    )
}

export function findAttachmentRow(ctx: Ctx, id: number): Promise<(NewAttachment & { contactId: number }) | undefined> {
  return ctx.db.first(
    `select f.name, f.media_type as "mediaType", f.bytes, m.contact_id as "contactId"
     from chat_attachment f join chat_message m on m.id = f.message_id where f.id = $1`,
    [id],
  )
}

/** Of a conversation, or of those that it follows on from: the customer's own. */
export function findOwnAttachment(ctx: Ctx, contactId: number, id: number): Promise<NewAttachment | undefined> {
  return ctx.db.first(
    `with recursive chain as (
       select contact_id, continues from chat_thread where contact_id = $1
       union select t.contact_id, t.continues from chat_thread t join chain on t.contact_id = chain.continues)
     select f.name, f.media_type as "mediaType", f.bytes
     from chat_attachment f join chat_message m on m.id = f.message_id join chain on chain.contact_id = m.contact_id where f.id = $2`,
    [contactId, id],
  )
}

export async function countFiles(ctx: Ctx, contactId: number): Promise<number> {
  const row = await ctx.db.first<{ count: number }>(
    `select count(*)::int as count from chat_attachment f join chat_message m on m.id = f.message_id
     where m.contact_id = $1 and m.sender = 'customer'`,
    [contactId],
  )
  return row?.count ?? 0
}

/** They go with their message at the latest; before that by their own term, unless what came of the contact is still to be done. */
const over = `from chat_attachment f join chat_message m on m.id = f.message_id join contact c on c.id = m.contact_id
  where f.received_at < $1 and c.state in ('closed', 'abandoned') and not ${isOfKept}
    and not exists (select from work_order w where w.contact_id = c.id and w.status not in ('closed', 'cancelled', 'merged'))`

export const attachmentErasure: Erasure = {
  kind: 'mail-attachments',
  async count(ctx: Ctx, { before, kept, most }: Over): Promise<number> {
    const row = await ctx.db.first<{ count: number }>(
      `select count(*)::int as count from (select 1 ${over} limit $3) as over`,
      [before, kept, most],
    )
    return row?.count ?? 0
  },
  erase: (ctx: Ctx, { before, kept, most }: Over) =>
    ctx.db.run(`delete from chat_attachment where id in (select f.id ${over} order by f.id limit $3)`, [
      before,
      kept,
      most,
    ]),
}
