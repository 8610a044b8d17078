import { recordAudit } from '../../db/audit.ts'
import { type Ctx, isSamePerson } from '../../db/context.ts'
import type { Job } from '../../db/department.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { civilDay } from '../../db/time.ts'
import { toWire } from '../../db/wire.ts'
import { roleNames } from './contract.ts'
import type { AccessReview, AccessReviews, ReviewDecision } from './review-contract.ts'
import { findConflict } from './rules/duties.ts'
import { dueOn, isUnused, monthsAround, stateOf } from './rules/reviews.ts'
import { listDutyRules, listGuardedRoles } from './sql/duties.ts'
import {
  closeReviewIfDone,
  decideItems,
  findReviewRow,
  findReviewRules,
  type ItemRow,
  insertReview,
  listItems,
  listLoansOf,
  listReviewRows,
  listUnopened,
  lockReview,
  type ReviewRow,
  takeDueReviews,
  takeRoles,
} from './sql/reviews.ts'

export async function listReviews(ctx: Ctx): Promise<AccessReviews> {
  const items = (await listReviewRows(ctx)).map((row) => describe(ctx, row))
  const open = items.filter(({ state }) => state !== 'closed')
  return toWire({
    items,
    waiting: open.length,
    overdue: open.filter(({ state }) => state === 'overdue').length,
    unopened: (await listUnopened(ctx, civilDay(ctx.now))).map(({ id, name }) => ({ id, name })),
  })
}

/** Everybody of the unit with each of his roles and what there is to know of them. Refuses with `NOT_FOUND`. */
export async function findReview(ctx: Ctx, id: number): Promise<AccessReview> {
  const row = await findReviewRow(ctx, id)
  if (!row) throw notFound('权限复核')
  const rules = await findReviewRules(ctx)
  const items = await listItems(ctx, id)
  const unusedDays = rules['unused-days']
  const facts = {
    guarded: new Set<string>((await listGuardedRoles(ctx)).map(({ role }) => role)),
    apart: await listDutyRules(ctx),
    loans: await listLoansOf(ctx, [...new Set(items.map(({ userId }) => userId))]),
    isOpen: row.closedAt === null,
    unusedDays,
  }
  const people = [...Map.groupBy(items, ({ userId }) => userId).values()].map((own) => describePerson(ctx, own, facts))
  return toWire({ ...describe(ctx, row), unusedDays: unusedDays ?? null, people })
}

type Facts = {
  guarded: Set<string>
  apart: Awaited<ReturnType<typeof listDutyRules>>
  loans: Awaited<ReturnType<typeof listLoansOf>>
  isOpen: boolean
  unusedDays: number | undefined
}

function describePerson(ctx: Ctx, own: ItemRow[], { guarded, apart, loans, isOpen, unusedDays }: Facts) {
  const [first] = own
  if (!first) throw new Error('a person without a role is not looked at')
  const { userId, username, name, disabledAt, loggedInAt } = first
  const lent = loans.filter((loan) => loan.userId === userId)
  const borrowed = lent.filter(({ isLent }) => !isLent).map(({ role }) => role)
  const conflict = findConflict([...first.roles, ...borrowed], apart)
  return {
    ...{ userId, username, name, isDisabled: disabledAt !== null, latestLogInAt: loggedInAt },
    isUnused: isUnused(loggedInAt, ctx.now, unusedDays),
    conflict: conflict ? `${roleNames[conflict.one][0]}与${roleNames[conflict.other][0]}` : null,
    loans: lent.map(({ userId: _, ...loan }) => loan),
    roles: own.map(({ itemId, role, decision, reason, decidedBy, decidedAt, givenBy, givenAt }) => {
      const isGuarded = guarded.has(role)
      return { itemId, role, isGuarded, givenBy, givenAt, decision, reason, decidedBy, decidedAt }
    }),
    mayDecide: isOpen && mayReview(ctx) && !isSamePerson(ctx.actor, username),
  }
}

/** By hand, of a unit that has none yet for these months. Refuses with `NOT_FOUND` and `ALREADY_OPENED`. */
export function openReview(ctx: Ctx, organisationId: number): Promise<AccessReview> {
  return transact(ctx, async (inner) => {
    const unit = (await listUnopened(inner, civilDay(inner.now))).find(({ id }) => id === organisationId)
    if (!unit) throw notFound('待复核的单位')
    const id = await open(inner, unit)
    if (id === undefined) throw new Refusal('ALREADY_OPENED', '本期复核已经开始,请刷新')
    return findReview(inner, id)
  })
}

/**
 * Keeps or takes away roles of others; what is taken away is gone at the next request. What somebody no longer has is put down
 * as gone. Refuses with `NOT_FOUND`, `REVIEW_CHANGED` (decided meanwhile) and `OWN_ENTRY`.
 */
export function decideReview(
  ctx: Ctx,
  id: number,
  { itemIds, decision, reason }: ReviewDecision,
): Promise<AccessReview> {
  return transact(ctx, async (inner) => {
    await lockReview(inner, id)
    const row = await findReviewRow(inner, id)
    if (!row || row.closedAt) throw notFound('进行中的权限复核')
    const wanted = new Set(itemIds)
    const items = (await listItems(inner, id)).filter(({ itemId }) => wanted.has(itemId))
    if (items.length < wanted.size || items.some((item) => item.decision !== null)) {
      throw new Refusal('REVIEW_CHANGED', '部分岗位已被他人复核,请刷新后再处理')
    }
    if (items.some(({ username }) => isSamePerson(inner.actor, username))) {
      throw new Refusal('OWN_ENTRY', '不能复核自己的岗位,请由其他主任或管理员复核')
    }
    const had = items.map((item) => ({
      ...item,
      decision: item.roles.includes(item.role) ? decision : ('gone' as const),
    }))
    await decideItems(inner, had, reason)
    for (const [userId, own] of Map.groupBy(had, (item) => item.userId)) {
      await settle(inner, { id, userId, own, reason, unit: row.path })
    }
    if (await closeReviewIfDone(inner, id)) await audit(inner, 'closed', id, row.path, { items: row.total })
    return findReview(inner, id)
  })
}

type Settled = { id: number; userId: number; own: ItemRow[]; reason: string; unit: string }

async function settle(ctx: Ctx, { id, userId, own, reason, unit }: Settled): Promise<void> {
  const rolesOf = (decision: string) => own.filter((item) => item.decision === decision).map(({ role }) => role)
  const subject = `user:${own[0]?.username}`
  const taken = rolesOf('taken')
  const kept = rolesOf('kept')
  if (kept.length > 0) {
    const detail = { review: id, roles: kept, reason }
    await recordAudit(ctx, { action: 'access-review.kept', subject, detail, unit })
  }
  if (taken.length === 0) return
  await takeRoles(ctx, userId, taken)
  await recordAudit(ctx, { action: 'access-review.taken', subject, detail: { review: id, roles: taken, reason }, unit })
}

/** Opens what a new quarter asks for, and reminds of what ends soon or has ended. */
export const reviewJob: Job = {
  name: 'access-reviews',
  cron: '15 6 * * *',
  run: (ctx) =>
    transact(ctx, async (inner) => {
      await openReviews(inner)
      const { 'review-reminder-days': before } = await findReviewRules(inner)
      if (before === undefined) return
      for (const { id, path, unit, dueOn: due, left } of await takeDueReviews(inner, before)) {
        await audit(inner, 'reminded', id, path, { unit, dueOn: due, left })
      }
    }),
}

/** One for each unit that has people and none for these months. */
export async function openReviews(ctx: Ctx): Promise<void> {
  for (const unit of await listUnopened(ctx, civilDay(ctx.now))) await open(ctx, unit)
}

async function open(ctx: Ctx, unit: { id: number; path: string }): Promise<number | undefined> {
  const today = civilDay(ctx.now)
  const { 'review-months': months, 'review-days': days } = await findReviewRules(ctx)
  if (months === undefined || days === undefined) return undefined
  const period = monthsAround(today, months)
  const id = await insertReview(ctx, { organisationId: unit.id, ...period, dueOn: dueOn(today, days) })
  if (id !== undefined) await audit(ctx, 'opened', id, unit.path, period)
  return id
}

function audit(
  ctx: Ctx,
  act: 'opened' | 'reminded' | 'closed',
  id: number,
  unit: string,
  detail: Record<string, unknown>,
): Promise<void> {
  return recordAudit(ctx, { action: `access-review.${act}`, subject: `access-review:${id}`, detail, unit })
}

const mayReview = ({ actor }: Ctx) => actor.roles.some((role) => role === 'manager' || role === 'admin')

function describe(ctx: Ctx, { path: _, ...row }: ReviewRow) {
  return { ...row, state: stateOf(row, civilDay(ctx.now)) }
}
