import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import type { rescheduling } from '../promises/contract.ts'
import { isLate, isOnFile, windowLabel } from './promises.ts'
import { onWire } from './wire.ts'

export type HeldPromise = {
  id: number
  accountId: number | null
  isOnFile: boolean
  callContactId: number | null
  from: Date
  until: Date
  isLate: boolean
  /** Somebody rings, or is offered it. */
  isInHand: boolean
}

/**
 * An open promise in that version, held with its call until the transaction ends; undefined where it is changed. Its call
 * first, as whoever writes what came of it.
 */
export async function holdOpenPromise(ctx: Ctx, id: number, version: number): Promise<HeldPromise | undefined> {
  const call = await ctx.db.first<{ state: string }>(
    'select l.state from contact l where l.id = (select call_contact_id from promised_call where id = $1) for update of l',
    [id],
  )
  const held = await ctx.db.first<Omit<HeldPromise, 'isInHand'>>(
    `select p.id, p.account_id as "accountId", p.call_contact_id as "callContactId", p.from_at as "from", p.until_at as until,
       ${isLate(3)} as "isLate", ${isOnFile('p')} as "isOnFile" from promised_call p
     where p.id = $1 and p.version = $2 and p.ended_at is null for update`,
    [id, version, ctx.now],
  )
  return held && { ...held, isInHand: call !== undefined && call.state !== 'queued' }
}

/** Offered to him before all others from now on. */
export async function reassignRow(
  ctx: Ctx,
  { id, callContactId }: HeldPromise,
  { agentId, reason, preferUntil }: { agentId: number | null; reason: string; preferUntil: Date },
): Promise<void> {
  await ctx.db.run(
    `with changed as (update promised_call set agent_id = $2, version = version + 1 where id = $1 returning id),
     called as (update contact set prefers_agent_id = $2, prefers_until = case when $2::bigint is not null
       then greatest($6::timestamptz, call_back_after + ($6::timestamptz - $4::timestamptz)) end where id = $7 and state = 'queued')
     insert into promised_call_event (promised_call_id, at, actor, kind, detail)
     select id, $4::timestamptz, $5, 'reassigned', jsonb_build_object('agentId', $2::bigint, 'reason', $3::text) from changed`,
    [id, agentId, reason, ctx.now, ctx.actor.username, preferUntil, callContactId],
  )
}

/** SQL: the call `$5` of a promise waits no more at `$3`, because of what is said. */
const closeCall = (summary: string, because: string) => `closed as (
       update contact set state = 'closed', category = 'other', summary = '${summary}', closed_at = $3, version = version + 1
       where id = $5 and state = 'queued' returning id),
     told as (
       insert into contact_event (contact_id, at, kind, detail)
       select id, $3, 'closed', '{"because": "${because}"}' from closed)`

type Rescheduled = { from: Date; until: Date } & Pick<z.output<typeof rescheduling>, 'askedBy' | 'reason'>

/** Its call waits no more: it is tried anew in the other window, under which an item of a hand-over that tells of it goes from now on. */
export async function rescheduleRow(
  ctx: Ctx,
  { id, callContactId }: HeldPromise,
  { from, until, askedBy, reason }: Rescheduled,
): Promise<void> {
  await ctx.db.run(
    `with former as (
       select p.id, p.from_at, p.until_at, greatest(p.tries, coalesce(l.call_back_tries, 0)) as tries
       from promised_call p left join contact l on l.id = p.call_contact_id where p.id = $1),
     changed as (
       update promised_call set state = 'waiting', from_at = $6, until_at = $7, next_at = $6, call_contact_id = null, tries = 0,
         version = version + 1 where id = $1 returning id, from_at, until_at),
     ${closeCall('约定回电已改约', 'promise rescheduled')},
     named as (
       update hand_over_item i set label = ${windowLabel('c.from_at', 'c.until_at')}, until = c.until_at, is_urgent = false from changed c
       where i.kind = 'promised-call' and i.subject = 'promised-call:' || c.id and i.done_at is null)
     insert into promised_call_event (promised_call_id, at, actor, kind, detail)
     select id, $3, $4, 'rescheduled', jsonb_build_object('from', ${onWire('from_at')}, 'until', ${onWire('until_at')}, 'tries', tries,
       'askedBy', $8::text, 'reason', $2::text) from former`,
    [id, reason, ctx.now, ctx.actor.username, callContactId, from, until, askedBy],
  )
}

/** Its call waits no more. */
export async function withdrawRow(ctx: Ctx, { id, callContactId }: HeldPromise, reason: string): Promise<void> {
  await ctx.db.run(
    `with ended as (
       update promised_call set state = 'withdrawn', ended_at = $3, ended_by = $4, end_reason = $2, version = version + 1
       where id = $1 returning id),
     ${closeCall('约定回电已撤销', 'promise withdrawn')}
     insert into promised_call_event (promised_call_id, at, actor, kind, detail)
     select id, $3, $4, 'withdrawn', jsonb_build_object('reason', $2::text) from ended`,
    [id, reason, ctx.now, ctx.actor.username, callContactId],
  )
}
