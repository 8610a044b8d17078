import type { Ctx } from '../../db/context.ts'
import { civilDay } from '../../db/time.ts'
import type { Mark, MarkAct } from '../rules/marks.ts'

export type Marked = { accountId: number | null; hash: Buffer | null }

export type MarkRow = {
  id: number
  mark: Mark
  state: 'proposed' | 'confirmed'
  accountId: number | null
  accountNo: string | null
  phone: string | null
  reason: string | null
  evidence: string | null
  markedBy: string
  markedAt: Date
  confirmedAt: Date | null
  confirmedBy: string | null
  expiresAt: Date
}

const SELECT = `select m.id, m.mark, case when m.confirmed_at is null then 'proposed' else 'confirmed' end as state,
    m.account_id as "accountId", a.account_no as "accountNo",
    (select '*******' || c.phone_tail from contact c where c.phone_hash = m.phone_hash order by c.queued_at desc limit 1) as phone, m.reason, m.evidence, coalesce(u.name, m.marked_by) as "markedBy",
    m.marked_at as "markedAt", m.confirmed_at as "confirmedAt", coalesce(f.name, m.confirmed_by) as "confirmedBy", m.expires_at as "expiresAt"
  from caller_mark m left join account a on a.id = m.account_id left join organisation o on o.id = a.organisation_id
  left join app_user u on u.username = m.marked_by left join organisation p on p.id = u.organisation_id
  left join app_user f on f.username = m.confirmed_by`

/** SQL: mark `m` is of the reader's units: by its account, or, of a number, by who marked it. Of the scope. */
const isWithin = (scope: number) => `starts_with(coalesce(o.path, p.path, ''), $${scope})`

/** SQL: mark `m` holds at `$at`. That a life depends on supply is nobody's to forget: once confirmed it holds until a lead ends it. */
export const holds = (at: number) =>
  `m.ended_at is null and (m.expires_at > $${at} or m.mark = 'life-support' and m.confirmed_at is not null)`

/** Of an account, of a number, or of both; neither proposals that waited too long nor marks that are over. */
export function listMarksOf(ctx: Ctx, { accountId, hash }: Marked): Promise<MarkRow[]> {
  return ctx.db.rows(
    `${SELECT} where (m.account_id = $1 or m.phone_hash = $2) and ${holds(3)}
     order by array_position(array['life-support', 'abusive', 'silent', 'sensitive'], m.mark), m.id`,
    [accountId, hash, ctx.now],
  )
}

export function listMarks(ctx: Ctx, most: number): Promise<MarkRow[]> {
  return ctx.db.rows(
    `${SELECT} where ${holds(1)} and ${isWithin(2)}
     order by m.confirmed_at is not null, m.expires_at, m.id limit $3`,
    [ctx.now, ctx.scope, most],
  )
}

/** For a decision about it; undefined where no such mark of the reader's units is open. */
export function lockMark(ctx: Ctx, id: number): Promise<MarkRow | undefined> {
  return ctx.db.first(`${SELECT} where m.id = $1 and ${holds(2)} and ${isWithin(3)} for update of m`, [
    id,
    ctx.now,
    ctx.scope,
  ])
}

/** What is over by its time makes room for another. */
export function endLapsedMarks(ctx: Ctx): Promise<number> {
  return ctx.db.run(
    `update caller_mark set ended_at = expires_at, ended_by = $2, end_reason = '到期' where ended_at is null and expires_at <= $1
       and not (mark = 'life-support' and confirmed_at is not null)`,
    [ctx.now, ctx.actor.username],
  )
}

type NewMark = Marked & {
  mark: Mark
  reason: string
  evidence: string | null
  contactId: number | null
  isConfirmed: boolean
  expiresAt: Date
}

/** Null where it is marked so already. */
export async function insertMark(ctx: Ctx, of: NewMark): Promise<number | null> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into caller_mark (account_id, phone_hash, mark, reason, evidence, contact_id, marked_by, marked_at, confirmed_by, confirmed_at,
       expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, case when $9 then $7 end, case when $9 then $8::timestamptz end, $10)
     on conflict do nothing returning id`,
    [
      ...[of.accountId, of.hash, of.mark, of.reason, of.evidence, of.contactId, ctx.actor.username, ctx.now],
      ...[of.isConfirmed, of.expiresAt],
    ],
  )
  return row?.id ?? null
}

export async function confirmMarkRow(ctx: Ctx, id: number, expiresAt: Date): Promise<void> {
  await ctx.db.run('update caller_mark set confirmed_by = $2, confirmed_at = $3, expires_at = $4 where id = $1', [
    ...[id, ctx.actor.username, ctx.now, expiresAt],
  ])
}

export async function endMarkRow(ctx: Ctx, id: number, reason: string): Promise<void> {
  await ctx.db.run('update caller_mark set ended_by = $2, ended_at = $3, end_reason = $4 where id = $1', [
    ...[id, ctx.actor.username, ctx.now, reason],
  ])
}

export type StepRow = { mark: Mark; act: MarkAct | 'none'; zh: string; en: string }

/** Of all marks, each in its order. */
export function listSteps(ctx: Ctx): Promise<StepRow[]> {
  return ctx.db.rows(
    `select mark, act, text_zh as zh, text_en as en from mark_step
     where valid_from <= $1 and (valid_to is null or valid_to > $1) order by mark, position`,
    [civilDay(ctx.now)],
  )
}

/** How many acts of each mark were recorded in a contact. */
export async function countActs(ctx: Ctx, contactId: number): Promise<Map<Mark, number>> {
  const rows = await ctx.db.rows<{ mark: Mark; count: number }>(
    `select detail ->> 'mark' as mark, count(*)::int as count from contact_event
     where contact_id = $1 and kind = 'mark-act' group by detail ->> 'mark'`,
    [contactId],
  )
  return new Map(rows.map(({ mark, count }) => [mark, count]))
}

export type CallInHand = Marked & { id: number; contactNo: string; isOnLine: boolean }

/** SQL: somebody is on its line. */
const isOnLine = `state = 'active' and channel = 'voice' and line_ended_at is null
  and coalesce(call_back, 'reached') = 'reached' as "isOnLine"`

/** The reader's own contact, that goes on or is still to be written. */
export function lockInHand(ctx: Ctx, contactId: number): Promise<CallInHand | undefined> {
  return ctx.db.first(
    `select id, contact_no as "contactNo", account_id as "accountId", phone_hash as hash,
       ${isOnLine}
     from contact where id = $1 and agent_id = $2 and state in ('active', 'unwritten') for update`,
    [contactId, ctx.actor.id],
  )
}

export async function logAct(ctx: Ctx, contactId: number, detail: Record<string, string | number>): Promise<void> {
  await ctx.db.run(
    `insert into contact_event (contact_id, at, kind, agent_id, detail) values ($1, $2, 'mark-act', $3, $4)`,
    [contactId, ctx.now, ctx.actor.id, JSON.stringify(detail)],
  )
}

/** Whose number and account a contact is of. */
export function findMarked(
  ctx: Ctx,
  contactId: number,
): Promise<(Marked & { isOwn: boolean; isOnLine: boolean }) | undefined> {
  return ctx.db.first(
    `select account_id as "accountId", phone_hash as hash, agent_id = $2 as "isOwn",
       ${isOnLine}
     from contact where id = $1`,
    [contactId, ctx.actor.id],
  )
}
