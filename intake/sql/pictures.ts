import type { Ctx } from '../../db/context.ts'
import { isOfParty } from '../../db/customers/parties.ts'
import { addDays, civilDay, startOfDay } from '../../db/time.ts'
import type { Difference, FileFact, Scope } from '../rules/comparison.ts'

const inForce = (alias: string) =>
  `${alias}.known_to is null and ${alias}.valid_from <= $2 and (${alias}.valid_to is null or ${alias}.valid_to > $2)`

/** What the file says of accounts at the end of a civil day, as known now: one row for each fact. */
export async function listFacts(ctx: Ctx, scope: Scope, day: string): Promise<FileFact[]> {
  const endOfDay = startOfDay(addDays(day, 1))
  const { accountIds, districtIds } = scope
  return [
    ...(await listAccountFacts(ctx, accountIds, day)),
    ...(await listPointFacts(ctx, accountIds, day, endOfDay)),
    ...(await listTransformerFacts(ctx, accountIds, day)),
    ...(await listSourceFacts(ctx, accountIds, endOfDay)),
    ...(scope.tellsPhone ? await listPhoneFacts(ctx, accountIds, day) : []),
    ...(scope.tellsSection ? await listSectionFacts(ctx, accountIds, day) : []),
    ...(await listDistrictFacts(ctx, districtIds, endOfDay)),
  ]
}

/** By its last digits. */
function listPhoneFacts(ctx: Ctx, accountIds: number[], day: string): Promise<FileFact[]> {
  return ctx.db.rows(
    `select a.id as "accountId", a.account_no as "accountNo", 'account' as thing, a.id, null as name, 'phone' as field,
       '*******' || i.phone_tail as value
     from account a join account_term t on t.account_id = a.id and ${inForce('t')}
     join customer c on c.id = t.customer_id join identity i on i.id = c.identity_id where a.id = any($1)`,
    [accountIds, day],
  )
}

function listSectionFacts(ctx: Ctx, accountIds: number[], day: string): Promise<FileFact[]> {
  return ctx.db.rows(
    `select a.id as "accountId", a.account_no as "accountNo", 'point' as thing, p.id, p.point_no as name, 'section' as field,
       s.section_no as value
     from metering_point p join account a on a.id = p.account_id
     left join section_point m on m.point_id = p.id and m.valid_from <= $2 and (m.valid_to is null or m.valid_to > $2)
     left join reading_section s on s.id = m.section_id where p.account_id = any($1)`,
    [accountIds, day],
  )
}

/** A district is nobody's account. */
async function listDistrictFacts(ctx: Ctx, districtIds: number[], endOfDay: Date): Promise<FileFact[]> {
  if (districtIds.length === 0) return []
  return ctx.db.rows(
    `select 0 as "accountId", null as "accountNo", 'district' as thing, d.id, d.name, 'feeder' as field, f.name as value
     from transformer_district d
     left join district_term t on t.district_id = d.id and t.valid_from < $2 and (t.valid_to is null or t.valid_to >= $2)
     left join feeder f on f.id = t.feeder_id where d.id = any($1)`,
    [districtIds, endOfDay],
  )
}

/** Whether the customer held an account, as the file knew it at an instant. */
export async function wasHolder(
  ctx: Ctx,
  { accountIds, customerId, at }: { accountIds: number[]; customerId: number; at: Date },
): Promise<boolean> {
  const row = await ctx.db.first(
    `select 1 as held from account_term t
     where t.account_id = any($1) and ${isOfParty('t.customer_id', '$2')} and t.known_from <= $3
       and (t.known_to is null or t.known_to > $3) and t.valid_from <= $4 and (t.valid_to is null or t.valid_to > $4) limit 1`,
    [accountIds, customerId, at, civilDay(at)],
  )
  return row !== undefined
}

function listAccountFacts(ctx: Ctx, accountIds: number[], day: string): Promise<FileFact[]> {
  return ctx.db.rows(
    `select a.id as "accountId", a.account_no as "accountNo", 'account' as thing, a.id, null as name, f.field, f.value
     from account a join account_term t on t.account_id = a.id and ${inForce('t')}
     join customer c on c.id = t.customer_id
     left join contract k on k.account_id = a.id and k.valid_from <= $2 and (k.valid_to is null or k.valid_to > $2)
     left join unmetered_supply u on u.account_id = a.id and u.valid_from <= $2 and u.valid_to > $2
     left join payer_account y on y.account_id = a.id and ${inForce('y')}
     left join payer e on e.id = y.payer_id
     left join allowance_term w on w.account_id = a.id and ${inForce('w')}
     cross join lateral (values
       ('customer', c.name), ('class', t.class), ('parts', t.parts), ('baseCharge', t.base_charge),
       ('powerFactorStandard', trim_scale(t.power_factor_standard)::text), ('powerFactorExempt', t.power_factor_exempt),
       ('contractCapacityKva', trim_scale(t.contract_capacity_kva)::text),
       ('runningCapacityKva', trim_scale(t.running_capacity_kva)::text),
       ('householdPersons', t.household_persons::text), ('status', t.status), ('importantGrade', t.important_grade),
       ('temporaryUntil', t.temporary_until::text),
       ('unmeteredUse', trim_scale(u.agreed_kw) || ' kW × ' || trim_scale(u.hours_per_day) || ' h'), ('contractNo', k.contract_no), ('allowance', w.kind),
       ('payment', case e.kind when 'collection' then concat_ws(' ', e.bank_name, '****' || e.bank_account_tail, e.name) when 'self' then 'self' end)
     ) as f (field, value)
     where a.id = any($1)`,
    [accountIds, day],
  )
}

function listPointFacts(ctx: Ctx, accountIds: number[], day: string, endOfDay: Date): Promise<FileFact[]> {
  return ctx.db.rows(
    `select a.id as "accountId", a.account_no as "accountNo", 'point' as thing, p.id, p.point_no as name, f.field, f.value
     from metering_point p join account a on a.id = p.account_id join point_term t on t.point_id = p.id and ${inForce('t')}
     left join transformer_district x on x.id = t.district_id
     left join demand_term d on d.point_id = p.id and ${inForce('d')}
     left join installation i on i.point_id = p.id and i.installed_at < $3 and (i.removed_at is null or i.removed_at >= $3)
     left join device m on m.id = i.device_id
     left join installation_place_term h on h.point_id = p.id and ${inForce('h')}
     left join line_loss_term l on l.point_id = p.id and ${inForce('l')}
     cross join lateral (values
       ('district', x.name), ('mode', t.mode), ('phase', t.phase), ('priceCode', t.price_code),
       ('contractDemandKw', trim_scale(d.contract_demand_kw)::text), ('meter', m.asset_no), ('place', h.place),
       ('ratio', case when i.id is not null then trim_scale(i.ct) || ' × ' || trim_scale(i.pt) end),
       ('lineLossPercent', trim_scale(l.percent)::text),
       ('exportRegister', (select role from installation_register r where r.installation_id = i.id and role = 'exportTotal'))
     ) as f (field, value)
     where p.account_id = any($1)`,
    [accountIds, day, endOfDay],
  )
}

function listTransformerFacts(ctx: Ctx, accountIds: number[], day: string): Promise<FileFact[]> {
  return ctx.db.rows(
    `select a.id as "accountId", a.account_no as "accountNo", 'transformer' as thing, c.id,
       c.name || ' ' || trim_scale(c.capacity_kva) || ' kVA' as name, 'transformerState' as field, t.state as value
     from receiving_point r join account a on a.id = r.account_id
     join customer_transformer c on c.receiving_point_id = r.id
     left join customer_transformer_term t on t.transformer_id = c.id and ${inForce('t')}
     where r.account_id = any($1)`,
    [accountIds, day],
  )
}

/** One fact for each role, whether something has it or not. */
function listSourceFacts(ctx: Ctx, accountIds: number[], endOfDay: Date): Promise<FileFact[]> {
  return ctx.db.rows(
    `select a.id as "accountId", a.account_no as "accountNo", 'source' as thing, a.id * 2 + role.n as id, role.name,
       fact.field, fact.value
     from account a cross join (values (0, 'main'), (1, 'standby')) as role (n, name)
     left join lateral (
       select f.name, s.standby from receiving_point r
       join supply_source s on s.receiving_point_id = r.id and s.role = role.name and s.valid_from < $2
         and (s.valid_to is null or s.valid_to >= $2)
       join feeder f on f.id = s.feeder_id where r.account_id = a.id order by s.id limit 1) source on true
     cross join lateral (values ('feeder', source.name), ('standby', source.standby)) as fact (field, value)
     where a.id = any($1)`,
    [accountIds, endOfDay],
  )
}

export async function listNames(
  ctx: Ctx,
  of: 'customer' | 'transformer_district' | 'feeder',
  ids: number[],
): Promise<Map<number, string>> {
  const rows = await ctx.db.rows<{ id: number; name: string }>(`select id, name from ${of} where id = any($1)`, [ids])
  return new Map(rows.map(({ id, name }) => [id, name]))
}

export async function insertDifferences(ctx: Ctx, applicationId: number, differences: Difference[]): Promise<void> {
  await ctx.db.run(
    `insert into application_change (application_id, position, account_no, thing, name, field, before, after, valid_from)
     select $1, n, "accountNo", thing, name, field, before, after, "from"
     from rows from (jsonb_to_recordset($2) as ("accountNo" text, thing text, name text, field text, before text, after text,
       "from" date)) with ordinality as r("accountNo", thing, name, field, before, after, "from", n)`,
    [applicationId, JSON.stringify(differences)],
  )
}

export function listDifferences(ctx: Ctx, applicationId: number): Promise<Difference[]> {
  return ctx.db.rows(
    `select account_no as "accountNo", thing, name, field, before, after, valid_from as "from"
     from application_change where application_id = $1 order by position`,
    [applicationId],
  )
}
