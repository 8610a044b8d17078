import type { Ctx } from '../../db/context.ts'
import type { Days } from '../rules/price-days.ts'

export type Validity = Days & { id: number; versionId: number; version: string }

/** Whoever changes the days of a code waits for whoever is changing them. */
export async function lockPriceCode(ctx: Ctx, priceCode: string): Promise<boolean> {
  return (await ctx.db.first('select code from price where code = $1 for update', [priceCode])) !== undefined
}

/** Days of a code as they are known now. */
export function listValidities(ctx: Ctx, priceCode: string): Promise<Validity[]> {
  return ctx.db.rows(
    `select d.id, d.version_id as "versionId", v.version, d.valid_from as "from", d.valid_to as "to"
     from price_validity d join price_version v on v.id = d.version_id
     where d.price_code = $1 and d.known_to is null order by d.valid_from`,
    [priceCode],
  )
}

export function insertValidity(
  ctx: Ctx,
  validity: { versionId: number; priceCode: string; days: Days },
): Promise<number> {
  return ctx.db.run(
    `insert into price_validity (version_id, price_code, valid_from, valid_to, known_from, changed_by)
     values ($1, $2, $3, $4, $5, $6)`,
    [validity.versionId, validity.priceCode, validity.days.from, validity.days.to, ctx.now, ctx.actor.username],
  )
}

export function closeValidity(ctx: Ctx, id: number): Promise<number> {
  return ctx.db.run('update price_validity set known_to = $2 where id = $1 and known_to is null', [id, ctx.now])
}

export function insertVersionEnd(
  ctx: Ctx,
  end: { versionId: number; byVersionId: number | null; reason: string | null },
): Promise<number> {
  return ctx.db.run(
    `insert into price_version_end (version_id, kind, by_version_id, at, by_user, reason)
     values ($1, case when $2::bigint is null then 'withdrawn' else 'superseded' end, $2, $3, $4, $5)`,
    [end.versionId, end.byVersionId, ctx.now, ctx.actor.username, end.reason],
  )
}

export type VersionEnd = {
  version: string
  kind: 'superseded' | 'withdrawn'
  at: Date
  by: string
  reason: string | null
  byVersion: string | null
}

export function listVersionEnds(ctx: Ctx): Promise<VersionEnd[]> {
  return ctx.db.rows(
    `select v.version, e.kind, e.at, e.by_user as "by", e.reason, s.version as "byVersion"
     from price_version_end e join price_version v on v.id = e.version_id
     left join price_version s on s.id = e.by_version_id order by e.at, e.id`,
  )
}

export type Touched = { billMonth: string; accounts: number; bills: number; totalYuan: string }

/** Issued bills at a price whose period touches the days: what a price dated in the past concerns. */
export function countTouchedBills(ctx: Ctx, query: { priceCode: string; days: Days }): Promise<Touched[]> {
  return ctx.db.rows(
    `select b.bill_month as "billMonth", count(distinct b.account_id)::int as accounts, count(*)::int as bills,
       sum(b.total_yuan)::text as "totalYuan"
     from bill b join price_version v on v.id = b.price_version_id
     where v.price_code = $1 and b.period_to > $2 and ($3::date is null or b.period_from < $3)
     group by b.bill_month order by b.bill_month`,
    [query.priceCode, query.days.from, query.days.to],
  )
}
