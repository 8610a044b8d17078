import type { Ctx } from '../../db/context.ts'
import { isOfParty } from '../../db/customers/parties.ts'
import { civilDay } from '../../db/time.ts'
import type {
  AccountSnapshot,
  Coming,
  SnapshotPoint,
  SnapshotTransformer,
  StatutoryRule,
} from '../rules/kinds/facts.ts'

type AccountRow = Omit<AccountSnapshot, 'points' | 'assessmentPoints' | 'transformers' | 'coming'>

const inForce = (alias: string) =>
  `${alias}.known_to is null and ${alias}.valid_from <= $2 and (${alias}.valid_to is null or ${alias}.valid_to > $2)`

/** As a meter shows them: all of it, its periods from the dearest on, what went out. */
const registersInOrder = `'{importTotal,importSharp,importPeak,importFlat,importValley,importDeepValley,exportTotal,q1,q2,q3,q4}'::text[]`

/** The first day of an unbroken run of terms that have the same value as the one in force. */
const since = (field: string) => `(
  select coalesce(max(b.valid_to), min(s.valid_from)) from account_term s
  left join account_term b on b.account_id = s.account_id and b.known_to is null and b.valid_to <= t.valid_from
    and b.${field} is distinct from t.${field}
  where s.account_id = a.id and s.known_to is null)`

/** Accounts as the file knows them on a civil day, in the order asked for; who may not see one does not get it. */
export async function listSnapshots(ctx: Ctx, accountIds: number[], day: string): Promise<AccountSnapshot[]> {
  const accounts = await ctx.db.rows<AccountRow>(
    `select a.id as "accountId", a.account_no as "accountNo", a.address, a.opened_on as "openedOn",
       a.organisation_id as "organisationId",
       jsonb_build_object('id', c.id, 'name', c.name, 'kind', c.kind) as customer,
       jsonb_build_object('class', t.class, 'parts', t.parts, 'baseCharge', t.base_charge,
         'baseChargeSince', ${since('base_charge')}, 'powerFactorStandard', t.power_factor_standard::text,
         'contractCapacityKva', t.contract_capacity_kva, 'runningCapacityKva', t.running_capacity_kva,
         'householdPersons', t.household_persons, 'status', t.status, 'statusSince', ${since('status')},
         'temporaryUntil', t.temporary_until) as term,
       coalesce((select r.reading_day from metering_point p join section_point sp on sp.point_id = p.id and sp.valid_to is null
         join reading_section r on r.id = sp.section_id
         where p.account_id = a.id and p.purpose = 'settlement' order by p.id limit 1), 1) as "readingDay"
     from account a join account_term t on t.account_id = a.id and ${inForce('t')}
     join customer c on c.id = t.customer_id join organisation o on o.id = a.organisation_id
     where a.id = any($1) and starts_with(o.path, $3)
     order by array_position($1, a.id)`,
    [accountIds, day, ctx.actor.customerId === null ? ctx.scope : ''],
  )
  const points = await listPoints(ctx, accountIds, day)
  const transformers = await listTransformers(ctx, accountIds)
  const coming = await listComing(ctx, accountIds, day)
  return accounts.map((account) => ({
    ...account,
    points: points.filter(({ accountId, purpose }) => accountId === account.accountId && purpose === 'settlement'),
    assessmentPoints: points.filter(
      ({ accountId, purpose }) => accountId === account.accountId && purpose === 'assessment',
    ),
    transformers: transformers.filter(({ accountId }) => accountId === account.accountId),
    coming: coming.filter(({ accountId }) => accountId === account.accountId),
  }))
}

type PointRow = SnapshotPoint & { accountId: number; purpose: 'settlement' | 'assessment' }

function listPoints(ctx: Ctx, accountIds: number[], day: string): Promise<PointRow[]> {
  return ctx.db.rows(
    `select p.account_id as "accountId", p.purpose, p.id as "pointId", p.point_no as "pointNo", t.district_id as "districtId",
       f.voltage_kv::float8 as "voltageKv", t.mode, t.phase, t.price_code as "priceCode",
       d.contract_demand_kw::float8 as "contractDemandKw", d.valid_from as "contractDemandSince",
       case when m.id is not null then jsonb_build_object('assetNo', m.asset_no, 'installedAt', i.installed_at, 'ct', i.ct, 'pt', i.pt,
         'roles', (select jsonb_agg(role order by array_position(${registersInOrder}, role::text)) from installation_register where installation_id = i.id),
         'digits', (select max(digits) from installation_register where installation_id = i.id),
         'maximumCurrentA', m.maximum_current_a) end as meter
     from metering_point p
     join point_term t on t.point_id = p.id and ${inForce('t')}
     left join district_term dt on dt.district_id = t.district_id and dt.valid_to is null
     left join feeder f on f.id = dt.feeder_id
     left join demand_term d on d.point_id = p.id and ${inForce('d')}
     left join installation i on i.point_id = p.id and i.removed_at is null
     left join device m on m.id = i.device_id
     where p.account_id = any($1) order by p.id`,
    [accountIds, day],
  )
}

function listTransformers(ctx: Ctx, accountIds: number[]): Promise<(SnapshotTransformer & { accountId: number })[]> {
  return ctx.db.rows(
    `select r.account_id as "accountId", c.id, c.name, c.capacity_kva::float8 as "capacityKva", (
       select coalesce(jsonb_agg(jsonb_build_object('state', t.state, 'from', t.valid_from, 'to', t.valid_to)
         order by t.valid_from), '[]')
       from customer_transformer_term t where t.transformer_id = c.id and t.known_to is null) as states
     from receiving_point r join customer_transformer c on c.receiving_point_id = r.id
     where r.account_id = any($1) order by c.id`,
    [accountIds],
  )
}

/** How accounts are charged from later days on: each with what it is by then and was not the day before. */
function listComing(ctx: Ctx, accountIds: number[], day: string): Promise<(Coming & { accountId: number })[]> {
  const changesOf = (table: string, key: string, column: string) => `
    from ${table} t left join ${table} b on b.${key} = t.${key} and b.known_to is null and b.valid_to = t.valid_from
    where t.known_to is null and t.valid_from > $2 and t.${column} is distinct from b.${column}`
  return ctx.db.rows(
    `select x.*, coalesce(x."accountId", p.account_id) as "accountId" from (
       select t.account_id as "accountId", null::bigint as "pointId", t.valid_from as "from", t.case_ref as "caseRef",
         'baseCharge' as field, to_jsonb(t.base_charge) as value ${changesOf('account_term', 'account_id', 'base_charge')}
         and t.account_id = any($1)
       union all
       select null, t.point_id, t.valid_from, t.case_ref, 'priceCode', to_jsonb(t.price_code)
         ${changesOf('point_term', 'point_id', 'price_code')}
         and t.point_id in (select id from metering_point where account_id = any($1))
       union all
       select null, t.point_id, t.valid_from, t.case_ref, 'contractDemandKw', to_jsonb(t.contract_demand_kw)
         ${changesOf('demand_term', 'point_id', 'contract_demand_kw')}
         and t.point_id in (select id from metering_point where account_id = any($1))) x
     left join metering_point p on p.id = x."pointId" order by x."from"`,
    [accountIds, day],
  )
}

/** Ids of accounts that the reader may act for, by number; a customer's are his own. */
export async function findAccountIds(ctx: Ctx, accountNos: string[]): Promise<Map<string, number>> {
  const rows = await ctx.db.rows<{ id: number; accountNo: string }>(
    `select a.id, a.account_no as "accountNo" from account a join organisation o on o.id = a.organisation_id
     where a.account_no = any($1) and starts_with(o.path, $2) and ($3::bigint is null or exists (
       select 1 from account_term t where t.account_id = a.id and ${isOfParty('t.customer_id', '$3')}
         and t.known_to is null and t.valid_from <= $4 and (t.valid_to is null or t.valid_to > $4)))`,
    [accountNos, ctx.actor.customerId === null ? ctx.scope : '', ctx.actor.customerId, civilDay(ctx.now)],
  )
  return new Map(rows.map(({ id, accountNo }) => [accountNo, id]))
}

/** Numbers of accounts that are somebody else's now than they were known to be at an instant; a new name is nobody else. */
export async function listHandedOver(ctx: Ctx, accountIds: number[], at: Date): Promise<string[]> {
  const rows = await ctx.db.rows<{ accountNo: string }>(
    `select a.account_no as "accountNo" from account a
     join account_term now on now.account_id = a.id and ${inForce('now')}
     join account_term t on t.account_id = a.id and t.known_from <= $3 and (t.known_to is null or t.known_to > $3)
       and t.valid_from <= $4 and (t.valid_to is null or t.valid_to > $4)
     join customer c on c.id = now.customer_id join customer b on b.id = t.customer_id
     where a.id = any($1) and coalesce(c.party_id, c.id) <> coalesce(b.party_id, b.id) order by a.id`,
    [accountIds, civilDay(ctx.now), at, civilDay(at)],
  )
  return rows.map(({ accountNo }) => accountNo)
}

/** What is asked of a kind by the regulations in force on a civil day. */
export function listStatutoryRules(ctx: Ctx, kind: string, day: string): Promise<StatutoryRule[]> {
  return ctx.db.rows(
    `select rule, value::float8 as value, clause, confirmed from statutory_rule
     where kind = $1 and valid_from <= $2 and (valid_to is null or $2 < valid_to) order by rule`,
    [kind, day],
  )
}
