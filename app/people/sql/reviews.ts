import type { Ctx, Role } from '../../../db/context.ts'
import { findFigures } from '../../../db/parameters/held.ts'
import { civilDay } from '../../../db/time.ts'

type Clocked = Pick<Ctx, 'db' | 'now'>

export type ReviewRow = {
  id: number
  unit: string
  path: string
  from: string
  through: string
  openedAt: Date
  dueOn: string
  closedAt: Date | null
  total: number
  decided: number
  taken: number
}

const selected = `select r.id, o.name as unit, o.path, r.period_from as "from", (r.period_to - 1) as through, r.opened_at as "openedAt",
    r.due_on as "dueOn", r.closed_at as "closedAt", i.total, i.decided, i.taken
  from access_review r join organisation o on o.id = r.organisation_id
  cross join lateral (select count(*) as total, count(decision) as decided, count(*) filter (where decision = 'taken') as taken
    from access_review_item where review_id = r.id) i
  where starts_with(o.path, $1)`

export function listReviewRows(ctx: Ctx): Promise<ReviewRow[]> {
  return ctx.db.rows(`${selected} order by r.closed_at is not null, r.period_from desc, o.path limit 400`, [ctx.scope])
}

export function findReviewRow(ctx: Ctx, id: number): Promise<ReviewRow | undefined> {
  return ctx.db.first(`${selected} and r.id = $2`, [ctx.scope, id])
}

/** Held until the transaction ends: two who decide at once do so one after the other. */
export async function lockReview(ctx: Ctx, id: number): Promise<void> {
  await ctx.db.run('select 1 from access_review where id = $1 for update', [id])
}

export type ItemRow = {
  itemId: number
  userId: number
  username: string
  name: string
  disabledAt: Date | null
  loggedInAt: Date | null
  /** What he has now, with what is lent to him. */
  roles: Role[]
  role: Role
  decision: 'kept' | 'taken' | 'gone' | null
  reason: string | null
  decidedBy: string | null
  decidedAt: Date | null
  givenBy: string | null
  givenAt: Date | null
}

/** Who gave a role is read from the record: the latest act after which somebody had it and before which he had not. */
export function listItems(ctx: Ctx, reviewId: number): Promise<ItemRow[]> {
  return ctx.db.rows(
    `select i.id as "itemId", u.id as "userId", u.username, u.name, u.disabled_at as "disabledAt",
       u.logged_in_at as "loggedInAt", u.roles, i.role, i.decision, i.reason, i.decided_by as "decidedBy",
       i.decided_at as "decidedAt", g.actor as "givenBy", g.at as "givenAt"
     from access_review_item i join app_user u on u.id = i.user_id
     left join lateral (
       select e.actor, e.at from audit_entry e
       where e.subject = 'user:' || u.username and (
         (e.action in ('user.added', 'user.placed', 'user.roles-released') and e.detail -> 'roles' ? i.role)
         or (e.action = 'user.changed' and e.detail -> 'after' -> 'roles' ? i.role
           and not coalesce(e.detail -> 'before' -> 'roles' ? i.role, false)))
       order by e.id desc limit 1) g on true
     where i.review_id = $1 order by u.username, i.role`,
    [reviewId],
  )
}

type LoanRow = { userId: number; role: Role; with: string; isLent: boolean; through: string }

/** Roles lent that hold or may yet, seen from either side. */
export function listLoansOf(ctx: Clocked, userIds: number[]): Promise<LoanRow[]> {
  return ctx.db.rows(
    `select side.id as "userId", role, side.other as with, side.lent as "isLent", (d.valid_to - 1) as through
     from delegation d join app_user f on f.id = d.from_id join app_user t on t.id = d.to_id
     cross join lateral (values (d.from_id, t.name, true), (d.to_id, f.name, false)) as side(id, other, lent)
     cross join unnest(d.roles) as role
     where side.id = any($1) and d.decision = 'released' and d.ended_at is null and d.valid_to > $2
     order by d.id, role`,
    [userIds, civilDay(ctx.now)],
  )
}

/** Units that have staff and no review of a day. */
export function listUnopened(
  ctx: Pick<Ctx, 'db' | 'scope'>,
  day: string,
): Promise<{ id: number; name: string; path: string }[]> {
  return ctx.db.rows(
    `select o.id, o.name, o.path from organisation o
     where starts_with(o.path, $1)
       and exists (select from app_user u where u.organisation_id = o.id and u.disabled_at is null
         and not 'customer' = any(u.roles) and cardinality(u.roles) > 0)
       and not exists (select from access_review r where r.organisation_id = o.id and r.period_from <= $2 and r.period_to > $2)
     order by o.path`,
    [ctx.scope, day],
  )
}

/** With everybody who can log in and each of his roles; undefined where somebody was faster. */
export async function insertReview(
  ctx: Ctx,
  review: { organisationId: number; from: string; to: string; dueOn: string },
): Promise<number | undefined> {
  const { organisationId, from, to, dueOn } = review
  const row = await ctx.db.first<{ id: number }>(
    `insert into access_review (organisation_id, period_from, period_to, opened_at, opened_by, due_on)
     values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning id`,
    [organisationId, from, to, ctx.now, ctx.actor.username, dueOn],
  )
  if (!row) return undefined
  await ctx.db.run(
    `insert into access_review_item (review_id, user_id, role)
     select $1, u.id, role from app_user u cross join unnest(u.roles) as role
     where u.organisation_id = $2 and u.disabled_at is null and not 'customer' = any(u.roles)`,
    [row.id, organisationId],
  )
  return row.id
}

export async function decideItems(
  ctx: Ctx,
  items: { itemId: number; decision: string }[],
  reason: string,
): Promise<void> {
  await ctx.db.run(
    `update access_review_item i set decision = d.decision, reason = $3, decided_by = $4, decided_at = $5
     from unnest($1::bigint[], $2::text[]) as d(id, decision) where i.id = d.id`,
    [items.map(({ itemId }) => itemId), items.map(({ decision }) => decision), reason, ctx.actor.username, ctx.now],
  )
}

/** True where nothing is left, and it ends with this. */
export async function closeReviewIfDone(ctx: Ctx, id: number): Promise<boolean> {
  const closed = await ctx.db.run(
    `update access_review set closed_at = $2 where id = $1 and closed_at is null
       and not exists (select from access_review_item where review_id = $1 and decision is null)`,
    [id, ctx.now],
  )
  return closed === 1
}

/** Gone at his next request. */
export async function takeRoles(ctx: Ctx, userId: number, roles: Role[]): Promise<void> {
  await ctx.db.run(
    'update app_user set roles = array(select r from unnest(roles) r where not r = any($2)) where id = $1',
    [userId, roles],
  )
}

export type DueRow = { id: number; path: string; unit: string; dueOn: string; left: number }

/** Open ones that end soon or have ended, and were not reminded of for a week. */
export function takeDueReviews(ctx: Ctx, beforeDays: number): Promise<DueRow[]> {
  return ctx.db.rows(
    `update access_review r set reminded_on = $1 from organisation o
     where o.id = r.organisation_id and r.closed_at is null and r.due_on - $2::int <= $1::date
       and (r.reminded_on is null or r.reminded_on <= $1::date - 7)
     returning r.id, o.path, o.name as unit, r.due_on as "dueOn",
       (select count(*) from access_review_item i where i.review_id = r.id and i.decision is null) as left`,
    [civilDay(ctx.now), beforeDays],
  )
}

export type ReviewRule = 'review-months' | 'review-days' | 'review-reminder-days' | 'unused-days'

export async function findReviewRules(ctx: Clocked): Promise<Partial<Record<ReviewRule, number>>> {
  const figures = await findFigures(ctx, 'oversight_rule')
  return Object.fromEntries([...figures].map(([rule, { figure }]) => [rule, figure]))
}
