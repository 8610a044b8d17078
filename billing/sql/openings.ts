import type { Ctx } from '../../db/context.ts'

/** What was brought of a document of the system before this one, whatever has become of it since. */
type OpeningRow = {
  documentNo: string
  accountNo: string
  /** Whether the account is within the scope of who asks. */
  isOurs: boolean
  side: 'debt' | 'credit'
  billMonth: string | null
  amountYuan: string
  dueOn: string | null
  note: string | null
}

export function listOpenings(ctx: Ctx, documentNos: string[]): Promise<OpeningRow[]> {
  return ctx.db.rows(
    `select b.document_no as "documentNo", a.account_no as "accountNo", starts_with(o.path, $2) as "isOurs",
       case when b.charge_id is null then 'credit' else 'debt' end as side, b.bill_month as "billMonth",
       coalesce(c.total_yuan, p.amount_yuan) as "amountYuan", c.due_on as "dueOn", b.note
     from opening_balance b join account a on a.id = b.account_id join organisation o on o.id = a.organisation_id
     left join account_charge c on c.id = b.charge_id left join payment p on p.id = b.payment_id
     where b.document_no = any($1)`,
    [documentNos, ctx.scope],
  )
}

type NewOpening = {
  documentNo: string
  accountId: number
  chargeId: number | null
  paymentId: number | null
  billMonth: string | null
  note: string | null
}

export async function insertOpenings(ctx: Ctx, openings: NewOpening[], caseRef: string): Promise<void> {
  await ctx.db.run(
    `insert into opening_balance (document_no, account_id, charge_id, payment_id, bill_month, note, case_ref, brought_by, brought_at)
     select u.*, $7, $8, $9 from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[]) as u`,
    [
      openings.map(({ documentNo }) => documentNo),
      openings.map(({ accountId }) => accountId),
      openings.map(({ chargeId }) => chargeId),
      openings.map(({ paymentId }) => paymentId),
      openings.map(({ billMonth }) => billMonth),
      openings.map(({ note }) => note),
      ...[caseRef, ctx.actor.username, ctx.now],
    ],
  )
}

type OpeningSums = { debts: number; debtYuan: string; credits: number; creditYuan: string }

/** What the ledgers hold of these documents: how many and how much of each side. */
export async function sumOpenings(ctx: Ctx, documentNos: string[]): Promise<OpeningSums> {
  const row = await ctx.db.first<OpeningSums>(
    `select count(c.id)::int as debts, coalesce(sum(c.total_yuan), 0)::text as "debtYuan",
       count(p.id)::int as credits, coalesce(sum(p.amount_yuan), 0)::text as "creditYuan"
     from opening_balance b left join account_charge c on c.id = b.charge_id left join payment p on p.id = b.payment_id
     where b.document_no = any($1)`,
    [documentNos],
  )
  return row ?? { debts: 0, debtYuan: '0', credits: 0, creditYuan: '0' }
}

export type BillingOpening = { accountId: number; billedUntil: string; tierEnergyWh: number }

type Begun = {
  accountId: number
  /** Null: only a held bill is there. */
  billedUntil: string | null
  openedOn: string | null
  tierEnergyWh: number | null
  /** Of a bill that nobody has released yet. */
  heldMonth: string | null
}

/** Where billing of these accounts begins, by a bill or by what was brought; those that begin with their energising are left out. */
export function listBilledUntil(ctx: Ctx, accountIds: number[]): Promise<Begun[]> {
  return ctx.db.rows(
    `select l.account_id as "accountId", l.billed_until as "billedUntil", b.billed_until as "openedOn",
       b.tier_energy_wh as "tierEnergyWh", h.month as "heldMonth"
     from account_ledger l left join billing_opening b on b.account_id = l.account_id
     cross join lateral (select min(bill_month) as month from bill
       where account_id = l.account_id and state = 'held') h
     where l.account_id = any($1) and (l.billed_until is not null or h.month is not null)`,
    [accountIds],
  )
}

/** Of these bill months of accounts, those that a bill of this system stands for, issued or held. */
export function listBilledMonths(
  ctx: Ctx,
  asked: { accountId: number; billMonth: string }[],
): Promise<{ accountId: number; billMonth: string }[]> {
  return ctx.db.rows(
    `select distinct b.account_id as "accountId", b.bill_month as "billMonth"
     from unnest($1::bigint[], $2::text[]) as u(id, month)
     join bill b on b.account_id = u.id and b.bill_month = u.month and b.standing`,
    [asked.map(({ accountId }) => accountId), asked.map(({ billMonth }) => billMonth)],
  )
}

/** The ledgers are locked, and nothing of them has been billed. */
export async function insertBillingOpenings(ctx: Ctx, openings: BillingOpening[], caseRef: string): Promise<void> {
  await ctx.db.run(
    `with opened as (
       insert into billing_opening (account_id, billed_until, tier_year, tier_energy_wh, case_ref, brought_by, brought_at)
       select u.id, u.day, extract(year from u.day), u.wh, $4, $5, $6
       from unnest($1::bigint[], $2::date[], $3::bigint[]) as u(id, day, wh)
       returning account_id, billed_until, tier_year, tier_energy_wh)
     update account_ledger l set billed_until = o.billed_until, tier_year = o.tier_year, tier_energy_wh = o.tier_energy_wh
     from opened o where l.account_id = o.account_id`,
    [
      openings.map(({ accountId }) => accountId),
      openings.map(({ billedUntil }) => billedUntil),
      openings.map(({ tierEnergyWh }) => tierEnergyWh),
      ...[caseRef, ctx.actor.username, ctx.now],
    ],
  )
}
