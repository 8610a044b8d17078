import type { Ctx } from '../../db/context.ts'
import { describeParking, type ParkReason, type ParkStage } from '../rules/parking.ts'

export type NewParking = { accountId: number; because: ParkReason; detail: Record<string, unknown>; stage: string }

/** One open row for each account and month: parked again, it counts another attempt. */
export async function parkBills(ctx: Ctx, billMonth: string, parkings: NewParking[]): Promise<void> {
  await ctx.db.run(
    `insert into parked_bill (account_id, bill_month, reason, detail, owner_role, stage, parked_at)
     select account_id, $1, reason, detail, owner_role, stage, $2
     from unnest($3::bigint[], $4::text[], $5::jsonb[], $6::text[], $7::text[])
       as p(account_id, reason, detail, owner_role, stage)
     on conflict (account_id, bill_month) where resolved_at is null do update
     set reason = excluded.reason, detail = excluded.detail, owner_role = excluded.owner_role, stage = excluded.stage,
       attempts = parked_bill.attempts + 1`,
    [
      billMonth,
      ctx.now,
      parkings.map(({ accountId }) => accountId),
      parkings.map(({ because }) => because),
      parkings.map(({ detail }) => JSON.stringify(detail)),
      parkings.map(({ because }) => describeParking(because).owner),
      parkings.map(({ stage }) => stage),
    ],
  )
}

/** A bill resolves what was parked of its own month and of the earlier months that it makes up. */
export async function resolveParked(ctx: Ctx, bills: { accountId: number; billMonth: string; billNo: string }[]) {
  await ctx.db.run(
    `update parked_bill p set resolved_at = $1, resolution = 'bill:' || b.bill_no
     from unnest($2::bigint[], $3::text[], $4::text[]) as b(account_id, bill_month, bill_no)
     where p.account_id = b.account_id and p.bill_month <= b.bill_month and p.resolved_at is null`,
    [
      ctx.now,
      bills.map(({ accountId }) => accountId),
      bills.map(({ billMonth }) => billMonth),
      bills.map(({ billNo }) => billNo),
    ],
  )
}

export type AwaitingReview = {
  id: number
  accountId: number
  billMonth: string
  pointId: number
  from: string
  to: string
}

/** Parked until a reading is reviewed, in order of id; of these points or of all. */
export function listAwaitingReview(
  ctx: Ctx,
  query: { pointIds: number[] | null; afterId: number; limit: number },
): Promise<AwaitingReview[]> {
  return ctx.db.rows(
    `select id, account_id as "accountId", bill_month as "billMonth", (detail ->> 'pointId')::bigint as "pointId",
       detail ->> 'from' as "from", detail ->> 'to' as "to"
     from parked_bill
     where resolved_at is null and reason = 'READING_NOT_REVIEWED' and id > $1
       and ($2::bigint[] is null or (detail ->> 'pointId')::bigint = any($2))
     order by id limit $3`,
    [query.afterId, query.pointIds, query.limit],
  )
}

/** Later months of these accounts that wait for a held bill. */
export function listAwaitingRelease(
  ctx: Ctx,
  accountIds: number[],
): Promise<{ accountId: number; billMonth: string }[]> {
  return ctx.db.rows(
    `select account_id as "accountId", bill_month as "billMonth" from parked_bill
     where account_id = any($1) and resolved_at is null and reason = 'EARLIER_BILL_HELD' order by bill_month, account_id`,
    [accountIds],
  )
}

export type ParkedRow = {
  id: number
  accountId: number
  accountNo: string
  customerName: string
  billMonth: string
  reason: ParkReason
  detail: Record<string, unknown>
  owner: string
  attempts: number
  stage: ParkStage
  parkedAt: Date
}

export function listOpenParked(
  ctx: Ctx,
  query: { id?: number; billMonth?: string; reason?: string; beforeId: number | null; limit: number },
): Promise<ParkedRow[]> {
  return ctx.db.rows(
    `select p.id, p.account_id as "accountId", a.account_no as "accountNo", c.name as "customerName",
       p.bill_month as "billMonth", p.reason, p.detail, p.owner_role as owner, p.attempts, p.stage, p.parked_at as "parkedAt"
     from parked_bill p
     join account a on a.id = p.account_id
     join organisation o on o.id = a.organisation_id
     join account_term t on t.account_id = a.id and t.valid_to is null and t.known_to is null
     join customer c on c.id = t.customer_id
     where p.resolved_at is null and starts_with(o.path, $1) and ($2::text is null or p.bill_month = $2)
       and ($3::text is null or p.reason = $3) and ($4::bigint is null or p.id < $4) and ($5::bigint is null or p.id = $5)
     order by p.id desc limit $6`,
    [ctx.scope, query.billMonth ?? null, query.reason ?? null, query.beforeId, query.id ?? null, query.limit],
  )
}

export async function findFirstUnbilledDay(ctx: Ctx, accountId: number): Promise<string> {
  const row = await ctx.db.first<{ day: string }>(
    `select coalesce(l.billed_until, a.opened_on) as day
     from account a left join account_ledger l on l.account_id = a.id where a.id = $1`,
    [accountId],
  )
  return row?.day ?? ''
}

export type ParkedGroup = {
  billMonth: string
  reason: ParkReason
  stage: ParkStage
  owner: string
  accounts: number
  oldestAt: Date
}

/** What is parked in the unit by month, stage and reason, the largest group first. */
export function listParkedGroups(
  ctx: Ctx,
  query: { billMonth?: string | undefined; path?: string },
): Promise<ParkedGroup[]> {
  return ctx.db.rows(
    `select p.bill_month as "billMonth", p.reason, p.stage, p.owner_role as owner, count(*)::int as accounts,
       min(p.parked_at) as "oldestAt"
     from parked_bill p join account a on a.id = p.account_id join organisation o on o.id = a.organisation_id
     where p.resolved_at is null and starts_with(o.path, $1) and starts_with(o.path, $2)
       and ($3::text is null or p.bill_month = $3)
     group by p.bill_month, p.reason, p.stage, p.owner_role
     order by count(*) desc, p.bill_month, p.reason, p.stage`,
    [ctx.scope, query.path ?? '', query.billMonth ?? null],
  )
}

export async function listParkedAccounts(
  ctx: Ctx,
  { fromMonth, throughMonth, reason }: { fromMonth: string; throughMonth: string; reason: ParkReason },
): Promise<{ billMonth: string; accountId: number }[]> {
  return ctx.db.rows(
    `select p.bill_month as "billMonth", p.account_id as "accountId" from parked_bill p join account a on a.id = p.account_id
     join organisation o on o.id = a.organisation_id
     where p.resolved_at is null and starts_with(o.path, $1) and p.bill_month between $2 and $3
       and p.reason = $4
     order by p.bill_month, p.account_id`,
    [ctx.scope, fromMonth, throughMonth, reason],
  )
}
