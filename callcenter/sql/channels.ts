import type { Ctx } from '../../db/context.ts'
import type { Delivery } from '../channels/contract.ts'
import type { AddressedChannel } from '../rules/chat/written.ts'
import { todaysChats } from './chat-desk.ts'

type Received = { contactId: number; contactNo: string }

/** From the same address: another's is another message. */
export function findReceived(
  ctx: Ctx,
  { channel, addressHash }: { channel: AddressedChannel; addressHash: Buffer },
  reference: string,
): Promise<Received | undefined> {
  return ctx.db.first(
    `select c.id as "contactId", c.contact_no as "contactNo" from channel_message m join contact c on c.id = m.contact_id
       join chat_thread t on t.contact_id = m.contact_id
     where m.channel = $1 and m.reference = $2 and t.address_hash = $3`,
    [channel, reference, addressHash],
  )
}

type NewReceived = { channel: AddressedChannel; reference: string; contactId: number; sentAt: Date }

/** 0 where the reference is known. */
export function insertReceived(ctx: Ctx, { channel, reference, contactId, sentAt }: NewReceived): Promise<number> {
  return ctx.db.run(
    `insert into channel_message (channel, reference, contact_id, sent_at, received_at) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [channel, reference, contactId, sentAt, ctx.now],
  )
}

export async function countReceived(ctx: Ctx, addressHash: Buffer, since: Date): Promise<number> {
  const row = await ctx.db.first<{ count: number }>(
    `select count(*)::int as count from chat_thread t join channel_message m on m.contact_id = t.contact_id
     where t.address_hash = $1 and m.received_at > $2`,
    [addressHash, since],
  )
  return row?.count ?? 0
}

/** What was said to an address by nobody since. */
export async function countReceipts(ctx: Ctx, addressHash: Buffer, since: Date): Promise<number> {
  const row = await ctx.db.first<{ count: number }>(
    `select count(*)::int as count from chat_thread t join channel_delivery d on d.contact_id = t.contact_id
     where t.address_hash = $1 and d.is_automatic and d.queued_at > $2`,
    [addressHash, since],
  )
  return row?.count ?? 0
}

/** Of the same address alone: whoever names somebody else’s conversation does not get into it. */
export async function findEndedThread(ctx: Ctx, addressHash: Buffer, by: ThreadNames): Promise<number | null> {
  const row = await ctx.db.first<{ id: number }>(
    `select t.contact_id as id from chat_thread t join contact c on c.id = t.contact_id
     where t.address_hash = $1 and t.ended_at is not null and (c.contact_no = any($2)
       or exists (select from channel_message m where m.contact_id = t.contact_id and m.channel = 'email' and m.reference = any($3))
       or exists (select from channel_delivery d where d.contact_id = t.contact_id and d.id = any($4)))
     order by t.ended_at desc limit 1`,
    [addressHash, by.contactNos, by.references, by.deliveryIds],
  )
  return row?.id ?? null
}

/** By what a mail says which conversation it belongs to. */
export type ThreadNames = { contactNos: string[]; references: string[]; deliveryIds: number[] }

type NewDelivery = {
  chatMessageId: number
  contactId: number
  channel: 'app' | 'email'
  isAutomatic: boolean
  expiresAt: Date
}

export async function insertDelivery(ctx: Ctx, of: NewDelivery): Promise<void> {
  await ctx.db.run(
    `insert into channel_delivery (chat_message_id, contact_id, channel, is_automatic, queued_at, expires_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [of.chatMessageId, of.contactId, of.channel, of.isAutomatic, ctx.now, of.expiresAt],
  )
}

/** SQL: the latest try of message `m`, by whichever queue. */
const latestTry = `lateral (
  select d.sent_at, d.failed_at, d.expires_at, d.outcome from channel_delivery d where d.chat_message_id = m.id
  union all (select s.sent_at, s.given_up_at, s.expires_at, s.outcome from message s where s.chat_message_id = m.id order by s.id desc limit 1)) d`
const stateOf = (now: string) => `case when d.failed_at is not null then 'failed' when d.sent_at is not null then 'sent'
  when d.expires_at <= ${now} then 'failed' else 'waiting' end`

/** Of everything in a conversation that goes out, what became of it. */
export function listDeliveries(ctx: Ctx, contactId: number): Promise<Delivery[]> {
  return ctx.db.rows(
    `select m.id as "messageId", ${stateOf('$2')} as state,
       case when d.failed_at is not null then d.outcome when d.sent_at is null and d.expires_at <= $2 then coalesce(d.outcome, 'too late') end as reason,
       coalesce(d.failed_at, d.sent_at) as at
     from chat_message m cross join ${latestTry} where m.contact_id = $1 order by m.id`,
    [contactId, ctx.now],
  )
}

/** The text of what did not go, where the agent has the conversation still, held; undefined where there is none. */
export function holdFailed(ctx: Ctx, contactId: number, messageId: number): Promise<{ body: string } | undefined> {
  return ctx.db.first(
    `select m.body from chat_thread t join contact c on c.id = t.contact_id join chat_message m on m.contact_id = t.contact_id
       cross join ${latestTry}
     where t.contact_id = $1 and m.id = $2 and c.agent_id = $3 and c.state = 'active' and ${stateOf('$4')} = 'failed' for update of t`,
    [contactId, messageId, ctx.actor.id, ctx.now],
  )
}

/** It is tried anew, under its old reference. */
export async function renewDelivery(ctx: Ctx, chatMessageId: number, expiresAt: Date): Promise<void> {
  await ctx.db.run(
    `update channel_delivery set failed_at = null, sent_at = null, outcome = null, attempts = 0, tried_until = null, queued_at = $2, expires_at = $3
     where chat_message_id = $1`,
    [chatMessageId, ctx.now, expiresAt],
  )
}

type Silent = { contactId: number }
/** As many as are listed at once. */
export const MOST_SILENT = 100

/** Who was answered last and has not written since; what waits for a person is not idle. Of all, or whether one is still among them. */
export function listSilent(
  ctx: Ctx,
  channel: AddressedChannel,
  before: Date,
  contactId: number | null = null,
): Promise<Silent[]> {
  return ctx.db.rows(
    `select contact_id as "contactId" from chat_thread
     where ended_at is null and owner <> 'nobody' and address_channel = $1 and answered_at < $2
       and ($3::bigint is null or contact_id = $3)
     order by answered_at limit $4`,
    [channel, before, contactId, MOST_SILENT],
  )
}

type ByChannel = { channel: string; waiting: number; active: number; arrived: number }

export function countByChannel(ctx: Ctx, today: Date): Promise<ByChannel[]> {
  return ctx.db.rows(
    `select c.channel, count(*) filter (where c.state in ('queued', 'offered'))::int as waiting,
       count(*) filter (where c.state = 'active')::int as active, count(*) filter (where c.queued_at >= $1)::int as arrived
     from ${todaysChats} group by c.channel`,
    [today],
  )
}
