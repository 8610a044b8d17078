import type { Ctx } from '../../db/context.ts'
import { partyOf } from '../../db/customers/parties.ts'
import { civilDay } from '../../db/time.ts'
import type { Candidate, Drawn, WayRule } from '../rules/follow-up.ts'

export function listWays(ctx: Ctx, day = civilDay(ctx.now)): Promise<WayRule[]> {
  return ctx.db.rows(
    `select subject, kind, subkind, channel, share_percent as "sharePercent", way from follow_up_way
     where valid_from <= $1 and (valid_to is null or valid_to > $1)`,
    [day],
  )
}

/** SQL: who is asked, by what he is known: the party that holds the account, else the number that rang. */
const customerOf = (
  account: string,
  phone: string,
) => `coalesce((select 'k' || ${partyOf('t.customer_id')} from account_term t
    where t.account_id = ${account} and t.known_to is null and t.valid_to is null limit 1), 'p' || encode(${phone}, 'hex'))`

/** Closed in `[from, to)`, not rated and not asked of yet, by keys either. What is reported is asked of nobody: it would tell who reported it. */
export function listCandidates(
  ctx: Ctx,
  { from, to }: { from: Date; to: Date },
): Promise<(Candidate & { accountId: number | null; phoneHash: Buffer | null; closedAt: Date })[]> {
  return ctx.db.rows(
    `select 'order' as subject, w.id, w.kind, s.subkind, c.channel, w.account_id as "accountId", c.phone_hash as "phoneHash",
       ended.at as "closedAt", ${customerOf('w.account_id', 'c.phone_hash')} as customer
     from (select e.work_order_id, max(e.at) as at from work_order_entry e
       where e.act in ('closure', 'answer') and e.at >= $1 and e.at < $2 group by 1) ended
     join work_order w on w.id = ended.work_order_id join order_subkind s on s.id = w.subkind_id
     left join contact c on c.id = w.contact_id
     where w.status = 'closed' and w.kind <> 'report' and s.subkind <> 'low-score'
       and not exists (select from satisfaction r where r.work_order_id = w.id)
       and not exists (select from follow_up f where f.work_order_id = w.id)
     union all
     select 'contact', c.id, c.category, null, c.channel, c.account_id, c.phone_hash, c.closed_at,
       ${customerOf('c.account_id', 'c.phone_hash')}
     from contact c where c.state = 'closed' and c.closed_at >= $1 and c.closed_at < $2 and c.direction = 'in' and c.agent_id is not null
       and c.category <> 'report' and not exists (select from work_order w where w.contact_id = c.id)
       and not exists (select from satisfaction r where r.contact_id = c.id)
       and not exists (select from follow_up f where f.contact_id = c.id)
       and not exists (select from key_rating r where r.contact_id = c.id)`,
    [from, to],
  )
}

/** Who was asked since, or refused since. */
export async function listTired(ctx: Ctx, { asked, refused }: { asked: Date; refused: Date }): Promise<Set<string>> {
  const rows = await ctx.db.rows<{ customer: string | null }>(
    `select distinct ${customerOf('f.account_id', 'f.phone_hash')} as customer from follow_up f
     where f.drawn_at >= $1 or f.state = 'refused' and f.ended_at >= $2`,
    [asked, refused],
  )
  return new Set(rows.flatMap(({ customer }) => (customer === null ? [] : [customer])))
}

/** False where the day was drawn before. */
export async function insertDraw(
  ctx: Ctx,
  draw: { day: string; seed: string; subjects: number; drawn: number },
): Promise<boolean> {
  const inserted = await ctx.db.run(
    'insert into follow_up_draw (day, seed, subjects, drawn, drawn_at) values ($1, $2, $3, $4, $5) on conflict do nothing',
    [draw.day, draw.seed, draw.subjects, draw.drawn, ctx.now],
  )
  return inserted > 0
}

export async function listDrawnDays(ctx: Ctx, since: string): Promise<string[]> {
  const rows = await ctx.db.rows<{ day: string }>('select day from follow_up_draw where day >= $1', [since])
  return rows.map(({ day }) => day)
}

export type NewFollowUp = Drawn & {
  accountId: number | null
  phoneHash: Buffer | null
  nextAt: Date
  expiresAt: Date | null
}

export async function insertFollowUps(ctx: Ctx, all: NewFollowUp[]): Promise<void> {
  await ctx.db.run(
    `insert into follow_up (work_order_id, contact_id, account_id, phone_hash, way, state, drawn_at, next_at, expires_at)
     select case when subject = 'order' then id end, case when subject = 'contact' then id end, account, phone, way, 'waiting', $1, next, until
     from unnest($2::text[], $3::bigint[], $4::bigint[], $5::bytea[], $6::text[], $7::timestamptz[], $8::timestamptz[])
       as t (subject, id, account, phone, way, next, until) on conflict do nothing`,
    [
      ctx.now,
      all.map(({ subject }) => subject),
      all.map(({ id }) => id),
      all.map(({ accountId }) => accountId),
      all.map(({ phoneHash }) => phoneHash),
      all.map(({ way }) => way),
      all.map(({ nextAt }) => nextAt),
      all.map(({ expiresAt }) => expiresAt),
    ],
  )
}

export type ToSend = { id: number; subjectNo: string; accountNo: string | null; phone: Buffer | null }

/** Links that are due, each held by this transaction alone; the number of who rang goes before the one on file. */
export function holdToSend(ctx: Ctx, most: number): Promise<ToSend[]> {
  return ctx.db.rows(
    `select f.id, coalesce(w.work_order_no, c.contact_no) as "subjectNo", a.account_no as "accountNo",
       coalesce(c.phone_cipher, i.phone_cipher) as phone
     from follow_up f left join work_order w on w.id = f.work_order_id left join contact c on c.id = coalesce(f.contact_id, w.contact_id)
     left join account a on a.id = f.account_id
     left join account_term t on t.account_id = a.id and t.known_to is null and t.valid_to is null
     left join customer k on k.id = t.customer_id left join identity i on i.id = k.identity_id
     where f.way = 'message' and f.state = 'waiting' and f.token_hash is null and f.next_at <= $1
     order by f.next_at, f.id limit $2 for update of f skip locked`,
    [ctx.now, most],
  )
}

export async function setSent(
  ctx: Ctx,
  id: number,
  sent: { tokenHash: Buffer; expiresAt: Date; messageId: number },
): Promise<void> {
  await ctx.db.run(
    'update follow_up set token_hash = $2, expires_at = $3, message_id = $4, attempts = attempts + 1 where id = $1',
    [id, sent.tokenHash, sent.expiresAt, sent.messageId],
  )
}

export async function giveUp(ctx: Ctx, id: number, because: 'no-number'): Promise<void> {
  await ctx.db.run(`update follow_up set state = 'given-up', because = $2, ended_at = $3 where id = $1`, [
    ...[id, because, ctx.now],
  ])
}

/** Links and invitations that nobody answered in time. */
export function expireFollowUps(ctx: Ctx): Promise<number> {
  return ctx.db.run(
    `update follow_up set state = 'given-up', because = 'expired', ended_at = $1 where state = 'waiting' and expires_at <= $1`,
    [ctx.now],
  )
}

export type Linked = {
  id: number
  subject: 'order' | 'contact'
  subjectId: number
  subjectNo: string
  state: 'waiting' | 'answered' | 'refused' | 'given-up'
  expiresAt: Date
}

/** Held until the transaction ends: it is answered once. */
export function holdLinked(ctx: Ctx, tokenHash: Buffer): Promise<Linked | undefined> {
  return ctx.db.first(
    `select f.id, case when f.work_order_id is null then 'contact' else 'order' end as subject,
       coalesce(f.work_order_id, f.contact_id) as "subjectId", coalesce(w.work_order_no, c.contact_no) as "subjectNo", f.state,
       f.expires_at as "expiresAt"
     from follow_up f left join work_order w on w.id = f.work_order_id left join contact c on c.id = f.contact_id
     where f.token_hash = $1 for update of f`,
    [tokenHash],
  )
}

export async function refuseRow(ctx: Ctx, id: number): Promise<void> {
  await ctx.db.run(
    `update follow_up set state = 'refused', ended_at = $2, held_by = null, held_until = null where id = $1`,
    [id, ctx.now],
  )
}
