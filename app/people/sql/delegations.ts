import type { Ctx, Role } from '../../../db/context.ts'
import { civilDay } from '../../../db/time.ts'
import type { Delegation, NewDelegation } from '../delegation-contract.ts'
import type { Loan } from '../rules/acting.ts'

type Clocked = Pick<Ctx, 'db' | 'now'>

/** What the lender still has himself, on the days that were released, until somebody ends it. */
export const holds = (day: string) => `d.decision = 'released' and d.ended_at is null and f.disabled_at is null
  and d.valid_from <= ${day} and d.valid_to > ${day}`
export const stillHad = `array(select r from unnest(d.roles) r where r = any(f.roles))`

export function listLoans(ctx: Clocked, userIds: number[]): Promise<(Loan & { toId: number })[]> {
  return ctx.db.prepared.rows(
    `select d.to_id as "toId", f.username, f.name, ${stillHad} as roles, o.path as scope, (d.valid_to - 1) as through
     from delegation d join app_user f on f.id = d.from_id join organisation o on o.id = f.organisation_id
     where d.to_id = any($1) and ${holds('$2::date')} order by d.id`,
    [userIds, civilDay(ctx.now)],
  )
}

/** Who has lent him anything that holds now, or borrowed from him. */
export async function listPartners(ctx: Clocked, userId: number): Promise<string[]> {
  const rows = await ctx.db.prepared.rows<{ username: string }>(
    `select distinct case when d.from_id = $1 then t.username else f.username end as username
     from delegation d join app_user f on f.id = d.from_id join app_user t on t.id = d.to_id
     where (d.from_id = $1 or d.to_id = $1) and ${holds('$2::date')}`,
    [userId, civilDay(ctx.now)],
  )
  return rows.map(({ username }) => username)
}

/** Roles lent to somebody that hold now or may yet. */
export async function listLentRoles(ctx: Clocked, userId: number): Promise<Role[]> {
  const row = await ctx.db.first<{ roles: Role[] }>(
    `select coalesce(array_agg(distinct r), '{}') as roles from delegation d cross join unnest(d.roles) r
     where d.to_id = $1 and d.ended_at is null and d.decision is distinct from 'refused' and d.valid_to > $2`,
    [userId, civilDay(ctx.now)],
  )
  return row?.roles ?? []
}

const selected = `select d.id, f.username as "fromUsername", f.name as "fromName", t.username as "toUsername", t.name as "toName",
    fo.name as unit, d.roles, d.valid_from as "from", (d.valid_to - 1) as through, d.reason, d.to_id as "toId",
    case when d.ended_at is not null then 'ended' when d.decision = 'refused' then 'refused'
      when d.valid_to <= $2::date then 'over' when d.decision is null then 'waiting'
      when d.valid_from > $2::date then 'coming' else 'holds' end as state,
    starts_with(fo.path, $1) as "isInScope"
  from delegation d join app_user f on f.id = d.from_id join organisation fo on fo.id = f.organisation_id
  join app_user t on t.id = d.to_id`

export type DelegationRow = Omit<Delegation, 'isMine' | 'mayDecide'> & { toId: number; isInScope: boolean }

/** One's own, and for those who oversee the unit everybody's. */
export function listDelegationRows(ctx: Ctx, oversees: boolean): Promise<DelegationRow[]> {
  return ctx.db.rows(
    `${selected} where d.from_id = $3 or d.to_id = $3 or ($4 and starts_with(fo.path, $1)) order by d.id desc limit 500`,
    [ctx.scope, civilDay(ctx.now), ctx.actor.id, oversees],
  )
}

export function lockDelegation(ctx: Ctx, id: number): Promise<DelegationRow | undefined> {
  return ctx.db.first(`${selected} where d.id = $3 for update of d`, [ctx.scope, civilDay(ctx.now), id])
}

/** Those of the same unit or of one above it. */
export function listColleagues(
  ctx: Ctx,
): Promise<{ id: number; username: string; name: string; roles: Role[]; unit: string }[]> {
  return ctx.db.rows(
    `select u.id, u.username, u.name, u.roles, o.name as unit
     from app_user me join organisation mine on mine.id = me.organisation_id
     join organisation o on starts_with(mine.path, o.path) join app_user u on u.organisation_id = o.id
     where me.id = $1 and u.id <> me.id and u.disabled_at is null and not 'customer' = any(u.roles)
     order by o.path desc, u.username limit 500`,
    [ctx.actor.id],
  )
}

/** One's own, without what is lent. */
export async function findRoles(ctx: Ctx, userId: number): Promise<Role[]> {
  const row = await ctx.db.first<{ roles: Role[] }>('select roles from app_user where id = $1', [userId])
  return row?.roles ?? []
}

export async function insertDelegation(ctx: Ctx, toId: number, asked: NewDelegation): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into delegation (from_id, to_id, roles, valid_from, valid_to, reason, asked_at)
     values ($1, $2, $3, $4, $5::date + 1, $6, $7) returning id`,
    [ctx.actor.id, toId, asked.roles, asked.from, asked.through, asked.reason, ctx.now],
  )
  return row?.id ?? 0
}

export async function decideDelegationRow(ctx: Ctx, id: number, decision: string, note: string): Promise<void> {
  await ctx.db.run('update delegation set decision = $2, decided_by = $3, decided_at = $4, note = $5 where id = $1', [
    id,
    decision,
    ctx.actor.username,
    ctx.now,
    note,
  ])
}

export async function endDelegationRow(ctx: Ctx, id: number): Promise<void> {
  await ctx.db.run('update delegation set ended_by = $2, ended_at = $3 where id = $1', [
    id,
    ctx.actor.username,
    ctx.now,
  ])
}
