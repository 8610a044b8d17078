import type { Ctx } from './context.ts'
import { isOfParty } from './customers/parties.ts'

export type TimelineEntry = {
  id: number
  at: Date
  kind: string
  subject: string
  titleZh: string
  titleEn: string
  detail: Record<string, unknown>
  internal: boolean
}

type NewEntry = {
  accountId: number
  at: Date
  kind: string
  /** What it is about, such as `bill:B202611…`; told again with the same kind and subject it stays one entry. */
  subject: string
  title: { zh: string; en: string }
  detail?: Record<string, unknown>
  internal?: boolean
}

export async function addTimelineEntry(ctx: Ctx, entry: NewEntry): Promise<void> {
  await addTimelineEntries(ctx, [entry])
}

export async function addTimelineEntries(ctx: Ctx, entries: NewEntry[]): Promise<void> {
  await ctx.db.prepared.run(
    `insert into timeline_entry (account_id, at, kind, subject, title_zh, title_en, detail, internal)
     select * from jsonb_to_recordset($1) as e(
       account_id bigint, at timestamptz, kind text, subject text, title_zh text, title_en text, detail jsonb, internal boolean)
     on conflict (account_id, kind, subject) do nothing`,
    [
      JSON.stringify(
        entries.map((entry) => ({
          account_id: entry.accountId,
          at: entry.at,
          kind: entry.kind,
          subject: entry.subject,
          title_zh: entry.title.zh,
          title_en: entry.title.en,
          detail: entry.detail ?? {},
          internal: entry.internal ?? false,
        })),
      ),
    ],
  )
}

/** The day that an entry tells of: a bill is about its period, whenever it was issued. */
const dayTold = `coalesce((e.detail ->> 'periodTo')::date - 1, (e.at at time zone 'Asia/Shanghai')::date)`

/** SQL: of the time in which the account was the customer's; whoever held it first also sees what led to it. */
const ofOwnTime = `exists (select 1 from account_term t
  where t.account_id = e.account_id and t.known_to is null and ${isOfParty('t.customer_id', '$6')}
    and (t.valid_to is null or ${dayTold} < t.valid_to)
    and (${dayTold} >= t.valid_from or not exists (select 1 from account_term f
      where f.account_id = e.account_id and f.known_to is null and f.valid_from < t.valid_from
        and not (${isOfParty('f.customer_id', '$6')}))))`

/**
 * Newest first; a customer sees nothing that is internal or of another owner's time. `before` is the id and instant of the
 * last entry seen.
 */
export function listTimeline(
  ctx: Ctx,
  query: { accountId: number; before?: { at: Date; id: number }; limit: number },
): Promise<TimelineEntry[]> {
  return ctx.db.prepared.rows(
    `select id, at, kind, subject, title_zh as "titleZh", title_en as "titleEn", detail, internal
     from timeline_entry e
     where account_id = $1 and (not internal or $2)
       and ($3::timestamptz is null or (at, id) < ($3, $4))
       and ($6::bigint is null or ${ofOwnTime})
     order by at desc, id desc limit $5`,
    [
      ...[query.accountId, ctx.actor.customerId === null, query.before?.at ?? null, query.before?.id ?? null],
      ...[query.limit, ctx.actor.customerId],
    ],
  )
}
