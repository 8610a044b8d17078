import type { Ctx } from '../../../db/context.ts'
import type { Over } from '../../../db/erasures.ts'
import { civilDay } from '../../../db/time.ts'

export type RuleRow = {
  kind: string
  figure: number
  unit: 'days' | 'months'
  countedFrom: string
  isLeast: boolean
  legalBasis: string
  confirmed: boolean
}

export function listRetentionRules(ctx: Pick<Ctx, 'db' | 'now'>): Promise<RuleRow[]> {
  return ctx.db.rows(
    `select kind, figure, unit, counted_from as "countedFrom", is_least as "isLeast", legal_basis as "legalBasis", confirmed
     from retention_rule where valid_from <= $1 and (valid_to is null or valid_to > $1)
     order by is_least, unit, figure, kind`,
    [civilDay(ctx.now)],
  )
}

/** Accounts that are held, or that something open is about. */
export async function listKeptAccounts(ctx: Pick<Ctx, 'db'>): Promise<Pick<Over, 'kept' | 'keptOtherwise'>> {
  const row = await ctx.db.first<Pick<Over, 'kept' | 'keptOtherwise'>>(
    `with why as materialized (
       select account_id, false as "byApplication" from legal_hold where lifted_at is null
       union all select account_id, starts_with(case_ref, 'application:') from account_case where closed_at is null
       union all select unnest(account_ids), true from application where status = 'open'
       union all select account_id, false from correction_task where resolved_at is null
       union all select account_id, false from audit_order where decision is null
       union all select account_id, false from account_charge where state = 'draft'
       union all select account_id, false from work_order
         where account_id is not null and status not in ('closed', 'cancelled', 'merged')
       union all select w.account_id, false from work_order w join work_order m on m.id = w.merged_into
         where w.account_id is not null and m.status not in ('closed', 'cancelled', 'merged'))
     select array(select distinct account_id from why) as kept,
       array(select distinct account_id from why where not "byApplication") as "keptOtherwise"`,
  )
  return row ?? { kept: [], keptOtherwise: [] }
}

/** When something of a kind was erased the last time, and how much in that night. */
export async function listLatestErasures(ctx: Ctx): Promise<Map<string, { at: Date; erased: number }>> {
  const rows = await ctx.db.rows<{ kind: string; at: Date; erased: number }>(
    `select distinct on (subject) substr(subject, 11) as kind, max(at) as at, sum((detail ->> 'erased')::bigint)::bigint as erased
     from audit_entry where action = 'data.erased' group by subject, day order by subject, day desc`,
  )
  return new Map(rows.map(({ kind, at, erased }) => [kind, { at, erased }]))
}

export type HoldRow = {
  id: number
  accountNo: string
  unit: string
  reason: string
  placedBy: string
  placedAt: Date
  liftedBy: string | null
  liftedAt: Date | null
  liftReason: string | null
}

const selected = `select h.id, a.account_no as "accountNo", o.name as unit, h.reason, h.placed_by as "placedBy",
    h.placed_at as "placedAt", h.lifted_by as "liftedBy", h.lifted_at as "liftedAt", h.lift_reason as "liftReason"
  from legal_hold h join account a on a.id = h.account_id join organisation o on o.id = a.organisation_id
  where starts_with(o.path, $1)`

export function listHolds(ctx: Ctx): Promise<HoldRow[]> {
  return ctx.db.rows(`${selected} order by h.lifted_at is not null, h.id desc limit 500`, [ctx.scope])
}

export function lockHold(ctx: Ctx, id: number): Promise<HoldRow | undefined> {
  return ctx.db.first(`${selected} and h.id = $2 for update of h`, [ctx.scope, id])
}

/** Undefined where the account is held already. */
export function insertHold(ctx: Ctx, accountId: number, reason: string): Promise<{ id: number } | undefined> {
  return ctx.db.first(
    `insert into legal_hold (account_id, reason, placed_by, placed_at) values ($1, $2, $3, $4)
     on conflict (account_id) where lifted_at is null do nothing returning id`,
    [accountId, reason, ctx.actor.username, ctx.now],
  )
}

export async function liftHoldRow(ctx: Ctx, id: number, reason: string): Promise<void> {
  await ctx.db.run('update legal_hold set lifted_by = $2, lifted_at = $3, lift_reason = $4 where id = $1', [
    id,
    ctx.actor.username,
    ctx.now,
    reason,
  ])
}
