import type { Ctx } from '../../db/context.ts'
import type { Cause, CheckCode } from '../rules/run/checks.ts'

export type HeldFilter = { billMonth?: string | undefined; rule?: string | undefined; cause?: string | undefined }
export type HeldGroup = {
  billMonth: string
  rule: CheckCode
  cause: Cause
  bills: number
  energyWh: number
  totalYuan: string
}

const heldHits = `bill_check_hit h join bill b on b.id = h.bill_id join account a on a.id = b.account_id
  join organisation o on o.id = a.organisation_id
  where b.state = 'held' and h.decision is null and starts_with(o.path, $1)`

/** Held bills by the rule that they hit and its suspected cause, the largest group first. */
export function listHeldGroups(
  ctx: Ctx,
  { billMonth, path = '' }: Pick<HeldFilter, 'billMonth'> & { path?: string },
): Promise<HeldGroup[]> {
  return ctx.db.rows(
    `select b.bill_month as "billMonth", h.rule, h.cause, count(*)::int as bills, sum(b.energy_wh)::bigint as "energyWh",
       sum(b.total_yuan) as "totalYuan"
     from ${heldHits} and ($2::text is null or b.bill_month = $2) and starts_with(o.path, $3)
     group by b.bill_month, h.rule, h.cause order by count(*) desc, b.bill_month, h.rule, h.cause`,
    [ctx.scope, billMonth ?? null, path],
  )
}

export type HeldRow = {
  hitId: number
  billId: number
  billNo: string
  accountNo: string
  customerName: string
  billMonth: string
  energyWh: number
  totalYuan: string
  rule: CheckCode
  cause: Cause
  figures: Record<string, number | string>
  /** Other open hits of the same bill. */
  others: CheckCode[]
}

export function listHeldRows(
  ctx: Ctx,
  query: HeldFilter & { afterId: number | null; limit: number },
): Promise<HeldRow[]> {
  return ctx.db.rows(
    `select h.id as "hitId", b.id as "billId", b.bill_no as "billNo", a.account_no as "accountNo",
       c.name as "customerName", b.bill_month as "billMonth", b.energy_wh as "energyWh", b.total_yuan as "totalYuan",
       h.rule, h.cause, h.figures,
       coalesce((select array_agg(e.rule order by e.rule) from bill_check_hit e
         where e.bill_id = b.id and e.id <> h.id and e.decision is null), '{}') as others
     from bill_check_hit h join bill b on b.id = h.bill_id join account a on a.id = b.account_id
     join organisation o on o.id = a.organisation_id
     join account_term t on t.account_id = a.id and t.valid_to is null and t.known_to is null
     join customer c on c.id = t.customer_id
     where b.state = 'held' and h.decision is null and starts_with(o.path, $1)
       and ($2::text is null or b.bill_month = $2) and ($3::text is null or h.rule = $3)
       and ($4::text is null or h.cause = $4) and ($5::bigint is null or h.id > $5)
     order by h.id limit $6`,
    [ctx.scope, query.billMonth ?? null, query.rule ?? null, query.cause ?? null, query.afterId, query.limit],
  )
}

/** Open hits of held bills in scope: named ones, or all of a group. */
export function findOpenHits(
  ctx: Ctx,
  which: { hitIds: number[] } | { billMonth: string; rule: string; cause: string },
): Promise<{ hitId: number; billId: number; accountId: number }[]> {
  const group = 'rule' in which ? which : null
  return ctx.db.rows(
    `select h.id as "hitId", b.id as "billId", b.account_id as "accountId" from ${heldHits}
       and ($2::bigint[] is null or h.id = any($2))
       and ($3::text is null or (b.bill_month = $3 and h.rule = $4 and h.cause = $5)) order by h.id`,
    [
      ctx.scope,
      'hitIds' in which ? which.hitIds : null,
      group?.billMonth ?? null,
      group?.rule ?? null,
      group?.cause ?? null,
    ],
  )
}

export async function decideHits(
  ctx: Ctx,
  hitIds: number[],
  { decision, note }: { decision: 'false-alarm' | 'confirmed'; note: string | null },
): Promise<void> {
  await ctx.db.run(
    `update bill_check_hit set decision = $2, decided_by = $3, decided_at = $4, note = $5
     where id = any($1) and decision is null`,
    [hitIds, decision, ctx.actor.username, ctx.now, note],
  )
}

export type DecidedBill = {
  billId: number
  billNo: string
  document: 'bill' | 'interim'
  accountId: number
  billMonth: string
  runId: number | null
  periodTo: string
  totalYuan: string
  energyWh: number
  tierYear: number
  tierEnergyWh: number
  accumulatedBeforeWh: number
  dueOn: string
  ratedAt: Date
  /** A holding hit that nobody has decided. */
  isOpen: boolean
  isConfirmed: boolean
}

/** Held bills with what has been decided of their hits. */
export function listDecided(ctx: Ctx, billIds: number[]): Promise<DecidedBill[]> {
  return ctx.db.rows(
    `select b.id as "billId", b.bill_no as "billNo", b.document, b.account_id as "accountId", b.bill_month as "billMonth",
       b.run_id as "runId", b.period_to as "periodTo", b.total_yuan as "totalYuan", b.energy_wh as "energyWh",
       b.tier_year as "tierYear", b.tier_energy_wh as "tierEnergyWh", b.accumulated_before_wh as "accumulatedBeforeWh",
       b.due_on as "dueOn", b.rated_at as "ratedAt",
       exists (select 1 from bill_check_hit h join bill_check_rule r on r.code = h.rule
         where h.bill_id = b.id and h.decision is null and r.holds) as "isOpen",
       exists (select 1 from bill_check_hit h where h.bill_id = b.id and h.decision = 'confirmed') as "isConfirmed"
     from bill b where b.id = any($1) and b.state = 'held' order by b.id`,
    [billIds],
  )
}

export async function issueHeld(
  ctx: Ctx,
  bills: { billId: number; chargedThroughYuan: string; dueOn: string }[],
): Promise<void> {
  await ctx.db.run(
    `update bill b set state = 'issued', issued_at = $1, charged_through_yuan = i.charged, due_on = i.due_on
     from unnest($2::bigint[], $3::numeric[], $4::date[]) as i(id, charged, due_on) where b.id = i.id`,
    [
      ctx.now,
      bills.map(({ billId }) => billId),
      bills.map(({ chargedThroughYuan }) => chargedThroughYuan),
      bills.map(({ dueOn }) => dueOn),
    ],
  )
}

export async function discardHeld(ctx: Ctx, billIds: number[]): Promise<void> {
  await ctx.db.run(`update bill set state = 'discarded', standing = false where id = any($1) and state = 'held'`, [
    billIds,
  ])
}

/** Moves what was decided from held to issued in the figures of the runs that made it. */
export async function countDecided(ctx: Ctx, bills: (DecidedBill & { isIssued: boolean })[]): Promise<void> {
  await ctx.db.run(
    `update bill_run r set held = r.held - d.decided, issued = r.issued + d.issued, energy_wh = r.energy_wh + d.energy_wh,
       total_yuan = r.total_yuan + d.total_yuan
     from (
       select run_id, count(*)::int as decided, count(*) filter (where issued)::int as issued,
         coalesce(sum(energy_wh) filter (where issued), 0) as energy_wh,
         coalesce(sum(total_yuan) filter (where issued), 0) as total_yuan
       from unnest($1::bigint[], $2::boolean[], $3::bigint[], $4::numeric[]) as b(run_id, issued, energy_wh, total_yuan)
       group by run_id) d
     where r.id = d.run_id`,
    [
      bills.map(({ runId }) => runId),
      bills.map(({ isIssued }) => isIssued),
      bills.map(({ energyWh }) => energyWh),
      bills.map(({ totalYuan }) => totalYuan),
    ],
  )
}

export type CheckRuleRow = {
  code: CheckCode
  stage: 'rated' | 'issuing'
  parameters: Record<string, number>
  holds: boolean
  enabled: boolean
  basis: string
  changedBy: string
  changedAt: Date
  hits: number
  open: number
  confirmed: number
  falseAlarms: number
}

/** The rules with how often each was right since `since`. */
export function listCheckRuleRows(ctx: Ctx, since: string): Promise<CheckRuleRow[]> {
  return ctx.db.rows(
    `select r.code, r.stage, r.parameters, r.holds, r.enabled, r.basis, r.changed_by as "changedBy",
       r.changed_at as "changedAt", count(b.id)::int as hits,
       count(b.id) filter (where h.decision is null and b.state = 'held')::int as open,
       count(b.id) filter (where h.decision = 'confirmed')::int as confirmed,
       count(b.id) filter (where h.decision = 'false-alarm')::int as "falseAlarms"
     from bill_check_rule r
     left join bill_check_hit h on h.rule = r.code
     left join bill b on b.id = h.bill_id and b.rated_at >= $1::date
     group by r.code order by r.stage desc, r.code`,
    [since],
  )
}

export function updateCheckRule(
  ctx: Ctx,
  rule: { code: string; parameters: Record<string, number>; holds: boolean; enabled: boolean; basis: string },
): Promise<number> {
  return ctx.db.run(
    `update bill_check_rule set parameters = $2, holds = $3, enabled = $4, basis = $5, changed_by = $6, changed_at = $7
     where code = $1`,
    [rule.code, JSON.stringify(rule.parameters), rule.holds, rule.enabled, rule.basis, ctx.actor.username, ctx.now],
  )
}
