import type { Ctx } from '../../context.ts'

export type KnownAccount = {
  accountNo: string
  /** Whether it is within the scope of who asks. */
  isOurs: boolean
  accountId: number
  status: string
  pointId: number
  meterAssetNo: string | null
  organisationId: number
  values: Record<string, string | number | null>
}

/** What the file says of accounts now, in one question; numbers of people as their keyed hashes. */
export async function listKnownAccounts(ctx: Ctx, accountNos: string[]): Promise<KnownAccount[]> {
  const rows = await ctx.db.rows<Omit<KnownAccount, 'values'> & { values: KnownAccount['values'] }>(
    `select a.account_no as "accountNo", starts_with(o.path, $2) as "isOurs", a.id as "accountId", t.status,
       p.id as "pointId",
       a.organisation_id as "organisationId", m.asset_no as "meterAssetNo",
       json_build_object('name', c.name, 'customerKind', c.kind, 'idNumber', encode(i.number_hash, 'hex'),
         'phone', encode(i.phone_hash, 'hex'), 'address', a.address, 'organisation', a.organisation_id,
         'district', pt.district_id, 'class', t.class, 'capacityKva', t.contract_capacity_kva::float8,
         'priceCode', pt.price_code, 'mode', pt.mode, 'phase', pt.phase, 'householdPersons', t.household_persons,
         'openedOn', a.opened_on, 'section', s.section_id, 'baseCharge', t.base_charge,
         'powerFactorStandard', case when t.power_factor_exempt is not null then 'exempt'
           else t.power_factor_standard::text end,
         'contractDemandKw', (select m.contract_demand_kw::float8 from demand_term m
           where m.point_id = p.id and m.known_to is null and m.valid_to is null),
         'transformers', (select string_agg(concat_ws('/', u.name, trim_scale(u.capacity_kva),
             trim_scale(u.iron_loss_kwh_per_month), trim_scale(u.iron_loss_kvarh_per_month),
             trim_scale(u.reactive_copper_factor)), ';' order by u.id)
           from customer_transformer u join receiving_point v on v.id = u.receiving_point_id where v.account_id = a.id
             and exists (select 1 from customer_transformer_term w where w.transformer_id = u.id and w.known_to is null
               and w.valid_to is null and w.state <> 'exchanged'))) as values
     from account a
     join organisation o on o.id = a.organisation_id
     left join account_term t on t.account_id = a.id and t.known_to is null and t.valid_to is null
     left join customer c on c.id = t.customer_id
     left join identity i on i.id = c.identity_id
     left join metering_point p on p.account_id = a.id and p.point_no = a.account_no || '-1'
     left join point_term pt on pt.point_id = p.id and pt.known_to is null and pt.valid_to is null
     left join section_point s on s.point_id = p.id and s.valid_to is null
     left join installation n on n.point_id = p.id and n.removed_at is null
     left join device m on m.id = n.device_id
     where a.account_no = any($1)`,
    [accountNos, ctx.scope],
  )
  return rows
}

export type KnownMeter = {
  assetNo: string
  /** Of the account that it is on. */
  accountId: number | null
  /** Roles of the registers that it was put up with there. */
  registers: string[]
  /** Null where it is on no account of whoever asks. */
  values: Record<string, string | number | null> | null
}

/** Devices of these numbers; what is said of those that are on an account. */
export function listKnownMeters(ctx: Ctx, assetNos: string[]): Promise<KnownMeter[]> {
  return ctx.db.rows(
    `select d.asset_no as "assetNo", a.id as "accountId",
       array(select r.role::text from installation_register r where r.installation_id = n.id order by 1) as registers,
       case when a.id is not null and starts_with(o.path, $2) then
       json_build_object('accountNo', a.account_no, 'profile', d.profile, 'phase', d.phase,
         'ratedCurrentA', d.rated_current_a::float8, 'maximumCurrentA', d.maximum_current_a::float8,
         'ct', n.ct::float8, 'pt', n.pt::float8,
         'installedOn', to_char(n.installed_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD'),
         'startTotal', (select start_value / 1000.0 from installation_register r
            where r.installation_id = n.id and r.role = 'importTotal')::float8,
         'terminal', l.terminal_id, 'unitId', l.unit_id, 'meterAddress', l.meter_address,
         'measuringPointNo', l.measuring_point_no) end as values
     from device d
     left join installation n on n.device_id = d.id and n.removed_at is null
     left join metering_point p on p.id = n.point_id
     left join account a on a.id = p.account_id
     left join organisation o on o.id = a.organisation_id
     left join collection_link l on l.device_id = d.id and l.valid_to is null
     where d.asset_no = any($1)`,
    [assetNos, ctx.scope],
  )
}

/** What the file holds of the accounts of a sheet: the figures of a report, the sum in thousandths. */
export async function sumAccounts(ctx: Ctx, accountNos: string[]): Promise<{ rows: number; thousandths: number[] }> {
  const row = await ctx.db.first<{ rows: number; thousandths: number }>(
    `select count(*) as rows, coalesce(sum(t.contract_capacity_kva * 1000), 0)::bigint as thousandths
     from account a join account_term t on t.account_id = a.id and t.known_to is null and t.valid_to is null
     where a.account_no = any($1)`,
    [accountNos],
  )
  return { rows: row?.rows ?? 0, thousandths: [row?.thousandths ?? 0] }
}

export async function sumMeters(ctx: Ctx, assetNos: string[]): Promise<{ rows: number; thousandths: number[] }> {
  const row = await ctx.db.first<{ rows: number; thousandths: number }>(
    `select count(distinct d.id) as rows, coalesce(sum(r.start_value), 0)::bigint as thousandths
     from device d join installation n on n.device_id = d.id and n.removed_at is null
     left join installation_register r on r.installation_id = n.id and r.role = 'importTotal'
     where d.asset_no = any($1)`,
    [assetNos],
  )
  return { rows: row?.rows ?? 0, thousandths: [row?.thousandths ?? 0] }
}
