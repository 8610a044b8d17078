import type { Ctx } from '../../db/context.ts'
import type { Department } from '../../db/department.ts'
import { allowErasing, type Erasure, type Over } from '../../db/erasures.ts'
import type { Subscriber } from '../../db/events.ts'

/** What every subscriber that hears such an event has behind it, and nobody has still to try again. */
const delivered = `from event e where e.at < $1
  and not exists (select from event_failure f where f.event_id = e.id)
  and not exists (select from unnest($2::text[], $3::text[]) as s(name, kind)
    left join event_cursor c on c.subscriber = s.name
    where s.kind = e.kind and (c.subscriber is null or (e.xid, e.id) > (c.xid, c.event_id)))`

/** All of the product's: its own, and what each department keeps no longer than a rule says. */
export function erasuresOf(departments: Department[]): Erasure[] {
  const subscribers = departments.flatMap((department) => department.subscribers)
  return [...ownErasures(subscribers), ...departments.flatMap(({ erasures = [] }) => erasures)]
}

/** What belongs to no department, and is nobody's account's. */
function ownErasures(subscribers: Subscriber[]): Erasure[] {
  const heard = subscribers.flatMap(({ name, kinds }) => kinds.map((kind) => ({ name, kind })))
  const listeners = [heard.map(({ name }) => name), heard.map(({ kind }) => kind)]
  return [
    rowsOf('log-in-failures', 'login_failure', 'failed_at < $1 and (locked_until is null or locked_until < $1)'),
    rowsOf('sessions', 'user_session', 'expires_at < $1'),
    rowsOf('kept-answers', 'idempotency_key', 'at < $1'),
    rowsOf('phone-codes', 'phone_code', 'asked_at < $1'),
    rowsOf('binding-failures', 'binding_failure', 'since < $1'),
    // As the index says it.
    rowsOf(
      'messages',
      'message',
      '(sent_at is not null or given_up_at is not null) and coalesce(sent_at, given_up_at) < $1',
    ),
    rowsOf('notices', 'notice', 'at < $1'),
    {
      kind: 'delivered-events',
      count: (ctx, { before, most }) => countOf(ctx, `${delivered} limit $4`, [before, ...listeners, most]),
      async erase(ctx, { before, most }) {
        await allowErasing(ctx, 'event')
        const these = `select e.id ${delivered} order by e.id limit $4`
        return ctx.db.run(`delete from event where id in (${these})`, [before, ...listeners, most])
      },
    },
  ]
}

function rowsOf(kind: string, table: string, isOver: string): Erasure {
  const over = `from ${table} where ${isOver} limit $2`
  return {
    kind,
    count: (ctx, { before, most }: Over) => countOf(ctx, over, [before, most]),
    erase: (ctx, { before, most }: Over) =>
      ctx.db.run(`delete from ${table} where ctid = any(array(select ctid ${over}))`, [before, most]),
  }
}

async function countOf(ctx: Ctx, over: string, values: unknown[]): Promise<number> {
  const row = await ctx.db.first<{ count: number }>(`select count(*) as count from (select 1 ${over}) as over`, values)
  return row?.count ?? 0
}
