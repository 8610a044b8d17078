import type { Ctx } from '../../db/context.ts'
import { holdersOf } from '../../db/customers/parties.ts'
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
    rowsOf(
      'messages',
      'message',
      // As the index says it.
      `(sent_at is not null or given_up_at is not null) and coalesce(sent_at, given_up_at) < $1
         and not ${aboutKept('account_id', 'application_id')} and not ${toHolder}`,
    ),
    rowsOf(
      'notices',
      'notice n',
      `at < $1 and not ${aboutKept(
        "(select id from account where account_no = n.facts ->> 'accountNo')",
        "(n.facts ->> 'applicationId')::bigint",
      )}`,
    ),
    rowsOf('consents', 'privacy_consent', 'withdrawn_at < $1'),
    rowsOf('ended-bindings', 'account_binding', 'ended_at < $1 and not account_id = any($2::bigint[])'),
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

/** SQL: the account that is told of is kept, or one that the application is about. */
function aboutKept(account: string, application: string): string {
  return `(coalesce(${account} = any($2::bigint[]), false) or exists (select from application p
    where p.id = ${application} and (p.account_ids && $2::bigint[] or p.account_id = any($2::bigint[]))))`
}

/** SQL: nobody wrote down what it tells of, as of messages of former versions, and it went to whoever holds an account that is kept. */
const toHolder = `(account_id is null and application_id is null and coalesce(user_id in (
  select u.id from app_user u where u.customer_id in ${holdersOf('$2::bigint[]')}), false))`

/** `isOver` is asked before when (`$1`), and which accounts are kept (`$2`) where it is about any. */
function rowsOf(kind: string, table: string, isOver: string): Erasure {
  const over = `from ${table} where ${isOver} and $2::bigint[] is not null limit $3`
  return {
    kind,
    count: (ctx, { before, kept, most }: Over) => countOf(ctx, over, [before, kept, most]),
    erase: (ctx, { before, kept, most }: Over) =>
      ctx.db.run(`delete from ${table} where ctid = any(array(select ctid ${over}))`, [before, kept, most]),
  }
}

async function countOf(ctx: Ctx, over: string, values: unknown[]): Promise<number> {
  const row = await ctx.db.first<{ count: number }>(`select count(*) as count from (select 1 ${over}) as over`, values)
  return row?.count ?? 0
}
