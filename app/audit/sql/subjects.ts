import type { Ctx } from '../../../db/context.ts'

export type Named = { label: string; to: string | null }

/** Numbers and names of subjects that are kept by an id, within the reader's unit. */
const looks = [
  `select s.subject, a.account_no as label, '/office/ledger?account=' || a.account_no as to
   from asked s join account a on s.kind = 'account' and (a.id = s.id or a.account_no = s.key)
   join organisation o on o.id = a.organisation_id where starts_with(o.path, $2)`,
  `select s.subject, string_agg(a.account_no, '、' order by a.account_no), min('/office/ledger?account=' || a.account_no)
   from asked s join account_term t on s.kind = 'customer' and t.customer_id = s.id and t.known_to is null and t.valid_to is null
   join account a on a.id = t.account_id join organisation o on o.id = a.organisation_id
   where starts_with(o.path, $2) group by s.subject`,
  `select s.subject, n.application_no, '/office/applications/' || n.id
   from asked s join application n on s.kind = 'application' and n.application_no = s.key
   join organisation o on o.id = n.organisation_id where starts_with(o.path, $2)`,
  `select s.subject, b.bill_no, '/office/bills/' || b.id
   from asked s join bill b on s.kind = 'bill' and b.bill_no = s.key join account a on a.id = b.account_id
   join organisation o on o.id = a.organisation_id where starts_with(o.path, $2)`,
  `select s.subject, c.charge_no, '/office/charges/' || c.id
   from asked s join account_charge c on s.kind = 'charge' and c.charge_no = s.key join account a on a.id = c.account_id
   join organisation o on o.id = a.organisation_id where starts_with(o.path, $2)`,
  `select s.subject, f.name || ' → ' || t.name, '/office/delegations'
   from asked s join delegation d on s.kind = 'delegation' and d.id = s.id
   join app_user f on f.id = d.from_id join app_user t on t.id = d.to_id
   join organisation o on o.id = f.organisation_id where starts_with(o.path, $2)`,
  `select s.subject, u.name, '/office/users?q=' || u.username
   from asked s join app_user u on s.kind = 'user' and u.username = s.key
   join organisation o on o.id = u.organisation_id where starts_with(o.path, $2) and not 'customer' = any(u.roles)`,
  `select s.subject, o.name, '/office/organisations'
   from asked s join organisation o on (s.kind = 'unit' and o.path = s.key) or (s.kind = 'organisation' and o.id = s.id)
   where starts_with(o.path, $2)`,
  `select s.subject, p.point_no, '/grid/meters/' || p.id
   from asked s join metering_point p on s.kind = 'point' and (p.id = s.id or p.point_no = s.key)
   join account a on a.id = p.account_id join organisation o on o.id = a.organisation_id where starts_with(o.path, $2)`,
  `select s.subject, t.asset_no, '/grid/terminals/' || t.id
   from asked s join terminal t on s.kind = 'terminal' and t.id = s.id
   join transformer_district d on d.id = t.district_id join organisation o on o.id = d.organisation_id
   where starts_with(o.path, $2)`,
]

export async function listNamed(ctx: Ctx, subjects: string[]): Promise<Map<string, Named>> {
  const rows = await ctx.db.rows<Named & { subject: string }>(
    `with asked as (
       select subject, split_part(subject, ':', 1) as kind, substr(subject, strpos(subject, ':') + 1) as key,
         case when subject ~ ':\\d{1,12}$' then split_part(subject, ':', 2)::bigint end as id
       from unnest($1::text[]) as subject)
     ${looks.join(' union all ')}`,
    [subjects, ctx.scope],
  )
  return new Map(rows.map(({ subject, ...named }) => [subject, named]))
}

/** Of an account: its own, that of everybody who held it, and of what was applied for it. */
export async function listSubjectsOf(ctx: Ctx, accountNo: string): Promise<string[]> {
  const rows = await ctx.db.rows<{ subject: string }>(
    `with own as (
       select a.id, a.account_no from account a join organisation o on o.id = a.organisation_id
       where a.account_no = $1 and starts_with(o.path, $2))
     select 'account:' || id as subject from own
     union select 'account:' || account_no from own
     union select 'customer:' || t.customer_id from own join account_term t on t.account_id = own.id
     union select 'application:' || n.application_no from own join application n on n.account_id = own.id
     union select 'point:' || p.id from own join metering_point p on p.account_id = own.id
     union select 'point:' || p.point_no from own join metering_point p on p.account_id = own.id
     union select 'bill:' || b.bill_no from own join bill b on b.account_id = own.id`,
    [accountNo, ctx.scope],
  )
  return rows.map(({ subject }) => subject)
}
