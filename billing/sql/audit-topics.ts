import type { Ctx } from '../../db/context.ts'
import { isOfParty, partyOf } from '../../db/customers/parties.ts'
import type { AuditFigures, AuditTopic } from '../rules/audit-topics.ts'

export type TopicRow = {
  code: AuditTopic
  parameters: Record<string, number>
  ownerRole: string
  basis: string
  enabled: boolean
}
export type Finding = { accountId: number; figures: AuditFigures }

export function listTopics(ctx: Ctx): Promise<TopicRow[]> {
  return ctx.db.rows(
    `select code, parameters, owner_role as "ownerRole", basis, enabled from audit_topic order by code`,
  )
}

const accounts = `account a join account_term t on t.account_id = a.id and t.valid_to is null and t.known_to is null`
const pointTerms = `join metering_point p on p.account_id = a.id and p.purpose = 'settlement'
  join point_term e on e.point_id = p.id and e.valid_to is null and e.known_to is null`
/** The bill that closes last. */
const latestBill = `cross join lateral (
    select b.id, b.bill_month, b.energy_wh, b.reactive_varh, b.total_yuan, b.period_from, b.period_to from bill b
    where b.account_id = a.id and b.standing and b.state = 'issued' order by b.period_to desc limit 1) b`
const capacityPrice = `(select trim_scale(v.capacity_yuan_per_kva_month)::text from bill_segment s
    join price_version v on v.id = s.price_version_id where s.bill_id = b.id and v.capacity_yuan_per_kva_month is not null limit 1)`

/** Each topic's own question to the file and the bills; `$1` are its figures, `$2` the instant of the audit. */
const questions: Record<AuditTopic, string> = {
  'price-class': `
    select a.id as "accountId", jsonb_build_object('priceCode', r.code, 'capacityKva', t.contract_capacity_kva,
      'variant', case when r.account_class = t.class then 'single-part' end) as figures
    from ${accounts} ${pointTerms} join price r on r.code = e.price_code
    where t.status = 'active' and a.closed_on is null
      and (r.account_class <> t.class and not (r.tariff_system = 'single' and r.account_class = 'residential')
        or (t.class = 'commercial' and r.tariff_system = 'single'
          and t.contract_capacity_kva >= ($1::jsonb ->> 'twoPartFromKva')::numeric))`,
  'base-charge': `
    select a.id as "accountId", jsonb_build_object('contractKva', t.contract_capacity_kva, 'transformerKva', k.kva,
      'billMonth', b.bill_month, 'capacityYuanPerKva', ${capacityPrice},
      'variant', case when base.lines = 0 then 'no-base-charge' end) as figures
    from ${accounts} ${latestBill}
    cross join lateral (select coalesce(sum(c.capacity_kva), 0) as kva from receiving_point r
      join customer_transformer c on c.receiving_point_id = r.id where r.account_id = a.id) k
    cross join lateral (select count(*) as lines from bill_line l
      where l.bill_id = b.id and (l.item = 'capacity-charge' or l.item like 'demand-%')) base
    where t.parts = 'two' and t.status = 'active' and a.closed_on is null
      and (base.lines = 0 or k.kva < t.contract_capacity_kva - ($1::jsonb ->> 'toleranceKva')::numeric)`,
  'power-factor': `
    select a.id as "accountId", jsonb_build_object('capacityKva', t.contract_capacity_kva,
      'energyKwh', round(b.energy_wh / 1000.0, 1), 'reactiveKvarh', round(b.reactive_varh / 1000.0, 1),
      'totalYuan', b.total_yuan) as figures
    from ${accounts} ${latestBill}
    where t.class <> 'residential' and t.power_factor_standard is null and t.status = 'active' and a.closed_on is null
      and t.contract_capacity_kva >= ($1::jsonb ->> 'fromKva')::numeric`,
  'over-capacity': `
    select a.id as "accountId", jsonb_build_object('capacityKva', t.contract_capacity_kva,
      'demandKw', round((d.watts / 1000)::numeric, 2), 'day', d.day, 'capacityYuanPerKva', (
        select trim_scale(v.capacity_yuan_per_kva_month)::text from price_validity y
        join price_version v on v.id = y.version_id join point_term e on e.price_code = y.price_code
        join metering_point p on p.id = e.point_id and p.account_id = a.id
        where y.known_to is null and e.known_to is null and e.valid_to is null
          and v.capacity_yuan_per_kva_month is not null order by y.valid_from desc limit 1)) as figures
    from ${accounts}
    cross join lateral (
      select pd.day, sum(pd.max_demand_w) as watts from metering_point p join point_day pd on pd.point_id = p.id
      where p.account_id = a.id and p.purpose = 'settlement' and pd.max_demand_w is not null
        and pd.day > ($2::timestamptz at time zone 'Asia/Shanghai')::date - 31
      group by pd.day order by watts desc limit 1) d
    where t.status = 'active' and a.closed_on is null
      and d.watts / 1000 > t.contract_capacity_kva * ($1::jsonb ->> 'factor')::numeric`,
  'zero-use': `
    select a.id as "accountId", jsonb_build_object('months', z.bills, 'yuan', (
      select coalesce(round(avg(total_yuan), 2), 0.00)::text from (
        select b.total_yuan from bill b where b.account_id = a.id and b.standing and b.state = 'issued'
          and b.document <> 'interim' and b.period_to <= z.since and b.energy_wh > 0
        order by b.period_to desc limit 12) before)) as figures
    from ${accounts}
    cross join lateral (select count(*) as bills, sum(energy_wh) as wh, min(period_from) as since from (
      select energy_wh, period_from from bill b where b.account_id = a.id and b.standing and b.state = 'issued'
      order by b.period_to desc limit ($1::jsonb ->> 'months')::int) latest) z
    where t.status = 'active' and a.closed_on is null and z.bills = ($1::jsonb ->> 'months')::int and z.wh = 0`,
  corrections: `
    select b.account_id as "accountId", jsonb_build_object('months', ($1::jsonb ->> 'months')::int, 'times', count(*),
      'yuan', sum(abs(b.total_yuan - o.total_yuan))::text) as figures
    from bill b join bill o on o.id = b.corrects_bill_id
    where b.document = 'reissue' and b.issued_at > $2::timestamptz - make_interval(months => ($1::jsonb ->> 'months')::int)
    group by b.account_id
    having count(*) >= ($1::jsonb ->> 'times')::int or sum(abs(b.total_yuan - o.total_yuan)) >= ($1::jsonb ->> 'yuan')::numeric`,
  allowances: `
    select a.id as "accountId", jsonb_build_object('energyKwh', round(b.energy_wh / 1000.0, 1), 'accounts', c.accounts,
      'variant', case when c.accounts > 1 then 'two-allowances' end, 'yuan', (
        select coalesce(-sum(l.amount_yuan), 0)::text from bill_line l join bill s on s.id = l.bill_id
        where s.account_id = a.id and s.standing and l.item like 'allowance-%'
          and s.period_to > b.period_to - 365)) as figures
    from ${accounts} join allowance_term w on w.account_id = a.id and w.valid_to is null and w.known_to is null
    ${latestBill}
    cross join lateral (select count(distinct o.account_id) as accounts from account_term o
      join allowance_term x on x.account_id = o.account_id and x.valid_to is null and x.known_to is null
      where ${isOfParty('o.customer_id', partyOf('t.customer_id'))} and o.valid_to is null and o.known_to is null) c
    where a.closed_on is null and (c.accounts > 1 or b.energy_wh / 1000.0 >
      ($1::jsonb ->> 'kwhPerMonth')::numeric * greatest(1, round((b.period_to - b.period_from) / 30.0)))`,
}

export function findFindings(ctx: Ctx, { code, parameters }: TopicRow): Promise<Finding[]> {
  const unused = questions[code].includes('$2') ? '' : 'and $2::timestamptz is not null'
  return ctx.db.rows(
    `select distinct on ("accountId") "accountId", jsonb_strip_nulls(figures) as figures
     from (${questions[code]}) f where true ${unused} order by "accountId"`,
    [JSON.stringify(parameters), ctx.now],
  )
}

/** Opens an order for what is new, renews what is still found, and closes what is found no more. */
export async function keepOrders(
  ctx: Ctx,
  topic: AuditTopic,
  findings: (Finding & { amountYuan: string | null })[],
): Promise<{ opened: number; vanished: number }> {
  const accountIds = findings.map(({ accountId }) => accountId)
  const vanished = await ctx.db.run(
    `update audit_order set decision = 'vanished', decided_at = $3, decided_by = $4
     where topic = $1 and decision is null and account_id <> all($2::bigint[])`,
    [topic, accountIds, ctx.now, ctx.actor.username],
  )
  const before = await ctx.db.run('update audit_order set seen_at = $2 where topic = $1 and decision is null', [
    topic,
    ctx.now,
  ])
  const kept = await ctx.db.run(
    `insert into audit_order (topic, account_id, figures, amount_yuan, opened_at, seen_at)
     select $1, account_id, figures, amount, $2, $2
     from unnest($3::bigint[], $4::jsonb[], $5::numeric[]) as f(account_id, figures, amount)
     where not exists (select 1 from audit_order o where o.topic = $1 and o.account_id = f.account_id
       and o.decision in ('dismissed', 'confirmed') and o.decided_at > $2::timestamptz - interval '90 days')
     on conflict (topic, account_id) where decision is null
     do update set figures = excluded.figures, amount_yuan = excluded.amount_yuan, seen_at = excluded.seen_at`,
    [
      topic,
      ctx.now,
      accountIds,
      findings.map(({ figures }) => JSON.stringify(figures)),
      findings.map(({ amountYuan }) => amountYuan),
    ],
  )
  return { opened: kept - before, vanished }
}

export type OrderRow = {
  id: number
  topic: AuditTopic
  accountNo: string
  customerName: string
  figures: AuditFigures
  amountYuan: string | null
  ownerRole: string
  openedAt: Date
  seenAt: Date
  decision: 'confirmed' | 'dismissed' | 'vanished' | null
  decidedBy: string | null
  decidedAt: Date | null
  note: string | null
}

export function listOrderRows(
  ctx: Ctx,
  query: { topic?: string | undefined; isOpen: boolean; beforeId: number | null; limit: number },
): Promise<OrderRow[]> {
  return ctx.db.rows(
    `select r.id, r.topic, a.account_no as "accountNo", c.name as "customerName", r.figures,
       r.amount_yuan as "amountYuan", k.owner_role as "ownerRole", r.opened_at as "openedAt", r.seen_at as "seenAt",
       r.decision, r.decided_by as "decidedBy", r.decided_at as "decidedAt", r.note
     from audit_order r join audit_topic k on k.code = r.topic join account a on a.id = r.account_id
     join organisation o on o.id = a.organisation_id
     join account_term t on t.account_id = a.id and t.valid_to is null and t.known_to is null
     join customer c on c.id = t.customer_id
     where starts_with(o.path, $1) and ($2::text is null or r.topic = $2) and (r.decision is null) = $3
       and ($4::bigint is null or r.id < $4) order by r.id desc limit $5`,
    [ctx.scope, query.topic ?? null, query.isOpen, query.beforeId, query.limit],
  )
}

export function decideOrder(
  ctx: Ctx,
  { id, decision, note }: { id: number; decision: 'confirmed' | 'dismissed'; note: string },
): Promise<number> {
  return ctx.db.run(
    `update audit_order r set decision = $2, note = $3, decided_by = $4, decided_at = $5
     from account a join organisation o on o.id = a.organisation_id
     where r.id = $1 and r.decision is null and a.id = r.account_id and starts_with(o.path, $6)`,
    [id, decision, note, ctx.actor.username, ctx.now, ctx.scope],
  )
}

export type TopicCount = TopicRow & { open: number; confirmed: number; dismissed: number; openYuan: string }

export function countTopics(ctx: Ctx): Promise<TopicCount[]> {
  return ctx.db.rows(
    `select k.code, k.parameters, k.owner_role as "ownerRole", k.basis, k.enabled,
       count(r.id) filter (where r.decision is null)::int as open,
       count(r.id) filter (where r.decision = 'confirmed')::int as confirmed,
       count(r.id) filter (where r.decision = 'dismissed')::int as dismissed,
       coalesce(sum(r.amount_yuan) filter (where r.decision is null), 0.00) as "openYuan"
     from audit_topic k
     left join (audit_order r join account a on a.id = r.account_id
       join organisation o on o.id = a.organisation_id and starts_with(o.path, $1)) on r.topic = k.code
     group by k.code order by k.code`,
    [ctx.scope],
  )
}
