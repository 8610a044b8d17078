import type { Ctx } from '../../db/context.ts'
import type { ListenWay } from '../listening/contract.ts'
import { isNotOfReader, isReport, namesAndUnit } from './shields.ts'

type Call = { contactNo: string; agentId: number; isOwn: boolean; isTalked: boolean }

/**
 * Whose call it is, of an agent of the reader's units; whether it is talked and the reader may listen to it: to none that is a report, nor
 * to one that complains of him or of his unit.
 */
export function lockCall(ctx: Ctx, contactId: number): Promise<Call | undefined> {
  return ctx.db.first(
    `select c.contact_no as "contactNo", c.agent_id as "agentId", c.agent_id = $2 as "isOwn",
       c.state = 'active' and c.channel = 'voice' and c.engine is not null and c.line_ended_at is null and c.held_at is null
         and coalesce(c.call_back, 'reached') = 'reached' and not ${isReport}
         and not exists (select from work_order w where w.contact_id = c.id and not (${isNotOfReader(4)})) as "isTalked"
     from contact c join app_user u on u.id = c.agent_id join organisation o on o.id = u.organisation_id
     where c.id = $1 and starts_with(o.path, $3) for update of c`,
    [contactId, ctx.actor.id, ctx.scope, ...namesAndUnit(ctx)],
  )
}

/** Whether the reader has somebody on the line, or ringing. */
export async function hasCall(ctx: Ctx): Promise<boolean> {
  const found = await ctx.db.first(
    `select 1 from contact where agent_id = $1 and state in ('offered', 'active') and channel = 'voice' and line_ended_at is null`,
    [ctx.actor.id],
  )
  return found !== undefined
}

type Begun = { contactId: number; how: ListenWay; reason: string; isTold: boolean }

/** Begins, or goes on in another way; false where another listens to it, or the reader to another. */
export async function beginListening(ctx: Ctx, { contactId, how, reason, isTold }: Begun): Promise<boolean> {
  const changed = await ctx.db.run(
    `update call_listening set how = $3, reason = $4 where contact_id = $1 and lead_id = $2 and ended_at is null`,
    [contactId, ctx.actor.id, how, reason],
  )
  if (changed === 1) return true
  const begun = await ctx.db.run(
    `insert into call_listening (contact_id, lead_id, how, reason, is_told, started_at) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing`,
    [contactId, ctx.actor.id, how, reason, isTold, ctx.now],
  )
  return begun === 1
}

/** SQL: ends the listenings that `which` names, and puts it on the record of their calls. */
// The call is held before who listens to it, as by who begins to.
const ending = (which: string, cause: string) => `with held as materialized (
    select l.id from call_listening l join contact c on c.id = l.contact_id
    join app_user u on u.id = l.lead_id join organisation p on p.id = u.organisation_id
    where l.ended_at is null and ${which} for key share of c),
  old as (
    select l.id from call_listening l where l.id in (select id from held) and l.ended_at is null for update skip locked),
  gone as (
    update call_listening l set ended_at = $1, end_cause = ${cause} from old where l.id = old.id
    returning l.contact_id, l.lead_id, l.how, l.is_told),
  logged as (
    insert into contact_event (contact_id, at, kind, agent_id, detail)
    select contact_id, $1, 'unmonitored', lead_id, jsonb_build_object('how', how) from gone)
  select contact_id as "contactId", lead_id as "leadId", is_told or how = 'barge' as "isTold" from gone`

export type Ended = { contactId: number; leadId: number; isTold: boolean }

/** The reader's own. */
export function endOwnListening(ctx: Ctx, contactId: number): Promise<Ended | undefined> {
  return ctx.db.first(ending('l.contact_id = $2 and l.lead_id = $3', `'lead'`), [ctx.now, contactId, ctx.actor.id])
}

/** Whom the engine would not let in, or who put down his telephone. */
export function endByEngine(ctx: Ctx, callId: string, leadId: number): Promise<Ended | undefined> {
  return ctx.db.first(ending('c.call_id = $2 and l.lead_id = $3', `'engine'`), [ctx.now, callId, leadId])
}

/** Of calls that are over. */
export function endOfCalls(ctx: Ctx): Promise<Ended[]> {
  return ctx.db.rows(ending(`(c.state <> 'active' or c.line_ended_at is not null)`, `'call'`), [ctx.now])
}

/** Of calls that became a report meanwhile, or complain of who listens or of his unit. */
export function endOfShielded(ctx: Ctx): Promise<Ended[]> {
  return ctx.db.rows(
    ending(
      `(${isReport} or exists (select from work_order w left join organisation k on k.id = w.complained_unit_id
         where w.contact_id = c.id and (w.complained_username = u.username or starts_with(p.path, k.path))))`,
      `'shield'`,
    ),
    [ctx.now],
  )
}

/** The engine let him in. */
export async function logListening(ctx: Ctx, callId: string, leadId: number, how: ListenWay): Promise<void> {
  await ctx.db.run(
    `insert into contact_event (contact_id, at, kind, agent_id, detail)
     select l.contact_id, $3, 'monitored', l.lead_id, jsonb_build_object('how', $4::text)
     from call_listening l join contact c on c.id = l.contact_id where c.call_id = $1 and l.lead_id = $2 and l.ended_at is null`,
    [callId, leadId, ctx.now, how],
  )
}
