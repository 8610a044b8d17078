import type { Ctx } from '../../db/context.ts'
import { describeParking, type ParkReason } from '../rules/parking.ts'
import type { RatedStatement } from '../rules/run/feed-in.ts'

export type StatementRegister = {
  pointId: number
  deviceId: number
  role: string
  startWh: number
  endWh: number
  multiplier: number
  energyWh: number
}
export type NewStatement = RatedStatement & {
  statementNo: string
  accountId: number
  month: string
  document: 'statement' | 'reversal' | 'reissue'
  standing: boolean
  revision: number
  correctsId: number | null
  reason: string | null
  periodFrom: string
  periodTo: string
  paidBeforeYuan: string
  registers: StatementRegister[]
}

/** Stores statements with their lines and registers; answers ids in the order given. */
export async function insertStatements(ctx: Ctx, runId: number | null, statements: NewStatement[]): Promise<number[]> {
  const ids: number[] = []
  for (const each of statements) {
    const row = await ctx.db.first<{ id: number }>(
      `insert into feed_in_statement (statement_no, account_id, month, run_id, document, standing, revision, corrects_id,
         reason, period_from, period_to, exported_wh, generated_wh, total_yuan, paid_before_yuan, official, issued_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) returning id`,
      [
        ...[each.statementNo, each.accountId, each.month, runId, each.document, each.standing, each.revision],
        ...[each.correctsId, each.reason, each.periodFrom, each.periodTo, each.exportedWh, each.generatedWh],
        ...[each.totalYuan, each.paidBeforeYuan, each.official, ctx.now],
      ],
    )
    const id = row?.id ?? 0
    ids.push(id)
    await insertLines(ctx, id, each.lines)
    await insertRegisters(ctx, id, each.registers)
  }
  return ids
}

function insertLines(ctx: Ctx, id: number, lines: NewStatement['lines']): Promise<number> {
  return ctx.db.run(
    `insert into feed_in_line (statement_id, position, point_id, line_from, line_to, item, quantity, unit, price,
       unrounded_yuan, amount_yuan, formula, clause)
     select $1, ordinality, l.point_id, l.line_from, l.line_to, l.item, l.quantity, l.unit, l.price, l.unrounded, l.amount,
       l.formula, l.clause
     from unnest($2::bigint[], $3::date[], $4::date[], $5::text[], $6::numeric[], $7::text[], $8::numeric[], $9::numeric[],
       $10::numeric[], $11::text[], $12::text[]) with ordinality
       as l(point_id, line_from, line_to, item, quantity, unit, price, unrounded, amount, formula, clause, ordinality)`,
    [
      id,
      lines.map(({ pointId }) => pointId),
      lines.map(({ from }) => from),
      lines.map(({ to }) => to),
      lines.map(({ item }) => item),
      lines.map(({ quantity }) => quantity),
      lines.map(({ unit }) => unit),
      lines.map(({ price }) => price),
      lines.map(({ unroundedYuan }) => unroundedYuan),
      lines.map(({ amountYuan }) => amountYuan),
      lines.map(({ formula }) => formula),
      lines.map(({ clause }) => clause),
    ],
  )
}

function insertRegisters(ctx: Ctx, id: number, registers: StatementRegister[]): Promise<number> {
  return ctx.db.run(
    `insert into feed_in_register (statement_id, position, point_id, device_id, role, start_wh, end_wh, multiplier, energy_wh)
     select $1, r.ordinality, r.point_id, r.device_id, r.role, r.start_wh, r.end_wh, r.multiplier, r.energy_wh
     from unnest($2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::numeric[], $8::bigint[])
       with ordinality as r(point_id, device_id, role, start_wh, end_wh, multiplier, energy_wh, ordinality)`,
    [
      id,
      registers.map(({ pointId }) => pointId),
      registers.map(({ deviceId }) => deviceId),
      registers.map(({ role }) => role),
      registers.map(({ startWh }) => startWh),
      registers.map(({ endWh }) => endWh),
      registers.map(({ multiplier }) => multiplier),
      registers.map(({ energyWh }) => energyWh),
    ],
  )
}

export async function countDocuments(ctx: Ctx, accountId: number, month: string): Promise<number> {
  const row = await ctx.db.first<{ count: number }>(
    'select count(*) as count from feed_in_statement where account_id = $1 and month = $2',
    [accountId, month],
  )
  return row?.count ?? 0
}

export async function parkFeedIns(
  ctx: Ctx,
  month: string,
  parked: { accountId: number; because: ParkReason; detail: Record<string, unknown> }[],
): Promise<void> {
  await ctx.db.run(
    `insert into parked_feed_in (account_id, month, reason, detail, owner_role, parked_at)
     select p.account_id, $1, p.reason, p.detail, p.owner_role, $2
     from unnest($3::bigint[], $4::text[], $5::jsonb[], $6::text[]) as p(account_id, reason, detail, owner_role)
     on conflict (account_id, month) where resolved_at is null do update
     set reason = excluded.reason, detail = excluded.detail, owner_role = excluded.owner_role,
       attempts = parked_feed_in.attempts + 1`,
    [
      ...[month, ctx.now, parked.map(({ accountId }) => accountId), parked.map(({ because }) => because)],
      parked.map(({ detail }) => JSON.stringify(detail)),
      parked.map(({ because }) => describeParking(because).owner),
    ],
  )
}

export async function resolveFeedIns(ctx: Ctx, month: string, accountIds: number[]): Promise<void> {
  await ctx.db.run(
    `update parked_feed_in set resolved_at = $1 where account_id = any($2) and month <= $3 and resolved_at is null`,
    [ctx.now, accountIds, month],
  )
}

export type Payout = { reference: string; paidOn: string }
export type StandingStatement = Omit<NewStatement, 'document'> & {
  id: number
  accountNo: string
  document: 'statement' | 'reissue'
  /** Paid out on this document, or on those before it. */
  paidYuan: string
  payout: Payout | null
  documents: number
}

/** Statements of the account that stand, from a month on, in order of their days. */
export function listStandingStatements(ctx: Ctx, accountId: number, fromMonth: string): Promise<StandingStatement[]> {
  return ctx.db.rows(
    `select s.id, s.statement_no as "statementNo", s.account_id as "accountId", a.account_no as "accountNo", s.month,
       s.document, s.standing, s.revision, s.corrects_id as "correctsId", s.reason, s.period_from as "periodFrom",
       s.period_to as "periodTo", s.exported_wh as "exportedWh", s.generated_wh as "generatedWh",
       s.total_yuan as "totalYuan", s.paid_before_yuan as "paidBeforeYuan", s.official,
       case when s.state = 'paid' then s.total_yuan else s.paid_before_yuan end as "paidYuan",
       case when s.state = 'paid' then jsonb_build_object('reference', s.payout_reference, 'paidOn', s.paid_on) end as payout,
       (select count(*)::int from feed_in_statement d where d.account_id = s.account_id and d.month = s.month) as documents,
       (select coalesce(jsonb_agg(jsonb_build_object('pointId', l.point_id, 'from', l.line_from, 'to', l.line_to, 'item', l.item,
          'quantity', l.quantity, 'unit', l.unit, 'price', trim_scale(l.price)::text,
          'unroundedYuan', trim_scale(l.unrounded_yuan)::text, 'amountYuan', l.amount_yuan::text, 'formula', l.formula,
          'clause', l.clause) order by l.position), '[]') from feed_in_line l where l.statement_id = s.id) as lines,
       (select coalesce(jsonb_agg(jsonb_build_object('pointId', r.point_id, 'deviceId', r.device_id, 'role', r.role,
          'startWh', r.start_wh, 'endWh', r.end_wh, 'multiplier', r.multiplier, 'energyWh', r.energy_wh)
          order by r.position), '[]') from feed_in_register r where r.statement_id = s.id) as registers
     from feed_in_statement s join account a on a.id = s.account_id
     where s.account_id = $1 and s.standing and s.month >= $2 order by s.period_from`,
    [accountId, fromMonth],
  )
}

export async function takeDownStatements(ctx: Ctx, ids: number[]): Promise<void> {
  await ctx.db.run('update feed_in_statement set standing = false where id = any($1)', [ids])
}

export async function markPaid(ctx: Ctx, payouts: (Payout & { id: number })[]): Promise<void> {
  await ctx.db.run(
    `update feed_in_statement s set state = 'paid', payout_reference = p.reference, paid_on = p.paid_on
     from unnest($1::bigint[], $2::text[], $3::date[]) as p(id, reference, paid_on)
     where s.id = p.id and s.state = 'issued' and s.standing`,
    [payouts.map(({ id }) => id), payouts.map(({ reference }) => reference), payouts.map(({ paidOn }) => paidOn)],
  )
}

/** One task for every standing statement that rests on a register of a day: the one that it closes, and the one that it opens. */
export function openFeedInTasks(
  ctx: Ctx,
  { pointId, day, detail }: { pointId: number; day: string; detail: Record<string, unknown> },
): Promise<number> {
  return ctx.db.run(
    `insert into feed_in_task (account_id, month, detail, opened_at)
     select distinct s.account_id, s.month, $3::jsonb, $4::timestamptz
     from feed_in_register r join feed_in_statement s on s.id = r.statement_id
     where r.point_id = $1 and s.standing and s.period_from <= $2::date and $2::date <= s.period_to
     on conflict (account_id, month) where resolved_at is null do update set detail = excluded.detail`,
    [pointId, day, JSON.stringify(detail), ctx.now],
  )
}

export async function resolveFeedInTasks(
  ctx: Ctx,
  which: { accountId: number; fromMonth: string; throughMonth: string },
  resolution: 'corrected' | 'no-difference',
): Promise<void> {
  await ctx.db.run(
    `update feed_in_task set resolved_at = $4, resolution = $5
     where account_id = $1 and month between $2 and $3 and resolved_at is null`,
    [which.accountId, which.fromMonth, which.throughMonth, ctx.now, resolution],
  )
}

export type StatementOfPoint = { statementNo: string; totalYuan: string; exportedWh: number }

/** Statement that rests on a point in a month, and stands. */
export function findStatementOfPoint(ctx: Ctx, pointId: number, month: string): Promise<StatementOfPoint | undefined> {
  return ctx.db.first(
    `select s.statement_no as "statementNo", s.total_yuan as "totalYuan", s.exported_wh as "exportedWh"
     from feed_in_statement s where s.standing and s.month = $2 and exists (
       select 1 from feed_in_register r where r.statement_id = s.id and r.point_id = $1)`,
    [pointId, month],
  )
}
