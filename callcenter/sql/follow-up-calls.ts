import type { Ctx } from '../../db/context.ts'
import { civilDay } from '../../db/time.ts'
import type { FollowUp, FollowUpInHand } from '../follow-up/contract.ts'
import type { AfterTry, ScriptPart, TryOutcome } from '../rules/follow-up.ts'
import { isNotOfReader, isScoreReadable, readerNames } from './shields.ts'

const FROM = `from follow_up f left join work_order w on w.id = f.work_order_id left join order_subkind s on s.id = w.subkind_id
  left join contact c on c.id = coalesce(f.contact_id, w.contact_id) left join account a on a.id = f.account_id
  left join account_term t on t.account_id = a.id and t.known_to is null and t.valid_to is null
  left join customer k on k.id = t.customer_id left join identity i on i.id = k.identity_id
  left join organisation o on o.id = coalesce(w.organisation_id, a.organisation_id)
  left join satisfaction r on r.work_order_id = f.work_order_id or r.contact_id = f.contact_id
  left join app_user h on h.id = f.held_by`
const SELECT = `select f.id, case when f.work_order_id is null then 'contact' else 'order' end as subject,
    coalesce(w.work_order_no, c.contact_no) as "subjectNo", w.kind, s.subkind, case when f.work_order_id is null then c.category end as category,
    f.way, f.state, f.because, k.name as customer, '*******' || coalesce(c.phone_tail, i.phone_tail) as phone,
    f.next_at as "nextAt", f.attempts, case when f.held_until > $1 then h.name end as "heldBy",
    coalesce(w.finished_at, c.closed_at) as "closedAt", r.score, r.comment, r.bad_order_id as "badOrderId"`

/**
 * SQL: of the reader's units, and not about himself: neither what complains of him or his unit, nor what he did himself, since nobody asks
 * after his own work, nor what a bad score of him or his unit was said of: that it was answered would tell that score. Of four values,
 * the first of which is the scope.
 */
const isHis = (first: number) => `(o.id is null or starts_with(o.path, $${first}))
  and (w.id is null or ${isNotOfReader(first + 1)})
  and ${isScoreReadable(first + 1)}
  and not exists (select from work_order w where w.contact_id = f.contact_id and not (${isNotOfReader(first + 1)}))
  and not (f.contact_id is not null and c.agent_id = $${first + 3})
  and not exists (select from work_order_entry e where e.work_order_id = f.work_order_id and e.act in ('result', 'answer')
    and e.actor = any($${first + 1}::text[]))`
const hisValues = (ctx: Ctx) => [ctx.scope, ...readerNames(ctx), ctx.actor.id]

type Row = Omit<FollowUp, 'nextAt' | 'closedAt' | 'badOrder'> & {
  nextAt: Date
  closedAt: Date | null
  badOrderId: number | null
}

export function listFollowUpRows(ctx: Ctx, { isEnded, most }: { isEnded: boolean; most: number }): Promise<Row[]> {
  return ctx.db.rows(
    `${SELECT} ${FROM} where (f.state = 'waiting') <> $2 and (f.way = 'call' or $2) and ${isHis(3)}
     order by case when $2 then f.ended_at end desc, f.next_at, f.id limit $7`,
    [ctx.now, isEnded, ...hisValues(ctx), most],
  )
}

export async function countDue(ctx: Ctx): Promise<number> {
  const row = await ctx.db.first<{ due: number }>(
    `select count(*)::int as due ${FROM} where f.way = 'call' and f.state = 'waiting' and f.next_at <= $1
       and (f.held_until is null or f.held_until <= $1) and ${isHis(2)}`,
    [ctx.now, ...hisValues(ctx)],
  )
  return row?.due ?? 0
}

type InHandRow = Row &
  Pick<FollowUpInHand, 'about' | 'isRung'> & {
    subjectId: number
    heldUntil: Date
    accountNo: string | null
    cipher: Buffer | null
    isOnFile: boolean
  }

/** What the agent has taken, while his time runs. `isOnFile`: the number to ring is the one that the file of its account has. */
export function findInHandRow(ctx: Ctx): Promise<InHandRow | undefined> {
  return ctx.db.first(
    `${SELECT}, coalesce(f.work_order_id, f.contact_id) as "subjectId", coalesce(w.description || coalesce(E'\n' || w.result, ''), c.summary, '') as about, f.rung_at is not null as "isRung",
       f.held_until as "heldUntil", a.account_no as "accountNo", coalesce(c.phone_cipher, i.phone_cipher) as cipher,
       i.phone_hash is not null and coalesce(c.phone_hash, i.phone_hash) = i.phone_hash as "isOnFile"
     ${FROM} where f.held_by = $2 and f.held_until > $1 and f.state = 'waiting'`,
    [ctx.now, ctx.actor.id],
  )
}

/** The next to be rung, if there is one; one at a time of each agent. */
export async function takeNext(ctx: Ctx, heldUntil: Date): Promise<void> {
  await ctx.db.run('select 1 from app_user where id = $1 for no key update', [ctx.actor.id])
  await ctx.db.run(
    'update follow_up set held_by = null, held_until = null, rung_at = null where held_by = $1 and held_until <= $2',
    [ctx.actor.id, ctx.now],
  )
  await ctx.db.run(
    `update follow_up set held_by = $1, held_until = $2, rung_at = null
     where not exists (select from follow_up m where m.held_by = $1) and id = (
       select f.id ${FROM} where f.way = 'call' and f.state = 'waiting' and f.next_at <= $3
         and (f.held_until is null or f.held_until <= $3) and ${isHis(4)} order by f.next_at, f.id limit 1 for update of f skip locked)`,
    [ctx.actor.id, heldUntil, ctx.now, ...hisValues(ctx)],
  )
}

/** Counted as an attempt, once each time that it is taken. */
export function setRung(ctx: Ctx, id: number, heldUntil: Date): Promise<number> {
  return ctx.db.run(
    `update follow_up set attempts = attempts + 1, rung_at = $3, held_until = $4
     where id = $1 and held_by = $2 and state = 'waiting' and rung_at is null`,
    [id, ctx.actor.id, ctx.now, heldUntil],
  )
}

export async function addTry(
  ctx: Ctx,
  id: number,
  of: { outcome: TryOutcome; againAt: Date | null; note: string | null },
): Promise<void> {
  await ctx.db.run(
    'insert into follow_up_try (follow_up_id, tried_by, at, outcome, again_at, note) values ($1, $2, $3, $4, $5, $6)',
    [id, ctx.actor.username, ctx.now, of.outcome, of.againAt, of.note],
  )
}

/** Gives it back, or ends it. */
export async function setAfterTry(ctx: Ctx, id: number, after: AfterTry): Promise<void> {
  await ctx.db.run(
    `update follow_up set state = $2, because = $3, next_at = coalesce($4, next_at), ended_at = $5, held_by = null, held_until = null,
       rung_at = null where id = $1 and state = 'waiting'`,
    [
      id,
      after.state,
      after.state === 'given-up' ? after.because : null,
      after.state === 'waiting' ? after.nextAt : null,
      after.state === 'waiting' ? null : ctx.now,
    ],
  )
}

type TryRow = { at: Date; by: string; outcome: TryOutcome; againAt: Date | null; note: string | null }

export function listTries(ctx: Ctx, id: number): Promise<TryRow[]> {
  return ctx.db.rows(
    `select y.at, coalesce(u.name, y.tried_by) as by, y.outcome, y.again_at as "againAt", y.note
     from follow_up_try y left join app_user u on u.username = y.tried_by where y.follow_up_id = $1 order by y.id`,
    [id],
  )
}

type ScriptStep = { kind: string | null; position: number; part: ScriptPart; zh: string; en: string }

/** Of all kinds, each in its order. */
export function listScript(ctx: Ctx): Promise<ScriptStep[]> {
  return ctx.db.rows(
    `select kind, position, part, text_zh as zh, text_en as en from follow_up_script
     where valid_from <= $1 and (valid_to is null or valid_to > $1) order by kind, position`,
    [civilDay(ctx.now)],
  )
}
