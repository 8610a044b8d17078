import type { Ctx } from '../../db/context.ts'
import { civilDay } from '../../db/time.ts'
import {
  type Free,
  type HandRules,
  languageSkills,
  type Pair,
  type PriorityReason,
  type Step,
  skills,
  type Waiting,
} from '../rules/routing.ts'
import { holds } from './marks.ts'

/** Written channels: an agent has several in hand. */
export const writtenChannels = ['chat', 'sms', 'app', 'email']
/** Of each queue, one for each skill and language, as many as could be taken at once. */
const HEADS = 50

const inForce = (day: string) => `valid_from <= ${day} and (valid_to is null or valid_to > ${day})`

/** One process routes at a time: the others would only reach for the same pairs. */
export async function takeTurnToRoute(ctx: Ctx): Promise<void> {
  await ctx.db.prepared.run(`select pg_advisory_xact_lock(hashtext('desk routing'))`)
}

export function listSteps(ctx: Ctx): Promise<Step[]> {
  return ctx.db.prepared.rows(
    `select skill, through, least_level as "leastLevel", after_seconds as "afterSeconds" from routing_step where ${inForce('$1')}`,
    [civilDay(ctx.now)],
  )
}

/** SQL: how many seconds before `$now` each agent let contact `c` pass or gave it away. */
const passedSecondsAgo = (now: number) => `(select coalesce(jsonb_object_agg(p.agent_id, p.seconds), '{}') from (
    select e.agent_id, extract(epoch from $${now}::timestamptz - max(e.at)) as seconds from contact_event e
    where e.contact_id = c.id and e.kind in ('unanswered', 'transferred') group by e.agent_id) p)`

/** SQL: who is to ring contact `c` before all others. He who talks keeps no others from the heads of the queue. */
const isPreferredAway = `not exists (select from agent_state s where s.user_id = c.prefers_agent_id and s.state <> 'away')`
const isPreferredReady = `exists (select from agent_state s where s.user_id = c.prefers_agent_id and s.state = 'ready' and s.live = 0)`

type WaitingRow = Omit<Waiting, 'preferred'> & {
  preferred: { agentId: number; until: string; isAtWork: boolean } | null
}

export async function listWaiting(ctx: Ctx): Promise<Waiting[]> {
  const rows = await ctx.db.prepared.rows<WaitingRow>(
    `select w.* from unnest($3::text[]) s, unnest($4::text[]) l, lateral (
       select id as "contactId", skill, also_skill as "alsoSkill", channel = any($1) as "isWritten", channel,
         case when channel = any($1) then ${passedSecondsAgo(5)} else '{}' end as "passedSecondsAgo", queued_at as "queuedAt", ranked_at as "rankedAt",
         case when prefers_until > $5 then json_build_object('agentId', prefers_agent_id, 'until', prefers_until,
           'isAtWork', not ${isPreferredAway}) end as preferred
       from contact c where state = 'queued' and skill = s and coalesce(also_skill, '') = l
         and (call_back_after is null or call_back_after <= $5)
         and (prefers_until is null or prefers_until <= $5 or ${isPreferredAway} or ${isPreferredReady})
       order by ranked_at, id limit $2) w`,
    [writtenChannels, HEADS, skills, ['', ...languageSkills], ctx.now],
  )
  return rows.map(({ preferred, ...row }) => ({
    ...row,
    preferred: preferred && { ...preferred, until: new Date(preferred.until) },
  }))
}

/** Whether a queue is longer than what was listed of it. */
export function isCut(waiting: Waiting[]): boolean {
  return [...Map.groupBy(waiting, ({ skill, alsoSkill }) => `${skill} ${alsoSkill}`).values()].some(
    (heads) => heads.length >= HEADS,
  )
}

export function listFree(ctx: Ctx): Promise<Free[]> {
  return ctx.db.prepared.rows(
    `select s.user_id as "agentId", s.since, s.written, s.live, coalesce(k.skills, '{}') as skills
     from agent_state s left join (
       select user_id, jsonb_object_agg(skill, level) as skills from agent_skill group by user_id) k on k.user_id = s.user_id
     where s.state = 'ready'
       and not exists (select from call_listening l where l.lead_id = s.user_id and l.ended_at is null)`,
  )
}

/**
 * Offers each contact to its agent where both are still free, in one statement; says which were. A call takes the agent
 * whole, a written contact one of his places: of those for live ones, or for others.
 */
export function offerPairs(
  ctx: Ctx,
  pairs: Pair[],
  { expiresAt, hand }: { expiresAt: Date; hand: HandRules },
): Promise<{ contactId: number; agentId: number }[]> {
  return ctx.db.prepared.rows(
    `with wanted as (
       select * from unnest($3::bigint[], $4::bigint[], $5::boolean[], $6::jsonb[], $8::boolean[])
         as w(contact_id, agent_id, is_written, why, is_live)),
     free as (
       select s.user_id from agent_state s join wanted w on w.agent_id = s.user_id
       where s.state = 'ready' and (case when w.is_live then s.live < $7 when w.is_written then s.written - s.live < $9 else s.live = 0 end)
       for update of s skip locked),
     waiting as (
       select c.id, w.agent_id, w.is_written, w.is_live, w.why from contact c join wanted w on w.contact_id = c.id
       join free on free.user_id = w.agent_id where c.state = 'queued' for update of c skip locked),
     offered as (
       update contact c set state = 'offered', agent_id = w.agent_id, offered_at = $1, offer_expires_at = $2,
         is_live = w.is_live, version = version + 1
       from waiting w where c.id = w.id returning c.id, c.agent_id, w.is_written, c.is_live, w.why),
     taken as (
       update agent_state s set state = case when o.is_written then s.state else 'offered' end,
         since = case when o.is_written then s.since else $1 end, written = s.written + o.is_written::int,
         live = s.live + o.is_live::int
       from offered o where s.user_id = o.agent_id),
     logged as (
       insert into contact_event (contact_id, at, kind, agent_id, detail)
       select id, $1, 'offered', agent_id, why from offered)
     select id as "contactId", agent_id as "agentId" from offered`,
    [
      ctx.now,
      expiresAt,
      pairs.map(({ contactId }) => contactId),
      pairs.map(({ agentId }) => agentId),
      pairs.map(({ isWritten }) => isWritten),
      pairs.map(({ through, level, waitedSeconds }) => JSON.stringify({ through, level, waitedSeconds })),
      hand.writtenAtOnce,
      pairs.map(({ isLive }) => isLive),
      hand.slowAtOnce,
    ],
  )
}

/** SQL: the agent of `old` did something since it was offered to him: he is there, and busy. */
const hasActed = `exists (select from contact_event e where e.agent_id = old.agent_id and e.at > old.offered_at
      and e.kind in ('answered', 'closed', 'transferred'))
    or exists (select from contact h join chat_message m on m.contact_id = h.id
      where h.agent_id = old.agent_id and h.state = 'active' and m.agent_id = old.agent_id and m.at > old.offered_at)`

const isOut = `(b.had_call or (s.state = 'ready' and not b.has_acted))`

/**
 * Statement: contacts named by `which` go back to where they stood in the queue, and their agents are not ready any more; but for who let
 * a written one pass while he talked to, or wrote with, another.
 */
const giveBack = (which: string, kind: 'unanswered' | 'returned') => `with old as (
    select id, agent_id, offered_at from contact where ${which} for update skip locked),
  back as (
    update contact c set state = 'queued', agent_id = null, offered_at = null, offer_expires_at = null,
      answered_at = case when c.transferred_by is not null then c.answered_at end,
      -- One who was called back and could not be joined waits on his line like everybody.
      call_back = case when c.call_back = 'asked' then 'asked' end, version = c.version + 1
    from old where c.id = old.id
    returning c.id, old.agent_id, c.channel = any($2) as is_written, c.is_live, c.engine, c.call_id,
      c.channel = any($2) and (${hasActed}) as has_acted),
  logged as (
    insert into contact_event (contact_id, at, kind, agent_id) select id, $1, '${kind}', agent_id from back),
  commanded as (
    insert into telephony_command (engine, call_id, command, at, try_after)
    select engine, call_id, jsonb_build_object('act', 'cancel-offer', 'callId', call_id, 'extension', agent_id::text), $1, $1
    from back where engine is not null)
  update agent_state s set written = s.written - b.written, live = s.live - b.live,
    state = case when ${isOut} then 'away' else s.state end, reason = case when ${isOut} then 'no-answer' else s.reason end,
    since = case when ${isOut} then $1 else s.since end
  from (select agent_id, count(*) filter (where is_written)::int as written, count(*) filter (where is_live)::int as live,
      bool_or(not is_written) as had_call, bool_or(has_acted) as has_acted from back group by agent_id) b
  where s.user_id = b.agent_id`

/** Offers that nobody answered. */
export function expireOffers(ctx: Ctx): Promise<number> {
  return ctx.db.prepared.run(giveBack(`state = 'offered' and offer_expires_at <= $1`, 'unanswered'), [
    ctx.now,
    writtenChannels,
  ])
}

/** An offer that could not be rung, or an answer that could not be joined to the line. */
export function takeBackOffer(ctx: Ctx, callId: string, agentId: number): Promise<number> {
  return ctx.db.run(
    giveBack(
      `call_id = $3 and agent_id = $4 and state in ('offered', 'active') and line_ended_at is null and ranked_at is not null`,
      'returned',
    ),
    [ctx.now, writtenChannels, callId, agentId],
  )
}

/** Ready agents whose desk was not heard of since: nobody is offered to an empty chair. */
export function dropAbsent(ctx: Ctx, seenBefore: Date): Promise<number> {
  return ctx.db.prepared.run(
    `update agent_state set state = 'away', reason = 'offline', since = $2 where state = 'ready' and seen_at < $1`,
    [seenBefore, ctx.now],
  )
}

/** What gives a caller a head start, of what the file and the desk know. */
export async function listClaims(
  ctx: Ctx,
  caller: { accountId: number | null; hash: Buffer | null; repeatSince: Date },
): Promise<PriorityReason[]> {
  const row = await ctx.db.prepared.first<{ reasons: PriorityReason[] }>(
    `select array_remove(array[
       case when exists (select from caller_mark m where m.mark = 'life-support' and m.confirmed_at is not null and ${holds(4)}
         and (account_id = $1 or phone_hash = $2)) then 'life-support' end,
       case when exists (select from account_term where account_id = $1 and known_to is null and valid_to is null
         and important_grade is not null) then 'important-user' end,
       case when exists (select from work_order where account_id = $1 and status not in ('closed', 'cancelled', 'merged'))
         then 'open-order' end,
       case when exists (select from contact where phone_hash = $2 and state = 'closed' and queued_at >= $3 and queued_at < $4)
         then 'called-before' end], null) as reasons`,
    [caller.accountId, caller.hash, caller.repeatSince, ctx.now],
  )
  return row?.reasons ?? []
}

/** The place of a call that this caller gave up lately and that nobody has taken over. */
export function findKeptPlace(
  ctx: Ctx,
  caller: { hash: Buffer | null; since: Date },
): Promise<{ contactId: number; rankedAt: Date } | undefined> {
  return ctx.db.prepared.first(
    `select c.id as "contactId", c.ranked_at as "rankedAt" from contact c
     where c.phone_hash = $1 and c.queued_at >= $2::timestamptz - interval '1 day' and c.state = 'abandoned' and c.closed_at >= $2
       and c.ranked_at is not null
       and not exists (select from contact n where n.phone_hash = $1 and n.queued_at > c.queued_at and n.ranked_at is not null)
     order by c.queued_at desc limit 1`,
    [caller.hash, caller.since],
  )
}
