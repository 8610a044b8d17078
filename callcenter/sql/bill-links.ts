import type { Ctx } from '../../db/context.ts'

/** False where this bill was sent in this contact already. */
export async function claimLink(
  ctx: Ctx,
  link: { contactId: number; billId: number; phoneTail: string },
): Promise<boolean> {
  const inserted = await ctx.db.run(
    `insert into bill_link (contact_id, bill_id, phone_tail, sent_by, sent_at) values ($1, $2, $3, $4, $5)
     on conflict (contact_id, bill_id) do nothing`,
    [link.contactId, link.billId, link.phoneTail, ctx.actor.username, ctx.now],
  )
  return inserted === 1
}

export async function setLinkMessage(ctx: Ctx, contactId: number, billId: number, messageId: number): Promise<void> {
  await ctx.db.run('update bill_link set message_id = $3 where contact_id = $1 and bill_id = $2', [
    contactId,
    billId,
    messageId,
  ])
}

export type LinkRow = {
  billMonth: string
  phone: string
  state: 'waiting' | 'sent' | 'given-up' | 'gone'
  sentAt: Date | null
}

/** What became of the messages; of one whose message is kept no more it is not known. */
export function listLinks(ctx: Ctx, contactId: number): Promise<LinkRow[]> {
  return ctx.db.rows(
    `select b.bill_month as "billMonth", '*******' || l.phone_tail as phone,
       case when m.id is null then 'gone' when m.sent_at is not null then 'sent' when m.given_up_at is not null then 'given-up'
         else 'waiting' end as state,
       m.sent_at as "sentAt"
     from bill_link l join bill b on b.id = l.bill_id left join message m on m.id = l.message_id
     where l.contact_id = $1 order by l.id`,
    [contactId],
  )
}
