import type { Ctx } from '../../db/context.ts'
import type { Absence, Exchange } from '../roster/contract.ts'

const ABSENCE = `select b.id, b.user_id as "userId", u.name, b.kind, b.from_on as "fromOn", b.to_on as "toOn", b.reason, b.state
  from agent_absence b join app_user u on u.id = b.user_id join organisation o on o.id = u.organisation_id`

/** Of agents of the actor's units, that touch the days and are asked for or granted. */
export function listAbsences(ctx: Ctx, { from, to }: { from: string; to: string }): Promise<Absence[]> {
  return ctx.db.rows(
    `${ABSENCE} where starts_with(o.path, $1) and b.from_on < $3 and b.to_on > $2 and b.state in ('asked', 'granted')
     order by b.from_on, b.id`,
    [ctx.scope, from, to],
  )
}

export function listOwnAbsences(ctx: Ctx, from: string): Promise<Absence[]> {
  return ctx.db.rows(`${ABSENCE} where b.user_id = $1 and b.to_on > $2 order by b.from_on desc, b.id desc`, [
    ctx.actor.id,
    from,
  ])
}

export async function insertAbsence(
  ctx: Ctx,
  { kind, fromOn, toOn, reason }: Pick<Absence, 'kind' | 'fromOn' | 'toOn' | 'reason'>,
): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into agent_absence (user_id, kind, from_on, to_on, reason, state, asked_at)
     values ($1, $2, $3, $4, $5, 'asked', $6) returning id`,
    [ctx.actor.id, kind, fromOn, toOn, reason, ctx.now],
  )
  return row?.id ?? 0
}

/** Nobody decides his own. False where none of the actor's units is asked for. */
export async function decideAbsenceRow(ctx: Ctx, id: number, verdict: 'granted' | 'refused'): Promise<boolean> {
  const decided = await ctx.db.run(
    `update agent_absence b set state = $3, decided_by = $4, decided_at = $5 from app_user u, organisation o
     where b.id = $1 and b.state = 'asked' and u.id = b.user_id and o.id = u.organisation_id and starts_with(o.path, $2) and b.user_id <> $6`,
    [id, ctx.scope, verdict, ctx.actor.username, ctx.now, ctx.actor.id],
  )
  return decided > 0
}

const EXCHANGE = `select x.id, jsonb_build_object('userId', a.id, 'name', a.name) as asker, x.asker_on as "askerOn",
    (select shift from roster_shift s where s.roster_id = x.roster_id and s.user_id = x.asker_id and s.on_day = x.asker_on) as "askerShift",
    jsonb_build_object('userId', b.id, 'name', b.name) as other, x.other_on as "otherOn",
    (select shift from roster_shift s where s.roster_id = x.roster_id and s.user_id = x.other_id and s.on_day = x.other_on) as "otherShift",
    x.state
  from shift_exchange x join app_user a on a.id = x.asker_id join app_user b on b.id = x.other_id
  join roster r on r.id = x.roster_id join organisation o on o.id = r.organisation_id`

/** Those of the week that both agreed to, or that wait for the other. */
export function listExchanges(ctx: Ctx, weekOn: string): Promise<Exchange[]> {
  return ctx.db.rows(
    `${EXCHANGE} where starts_with(o.path, $1) and r.week_on = $2 and x.state in ('asked', 'agreed') order by x.id`,
    [ctx.scope, weekOn],
  )
}

export function listOwnExchanges(ctx: Ctx, from: string): Promise<Exchange[]> {
  return ctx.db.rows(
    `${EXCHANGE} where (x.asker_id = $1 or x.other_id = $1) and greatest(x.asker_on, x.other_on) >= $2 order by x.id desc limit 20`,
    [ctx.actor.id, from],
  )
}

export async function insertExchange(
  ctx: Ctx,
  x: { rosterId: number; askerOn: string; otherId: number; otherOn: string },
): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into shift_exchange (roster_id, asker_id, asker_on, other_id, other_on, state, asked_at)
     values ($1, $2, $3, $4, $5, 'asked', $6) returning id`,
    [x.rosterId, ctx.actor.id, x.askerOn, x.otherId, x.otherOn, ctx.now],
  )
  return row?.id ?? 0
}

/** Whether one of the two works, or is granted to be away, on the day that he would take. */
export async function clashes(ctx: Ctx, exchangeId: number): Promise<boolean> {
  const found = await ctx.db.first(
    `select 1 from shift_exchange x, lateral (values (x.asker_id, x.other_on, x.asker_on), (x.other_id, x.asker_on, x.other_on))
       as p (user_id, takes, gives)
     where x.id = $1 and (
       p.takes <> p.gives and exists (select from roster_shift s where s.roster_id = x.roster_id and s.user_id = p.user_id and s.on_day = p.takes)
       or exists (select from agent_absence b where b.user_id = p.user_id and b.state = 'granted' and b.from_on <= p.takes and p.takes < b.to_on))`,
    [exchangeId],
  )
  return found !== undefined
}

/** Only the other one agrees. */
export async function agreeExchangeRow(ctx: Ctx, id: number): Promise<boolean> {
  const agreed = await ctx.db.run(
    `update shift_exchange set state = 'agreed', agreed_at = $3 where id = $1 and other_id = $2 and state = 'asked'`,
    [id, ctx.actor.id, ctx.now],
  )
  return agreed > 0
}

/** Only what both agreed to, and nobody decides what he takes part in. */
export async function decideExchangeRow(ctx: Ctx, id: number, verdict: 'granted' | 'refused'): Promise<boolean> {
  const decided = await ctx.db.run(
    `update shift_exchange x set state = $3, decided_by = $4, decided_at = $5 from roster r, organisation o
     where x.id = $1 and x.state = 'agreed' and r.id = x.roster_id and o.id = r.organisation_id and starts_with(o.path, $2)
       and $6 <> all(array[x.asker_id, x.other_id])`,
    [id, ctx.scope, verdict, ctx.actor.username, ctx.now, ctx.actor.id],
  )
  return decided > 0
}
