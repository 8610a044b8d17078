import type { Ctx } from '../../db/context.ts'
import { encryptText } from '../../db/customers/secrets.ts'
import type { ChatMessage, ChatOwner, ChatSource } from '../chat/contract.ts'
import type { HandOverReason } from '../rules/chat/reading.ts'
import type { AddressedChannel } from '../rules/chat/written.ts'
import type { Skill } from '../rules/routing.ts'
import { agentNo } from './agents.ts'
import { isReadable, readerNames } from './shields.ts'

/** Who writes by a channel that knows an address alone. `phoneHash`: of a mobile number, as the file keeps it; null else. */
export type Correspondent = {
  channel: AddressedChannel
  address: string
  addressHash: Buffer
  phoneHash: Buffer | null
}
/** Who writes: by his log-in, by what his browser keeps, or from an address. */
export type Chatter = { userId: number } | { visitorHash: Buffer } | Correspondent

export type AssistantState = {
  /** What it asked last and waits for. */
  asks?: { for: 'account'; wish: string } | { for: 'report' }
  accountId?: number
  told?: string[]
}

export type ThreadRow = {
  contactId: number
  contactNo: string
  channel: 'chat' | AddressedChannel
  state: 'in-menu' | 'queued' | 'offered' | 'active' | 'unwritten' | 'closed' | 'abandoned'
  owner: ChatOwner
  userId: number | null
  /** Enciphered; null of a log-in and of a visitor. */
  address: Buffer | null
  subject: string | null
  language: 'zh' | 'en'
  assistant: AssistantState
  because: HandOverReason | null
  endedAt: Date | null
  endedBy: 'agent' | 'customer' | 'idle' | 'left' | null
  agentId: number | null
  agentNo: string | null
  skill: Skill
  satisfaction: number | null
}

const SELECT = `select t.contact_id as "contactId", c.contact_no as "contactNo", c.channel, c.state, t.owner, t.user_id as "userId",
    t.address_cipher as address, t.subject, t.language,
    t.state as assistant, t.because, t.ended_at as "endedAt", t.ended_by as "endedBy", c.agent_id as "agentId", ${agentNo('u')} as "agentNo",
    c.skill, s.score as satisfaction
  from chat_thread t join contact c on c.id = t.contact_id left join satisfaction s on s.contact_id = c.id left join app_user u on u.id = c.agent_id`

type Keys = [userId: number | null, visitorHash: Buffer | null, addressHash: Buffer | null]
const keysOf = (chatter: Chatter): Keys => [
  'userId' in chatter ? chatter.userId : null,
  'visitorHash' in chatter ? chatter.visitorHash : null,
  'addressHash' in chatter ? chatter.addressHash : null,
]
/** Which of the three it is: looked for by that alone, so that its own index is read. */
function keyOf(chatter: Chatter): { column: string; at: number; value: Keys[number] } {
  const keys = keysOf(chatter)
  const at = keys.findIndex((key) => key !== null)
  return { column: ['user_id', 'visitor_hash', 'address_hash'][at] ?? 'user_id', at: at + 1, value: keys[at] ?? null }
}

/** The open one, else the latest that ended since. */
export function findThreadOf(ctx: Ctx, chatter: Chatter, endedSince: Date): Promise<ThreadRow | undefined> {
  const { column, value } = keyOf(chatter)
  const his = `select contact_id from chat_thread where ${column} = $1`
  return ctx.db.first(
    `${SELECT} where t.contact_id = coalesce((${his} and ended_at is null),
       (${his} and ended_at >= $2 order by ended_at desc limit 1))`,
    [value, endedSince],
  )
}

/** Held until the transaction ends: who answers does not change meanwhile. */
export async function holdThread(ctx: Ctx, contactId: number): Promise<ThreadRow | undefined> {
  const held = await ctx.db.prepared.run('select 1 from chat_thread where contact_id = $1 for update', [contactId])
  if (held === 0) return undefined
  return ctx.db.prepared.first(`${SELECT} where t.contact_id = $1`, [contactId])
}

type NewThread = { accountId: number | null; language: 'zh' | 'en'; continues: number | null; subject?: string | null }

/** Null where he has an open one already. */
export async function insertThread(ctx: Ctx, chatter: Chatter, of: NewThread): Promise<number | null> {
  const from = 'channel' in chatter ? chatter : null
  const phone = from?.phoneHash ? from.address : null
  const { column, at } = keyOf(chatter)
  const row = await ctx.db.first<{ id: number }>(
    `with arrived as (
       insert into contact (contact_no, channel, state, account_id, queued_at, phone_cipher, phone_hash, phone_tail)
       select 'C' || to_char($4::timestamptz, 'YYYYMMDD') || lpad(nextval('contact_serial')::text, 6, '0'), $8, 'in-menu', $5, $4, $9, $10, $11
       where not exists (select from chat_thread where ${column} = $${at} and ended_at is null) returning id),
     logged as (insert into contact_event (contact_id, at, kind) select id, $4, 'arrived' from arrived)
     insert into chat_thread (contact_id, owner, user_id, visitor_hash, address_hash, address_cipher, address_channel, subject, language,
       continues, customer_seen_at, customer_wrote_at)
     select id, 'assistant', $1, $2, $3, $12, case when $3::bytea is not null then $8 end, $13, $6, $7, $4, $4 from arrived returning contact_id as id`,
    [
      ...[...keysOf(chatter), ctx.now, of.accountId, of.language, of.continues, from?.channel ?? 'chat'],
      ...[phone && encryptText(phone), from?.phoneHash ?? null, phone?.slice(-4) ?? null],
      ...[from && encryptText(from.address), of.subject ?? null],
    ],
  )
  return row?.id ?? null
}

/** One beginning at a time of each customer. */
export async function holdChatter(ctx: Ctx, chatter: Chatter): Promise<void> {
  const [userId, visitorHash, addressHash] = keysOf(chatter)
  const name = userId === null ? (visitorHash ?? addressHash)?.toString('hex') : `u${userId}`
  await ctx.db.run(`select pg_advisory_xact_lock(hashtext('chat ' || $1))`, [name])
}

type NewMessage = {
  sender: 'customer' | 'assistant' | 'system'
  body: string
  sources?: ChatSource[]
  key?: string
}

/** Null where the key is known: nothing is written a second time. */
export async function addMessage(ctx: Ctx, contactId: number, message: NewMessage): Promise<number | null> {
  const row = await ctx.db.first<{ id: number }>(
    `with added as (
       insert into chat_message (contact_id, sender, body, sources, key, at) values ($1, $2, $3, $4, $5, $6)
       on conflict (contact_id, sender, key) where key is not null do nothing returning id),
     wrote as (
       update chat_thread set customer_wrote_at = $6, customer_seen_at = $6, warned_at = null, answered_at = null
       where contact_id = $1 and $2 = 'customer' and exists (select from added)),
     answered as (
       update chat_thread set answered_at = $6 where contact_id = $1 and $2 = 'assistant' and exists (select from added))
     select id from added`,
    [contactId, message.sender, message.body, JSON.stringify(message.sources ?? []), message.key ?? null, ctx.now],
  )
  return row?.id ?? null
}

/** By the agent who has it, in the same statement that looks whether he has it: null where he has not, or the key is known. */
export async function addAgentMessage(
  ctx: Ctx,
  contactId: number,
  of: { body: string; key: string },
): Promise<number | null> {
  const row = await ctx.db.first<{ id: number }>(
    `with his as (
       select t.contact_id from chat_thread t join contact c on c.id = t.contact_id
       where t.contact_id = $1 and t.owner = 'agent' and c.agent_id = $2 and c.state = 'active' for update of t),
     added as (
       insert into chat_message (contact_id, sender, agent_id, body, key, at)
       select contact_id, 'agent', $2, $3, $4, $5 from his
       on conflict (contact_id, sender, key) where key is not null do nothing returning id),
     answered as (update chat_thread set answered_at = $5 where contact_id = $1 and exists (select from added))
     select id from added`,
    [contactId, ctx.actor.id, of.body, of.key, ctx.now],
  )
  return row?.id ?? null
}

export async function hasMessage(ctx: Ctx, contactId: number, sender: string, key: string): Promise<boolean> {
  const found = await ctx.db.first('select 1 from chat_message where contact_id = $1 and sender = $2 and key = $3', [
    contactId,
    sender,
    key,
  ])
  return found !== undefined
}

const attachments = `coalesce((select jsonb_agg(jsonb_build_object('id', f.id, 'name', f.name, 'mediaType', f.media_type,
  'byteCount', length(f.bytes)) order by f.position) from chat_attachment f where f.message_id = m.id), '[]') as attachments`

const chain = `with recursive chain as (
    select contact_id, continues from chat_thread where contact_id = $1
    union select t.contact_id, t.continues from chat_thread t join chain on t.contact_id = chain.continues)
  select m.id, m.sender, ${agentNo('u')} as "agentNo", m.body, m.sources, m.key, m.at, ${attachments}
  from chat_message m join chain on chain.contact_id = m.contact_id left join app_user u on u.id = m.agent_id
  where m.id > $2`

/** Also of the conversations that it follows on from: for the customer, whose own they all are. */
export function listMessages(ctx: Ctx, contactId: number, after: number): Promise<ChatMessage[]> {
  return ctx.db.rows(`${chain} order by m.id limit 1000`, [contactId, after])
}

/** For the desk, which may read the contact: of the conversations before it only those that the reader may read too. */
export function listDeskMessages(ctx: Ctx, contactId: number, after: number): Promise<ChatMessage[]> {
  return ctx.db.rows(
    `${chain} and (m.contact_id = $1 or exists (
       select from contact c left join account a on a.id = c.account_id left join organisation o on o.id = a.organisation_id
       where c.id = m.contact_id and ${isReadable(3)}))
     order by m.id limit 1000`,
    [contactId, after, ctx.scope, ...readerNames(ctx)],
  )
}

export async function countSince(ctx: Ctx, contactId: number, since: Date): Promise<number> {
  const row = await ctx.db.first<{ count: number }>(
    `select count(*)::int as count from chat_message where contact_id = $1 and sender = 'customer' and at > $2`,
    [contactId, since],
  )
  return row?.count ?? 0
}

export async function setSeenByCustomer(ctx: Ctx, contactId: number): Promise<void> {
  await ctx.db.run(
    `update chat_thread set customer_seen_at = $2 where contact_id = $1 and ended_at is null and customer_seen_at < $2`,
    [contactId, ctx.now],
  )
}

export async function setAssistantState(ctx: Ctx, contactId: number, state: AssistantState): Promise<void> {
  await ctx.db.run('update chat_thread set state = $2 where contact_id = $1', [contactId, JSON.stringify(state)])
}

export async function setThreadAccount(ctx: Ctx, contactId: number, accountId: number): Promise<void> {
  await ctx.db.run('update contact set account_id = $2, version = version + 1 where id = $1', [contactId, accountId])
}

/** It is over: nobody answers any more. */
export function endThread(ctx: Ctx, contactId: number, by: NonNullable<ThreadRow['endedBy']>): Promise<number> {
  return ctx.db.run(
    `update chat_thread set owner = 'nobody', ended_at = $2, ended_by = $3 where contact_id = $1 and ended_at is null`,
    [contactId, ctx.now, by],
  )
}

/**
 * Whom no person has: served by the assistant, or given up while he waited. Who was offered it is free again. Whom an agent gave away and
 * nobody has taken is for that one to write.
 */
export async function closeUnheld(
  ctx: Ctx,
  contactId: number,
  as: { state: 'closed'; category: string; summary: string } | { state: 'abandoned'; category?: null; summary?: null },
): Promise<{ writer: number | null } | undefined> {
  return ctx.db.first(
    `with old as (
       select id, agent_id, state, case when $2 = 'abandoned' then transferred_by end as writer
       from contact where id = $1 and state in ('in-menu', 'queued', 'offered') for update),
     gone as (
       update contact c set state = case when old.writer is null then $2 else 'unwritten' end, category = $3, summary = $4,
         closed_at = case when old.writer is null then $5::timestamptz end, agent_id = old.writer, offer_expires_at = null,
         line_ended_at = case when old.writer is not null then $5::timestamptz end, version = c.version + 1
       from old where c.id = old.id returning c.id, old.agent_id, old.state, old.writer, c.is_live),
     freed as (update agent_state s set written = s.written - 1, live = s.live - g.is_live::int from gone g where g.state = 'offered' and s.user_id = g.agent_id),
     logged as (
       insert into contact_event (contact_id, at, kind, agent_id) select id, $5, case when writer is null then $2 else 'line-ended' end, coalesce(writer, agent_id) from gone)
     select writer from gone`,
    [contactId, as.state, as.category ?? null, as.summary ?? null, ctx.now],
  )
}
