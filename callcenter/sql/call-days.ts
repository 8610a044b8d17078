import type { Ctx } from '../../db/context.ts'

export type CallDayRow = { day: string; calls: number[]; source: 'counted' | 'brought' }

/** Of `[from, to)`, the earliest first. */
export function listCallDays(ctx: Ctx, { from, to }: { from: string; to: string }): Promise<CallDayRow[]> {
  return ctx.db.rows(
    'select on_day as day, calls, source from call_day where on_day >= $1 and on_day < $2 order by on_day',
    [from, to],
  )
}

/** SQL: the half hour of the civil day, from 0. */
const halfHourOf = (instant: string) =>
  `(extract(hour from ${instant}) * 2 + floor(extract(minute from ${instant}) / 30))::int`

/** Calls of a day that asked for a person, by the half hour in which they did. */
export async function countCalls(ctx: Ctx, { from, to }: { from: Date; to: Date }): Promise<number[]> {
  const row = await ctx.db.first<{ calls: number[] }>(
    `select array_agg(coalesce(n.calls, 0) order by h) as calls from generate_series(0, 47) h left join (
       select ${halfHourOf('queued_at')} as at, count(*)::int as calls from contact
       where channel = 'voice' and direction = 'in' and queued_at >= $1 and queued_at < $2 and ranked_at is not null group by 1) n on n.at = h`,
    [from, to],
  )
  return row?.calls ?? []
}

/** Days since the first call on which nobody has counted yet, up to the day before today. */
export async function listUncounted(ctx: Ctx, { from, to }: { from: string; to: string }): Promise<string[]> {
  const rows = await ctx.db.rows<{ day: string }>(
    `select d::date as day from generate_series(greatest($1::date, (select min(queued_at) from contact where channel = 'voice')::date),
       $2::date - 1, interval '1 day') d
     where not exists (select from call_day c where c.on_day = d::date and c.source = 'counted') order by 1`,
    [from, to],
  )
  return rows.map(({ day }) => day)
}

/** What the system counted itself is not overwritten by what is brought. */
export function keepCallDays(
  ctx: Ctx,
  days: { day: string; calls: number[] }[],
  source: CallDayRow['source'],
): Promise<number> {
  return ctx.db.run(
    `insert into call_day as c (on_day, calls, source, entered_by, entered_at)
     select (d ->> 'day')::date, array(select n::int from jsonb_array_elements_text(d -> 'calls') n), $2, $3, $4 from jsonb_array_elements($1::jsonb) d
     on conflict (on_day) do update set calls = excluded.calls, source = excluded.source, entered_by = excluded.entered_by,
       entered_at = excluded.entered_at where c.source = 'brought' or excluded.source = 'counted'`,
    [JSON.stringify(days), source, ctx.actor.username, ctx.now],
  )
}

export type Handled = { at: number; calls: number; seconds: number }

/** Talk and what was written afterwards, up to the ceiling of wrap-up, of calls answered in the time; by half hour of the day. */
export function listHandled(
  ctx: Ctx,
  { from, to, wrapUpSeconds }: { from: Date; to: Date; wrapUpSeconds: number },
): Promise<Handled[]> {
  return ctx.db.rows(
    `select ${halfHourOf('e.answered')} as at, count(*)::int as calls, sum(extract(epoch from
       coalesce(e.ended, e.closed) - e.answered + greatest(interval '0', least(coalesce(e.closed, e.ended) - coalesce(e.ended, e.closed),
         make_interval(secs => $3)))))::float as seconds
     from (
       select contact_id, min(at) filter (where kind = 'answered') as answered, min(at) filter (where kind = 'line-ended') as ended,
         min(at) filter (where kind = 'closed') as closed
       from contact_event where at >= $1 and at < $2 and kind in ('answered', 'line-ended', 'closed') group by contact_id) e
     join contact c on c.id = e.contact_id and c.channel = 'voice'
     where e.answered is not null and coalesce(e.ended, e.closed) is not null group by 1`,
    [from, to, wrapUpSeconds],
  )
}

/** All that callers waited, whether they were answered or gave up, and how many gave up: who was answered might have waited longer. */
export async function findWaits(
  ctx: Ctx,
  { from, to }: { from: Date; to: Date },
): Promise<{ seconds: number; abandoned: number }> {
  const row = await ctx.db.first<{ seconds: number; abandoned: number }>(
    `select coalesce(sum(extract(epoch from coalesce(answered_at, closed_at) - queued_at)), 0)::float as seconds,
       (count(*) filter (where state = 'abandoned'))::int as abandoned
     from contact where channel = 'voice' and direction = 'in' and queued_at >= $1 and queued_at < $2 and ranked_at is not null
       and (answered_at is not null or state = 'abandoned') and call_back is null`,
    [from, to],
  )
  return row ?? { seconds: 0, abandoned: 0 }
}
