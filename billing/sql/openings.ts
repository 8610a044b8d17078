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
