import type { Ctx } from '../../db/context.ts'
import type { HandOverReason } from '../rules/chat/reading.ts'

export type DeskThread = {
  contactId: number
  isLive: boolean
  owner: 'assistant' | 'agent' | 'nobody'
  because: HandOverReason | null
  endedAt: Date | null
  /** Enciphered; null of a web chat. */
  address: Buffer | null
  subject: string | null
  unread: number
  /** What the customer wrote, the latest first, and of each so much as is shown. */
  wrote: string[]
}

/** Offered to the agent or in his hands. */
export function listDeskThreads(ctx: Ctx): Promise<DeskThread[]> {
  return ctx.db.rows(
    `select t.contact_id as "contactId", c.is_live as "isLive", t.owner, t.because, t.ended_at as "endedAt", t.address_cipher as address, t.subject,
       (select count(*)::int from chat_message m where m.contact_id = t.contact_id and m.sender = 'customer' and m.id > t.agent_read) as unread,
       array(select left(m.body, 200) from chat_message m where m.contact_id = t.contact_id and m.sender = 'customer' order by m.id desc limit 5) as wrote
     from chat_thread t join contact c on c.id = t.contact_id
     where c.agent_id = $1 and c.state in ('offered', 'active') order by t.handed_over_at, t.contact_id`,
    [ctx.actor.id],
  )
}

export async function setReadByAgent(ctx: Ctx, contactId: number, throughId: number): Promise<void> {
  await ctx.db.run(
    `update chat_thread t set agent_read = greatest(agent_read, $2) from contact c
     where t.contact_id = $1 and c.id = t.contact_id and c.agent_id = $3`,
    [contactId, throughId, ctx.actor.id],
  )
}

export async function hasThread(ctx: Ctx, contactId: number): Promise<boolean> {
  return (await ctx.db.first('select 1 from chat_thread where contact_id = $1', [contactId])) !== undefined
}

/** How many wait before it in its queue, and how many could take it. */
export async function findPosition(
  ctx: Ctx,
  contactId: number,
): Promise<{ ahead: number; atWork: number } | undefined> {
  return ctx.db.first(
    `select (select count(*)::int from contact b where b.state = 'queued' and b.skill = c.skill and (b.ranked_at, b.id) < (c.ranked_at, c.id)) as ahead,
       (select count(*)::int from agent_state s where s.state <> 'away' and (not exists (select from agent_skill k where k.user_id = s.user_id)
          or exists (select from agent_skill k where k.user_id = s.user_id and k.skill = c.skill))) as "atWork"
     from contact c where c.id = $1 and c.state in ('queued', 'offered')`,
    [contactId],
  )
}

type Idle = { contactId: number; language: 'zh' | 'en'; state: string; owner: string; agentId: number | null }

/** On a page that shows whether its customer is there: of an address nothing is heard but what it writes. */
const OPEN = `select t.contact_id as "contactId", t.language, c.state, t.owner, c.agent_id as "agentId"
  from chat_thread t join contact c on c.id = t.contact_id where t.ended_at is null and t.address_hash is null`
const isThisOne = '($2::bigint is null or t.contact_id = $2)'

/**
 * Who was answered last and has not written since, counted from when the agent joined; those that wait for a person are not idle. Of
 * all, or whether one is still among them.
 */
export function listToWarn(ctx: Ctx, wroteBefore: Date, contactId: number | null = null): Promise<Idle[]> {
  return ctx.db.rows(
    `${OPEN} and t.owner <> 'nobody' and t.warned_at is null and t.customer_wrote_at < $1 and ${isThisOne}
       and (c.answered_at is null or c.answered_at < $1)
       and coalesce((select max(m.at) from chat_message m where m.contact_id = t.contact_id and m.sender in ('agent', 'assistant')), t.customer_wrote_at) < $1
       and coalesce((select m.sender <> 'customer' from chat_message m where m.contact_id = t.contact_id and m.sender <> 'system'
         order by m.id desc limit 1), true)
     limit 100`,
    [wroteBefore, contactId],
  )
}

export async function setWarned(ctx: Ctx, contactId: number): Promise<void> {
  await ctx.db.run('update chat_thread set warned_at = $2 where contact_id = $1', [contactId, ctx.now])
}

/** Of all, or whether one is still among them. */
export function listToClose(ctx: Ctx, warnedBefore: Date, contactId: number | null = null): Promise<Idle[]> {
  return ctx.db.rows(`${OPEN} and t.owner <> 'nobody' and t.warned_at < $1 and ${isThisOne} limit 100`, [
    warnedBefore,
    contactId,
  ])
}

/** Who waits for a person and has left the page; of all, or whether one is still among them. */
export function listLeft(ctx: Ctx, seenBefore: Date, contactId: number | null = null): Promise<Idle[]> {
  return ctx.db.rows(
    `${OPEN} and c.state in ('queued', 'offered') and t.customer_seen_at < $1 and ${isThisOne} limit 100`,
    [seenBefore, contactId],
  )
}

type Lost = { contactId: number; agentId: number }

/** Conversations of agents whose desk is silent go back to the queue, where they stood; of one, also where its agent is away. */
export function requeueLost(ctx: Ctx, seenBefore: Date, contactId: number | null = null): Promise<Lost[]> {
  return ctx.db.rows(
    `with lost as (
       select c.id, c.agent_id from contact c join agent_state s on s.user_id = c.agent_id join chat_thread t on t.contact_id = c.id
       where c.state = 'active' and t.ended_at is null and ($3::bigint is null or c.id = $3)
         and (s.seen_at < $1 or (c.id = $3 and s.state = 'away')) for update of c, t skip locked),
     back as (
       update contact c set state = 'queued', agent_id = null, offered_at = null,
         answered_at = case when c.transferred_by is not null then c.answered_at end, version = c.version + 1
       from lost where c.id = lost.id returning c.id, lost.agent_id, c.is_live),
     owned as (update chat_thread set owner = 'nobody' where contact_id in (select id from back)),
     freed as (update agent_state s set written = s.written - b.chats, live = s.live - b.live
       from (select agent_id, count(*)::int as chats, count(*) filter (where is_live)::int as live from back group by agent_id) b where s.user_id = b.agent_id),
     logged as (insert into contact_event (contact_id, at, kind, agent_id) select id, $2, 'returned', agent_id from back)
     select id as "contactId", agent_id as "agentId" from back`,
    [seenBefore, ctx.now, contactId],
  )
}

/** What the customer wrote and no agent has read. */
export async function listUnread(ctx: Ctx, contactId: number): Promise<string[]> {
  const rows = await ctx.db.rows<{ body: string }>(
    `select m.body from chat_thread t join chat_message m on m.contact_id = t.contact_id
     where t.contact_id = $1 and m.sender = 'customer' and m.id > t.agent_read order by m.id`,
    [contactId],
  )
  return rows.map(({ body }) => body)
}

export async function listPhrases(ctx: Ctx): Promise<string[]> {
  const rows = await ctx.db.rows<{ text: string }>('select text from quick_phrase order by position, id')
  return rows.map(({ text }) => text)
}

export async function replacePhrases(ctx: Ctx, phrases: string[]): Promise<void> {
  await ctx.db.run('delete from quick_phrase')
  await ctx.db.run(
    `insert into quick_phrase (text, position, changed_by, changed_at)
     select text, position, $2, $3 from unnest($1::text[]) with ordinality as p(text, position)`,
    [phrases, ctx.actor.username, ctx.now],
  )
}

export type ChatFigures = {
  waiting: number
  oldestAt: Date | null
  withAssistant: number
  active: number
  answered: number
  abandoned: number
  served: number
  answerSeconds: number | null
  rated: number
  satisfaction: number | null
}

const ofToday =
  'select c.id, c.channel, c.state, c.queued_at, c.answered_at, t.owner from chat_thread t join contact c on c.id = t.contact_id'
/** SQL: chats that are open or began to wait at or after `$1`, each by its own index. */
export const todaysChats = `(${ofToday} where t.ended_at is null
  union all ${ofToday} where c.queued_at >= $1 and t.ended_at is not null) c`

/** Chats of today by how they stand, apart from calls. */
export async function countChats(ctx: Ctx, from: Date): Promise<ChatFigures> {
  const row = await ctx.db.first<ChatFigures>(
    `select count(*) filter (where c.state in ('queued', 'offered'))::int as waiting,
       min(c.queued_at) filter (where c.state in ('queued', 'offered')) as "oldestAt",
       count(*) filter (where c.owner = 'assistant')::int as "withAssistant",
       count(*) filter (where c.state = 'active')::int as active,
       count(a.at) filter (where c.queued_at >= $1)::int as answered,
       count(*) filter (where c.state = 'abandoned' and c.queued_at >= $1)::int as abandoned,
       count(*) filter (where c.state = 'closed' and a.at is null and c.queued_at >= $1)::int as served,
       (extract(epoch from avg(a.at - c.queued_at) filter (where c.queued_at >= $1)))::float8 as "answerSeconds",
       count(s.score) filter (where s.rated_at >= $1)::int as rated,
       (avg(s.score) filter (where s.rated_at >= $1))::float8 as satisfaction
     from ${todaysChats} left join satisfaction s on s.contact_id = c.id
     -- A person had it, also where he gave it back to the assistant.
     cross join lateral (select coalesce(c.answered_at, case when c.state in ('in-menu', 'closed') then (
       select max(e.at) from contact_event e where e.contact_id = c.id and e.kind = 'answered') end) as at) a`,
    [from],
  )
  if (!row) throw new Error('a count has one row')
  return row
}
