import type { Ctx } from '../../db/context.ts'

export type ContactRow = {
  id: number
  contactNo: string
  channel: 'voice' | 'counter' | 'web' | 'note'
  state: 'queued' | 'offered' | 'active' | 'closed' | 'abandoned'
  callerPhone: string | null
  phoneHash: Buffer | null
  accountId: number | null
  accountNo: string | null
  customerName: string | null
  agent: string | null
  agentId: number | null
  queuedAt: Date
  offeredAt: Date | null
  offerExpiresAt: Date | null
  answeredAt: Date | null
  closedAt: Date | null
  category:
    | 'outage'
    | 'billing'
    | 'metering'
    | 'application'
    | 'complaint'
    | 'report'
    | 'advice'
    | 'praise'
    | 'other'
    | null
  summary: string | null
  version: number
}

const SELECT = `select c.id, c.contact_no as "contactNo", c.channel, c.state, '*******' || c.phone_tail as "callerPhone",
    c.phone_hash as "phoneHash", c.account_id as "accountId", a.account_no as "accountNo", k.name as "customerName",
    u.name as agent, c.agent_id as "agentId", c.queued_at as "queuedAt", c.offered_at as "offeredAt",
    c.offer_expires_at as "offerExpiresAt", c.answered_at as "answeredAt", c.closed_at as "closedAt", c.category,
    c.summary, c.version
  from contact c
  left join account a on a.id = c.account_id
  left join account_term t on t.account_id = a.id and t.known_to is null and t.valid_to is null
  left join customer k on k.id = t.customer_id
  left join app_user u on u.id = c.agent_id`

/** What is about an account of another organisation is for the agent who has it, and for nobody else there. */
export function findContactRow(ctx: Ctx, id: number): Promise<ContactRow | undefined> {
  return ctx.db.first(
    `${SELECT} left join organisation o on o.id = a.organisation_id
     where c.id = $1 and (o.id is null or starts_with(o.path, $2) or c.agent_id = $3)`,
    [id, ctx.scope, ctx.actor.id],
  )
}

export function findContactInHand(ctx: Ctx, agentId: number): Promise<ContactRow | undefined> {
  return ctx.db.first(`${SELECT} where c.agent_id = $1 and c.state in ('offered', 'active')`, [agentId])
}

export function listClosedContacts(ctx: Ctx, agentId: number, limit: number): Promise<ContactRow[]> {
  return ctx.db.rows(`${SELECT} where c.agent_id = $1 and c.state = 'closed' order by c.closed_at desc limit $2`, [
    agentId,
    limit,
  ])
}

type NewCall = { callId: string; cipher: Buffer; hash: Buffer; tail: string; accountId: number | null }

/** Null where the call is known already. */
export async function insertCall(ctx: Ctx, call: NewCall): Promise<number | null> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into contact (contact_no, channel, state, call_id, phone_cipher, phone_hash, phone_tail, account_id, queued_at)
     values ('C' || to_char($6::timestamptz, 'YYYYMMDD') || lpad(nextval('contact_serial')::text, 6, '0'),
       'voice', 'queued', $1, $2, $3, $4, $5, $6)
     on conflict (call_id) do nothing returning id`,
    [call.callId, call.cipher, call.hash, call.tail, call.accountId, ctx.now],
  )
  return row?.id ?? null
}

export async function insertContactByHand(ctx: Ctx, channel: string, accountId: number | null): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into contact (contact_no, channel, state, account_id, agent_id, queued_at, answered_at)
     values ('C' || to_char($4::timestamptz, 'YYYYMMDD') || lpad(nextval('contact_serial')::text, 6, '0'),
       $1, 'active', $2, $3, $4, $4) returning id`,
    [channel, accountId, ctx.actor.id, ctx.now],
  )
  return row?.id ?? 0
}

/**
 * Gives the call that has waited longest to the agent who has been ready longest, both taken in one statement, so
 * that nobody is given two calls and no call to two people. Null where either is lacking.
 */
export async function assignNext(ctx: Ctx, expiresAt: Date): Promise<{ contactId: number; agentId: number } | null> {
  const row = await ctx.db.first<{ contactId: number; agentId: number }>(
    `with waiting as (
       select id from contact where state = 'queued' order by queued_at, id limit 1 for update skip locked),
     ready as (
       select user_id from agent_state where state = 'ready' order by since, user_id limit 1 for update skip locked),
     offered as (
       update contact c set state = 'offered', agent_id = ready.user_id, offered_at = $1, offer_expires_at = $2, version = version + 1
       from waiting, ready where c.id = waiting.id returning c.id, c.agent_id),
     taken as (
       update agent_state s set state = 'offered', since = $1 from offered where s.user_id = offered.agent_id)
     select id as "contactId", agent_id as "agentId" from offered`,
    [ctx.now, expiresAt],
  )
  return row ?? null
}

/** Offers that nobody answered go back to the head of the queue, and the agent is not ready any more. */
export async function expireOffers(ctx: Ctx): Promise<number> {
  return ctx.db.run(
    `with expired as (
       update contact c set state = 'queued', agent_id = null, offered_at = null, offer_expires_at = null, version = c.version + 1
       from (select id, agent_id from contact where state = 'offered' and offer_expires_at <= $1 for update skip locked) old
       where c.id = old.id returning old.agent_id)
     update agent_state s set state = 'away', since = $1 from expired where s.user_id = expired.agent_id`,
    [ctx.now],
  )
}

/** The caller has hung up before an answer; says whose offer that ended. */
export async function abandonCall(ctx: Ctx, callId: string): Promise<void> {
  await ctx.db.run(
    `with gone as (
       update contact c set state = 'abandoned', agent_id = null, offer_expires_at = null, closed_at = $2, version = c.version + 1
       from (select id, agent_id from contact where call_id = $1 and state in ('queued', 'offered') for update) old
       where c.id = old.id returning old.agent_id)
     update agent_state s set state = 'ready', since = $2 from gone where s.user_id = gone.agent_id`,
    [callId, ctx.now],
  )
}

/** Calls that wait since before an instant: their engine is gone and will tell of no hanging up. */
export function abandonForgotten(ctx: Ctx, queuedBefore: Date): Promise<number> {
  return ctx.db.run(
    `update contact set state = 'abandoned', closed_at = $2, version = version + 1 where state = 'queued' and queued_at < $1`,
    [queuedBefore, ctx.now],
  )
}

export function answerOffer(ctx: Ctx, contactId: number): Promise<number> {
  return ctx.db.run(
    `update contact set state = 'active', answered_at = $3, offer_expires_at = null, version = version + 1
     where id = $1 and agent_id = $2 and state = 'offered' and offer_expires_at > $3`,
    [contactId, ctx.actor.id, ctx.now],
  )
}

export function setContactAccount(ctx: Ctx, contactId: number, accountId: number, version: number): Promise<number> {
  return ctx.db.run(
    `update contact set account_id = $3, version = version + 1
     where id = $1 and agent_id = $2 and state = 'active' and version = $4`,
    [contactId, ctx.actor.id, accountId, version],
  )
}

export function closeContactRow(
  ctx: Ctx,
  contactId: number,
  closure: { category: string; summary: string; version: number },
): Promise<number> {
  return ctx.db.run(
    `update contact set state = 'closed', category = $3, summary = $4, closed_at = $5, version = version + 1
     where id = $1 and agent_id = $2 and state = 'active' and version = $6`,
    [contactId, ctx.actor.id, closure.category, closure.summary, ctx.now, closure.version],
  )
}

export async function countQueue(ctx: Ctx): Promise<{ waiting: number; oldestAt: Date | null; readyAgents: number }> {
  const row = await ctx.db.first<{ waiting: number; oldestAt: Date | null; readyAgents: number }>(
    `select count(*) filter (where state = 'queued') as waiting, min(queued_at) filter (where state = 'queued') as "oldestAt",
       (select count(*) from agent_state where state = 'ready') as "readyAgents"
     from contact where state = 'queued'`,
  )
  return row ?? { waiting: 0, oldestAt: null, readyAgents: 0 }
}
