import type { Ctx } from '../../db/context.ts'
import type { MarketSheet, MarketTerm } from '../rules/run/facts.ts'
import type { Tolerance } from '../rules/run/market.ts'
import { rhythmOf } from './ledgers.ts'
import { sheetLines } from './market-facts.ts'

export function listMarketTolerances(ctx: Ctx): Promise<Tolerance[]> {
  return ctx.db.rows(
    `select least_kwh::text as "leastKwh", percent::text as percent, valid_from as "from", valid_to as "to"
     from market_tolerance`,
  )
}

export type MarketTermRow = Omit<MarketTerm, 'nextOwnerFrom'> & {
  id: number
  accountId: number
  reason: string
  caseRef: string
}

const termColumns = `id, account_id as "accountId", retailer, valid_from as "from", valid_to as "to",
  left_how as "leftHow", reason, case_ref as "caseRef"`

export function listMarketTerms(ctx: Ctx, accountId: number): Promise<MarketTermRow[]> {
  return ctx.db.rows(
    `select ${termColumns} from market_term where account_id = $1 and known_to is null order by valid_from`,
    [accountId],
  )
}

export async function insertMarketTerm(ctx: Ctx, term: Omit<MarketTermRow, 'id'>): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into market_term (account_id, retailer, valid_from, valid_to, left_how, known_from, changed_by, reason, case_ref)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id`,
    [
      ...[term.accountId, term.retailer, term.from, term.to, term.leftHow],
      ...[ctx.now, ctx.actor.username, term.reason, term.caseRef],
    ],
  )
  return row?.id ?? 0
}

export function closeMarketTerm(ctx: Ctx, id: number): Promise<number> {
  return ctx.db.run('update market_term set known_to = $2 where id = $1 and known_to is null', [id, ctx.now])
}

export type MarketAccount = {
  accountId: number
  accountNo: string
  readingDay: number | null
  terms: { retailer: string; from: string; to: string | null }[]
  standing: { issuedOn: string } | null
  digests: string[]
}

/** What an import must know of the accounts that it names: those in scope, with what is there of the month. */
export function listMarketAccounts(ctx: Ctx, accountNos: string[], month: string): Promise<MarketAccount[]> {
  return ctx.db.rows(
    `select a.id as "accountId", a.account_no as "accountNo", (${rhythmOf('a.id', '$3::text')} ->> 'readingDay')::int as "readingDay",
       coalesce((select jsonb_agg(jsonb_build_object('retailer', t.retailer, 'from', t.valid_from, 'to', t.valid_to))
         from market_term t where t.account_id = a.id and t.known_to is null), '[]') as terms,
       (select jsonb_build_object('issuedOn', s.issued_on) from market_sheet s
         where s.account_id = a.id and s.month = $3 and s.known_to is null) as standing,
       coalesce((select jsonb_agg(s.digest) from market_sheet s where s.account_id = a.id and s.month = $3), '[]') as digests
     from account a join organisation o on o.id = a.organisation_id
     where a.account_no = any($1) and starts_with(o.path, $2)`,
    [accountNos, ctx.scope, month],
  )
}

export type NewSheet = MarketSheet & { accountId: number; issuedOn: string; digest: string }

/** Takes the places of the sheets that stood. */
export async function closeSheets(ctx: Ctx, month: string, accountIds: number[]): Promise<number> {
  return ctx.db.run(
    'update market_sheet set known_to = $3 where month = $1 and account_id = any($2) and known_to is null',
    [month, accountIds, ctx.now],
  )
}

export async function insertSheets(ctx: Ctx, sheets: NewSheet[]): Promise<void> {
  const stored = await ctx.db.rows<{ id: number; accountId: number }>(
    `insert into market_sheet (account_id, month, sheet_no, retailer, issued_on, digest, known_from, changed_by)
     select s.*, $7, $8 from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::date[], $6::text[]) as s
     returning id, account_id as "accountId"`,
    [
      sheets.map(({ accountId }) => accountId),
      sheets.map(({ month }) => month),
      sheets.map(({ sheetNo }) => sheetNo),
      sheets.map(({ retailer }) => retailer),
      sheets.map(({ issuedOn }) => issuedOn),
      sheets.map(({ digest }) => digest),
      ctx.now,
      ctx.actor.username,
    ],
  )
  const idOf = new Map(stored.map(({ id, accountId }) => [accountId, id]))
  const lines = sheets.flatMap((sheet) =>
    sheet.lines.map((line, n) => ({ ...line, sheetId: idOf.get(sheet.accountId), position: n + 1 })),
  )
  await ctx.db.run(
    `insert into market_sheet_line (sheet_id, position, code, name, period, energy_kwh, counts_as_energy, yuan_per_kwh, amount_yuan)
     select * from unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::text[], $6::numeric[], $7::boolean[],
       $8::numeric[], $9::numeric[])`,
    [
      lines.map(({ sheetId }) => sheetId),
      lines.map(({ position }) => position),
      lines.map(({ code }) => code),
      lines.map(({ name }) => name),
      lines.map(({ period }) => period),
      lines.map(({ energyKwh }) => energyKwh),
      lines.map(({ countsAsEnergy }) => countsAsEnergy),
      lines.map(({ priceYuanPerKwh }) => priceYuanPerKwh ?? null),
      lines.map(({ amountYuan }) => amountYuan ?? null),
    ],
  )
}

/** The bill of each account, issued or held, that charges days of a month: its own, or the later one that makes it up. */
export function listBillsOfMonth(
  ctx: Ctx,
  accountIds: number[],
  month: string,
): Promise<{ accountId: number; billMonth: string }[]> {
  return ctx.db.rows(
    `select distinct on (account_id) account_id as "accountId", bill_month as "billMonth"
     from bill
     where account_id = any($1) and standing and document <> 'interim' and bill_month >= $2
       and (bill_month = $2 or period_from < (($2 || '-01')::date + interval '1 month')::date)
     order by account_id, bill_month, id`,
    [accountIds, month],
  )
}

/** Issued months of an account that charge some day from a day on. */
export async function listBilledMonthsFrom(ctx: Ctx, accountId: number, day: string): Promise<string[]> {
  const rows = await ctx.db.rows<{ billMonth: string }>(
    `select distinct bill_month as "billMonth" from bill
     where account_id = $1 and standing and document <> 'interim' and period_to > $2 order by bill_month`,
    [accountId, day],
  )
  return rows.map(({ billMonth }) => billMonth)
}

/** Months of these accounts that wait for a sheet. */
export function listAwaitingSheets(
  ctx: Ctx,
  accountIds: number[] | null,
): Promise<{ accountId: number; billMonth: string }[]> {
  return ctx.db.rows(
    `select p.account_id as "accountId", p.bill_month as "billMonth" from parked_bill p
     join account a on a.id = p.account_id join organisation o on o.id = a.organisation_id
     where p.resolved_at is null and p.reason = 'MARKET_SHEET_MISSING' and starts_with(o.path, $2)
       and ($1::bigint[] is null or p.account_id = any($1))
     order by p.bill_month, p.account_id`,
    [accountIds, ctx.scope],
  )
}

export type MonthRow = {
  accountId: number
  accountNo: string
  path: string
  customerName: string
  retailer: string
  from: string
  to: string | null
  sheet: (MarketSheet & { id: number; issuedOn: string }) | null
  bill: { id: number; state: 'held' | 'issued'; segments: { energyWhByPeriod: Record<string, number> }[] } | null
}

/** Accounts in the market on some day of a month, with their sheet and what a bill of the month charges. */
export function listMarketMonth(ctx: Ctx, month: string): Promise<MonthRow[]> {
  return ctx.db.rows(
    `select a.id as "accountId", a.account_no as "accountNo", o.path, c.name as "customerName", m.retailer,
       m.valid_from as "from", m.valid_to as "to",
       (select jsonb_build_object('id', s.id, 'month', s.month, 'sheetNo', s.sheet_no, 'retailer', s.retailer,
          'issuedOn', s.issued_on, 'lines', ${sheetLines('s.id')})
        from market_sheet s where s.account_id = a.id and s.month = $1 and s.known_to is null) as sheet,
       (select jsonb_build_object('id', b.id, 'state', b.state, 'segments', (
            select coalesce(jsonb_agg(jsonb_build_object('energyWhByPeriod', g.energy_wh_by_period)), '[]')
            from bill_segment g where g.bill_id = b.id and g.in_market))
        from bill b where b.account_id = a.id and b.bill_month = $1 and b.standing and b.document <> 'interim'
        order by b.settlement_no desc limit 1) as bill
     from account a join organisation o on o.id = a.organisation_id
     join account_term e on e.account_id = a.id and e.valid_to is null and e.known_to is null
     join customer c on c.id = e.customer_id
     cross join lateral (
       select t.retailer, t.valid_from, t.valid_to from market_term t
       where t.account_id = a.id and t.known_to is null and t.valid_from < (($1 || '-01')::date + interval '1 month')::date
         and (t.valid_to is null or t.valid_to > ($1 || '-01')::date)
       order by t.valid_from desc limit 1) m
     where starts_with(o.path, $2)
     order by a.account_no`,
    [month, ctx.scope],
  )
}

export type SheetRow = MarketSheet & {
  id: number
  accountId: number
  accountNo: string
  customerName: string
  issuedOn: string
  knownFrom: Date
  knownTo: Date | null
  importedBy: string
}

/** Every sheet of the account and month that the sheet belongs to, the newest first. */
export function listSheetRows(ctx: Ctx, sheetId: number): Promise<SheetRow[]> {
  return ctx.db.rows(
    `select s.id, s.account_id as "accountId", a.account_no as "accountNo", c.name as "customerName", s.month,
       s.sheet_no as "sheetNo", s.retailer, s.issued_on as "issuedOn", s.known_from as "knownFrom",
       s.known_to as "knownTo", s.changed_by as "importedBy", ${sheetLines('s.id')} as lines
     from market_sheet asked join market_sheet s on s.account_id = asked.account_id and s.month = asked.month
     join account a on a.id = s.account_id join organisation o on o.id = a.organisation_id
     join account_term e on e.account_id = a.id and e.valid_to is null and e.known_to is null
     join customer c on c.id = e.customer_id
     where asked.id = $1 and starts_with(o.path, $2) order by s.id desc`,
    [sheetId, ctx.scope],
  )
}

/** Whether some point of the account is at a price whose energy is bought by agency, on a day. */
export async function isBoughtByAgency(ctx: Ctx, accountId: number, day: string): Promise<boolean> {
  const row = await ctx.db.first(
    `select 1 as found from metering_point p
     join point_term t on t.point_id = p.id and t.known_to is null and (t.valid_to is null or t.valid_to > $2)
     join price_validity d on d.price_code = t.price_code and d.known_to is null and (d.valid_to is null or d.valid_to > $2)
     join price_version v on v.id = d.version_id and v.agency_region is not null
     where p.account_id = $1 limit 1`,
    [accountId, day],
  )
  return row !== undefined
}
