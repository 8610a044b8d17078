import type { Ctx } from '../../db/context.ts'

export type DueDelivery = {
  id: number
  contactId: number
  contactNo: string
  channel: 'app' | 'email'
  isAutomatic: boolean
  attempts: number
  address: Buffer
  subject: string | null
  body: string
  /** The customer's latest, which it answers. */
  answers: string | null
}

/** Held until an instant: whoever dies while he sends is followed then. */
export function takeDeliveries(
  ctx: Pick<Ctx, 'db' | 'now'>,
  of: { channels: string[]; heldUntil: Date; most: number },
): Promise<DueDelivery[]> {
  return ctx.db.rows(
    `with taken as (
       update channel_delivery set attempts = attempts + 1, tried_until = $2
       where id in (select id from channel_delivery where sent_at is null and failed_at is null and expires_at > $1 and channel = any($3)
         and (tried_until is null or tried_until <= $1) order by queued_at, id limit $4 for update skip locked)
       returning id, contact_id, chat_message_id, channel, is_automatic, attempts)
     select d.id, d.contact_id as "contactId", c.contact_no as "contactNo", d.channel, d.is_automatic as "isAutomatic", d.attempts,
       t.address_cipher as address, t.subject, m.body, (select r.reference from channel_message r where r.contact_id = d.contact_id
         order by r.received_at desc limit 1) as answers
     from taken d join contact c on c.id = d.contact_id join chat_thread t on t.contact_id = d.contact_id
       join chat_message m on m.id = d.chat_message_id order by d.id`,
    [ctx.now, of.heldUntil, of.channels, of.most],
  )
}

export async function setSent(ctx: Pick<Ctx, 'db' | 'now'>, id: number, outcome: string | null): Promise<void> {
  await ctx.db.run(
    'update channel_delivery set sent_at = $2, failed_at = null, outcome = $3, tried_until = null where id = $1',
    [id, ctx.now, outcome],
  )
}

export async function setTryAgain(ctx: Pick<Ctx, 'db'>, id: number, at: Date, outcome: string): Promise<void> {
  await ctx.db.run('update channel_delivery set tried_until = $2, outcome = $3 where id = $1', [id, at, outcome])
}

export async function setFailed(ctx: Pick<Ctx, 'db' | 'now'>, id: number, outcome: string): Promise<void> {
  await ctx.db.run('update channel_delivery set failed_at = $2, outcome = $3, tried_until = null where id = $1', [
    id,
    ctx.now,
    outcome,
  ])
}

/** Of no use any more; says of which conversations they were. */
export function failLate(ctx: Pick<Ctx, 'db' | 'now'>): Promise<{ contactId: number }[]> {
  return ctx.db.rows(
    `update channel_delivery set failed_at = $1, outcome = coalesce(outcome, 'too late'), tried_until = null
     where sent_at is null and failed_at is null and expires_at <= $1 and (tried_until is null or tried_until <= $1)
     returning contact_id as "contactId"`,
    [ctx.now],
  )
}

/** They went, and came back. */
export function failReturned(ctx: Pick<Ctx, 'db' | 'now'>, ids: number[]): Promise<{ contactId: number }[]> {
  return ctx.db.rows(
    `update channel_delivery set failed_at = $2, outcome = '退信'
     where id = any($1) and sent_at is not null and failed_at is null returning contact_id as "contactId"`,
    [ids, ctx.now],
  )
}

/** What an address was sent last: whoever answers it quotes it. */
export async function listOwnWords(ctx: Pick<Ctx, 'db'>, addressHash: Buffer): Promise<string[]> {
  const rows = await ctx.db.rows<{ body: string }>(
    `select m.body from chat_thread t join channel_delivery d on d.contact_id = t.contact_id join chat_message m on m.id = d.chat_message_id
     where t.address_hash = $1 and d.sent_at is not null order by d.id desc limit 20`,
    [addressHash],
  )
  return rows.map(({ body }) => body)
}
