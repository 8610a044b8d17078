import type { Ctx } from '../../db/context.ts'

export type Ledger = {
  accountId: number
  accountNo: string
  openedOn: string
  billedUntil: string | null
  tierYear: number | null
  tierEnergyWh: number
  chargedYuan: string
  /** What of it was below zero, as a sum above zero. */
  creditedYuan: string
  /** Of the section of its first settlement point; null: read at the month's end. */
  rhythm: { readingDay: number; months: number; oddMonths: boolean } | null
  /** The instant of the final bill from which the next one goes on, where the latest closed inside a day. */
  begunAt: Date | null
  /** A bill of an earlier month that nobody has released yet. */
  heldMonth: string | null
  /** Days within the month on which it is settled beforehand (分次结算). */
  settlementDays: number[]
  /** How often the month has been settled by now, and how many documents were made of it. */
  settlements: number
  documents: number
}

/**
 * The rhythm in which an account is read for a bill month: that of its first settlement point's section, where it was in it
 * before the month ended. `account` and `billMonth` are SQL.
 */
export const rhythmOf = (account: string, billMonth: string) => `(
  select jsonb_build_object('readingDay', s.reading_day, 'months', s.months, 'oddMonths', s.odd_months)
  from metering_point p join section_point sp on sp.point_id = p.id and sp.valid_to is null
    and sp.valid_from < (${billMonth} || '-01')::date + interval '1 month'
  join reading_section s on s.id = sp.section_id
  where p.account_id = ${account} and p.purpose = 'settlement' order by p.id limit 1)`

/** Opens missing ledgers, then locks them all in one order until the transaction ends. */
export async function lockLedgers(ctx: Ctx, accountIds: number[], billMonth: string | null = null): Promise<Ledger[]> {
  await ctx.db.run(
    'insert into account_ledger (account_id) select unnest($1::bigint[]) on conflict (account_id) do nothing',
    [accountIds],
  )
  return ctx.db.rows(
    `select l.account_id as "accountId", a.account_no as "accountNo", a.opened_on as "openedOn",
       l.billed_until as "billedUntil", l.tier_year as "tierYear", l.tier_energy_wh as "tierEnergyWh",
       l.charged_yuan as "chargedYuan", l.credited_yuan as "creditedYuan",
       ${rhythmOf('l.account_id', '$2')} as rhythm,
       (select b.final_at from bill b where b.account_id = l.account_id and b.standing and b.state = 'issued'
          and b.period_to = l.billed_until order by b.id desc limit 1) as "begunAt",
       (select min(b.bill_month) from bill b where b.account_id = l.account_id and b.state = 'held') as "heldMonth",
       coalesce((select t.days from settlement_term t where t.account_id = l.account_id
         and daterange(t.valid_from, t.valid_to) && daterange(($2 || '-01')::date, (($2 || '-01')::date + interval '1 month')::date)
         order by t.valid_from desc limit 1), '{}') as "settlementDays",
       m.settlements, m.documents
     from account_ledger l join account a on a.id = l.account_id
     cross join lateral (select count(*) filter (where b.standing)::int as settlements, count(*)::int as documents
       from bill b where b.account_id = l.account_id and b.bill_month = $2) m
     where l.account_id = any($1) order by l.account_id for update of l`,
    [accountIds, billMonth],
  )
}

/** Moves ledgers on to what is issued now; bills of one account may not come twice. */
export async function moveLedgers(
  ctx: Ctx,
  moves: {
    accountId: number
    billedUntil: string
    chargedYuan: string
    creditedYuan: string
    tierYear: number
    tierEnergyWh: number
  }[],
): Promise<void> {
  await ctx.db.run(
    `update account_ledger l
     set billed_until = b.billed_until, charged_yuan = b.charged_yuan, credited_yuan = b.credited_yuan,
       tier_year = b.tier_year, tier_energy_wh = b.tier_energy_wh
     from unnest($1::bigint[], $2::date[], $3::numeric[], $4::numeric[], $5::int[], $6::bigint[])
       as b(account_id, billed_until, charged_yuan, credited_yuan, tier_year, tier_energy_wh)
     where l.account_id = b.account_id`,
    [
      moves.map(({ accountId }) => accountId),
      moves.map(({ billedUntil }) => billedUntil),
      moves.map(({ chargedYuan }) => chargedYuan),
      moves.map(({ creditedYuan }) => creditedYuan),
      moves.map(({ tierYear }) => tierYear),
      moves.map(({ tierEnergyWh }) => tierEnergyWh),
    ],
  )
}

/** Moves ledgers on by charges that are no bills. */
export async function moveCharged(
  ctx: Ctx,
  moves: { accountId: number; chargedYuan: string; creditedYuan: string }[],
): Promise<void> {
  await ctx.db.run(
    `update account_ledger l set charged_yuan = c.charged, credited_yuan = c.credited
     from unnest($1::bigint[], $2::numeric[], $3::numeric[]) as c(account_id, charged, credited)
     where l.account_id = c.account_id`,
    [
      moves.map(({ accountId }) => accountId),
      moves.map(({ chargedYuan }) => chargedYuan),
      moves.map(({ creditedYuan }) => creditedYuan),
    ],
  )
}
