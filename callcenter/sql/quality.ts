import type { Ctx } from '../../db/context.ts'
import type { SheetDetail, SheetRow, sheetStates } from '../quality/contract.ts'
import type { DrawnFrom, DrawReason, Item } from '../rules/quality.ts'
import { isNotOfReader, namesAndUnit, readerNames } from './shields.ts'

/** SQL: how a person is called. */
const nameOf = (username: string) =>
  `coalesce((select p.name from app_user p where p.username = ${username}), ${username})`

/** Calls answered in `[from, to)` by agents of the unit that are recorded, written and not drawn yet; of each one agent said all. */
export function listToDraw(ctx: Ctx, { from, to }: { from: Date; to: Date }): Promise<DrawnFrom[]> {
  return ctx.db.rows(
    `select c.id as "contactId", c.agent_id as "agentId",
       extract(epoch from coalesce(c.line_ended_at, c.closed_at) - c.answered_at)::float as "talkSeconds",
       c.category = 'complaint' or exists (select from work_order w where w.contact_id = c.id and w.kind = 'complaint') as "hasComplaint",
       exists (select from work_order w join work_order_entry e on e.work_order_id = w.id and e.outcome = 'dissatisfied'
         where w.contact_id = c.id) as "isDissatisfied",
       extract(epoch from c.answered_at - (select min(f.answered_at) from contact f where f.agent_id = c.agent_id))::float / 86400 as "agentDays"
     from contact c join app_user u on u.id = c.agent_id join organisation o on o.id = u.organisation_id
     where c.channel = 'voice' and c.state = 'closed' and c.transferred_by is null and c.answered_at >= $1 and c.answered_at < $2 and starts_with(o.path, $3)
       and exists (select from contact_recording r where r.contact_id = c.id)
       and not exists (select from quality_sheet q where q.contact_id = c.id) order by c.id`,
    [from, to, ctx.scope],
  )
}

/** Undefined where some of the days were drawn from before, or the actor's scope is no unit. */
export async function insertDraw(
  ctx: Ctx,
  draw: { fromOn: string; toOn: string; seed: string; calls: number },
  sheets: { contactId: number; agentId: number; reasons: DrawReason[] }[],
): Promise<number | undefined> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into quality_draw (organisation_id, from_on, to_on, seed, calls, drawn_by, drawn_at)
     select id, $2, $3, $4, $5, $6, $7 from organisation where path = $1 on conflict do nothing returning id`,
    [ctx.scope, draw.fromOn, draw.toOn, draw.seed, draw.calls, ctx.actor.username, ctx.now],
  )
  if (!row) return undefined
  await ctx.db.run(
    `insert into quality_sheet (draw_id, contact_id, agent_id, reasons, state)
     select $1, (s ->> 'contactId')::bigint, (s ->> 'agentId')::bigint, array(select jsonb_array_elements_text(s -> 'reasons')), 'open'
     from jsonb_array_elements($2::jsonb) s on conflict (contact_id) do nothing`,
    [row.id, JSON.stringify(sheets)],
  )
  return row.id
}

export function listDraws(
  ctx: Ctx,
  most: number,
): Promise<{ fromOn: string; toOn: string; calls: number; drawn: number; drawnBy: string }[]> {
  return ctx.db.rows(
    `select d.from_on as "fromOn", d.to_on as "toOn", d.calls, ${nameOf('d.drawn_by')} as "drawnBy",
       (select count(*)::int from quality_sheet q where q.draw_id = d.id) as drawn
     from quality_draw d join organisation o on o.id = d.organisation_id where starts_with(o.path, $1) order by d.from_on desc limit $2`,
    [ctx.scope, most],
  )
}

const SHEET = `q.id, c.contact_no as "contactNo", u.name as agent, c.answered_at as "answeredAt",
  round(extract(epoch from coalesce(c.line_ended_at, c.closed_at) - c.answered_at))::int as "talkSeconds", c.category, q.reasons, q.state,
  q.score, q.is_fatal as "isFatal", ${nameOf('q.judged_by')} as "judgedBy", q.judged_at as "judgedAt"`
const FROM = `from quality_sheet q join contact c on c.id = q.contact_id join app_user u on u.id = q.agent_id
  join organisation o on o.id = u.organisation_id`
/** SQL: nothing came of the call that is about the reader or his unit. */
const isShown = (first: number) =>
  `not exists (select from work_order w where w.contact_id = c.id and not (${isNotOfReader(first)}))`

type Row<T> = { [K in keyof T]: K extends `${string}At` | 'appealUntil' ? Date | Extract<T[K], null> : T[K] }

/** Of agents of the reader's units; `agentId`: of one alone, what is judged. */
export function listSheetRows(
  ctx: Ctx,
  { state, agentId, most }: { state: (typeof sheetStates)[number] | 'all'; agentId: number | null; most: number },
): Promise<Row<SheetRow>[]> {
  return ctx.db.rows(
    `select ${SHEET} ${FROM}
     where ($1 = 'all' or q.state = $1) and ${isShown(4)}
       and case when $2::bigint is null then starts_with(o.path, $3) else q.agent_id = $2 and q.state <> 'open' end
     order by array_position(array['appealed', 'open', 'judged', 'final'], q.state), c.answered_at desc, q.id limit $6`,
    [state, agentId, ctx.scope, ...readerNames(ctx), most],
  )
}

type DetailRow = Row<Omit<SheetDetail, 'items' | 'marks' | 'recordings' | 'isOwn' | 'appealUntil'>> & {
  agentId: number
  agentUsername: string
  judgedByUsername: string | null
  answeredOn: string
}

/** To who judges and leads by unit, to an agent what is judged of his own. */
export function findSheetRow(ctx: Ctx, id: number, readsUnit: boolean): Promise<DetailRow | undefined> {
  return ctx.db.first(
    `select ${SHEET}, c.summary, q.advice, q.appeal, q.appealed_at as "appealedAt", ${nameOf('q.decided_by')} as "decidedBy", q.verdict,
       q.decision_reason as "decisionReason", q.agent_id as "agentId", u.username as "agentUsername", q.judged_by as "judgedByUsername",
       (c.answered_at at time zone 'Asia/Shanghai')::date as "answeredOn" ${FROM}
     where q.id = $1 and ${isShown(4)}
       and ($3 and starts_with(o.path, $2) or q.agent_id = $6 and q.state <> 'open')`,
    [id, ctx.scope, readsUnit, ...readerNames(ctx), ctx.actor.id],
  )
}

export function listItems(ctx: Ctx, day: string): Promise<(Item & { titleZh: string; titleEn: string })[]> {
  return ctx.db.rows(
    `select code, title_zh as "titleZh", title_en as "titleEn", points, is_fatal as "isFatal" from quality_item
     where valid_from <= $1 and (valid_to is null or valid_to > $1) order by is_fatal, points desc, code`,
    [day],
  )
}

export function listMarks(ctx: Ctx, sheetId: number): Promise<SheetDetail['marks']> {
  return ctx.db.rows(
    'select code, points, most, is_missed as "isMissed", note from quality_mark where sheet_id = $1 order by code',
    [sheetId],
  )
}

export async function replaceMarks(
  ctx: Ctx,
  sheetId: number,
  marks: { code: string; points: number; most: number; isMissed: boolean; note: string | null }[],
): Promise<void> {
  await ctx.db.run('delete from quality_mark where sheet_id = $1', [sheetId])
  await ctx.db.run(
    `insert into quality_mark (sheet_id, code, points, most, is_missed, note)
     select $1, m ->> 'code', (m ->> 'points')::int, (m ->> 'most')::int, (m ->> 'isMissed')::boolean, m ->> 'note' from jsonb_array_elements($2::jsonb) m`,
    [sheetId, JSON.stringify(marks)],
  )
}

/** False where it is judged already. */
export async function judgeRow(
  ctx: Ctx,
  id: number,
  { score, isFatal, advice }: { score: number; isFatal: boolean; advice: string | null },
): Promise<boolean> {
  const judged = await ctx.db.run(
    `update quality_sheet set state = 'judged', judged_by = $2, judged_at = $3, score = $4, is_fatal = $5, advice = $6
     where id = $1 and state = 'open'`,
    [id, ctx.actor.username, ctx.now, score, isFatal, advice],
  )
  return judged > 0
}

/** False where it is not his, is not judged, was appealed before, or was judged before `since`. */
export async function appealRow(
  ctx: Ctx,
  id: number,
  { reason, since }: { reason: string; since: Date },
): Promise<boolean> {
  const appealed = await ctx.db.run(
    `update quality_sheet set state = 'appealed', appeal = $3, appealed_at = $4
     where id = $1 and agent_id = $2 and state = 'judged' and judged_at >= $5`,
    [id, ctx.actor.id, reason, ctx.now, since],
  )
  return appealed > 0
}

/** Null for what stays as it was. */
export async function decideRow(
  ctx: Ctx,
  id: number,
  d: { verdict: 'upheld' | 'changed'; reason: string; score: number | null; isFatal: boolean | null; names: string[] },
): Promise<boolean> {
  const decided = await ctx.db.run(
    `update quality_sheet set state = 'final', decided_by = $2, decided_at = $3, verdict = $4, decision_reason = $5,
       score = coalesce($6, score), is_fatal = coalesce($7, is_fatal)
     where id = $1 and state = 'appealed' and judged_by <> all($8) and agent_id <> $9`,
    [id, ctx.actor.username, ctx.now, d.verdict, d.reason, d.score, d.isFatal, d.names, ctx.actor.id],
  )
  return decided > 0
}

/**
 * SQL: who judges and leads hears it by the unit of its agent; the agent once his call is judged; nobody of whom, or of whose unit, it
 * complains. `$2` scope, `$3` whether he reads his unit, `$4`, `$5` his names and unit, `$6` he himself; agent's unit `o`.
 */
const mayHear = `(${isShown(4)} and ($3 and starts_with(o.path, $2) and c.agent_id <> $6
  or c.agent_id = $6 and exists (select from quality_sheet q where q.contact_id = c.id and q.state <> 'open')))`
const RECORDED = `from contact_recording r join contact c on c.id = r.contact_id
  join app_user u on u.id = c.agent_id join organisation o on o.id = u.organisation_id`
const hearer = (ctx: Ctx, readsUnit: boolean) => [ctx.scope, readsUnit, ...namesAndUnit(ctx), ctx.actor.id]

export function listRecordings(
  ctx: Ctx,
  contactNo: string,
  readsUnit: boolean,
): Promise<{ id: number; seconds: number; mayHear: boolean }[]> {
  return ctx.db.rows(
    `select r.id, r.seconds, coalesce(${mayHear}, false) as "mayHear" ${RECORDED} where c.contact_no = $1 order by r.id`,
    [contactNo, ...hearer(ctx, readsUnit)],
  )
}

export function findRecording(
  ctx: Ctx,
  id: number,
  readsUnit: boolean,
): Promise<{ recording: string; seconds: number; engine: string; contactNo: string } | undefined> {
  return ctx.db.first(
    `select r.recording, r.seconds, c.engine, c.contact_no as "contactNo" ${RECORDED} where r.id = $1 and ${mayHear}`,
    [id, ...hearer(ctx, readsUnit)],
  )
}

type Result = { sheets: number; mean: number; fatal: number; passed: number }

/** Of sheets judged in the time, by agent, by week, and all together where `key` is null. */
export function countResults(
  ctx: Ctx,
  { from, to, passPoints }: { from: Date; to: Date; passPoints: number },
): Promise<(Result & { agent: string | null; weekOn: string | null })[]> {
  return ctx.db.rows(
    `select s.agent, s.week as "weekOn", count(*)::int as sheets, round(avg(s.score), 1)::float as mean,
       (count(*) filter (where s.is_fatal))::int as fatal, (count(*) filter (where s.score >= $3))::int as passed
     from (select u.name as agent, date_trunc('week', q.judged_at at time zone 'Asia/Shanghai')::date as week, q.score, q.is_fatal ${FROM}
       where q.judged_at >= $1 and q.judged_at < $2 and starts_with(o.path, $4)) s
     group by grouping sets ((), (s.agent), (s.week)) order by 1, 2`,
    [from, to, passPoints, ctx.scope],
  )
}

export function countItems(
  ctx: Ctx,
  { from, to }: { from: Date; to: Date },
): Promise<{ code: string; titleZh: string; titleEn: string; share: number; missed: number }[]> {
  return ctx.db.rows(
    `select m.code, coalesce(max(i.title_zh), m.code) as "titleZh", coalesce(max(i.title_en), m.code) as "titleEn",
       coalesce(sum(m.points)::float / nullif(sum(m.most), 0), 1 - avg(m.is_missed::int)::float) as share,
       (count(*) filter (where m.is_missed or m.points < m.most))::int as missed
     from quality_mark m join quality_sheet q on q.id = m.sheet_id join app_user u on u.id = q.agent_id
     join organisation o on o.id = u.organisation_id
     left join lateral (select title_zh, title_en from quality_item t where t.code = m.code order by valid_from desc limit 1) i on true
     where q.judged_at >= $1 and q.judged_at < $2 and starts_with(o.path, $3) group by m.code order by share, m.code`,
    [from, to, ctx.scope],
  )
}
