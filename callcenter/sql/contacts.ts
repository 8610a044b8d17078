import type { Ctx } from '../../db/context.ts'
import type { ApplicationKind } from '../../intake/contract.ts'
import type { channels, contactCategories, contactStates } from '../contract.ts'
import type { PromiseTold } from '../promises/contract.ts'
import type { MenuState } from '../rules/menu.ts'
import type { LanguageSkill, PriorityReason, Skill } from '../rules/routing.ts'
import { applicationsOf, transfersOf } from './contact-parts.ts'
import { seesProof } from './outbound.ts'
import { promiseOf } from './promises.ts'
import { writtenChannels } from './routing.ts'
import { isReadable, readerNames } from './shields.ts'

export type ContactRow = {
  id: number
  contactNo: string
  channel: (typeof channels)[number]
  state: (typeof contactStates)[number]
  callerPhone: string | null
  phoneHash: Buffer | null
  accountId: number | null
  accountNo: string | null
  customerName: string | null
  agent: string | null
  agentId: number | null
  skill: Skill
  priorityReasons: PriorityReason[]
  queuedAt: Date
  offeredAt: Date | null
  offerExpiresAt: Date | null
  answeredAt: Date | null
  lineEndedAt: Date | null
  closedAt: Date | null
  category: (typeof contactCategories)[number] | null
  summary: string | null
  draft: { category: (typeof contactCategories)[number]; summary: string } | null
  callBack: 'asked' | 'dialling' | 'reached' | null
  /** The engine takes commands for its line, which is not over. */
  hasLine: boolean
  heldAt: Date | null
  direction: 'in' | 'out'
  /** A lead who listens, where it is told. */
  listener: { name: string; how: 'listen' | 'whisper' | 'barge' } | null
  /** Of a call of the company's own: the code by which he knows it, and whether he has a log-in in which he sees it. */
  outbound: { proofCode: string; isShown: boolean } | null
  transfers: { at: string; from: string; to: string | null; skill: Skill; note: string }[]
  applications: { id: number; applicationNo: string; kind: ApplicationKind }[]
  menu: { state: MenuState; enteredAccountNo: string | null } | null
  /** What was promised, where this call keeps it. */
  promise: PromiseTold | null
  version: number
}

const SELECT = `select c.id, c.contact_no as "contactNo", c.channel, c.state, '*******' || c.phone_tail as "callerPhone",
    c.phone_hash as "phoneHash", c.account_id as "accountId", a.account_no as "accountNo", k.name as "customerName",
    u.name as agent, c.agent_id as "agentId", c.queued_at as "queuedAt", c.offered_at as "offeredAt",
    c.offer_expires_at as "offerExpiresAt", c.answered_at as "answeredAt", c.closed_at as "closedAt",
    c.line_ended_at as "lineEndedAt", c.skill, c.priority_reasons as "priorityReasons", c.category,
    c.summary, c.draft, c.version, c.call_back as "callBack",
    c.engine is not null and c.state = 'active' and c.line_ended_at is null as "hasLine",
    case when c.state = 'active' and c.line_ended_at is null then c.held_at end as "heldAt",
    (select jsonb_build_object('name', g.name, 'how', h.how) from call_listening h join app_user g on g.id = h.lead_id
      where h.contact_id = c.id and h.ended_at is null and (h.is_told or h.how = 'barge')) as listener,
    ${transfersOf} as transfers, ${applicationsOf} as applications, c.direction, ${promiseOf} as promise,
    case when c.proof_code is not null and c.state = 'active' and c.line_ended_at is null then jsonb_build_object(
      'proofCode', c.proof_code, 'isShown', ${seesProof}) end as outbound,
    case when m.contact_id is not null then jsonb_build_object('state', m.state, 'enteredAccountNo', e.account_no) end as menu
  from contact c
  left join account a on a.id = c.account_id
  left join account_term t on t.account_id = a.id and t.known_to is null and t.valid_to is null
  left join customer k on k.id = t.customer_id
  left join app_user u on u.id = c.agent_id
  left join menu_call m on m.contact_id = c.id
  left join account e on e.id = m.entered_account_id`

/** SQL: contact `c`, of whose account the unit is `o`, is the reader's own or for him to read; of four values, those of `readerOf`, the first of which is `$first`. */
export const mayRead = (first: number) => `(c.agent_id = $${first} or ${isReadable(first + 1)})`
export const readerOf = (ctx: Ctx) => [ctx.actor.id, ctx.scope, ...readerNames(ctx)]

/**
 * What is about an account of another organisation is for the agent who has it, and for nobody else there; so is what complains
 * of the reader or of his unit, or reports them: who said it, and what, is hidden from them.
 */
export function findContactRow(ctx: Ctx, id: number): Promise<ContactRow | undefined> {
  return ctx.db.prepared.first(
    `${SELECT} left join organisation o on o.id = a.organisation_id
     where c.id = $1 and ${mayRead(2)}`,
    [id, ...readerOf(ctx)],
  )
}

export type ContactHead = Pick<
  ContactRow,
  'id' | 'contactNo' | 'channel' | 'direction' | 'accountId' | 'skill' | 'callBack' | 'queuedAt'
>

/** The same contact, without what only a screen shows of it. */
export function findContactHead(ctx: Ctx, id: number): Promise<ContactHead | undefined> {
  return ctx.db.prepared.first(
    `select c.id, c.contact_no as "contactNo", c.channel, c.direction, c.account_id as "accountId", c.skill,
       c.call_back as "callBack", c.queued_at as "queuedAt"
     from contact c left join account a on a.id = c.account_id left join organisation o on o.id = a.organisation_id
     where c.id = $1 and ${mayRead(2)}`,
    [id, ...readerOf(ctx)],
  )
}

export function findContactInHand(ctx: Ctx, agentId: number): Promise<ContactRow | undefined> {
  return ctx.db.prepared.first(
    `${SELECT} where c.agent_id = $1 and c.state in ('offered', 'active') and c.channel <> all($2)`,
    [agentId, writtenChannels],
  )
}

export function listUnwritten(ctx: Ctx, agentId: number): Promise<ContactRow[]> {
  return ctx.db.prepared.rows(
    `${SELECT} where c.agent_id = $1 and c.state = 'unwritten' order by c.line_ended_at, c.id`,
    [agentId],
  )
}

export function listClosedContacts(ctx: Ctx, agentId: number, limit: number): Promise<ContactRow[]> {
  return ctx.db.prepared.rows(
    `${SELECT} where c.agent_id = $1 and c.state = 'closed' order by c.closed_at desc limit $2`,
    [agentId, limit],
  )
}

type NewCall = {
  callId: string
  /** Whose line it is; null where nobody can be told what to do with it. */
  engine: string | null
  queuedAt: Date
  /** Null, as its hash and tail: the number is withheld. */
  cipher: Buffer | null
  hash: Buffer | null
  tail: string | null
  accountId: number | null
  skill: Skill
  alsoSkill: LanguageSkill | null
  /** Where it comes in the queue; null: it is in the menu first. */
  place: Place | null
}

export type Place = {
  priorityReasons: PriorityReason[]
  headStartSeconds: number
  /** Of a call that he gave up a moment ago. */
  keptPlace: { contactId: number; rankedAt: Date } | null
}

/** Null where the call is known already. */
export async function insertCall(ctx: Ctx, call: NewCall): Promise<number | null> {
  const row = await ctx.db.prepared.first<{ id: number }>(
    `with arrived as (
       insert into contact (contact_no, channel, state, call_id, phone_cipher, phone_hash, phone_tail, account_id, queued_at,
         skill, also_skill, head_start_seconds, priority_reasons, ranked_at, keeps_place_of, engine)
       values ('C' || to_char($6::timestamptz, 'YYYYMMDD') || lpad(nextval('contact_serial')::text, 6, '0'),
         'voice', case when $14 then 'queued' else 'in-menu' end, $1, $2, $3, $4, $5, $6, $7, $8, $9::int, $10,
         case when $14 then least($6::timestamptz - make_interval(secs => $9::int), $11::timestamptz) end, $12, $13)
       on conflict (call_id) do nothing returning id),
     logged as (
       insert into contact_event (contact_id, at, kind, detail)
       select id, $6, case when $14 then 'queued' else 'arrived' end,
         case when $14 then jsonb_build_object('skill', $7::text, 'reasons', $10::text[]) else '{}' end from arrived)
     select id from arrived`,
    [
      call.callId,
      call.cipher,
      call.hash,
      call.tail,
      call.accountId,
      call.queuedAt,
      call.skill,
      call.alsoSkill,
      call.place?.headStartSeconds ?? 0,
      call.place?.priorityReasons ?? [],
      call.place?.keptPlace?.rankedAt ?? null,
      call.place?.keptPlace?.contactId ?? null,
      call.engine,
      call.place !== null,
    ],
  )
  return row?.id ?? null
}

type Phone = { cipher: Buffer; hash: Buffer; tail: string }

export async function insertContactByHand(
  ctx: Ctx,
  { channel, accountId, phone }: { channel: string; accountId: number | null; phone: Phone | null },
): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(
    `with opened as (
       insert into contact (contact_no, channel, state, account_id, agent_id, queued_at, ranked_at, answered_at,
         phone_cipher, phone_hash, phone_tail)
       values ('C' || to_char($4::timestamptz, 'YYYYMMDD') || lpad(nextval('contact_serial')::text, 6, '0'),
         $1, 'active', $2, $3, $4, $4, $4, $5, $6, $7) returning id, agent_id),
     logged as (
       insert into contact_event (contact_id, at, kind, agent_id) select id, $4, 'answered', agent_id from opened)
     select id from opened`,
    [channel, accountId, ctx.actor.id, ctx.now, phone?.cipher ?? null, phone?.hash ?? null, phone?.tail ?? null],
  )
  return row?.id ?? 0
}

/**
 * The line is gone: who waited has given up, and who was talked to is still to be written down, by who gave him away where nobody has
 * him yet. Says whose it was; null where the call is not known or was over before.
 */
export async function endLine(ctx: Ctx, callId: string): Promise<{ contactId: number; agentId: number | null } | null> {
  const row = await ctx.db.prepared.first<{ contactId: number; agentId: number | null }>(
    `with old as (
       select id, agent_id, state, case when state = 'active' then agent_id else transferred_by end as writer
       from contact where call_id = $1 and state in ('in-menu', 'queued', 'offered', 'active')
         and coalesce(call_back, 'reached') = 'reached' for update),
     gone as (
       update contact c set line_ended_at = $2::timestamptz, version = c.version + 1, offer_expires_at = null,
         state = case when old.writer is null then 'abandoned' else 'unwritten' end, agent_id = old.writer,
         closed_at = case when old.writer is null then $2::timestamptz end
       from old where c.id = old.id returning c.id, old.agent_id, old.state, old.writer),
     freed as (
       update agent_state s set state = case when g.state = 'active' then 'wrap-up' else 'ready' end, since = $2::timestamptz
       from gone g where s.user_id = g.agent_id and s.state in ('offered', 'talking')),
     logged as (
       insert into contact_event (contact_id, at, kind, agent_id)
       select id, $2::timestamptz, case when writer is null then 'abandoned' else 'line-ended' end, coalesce(writer, agent_id) from gone)
     select id as "contactId", agent_id as "agentId" from gone`,
    [callId, ctx.now],
  )
  return row ?? null
}

/** Calls that nobody has talked to and that are there since before an instant, of an engine that was not listened to since: it will tell of no hanging up. */
export function abandonForgotten(ctx: Ctx, queuedBefore: Date): Promise<number> {
  return ctx.db.run(
    `with gone as (
       update contact c set state = 'abandoned', closed_at = $2, version = version + 1
       where id in (select id from contact where state = 'queued' and queued_at < $1
           union all select id from contact where state = 'in-menu' and queued_at < $1)
         and state in ('in-menu', 'queued') and channel = 'voice' and call_back is null and transferred_by is null
         and not exists (select from telephony_cursor t where t.engine = c.engine and t.held_until >= $1) returning id)
     insert into contact_event (contact_id, at, kind, detail)
     select id, $2, 'abandoned', '{"because": "line lost"}' from gone`,
    [queuedBefore, ctx.now],
  )
}

export function answerOffer(ctx: Ctx, contactId: number): Promise<number> {
  return ctx.db.prepared.run(
    `with answered as (
       update contact set state = 'active', answered_at = coalesce(answered_at, $3), offer_expires_at = null, version = version + 1
       where id = $1 and agent_id = $2 and state = 'offered' and offer_expires_at > $3 returning id, agent_id)
     insert into contact_event (contact_id, at, kind, agent_id) select id, $3, 'answered', agent_id from answered`,
    [contactId, ctx.actor.id, ctx.now],
  )
}

export function setContactAccount(ctx: Ctx, contactId: number, accountId: number, version: number): Promise<number> {
  return ctx.db.run(
    `update contact set account_id = $3, version = version + 1
     where id = $1 and agent_id = $2 and state in ('active', 'unwritten') and version = $4`,
    [contactId, ctx.actor.id, accountId, version],
  )
}

export function keepDraft(ctx: Ctx, contactId: number, draft: ContactRow['draft']): Promise<number> {
  return ctx.db.run(
    `update contact set draft = $3 where id = $1 and agent_id = $2 and state in ('active', 'unwritten')`,
    [contactId, ctx.actor.id, JSON.stringify(draft)],
  )
}

export function closeContactRow(
  ctx: Ctx,
  contactId: number,
  closure: { category: string; summary: string; version: number },
): Promise<number> {
  return ctx.db.prepared.run(
    `with old as (
       select id, state, channel from contact
       where id = $1 and agent_id = $2 and state in ('active', 'unwritten') and version = $6 for update),
     closed as (
       update contact c set state = 'closed', category = $3, summary = $4, draft = null, closed_at = $5, version = c.version + 1
       from old where c.id = old.id returning c.id, c.agent_id, c.is_live, old.state, old.channel),
     freed as (
       update agent_state s set state = case when c.channel = any($7) then s.state else 'wrap-up' end,
         since = case when c.channel = any($7) then s.since else $5 end, written = s.written - (c.channel = any($7))::int,
         live = s.live - c.is_live::int
       from closed c where s.user_id = c.agent_id and c.state = 'active')
     insert into contact_event (contact_id, at, kind, agent_id, detail)
     select id, $5, 'closed', agent_id, jsonb_build_object('category', $3::text) from closed`,
    [contactId, ctx.actor.id, closure.category, closure.summary, ctx.now, closure.version, writtenChannels],
  )
}
