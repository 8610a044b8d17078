import type { Ctx } from '../../db/context.ts'
import type { ReasonGroup, ReasonOrders, ReasonPage } from '../reasons/contract.ts'
import type { Counted } from '../rules/reasons.ts'
import { isNotOfReader, isReadable, isScoreReadable, readerNames } from './shields.ts'

/** Half-open, by the civil days of China. */
export type Span = { from: Date; to: Date }
export type Spans = { now: Span; former: Span; year: Span }

export type CountRow = Counted & { key: string; name: string | null }

const keyOf: Record<Exclude<ReasonGroup, 'category'>, { key: string; name: string }> = {
  subkind: { key: `w.kind || '~' || s.subkind`, name: 'null::text' },
  unit: { key: 'o.id::text', name: 'o.name' },
  handler: { key: 'w.handler', name: 'null::text' },
}

/** SQL: order `w` is counted: the reader may read it, it was not opened in error, and no bad score opened it. Of three values from `$first`. */
const isCounted = (first: number) =>
  `w.status <> 'cancelled' and s.subkind <> 'low-score' and starts_with(o.path, $${first}) and ${isNotOfReader(first + 1)}`
const JOINED = 'join order_subkind s on s.id = w.subkind_id join organisation o on o.id = w.organisation_id'

const PERIODS = (
  at: string,
) => `case when ${at} >= $1 and ${at} < $2 then 'now' when ${at} >= $3 and ${at} < $4 then 'former'
  when ${at} >= $5 and ${at} < $6 then 'year' end`
const WITHIN = (at: string) =>
  `(${at} >= $1 and ${at} < $2 or ${at} >= $3 and ${at} < $4 or ${at} >= $5 and ${at} < $6)`
const spanValues = ({ now, former, year }: Spans) => [now, former, year].flatMap(({ from, to }) => [from, to])

const COUNTS = `count(*) filter (where x.period = 'now')::int as count, count(*) filter (where x.period = 'former')::int as "formerCount",
  count(*) filter (where x.period = 'year')::int as "yearCount", count(r.score) filter (where x.period = 'now')::int as rated,
  coalesce(sum(r.score) filter (where x.period = 'now'), 0)::int as "scoreSum"`

/** What was brought before by the same account is counted only where the reader may read that too. */
export function countOrders(
  ctx: Ctx,
  by: Exclude<ReasonGroup, 'category'>,
  { spans, repeatDays, lowScore }: { spans: Spans; repeatDays: number; lowScore: number },
): Promise<CountRow[]> {
  const { key, name } = keyOf[by]
  return ctx.db.rows(
    `with seen as (
       select w.id, w.account_id, w.opened_at, w.kind, s.subkind, ${key} as key, ${name} as name, ${PERIODS('w.opened_at')} as period
       from work_order w ${JOINED} where ${WITHIN('w.opened_at')} and ${isCounted(7)}),
     flagged as (
       select x.*, x.period = 'now' and exists (
           select from work_order w ${JOINED} where w.account_id = x.account_id and w.kind = x.kind and s.subkind = x.subkind and w.id <> x.id
             and w.opened_at < x.opened_at and w.opened_at >= x.opened_at - make_interval(days => $10) and ${isCounted(7)}) as again,
         c.met, c.missed
       from seen x left join lateral (
         select count(*) filter (where c.stopped_at <= c.due_at)::int as met,
           count(*) filter (where c.stopped_at > c.due_at or c.stopped_at is null and c.due_at < $11)::int as missed
         from work_order_clock c where c.work_order_id = x.id and x.period = 'now') c on true)
     select x.key, max(x.name) as name, ${COUNTS}, count(*) filter (where x.again)::int as repeated,
       count(*) filter (where x.period = 'now' and r.score <= $12)::int as low,
       coalesce(sum(x.met), 0)::int as met, coalesce(sum(x.missed), 0)::int as missed
     from flagged x left join satisfaction r on r.work_order_id = x.id and ${isScoreReadable(8)} group by x.key order by count desc, x.key`,
    [...spanValues(spans), ctx.scope, ...readerNames(ctx), repeatDays, ctx.now, lowScore],
  )
}

/** Complaints that fell into a service matter and others, and what was recorded as an opinion with the consent of who complained. */
export async function countComplaints(ctx: Ctx, { from, to }: Span): Promise<ReasonPage['complaints']> {
  const row = await ctx.db.first<ReasonPage['complaints']>(
    `select count(*) filter (where w.kind = 'complaint' and l.is_inside)::int as inside,
       count(*) filter (where w.kind = 'complaint' and not l.is_inside)::int as outside,
       count(*) filter (where w.kind = 'opinion' and l.is_agreed)::int as "asOpinions"
     from work_order w ${JOINED}, lateral (
       select count(*) > 0 as is_inside, coalesce(bool_or(m.consented), false) as is_agreed from work_order_matter m where m.work_order_id = w.id) l
     where w.opened_at >= $1 and w.opened_at < $2 and w.kind in ('complaint', 'opinion') and ${isCounted(3)}`,
    [from, to, ctx.scope, ...readerNames(ctx)],
  )
  return row ?? { inside: 0, outside: 0, asOpinions: 0 }
}

/** Contacts that an agent wrote, by what they were about. */
export function countContacts(ctx: Ctx, { spans, lowScore }: { spans: Spans; lowScore: number }): Promise<CountRow[]> {
  return ctx.db.rows(
    `with x as (
       select c.id, c.category as key, ${PERIODS('c.queued_at')} as period
       from contact c left join account a on a.id = c.account_id left join organisation o on o.id = a.organisation_id
       where ${WITHIN('c.queued_at')} and c.state = 'closed' and c.direction = 'in' and c.agent_id is not null and ${isReadable(7)})
     select x.key, null as name, ${COUNTS}, null as repeated, count(*) filter (where x.period = 'now' and r.score <= $10)::int as low,
       null as met, null as missed
     from x left join satisfaction r on r.contact_id = x.id and ${isScoreReadable(8)} group by x.key order by count desc, x.key`,
    [...spanValues(spans), ctx.scope, ...readerNames(ctx), lowScore],
  )
}

type Frequent = { accountNo: string; unit: string; kind: string; subkind: string; times: number; latestAt: Date }

/** Accounts that brought one matter so often; what is reported of an account is not brought by it. */
export function listFrequent(
  ctx: Ctx,
  { from, to }: Span,
  { times, most }: { times: number; most: number },
): Promise<Frequent[]> {
  return ctx.db.rows(
    `select a.account_no as "accountNo", o.name as unit, w.kind, s.subkind, count(*)::int as times, max(w.opened_at) as "latestAt"
     from work_order w ${JOINED} join account a on a.id = w.account_id
     where w.opened_at >= $1 and w.opened_at < $2 and w.kind <> 'report' and ${isCounted(3)}
     group by a.account_no, o.name, w.kind, s.subkind having count(*) >= $6 order by times desc, "latestAt" desc limit $7`,
    [from, to, ctx.scope, ...readerNames(ctx), times, most],
  )
}

type OrderRow = Omit<ReasonOrders['orders'][number], 'openedAt'> & { openedAt: Date }

/** `account`: `accountNo~kind~subkind`. */
export function listCounted(
  ctx: Ctx,
  { from, to }: Span,
  { by, key, most }: { by: 'subkind' | 'unit' | 'handler' | 'account'; key: string; most: number },
): Promise<OrderRow[]> {
  const own =
    by === 'account' ? `w.kind <> 'report' and a.account_no || '~' || w.kind || '~' || s.subkind` : keyOf[by].key
  return ctx.db.rows(
    `select w.work_order_no as "workOrderNo", w.kind, s.subkind, o.name as unit, w.handler, w.status, a.account_no as "accountNo",
       w.opened_at as "openedAt", r.score
     from work_order w ${JOINED} left join account a on a.id = w.account_id
       left join satisfaction r on r.work_order_id = w.id and ${isScoreReadable(4)}
     where w.opened_at >= $1 and w.opened_at < $2 and ${isCounted(3)} and ${own} = $6 order by w.opened_at desc, w.id desc limit $7`,
    [from, to, ctx.scope, ...readerNames(ctx), key, most],
  )
}
