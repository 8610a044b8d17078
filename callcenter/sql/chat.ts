import type { Ctx } from '../../db/context.ts'
import type { ChatMessage, ChatOwner, ChatSource } from '../chat/contract.ts'
import type { HandOverReason } from '../rules/chat/reading.ts'
import type { Skill } from '../rules/routing.ts'
import type { Place } from './contacts.ts'
import { isReadable, readerNames } from './shields.ts'

/** Who writes: by his log-in, or by what his browser keeps. */
export type Chatter = { userId: number } | { visitorHash: Buffer }

export type AssistantState = {
  /** What it asked last and waits for. */
  asks?: { for: 'account'; wish: string } | { for: 'report' }
  accountId?: number
  told?: string[]
}

export type ThreadRow = {
  contactId: number
  contactNo: string
  state: 'in-menu' | 'queued' | 'offered' | 'active' | 'unwritten' | 'closed' | 'abandoned'
  owner: ChatOwner
  userId: number | null
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

const SELECT = `select t.contact_id as "contactId", c.contact_no as "contactNo", c.state, t.owner, t.user_id as "userId", t.language,
    t.state as assistant, t.because, t.ended_at as "endedAt", t.ended_by as "endedBy", c.agent_id as "agentId", u.username as "agentNo",
    c.skill, s.score as satisfaction
  from chat_thread t join contact c on c.id = t.contact_id left join satisfaction s on s.contact_id = c.id left join app_user u on u.id = c.agent_id`

const isHis = `(t.user_id = $1 or t.visitor_hash = $2)`
const keysOf = (chatter: Chatter): [number | null, Buffer | null] =>
  'userId' in chatter ? [chatter.userId, null] : [null, chatter.visitorHash]

/** The open one, else the latest that ended since. */
export function findThreadOf(ctx: Ctx, chatter: Chatter, endedSince: Date): Promise<ThreadRow | undefined> {
  return ctx.db.first(
    `${SELECT} where ${isHis} and (t.ended_at is null or t.ended_at >= $3) order by t.ended_at desc nulls first limit 1`,
    [...keysOf(chatter), endedSince],
  )
}

/** Held until the transaction ends: who answers does not change meanwhile. */
export async function holdThread(ctx: Ctx, contactId: number): Promise<ThreadRow | undefined> {
  await ctx.db.run('select 1 from chat_thread where contact_id = $1 for update', [contactId])
  return ctx.db.first(`${SELECT} where t.contact_id = $1`, [contactId])
}

type NewThread = { accountId: number | null; language: 'zh' | 'en'; continues: number | null }

/** Null where he has an open one already. */
export async function insertThread(ctx: Ctx, chatter: Chatter, of: NewThread): Promise<number | null> {
  const row = await ctx.db.first<{ id: number }>(
    `with arrived as (
       insert into contact (contact_no, channel, state, account_id, queued_at)
       select 'C' || to_char($3::timestamptz, 'YYYYMMDD') || lpad(nextval('contact_serial')::text, 6, '0'), 'chat', 'in-menu', $4, $3
       where not exists (select from chat_thread t where ${isHis} and t.ended_at is null) returning id),
     logged as (insert into contact_event (contact_id, at, kind) select id, $3, 'arrived' from arrived)
     insert into chat_thread (contact_id, owner, user_id, visitor_hash, language, continues, customer_seen_at, customer_wrote_at)
     select id, 'assistant', $1, $2, $5, $6, $3, $3 from arrived returning contact_id as id`,
    [...keysOf(chatter), ctx.now, of.accountId, of.language, of.continues],
  )
  return row?.id ?? null
}

/** One beginning at a time of each customer. */
export async function holdChatter(ctx: Ctx, chatter: Chatter): Promise<void> {
  const name = 'userId' in chatter ? `u${chatter.userId}` : chatter.visitorHash.toString('hex')
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
       update chat_thread set customer_wrote_at = $6, customer_seen_at = $6, warned_at = null
       where contact_id = $1 and $2 = 'customer' and exists (select from added))
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
       where t.contact_id = $1 and t.owner = 'agent' and c.agent_id = $2 and c.state = 'active' for update of t)
     insert into chat_message (contact_id, sender, agent_id, body, key, at)
     select contact_id, 'agent', $2, $3, $4, $5 from his
     on conflict (contact_id, sender, key) where key is not null do nothing returning id`,
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

const chain = `with recursive chain as (
    select contact_id, continues from chat_thread where contact_id = $1
    union select t.contact_id, t.continues from chat_thread t join chain on t.contact_id = chain.continues)
  select m.id, m.sender, u.username as "agentNo", m.body, m.sources, m.key, m.at
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

/** The assistant stops and a person is looked for, in one statement; false where the assistant does not have it. */
export async function handOver(
  ctx: Ctx,
  contactId: number,
  to: { because: HandOverReason; skill: Skill; place: Place; from: ChatOwner },
): Promise<boolean> {
  const { headStartSeconds, priorityReasons } = to.place
  const row = await ctx.db.first<{ id: number }>(
    `with handed as (
       update chat_thread set owner = 'nobody', handed_over_at = $2, because = $3
       where contact_id = $1 and owner = $7 and ended_at is null returning contact_id),
     queued as (
       update contact c set state = 'queued', queued_at = $2, skill = $4, head_start_seconds = $5::int, priority_reasons = $6,
         ranked_at = $2::timestamptz - make_interval(secs => $5::int), version = c.version + 1
       from handed h where c.id = h.contact_id and c.state = 'in-menu' returning c.id),
     logged as (
       insert into contact_event (contact_id, at, kind, detail)
       select id, $2, 'queued', jsonb_build_object('skill', $4::text, 'reasons', $6::text[], 'because', $3::text) from queued)
     select id from queued`,
    [contactId, ctx.now, to.because, to.skill, headStartSeconds, priorityReasons, to.from],
  )
  return row !== undefined
}

/** It waits for a person because of danger from now on; false where it does so already, or waits no more. */
export async function raiseWaiting(
  ctx: Ctx,
  contactId: number,
  to: { skill: Skill; headStartSeconds: number },
): Promise<boolean> {
  const row = await ctx.db.first<{ id: number }>(
    `with raised as (
       update chat_thread t set because = 'danger' from contact w
       where t.contact_id = $1 and w.id = t.contact_id and w.state in ('queued', 'offered') and t.owner = 'nobody'
         and t.because <> 'danger' and t.ended_at is null returning t.contact_id),
     queued as (
       update contact c set skill = $3, head_start_seconds = greatest(c.head_start_seconds, $4::int),
         ranked_at = least(c.ranked_at, $2::timestamptz - make_interval(secs => $4::int)), version = c.version + 1
       from raised r where c.id = r.contact_id returning c.id)
     insert into contact_event (contact_id, at, kind, detail)
     select id, $2, 'queued', jsonb_build_object('skill', $3::text, 'reasons', '{}'::text[], 'because', 'danger') from queued
     returning contact_id as id`,
    [contactId, ctx.now, to.skill, to.headStartSeconds],
  )
  return row !== undefined
}

/** The agent who answered the offer has it now; false where the contact is no chat. */
export function joinThread(ctx: Ctx, contactId: number): Promise<number> {
  return ctx.db.run(
    `update chat_thread set owner = 'agent', warned_at = null where contact_id = $1 and owner = 'nobody' and ended_at is null`,
    [contactId],
  )
}

/** Back to the assistant, and one of the agent's places is free. */
export async function giveBackThread(ctx: Ctx, contactId: number): Promise<boolean> {
  const row = await ctx.db.first<{ id: number }>(
    `with given as (
       update contact c set state = 'in-menu', agent_id = null, answered_at = null, offered_at = null, ranked_at = null, version = version + 1
       where id = $1 and agent_id = $2 and state = 'active'
         and exists (select from chat_thread t where t.contact_id = c.id and t.owner = 'agent' and t.ended_at is null) returning id),
     owned as (update chat_thread set owner = 'assistant', handed_over_at = null, because = null, state = '{}'
       where contact_id in (select id from given)),
     freed as (update agent_state set written = written - 1 where user_id = $2 and exists (select from given)),
     logged as (insert into contact_event (contact_id, at, kind, agent_id) select id, $3, 'returned', $2 from given)
     select id from given`,
    [contactId, ctx.actor.id, ctx.now],
  )
  return row !== undefined
}

/** It is over: nobody answers any more. */
export function endThread(ctx: Ctx, contactId: number, by: NonNullable<ThreadRow['endedBy']>): Promise<number> {
  return ctx.db.run(
    `update chat_thread set owner = 'nobody', ended_at = $2, ended_by = $3 where contact_id = $1 and ended_at is null`,
    [contactId, ctx.now, by],
  )
}

/** Whom no person had: served by the assistant, or given up while he waited. Who was offered it is free again. */
export async function closeUnheld(
  ctx: Ctx,
  contactId: number,
  as: { state: 'closed'; category: string; summary: string } | { state: 'abandoned'; category?: null; summary?: null },
): Promise<boolean> {
  const row = await ctx.db.first<{ id: number }>(
    `with old as (select id, agent_id, state from contact where id = $1 and state in ('in-menu', 'queued', 'offered') for update),
     gone as (
       update contact c set state = $2, category = $3, summary = $4, closed_at = $5, agent_id = null, offer_expires_at = null,
         version = c.version + 1
       from old where c.id = old.id returning c.id, old.agent_id, old.state),
     freed as (update agent_state s set written = s.written - 1 from gone g where g.state = 'offered' and s.user_id = g.agent_id),
     logged as (
       insert into contact_event (contact_id, at, kind, agent_id) select id, $5, $2, agent_id from gone)
     select id from gone`,
    [contactId, as.state, as.category ?? null, as.summary ?? null, ctx.now],
  )
  return row !== undefined
}
