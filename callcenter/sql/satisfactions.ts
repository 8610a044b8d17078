import type { Ctx } from '../../db/context.ts'
import { isOfParty } from '../../db/customers/parties.ts'
import type { OwnRating } from '../follow-up/contract.ts'
import type { FollowUpWay, followUpStates, RatingWay, Subject } from '../rules/follow-up.ts'
import { isTold } from './personal-data.ts'

const columnOf = { order: 'work_order_id', contact: 'contact_id' } as const

export type Said = { subject: Subject; id: number; score: number; comment: string | null; way: RatingWay }

/** Null where this was rated before: the first word counts. Kept with it is who said it, where that is known by his log-in. */
export async function insertScore(ctx: Ctx, { subject, id, score, comment, way }: Said): Promise<number | null> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into satisfaction (${columnOf[subject]}, account_id, score, comment, way, rated_at, customer_id)
     select $1, (select account_id from ${subject === 'order' ? 'work_order' : 'contact'} where id = $1), $2, $3, $4, $5, $6
     on conflict do nothing returning id`,
    [id, score, comment, way, ctx.now, way === 'own' ? ctx.actor.customerId : null],
  )
  return row?.id ?? null
}

/** SQL: `r` was said by the party itself in its own log-in; what was said by telephone or by a link, anybody may have said. */
const isOwnSaid = (party: string) => `coalesce(r.way = 'own' and ${isOfParty('r.customer_id', party)}, false)`

type Stands = { id: number; score: number; comment: string | null; ratedAt: Date; isOwn: boolean }

/** Whatever is asked of it is held before its score, by whichever way that comes: so none waits for another in a ring. */
export async function holdFollowUpOf(ctx: Ctx, { subject, id }: Pick<Said, 'subject' | 'id'>): Promise<void> {
  await ctx.db.run(`select 1 from follow_up where ${columnOf[subject]} = $1 for no key update`, [id])
}

/** Held until the transaction ends. `isOwn`: the reader said it. */
export function holdScore(ctx: Ctx, { subject, id }: Pick<Said, 'subject' | 'id'>): Promise<Stands | undefined> {
  return ctx.db.first(
    `select id, score, comment, rated_at as "ratedAt", ${isOwnSaid('$2')} as "isOwn"
     from satisfaction r where ${columnOf[subject]} = $1 for update`,
    [id, ctx.actor.customerId ?? 0],
  )
}

/** What was said before is kept beside. */
export async function changeScore(ctx: Ctx, stands: Stands, to: Pick<Said, 'score' | 'comment'>): Promise<void> {
  await ctx.db.run('insert into satisfaction_change (satisfaction_id, score, comment, at) values ($1, $2, $3, $4)', [
    stands.id,
    stands.score,
    stands.comment,
    ctx.now,
  ])
  await ctx.db.run('update satisfaction set score = $2, comment = $3, changed_at = $4 where id = $1', [
    ...[stands.id, to.score, to.comment, ctx.now],
  ])
}

export type ScoredThing = {
  no: string
  accountNo: string | null
  address: string | null
  /** Who did it, of the staff. */
  person: string | null
  unitId: number
  unitName: string
  unitPath: string
  /** The county in which it lies, or the unit itself above the counties. */
  countyPath: string
  /** Whom the order itself complains of. */
  complainedUsername: string | null
  complainedUnitId: number | null
}

const countyOf = `coalesce((select p.path from organisation p where p.kind = 'county' and starts_with(o.path, p.path) limit 1), o.path)`

/** What was rated, and whom the score is about. */
export function findScored(ctx: Ctx, { subject, id }: Pick<Said, 'subject' | 'id'>): Promise<ScoredThing | undefined> {
  return ctx.db.first(
    subject === 'order'
      ? `select w.work_order_no as no, a.account_no as "accountNo", w.address, o.id as "unitId", o.name as "unitName", o.path as "unitPath",
           ${countyOf} as "countyPath", w.complained_username as "complainedUsername", w.complained_unit_id as "complainedUnitId",
           (select e.actor from work_order_entry e join app_user u on u.username = e.actor and u.customer_id is null
             where e.work_order_id = w.id and e.act in ('result', 'answer') order by e.id desc limit 1) as person
         from work_order w join organisation o on o.id = w.organisation_id left join account a on a.id = w.account_id where w.id = $1`
      : `select c.contact_no as no, a.account_no as "accountNo", null as address, o.id as "unitId", o.name as "unitName", o.path as "unitPath",
           ${countyOf} as "countyPath", null as "complainedUsername", null::bigint as "complainedUnitId", u.username as person
         from contact c left join app_user u on u.id = c.agent_id left join account a on a.id = c.account_id
         join organisation o on o.id = coalesce(u.organisation_id, a.organisation_id, (select r.id from organisation r where r.parent_id is null order by r.path limit 1))
         where c.id = $1`,
    [id],
  )
}

/** False where one was opened before. */
export async function claimBadOrder(ctx: Ctx, scoreId: number): Promise<boolean> {
  const row = await ctx.db.first<{ free: boolean }>(
    'select bad_order_id is null as free from satisfaction where id = $1 for update',
    [scoreId],
  )
  return row?.free ?? false
}

/** A chat of a log-in, in which the customer wrote and that an agent had. */
export async function isServedChat(ctx: Ctx, contactId: number): Promise<boolean> {
  const found = await ctx.db.first(
    `select 1 from chat_thread t join contact c on c.id = t.contact_id
     where t.contact_id = $1 and t.user_id is not null and c.agent_id is not null
       and exists (select from chat_message m where m.contact_id = c.id and m.sender = 'customer')`,
    [contactId],
  )
  return found !== undefined
}

export async function setBadOrder(ctx: Ctx, scoreId: number, orderId: number): Promise<void> {
  await ctx.db.run('update satisfaction set bad_order_id = $2 where id = $1', [scoreId, orderId])
}

export type RatedRow = {
  subject: Subject
  subjectNo: string
  workOrderId: number | null
  contactId: number | null
  score: number
  comment: string | null
  way: RatingWay
  ratedAt: Date
  followUp: { way: FollowUpWay; state: (typeof followUpStates)[number] } | null
}

/** For whose score an order was opened; undefined where it was for none, or that is not kept any more. */
export function findRatedRow(ctx: Ctx, badOrderId: number): Promise<RatedRow | undefined> {
  return ctx.db.first(
    `select case when r.work_order_id is null then 'contact' else 'order' end as subject, coalesce(w.work_order_no, c.contact_no) as "subjectNo",
       r.work_order_id as "workOrderId", r.contact_id as "contactId", r.score, r.comment, r.way, r.rated_at as "ratedAt",
       case when f.id is not null then jsonb_build_object('way', f.way, 'state', f.state) end as "followUp"
     from satisfaction r left join work_order w on w.id = r.work_order_id left join contact c on c.id = r.contact_id
     left join follow_up f on f.work_order_id = r.work_order_id or f.contact_id = r.contact_id
     where r.bad_order_id = $1`,
    [badOrderId],
  )
}

/** Whatever was still to be asked of it is over. */
export async function endFollowUpOf(
  ctx: Ctx,
  { subject, id, way }: Pick<Said, 'subject' | 'id' | 'way'>,
): Promise<void> {
  await ctx.db.run(
    `update follow_up set state = case when way = $2 then 'answered' else 'given-up' end,
       because = case when way = $2 then null else 'other-way' end, ended_at = $3, held_by = null, held_until = null
     where ${columnOf[subject]} = $1 and state = 'waiting'`,
    [id, way, ctx.now],
  )
}

type OwnRow = Omit<OwnRating, 'closedAt' | 'changeUntil' | 'ratedAt'> & {
  id: number
  closedAt: Date
  ratedAt: Date | null
}

/** What another said is told to be rated, and not how. */
const RATED = `case when ${isOwnSaid('$1')} then r.score end as score, case when ${isOwnSaid('$1')} then r.comment end as comment,
    r.rated_at as "ratedAt", exists (select from follow_up f where f.state = 'waiting' and f.way in ('own', 'message')`
const openedOn = `(w.opened_at at time zone 'Asia/Shanghai')::date`
/** Of the party that holds the account now, and of its own time: what was brought before is whoever's held it then. */
const ORDERS = `select w.id, w.work_order_no as "subjectNo", 'order' as subject, w.kind, s.subkind, null as category, w.finished_at as "closedAt",
    ${RATED} and f.work_order_id = w.id) as "isAsked"
  from work_order w join order_subkind s on s.id = w.subkind_id
  left join satisfaction r on r.work_order_id = w.id
  where w.status = 'closed' and w.kind <> 'report' and s.subkind <> 'low-score'
    and exists (select from account_term t where t.account_id = w.account_id and t.known_to is null and t.valid_to is null
      and ${isOfParty('t.customer_id', '$1')})
    and exists (select from account_term t where t.account_id = w.account_id and t.known_to is null
      and ${isOfParty('t.customer_id', '$1')} and ${openedOn} >= t.valid_from and (t.valid_to is null or ${openedOn} < t.valid_to))`
/** What came of it is rated as an order. */
const CONTACTS = `select c.id, c.contact_no as "subjectNo", 'contact' as subject, null as kind, null as subkind, c.category, c.closed_at as "closedAt",
    ${RATED} and f.contact_id = c.id) as "isAsked"
  from contact c left join satisfaction r on r.contact_id = c.id
  where c.state = 'closed' and c.direction = 'in' and c.agent_id is not null and ${isTold}`

/** What was closed for the reader since, and what he said of it; what he is asked of first. */
export function listOwnRows(ctx: Ctx, { since, most }: { since: Date; most: number }): Promise<OwnRow[]> {
  return ctx.db.rows(
    `select * from (${ORDERS} union all ${CONTACTS}) own where "closedAt" >= $2
     order by "ratedAt" is null and "isAsked" desc, "closedAt" desc limit $3`,
    [ctx.actor.customerId ?? 0, since, most],
  )
}

export function findOwnRow(
  ctx: Ctx,
  { subjectNo, since }: { subjectNo: string; since: Date },
): Promise<OwnRow | undefined> {
  return ctx.db.first(
    `select * from (${ORDERS} and w.work_order_no = $3 union all ${CONTACTS} and c.contact_no = $3) own where "closedAt" >= $2`,
    [ctx.actor.customerId ?? 0, since, subjectNo],
  )
}
