import type { Ctx } from '../context.ts'
import { notFound } from '../refusal.ts'
import { civilDay } from '../time.ts'
import { readAs } from './bindings.ts'
import type { AccountFile, PointOfAccount, ReadableAccount } from './contract.ts'
import { maskName } from './masks.ts'
import { isOfParty } from './parties.ts'

/** Which state of the file to read: as of a civil day, as it was known at an instant. Both default to now. */
export type FileMoment = { asOf?: string | undefined; knownAt?: Date | undefined }

type Where = { accountNo: string } | { accountId: number }

/** One account with its customer, terms and points. Refuses with `NOT_FOUND` outside the actor's scope. */
export async function findAccountFile(ctx: Ctx, where: Where, moment: FileMoment = {}): Promise<AccountFile> {
  const asOf = moment.asOf ?? civilDay(ctx.now)
  const knownAt = moment.knownAt ?? ctx.now
  const account = await ctx.db.prepared.first<Omit<AccountFile, 'points' | 'sources'>>(
    `select a.id as "accountId", a.account_no as "accountNo", a.address, a.opened_on as "openedOn", a.closed_on as "closedOn",
       o.name as organisation, c.id as "customerId", c.name as "customerName", c.kind as "customerKind",
       '*******' || i.phone_tail as phone, t.class, t.parts, t.contract_capacity_kva as "contractCapacityKva",
       t.household_persons as "householdPersons", t.important_grade as "importantGrade",
       t.temporary_until as "temporaryUntil", t.status, k.contract_no as "contractNo"
     from account a
     join organisation o on o.id = a.organisation_id
     join account_term t on t.account_id = a.id and ${inForce('t', '$3', '$4')}
     join customer c on c.id = t.customer_id
     join identity i on i.id = c.identity_id
     left join contract k on k.account_id = a.id and k.valid_from <= $3 and (k.valid_to is null or k.valid_to > $3)
     where (a.account_no = $1 or a.id = $2) and starts_with(o.path, $5) and ($6::bigint is null or ${isOfParty('c.id', '$6')})`,
    [
      'accountNo' in where ? where.accountNo : null,
      'accountId' in where ? where.accountId : null,
      asOf,
      knownAt,
      ctx.scope,
      ctx.actor.customerId,
    ],
  )
  if (!account) throw notFound('户号')
  return {
    ...account,
    points: await listAccountPoints(ctx, account.accountId, moment),
    sources: await listAccountSources(ctx, account.accountId, moment),
  }
}

/** The same of an account that is bound to the reader's log-in: what it is, and not whose. */
export async function findSharedFile(ctx: Ctx, where: { accountNo: string }, moment: FileMoment): Promise<AccountFile> {
  const reader = readAs(ctx, where)
  const file = await findAccountFile(reader, where, moment)
  if (reader === ctx) return file
  const hidden = { customerId: 0, phone: null, householdPersons: null, contractNo: null }
  return { ...file, ...hidden, customerName: maskName(file.customerName) }
}

/** Accounts that a customer's log-in reads: his own before those of others that are bound to it. */
export function listReadableAccounts(ctx: Ctx): Promise<ReadableAccount[]> {
  return ctx.db.rows(
    `select a.id as "accountId", a.account_no as "accountNo", a.address,
       case when ${isOfParty('t.customer_id', '$1')} then 'own' else 'other' end as relation, n.nickname
     from account a
     join organisation o on o.id = a.organisation_id
     join account_term t on t.account_id = a.id and ${inForce('t', '$2', '$3')}
     left join account_nickname n on n.account_id = a.id and n.user_id = $5
     where (${isOfParty('t.customer_id', '$1')} or a.id = any($6)) and starts_with(o.path, $4)
     order by relation desc, a.account_no`,
    [
      ...[ctx.actor.customerId ?? 0, civilDay(ctx.now), ctx.now, ctx.scope, ctx.actor.id],
      (ctx.actor.boundAccounts ?? []).map(({ accountId }) => accountId),
    ],
  )
}

async function listAccountPoints(ctx: Ctx, accountId: number, moment: FileMoment = {}): Promise<PointOfAccount[]> {
  const asOf = moment.asOf ?? civilDay(ctx.now)
  const knownAt = moment.knownAt ?? ctx.now
  type Row = Omit<PointOfAccount, 'meter'> & {
    meter: (NonNullable<PointOfAccount['meter']> & { assetNo: string | null }) | null
  }
  // A meter put in at noon is on the point at the end of that day: the day is read as it ended, or as it is now.
  const rows = await ctx.db.prepared.rows<Row>(
    `with moment as (select least((($2::date + 1)::timestamp at time zone 'Asia/Shanghai') - interval '1 millisecond', $3::timestamptz) as at)
     select p.id as "pointId", p.point_no as "pointNo", t.phase, t.mode, t.price_code as "priceCode",
       d.id as "districtId", d.name as district, f.name as feeder, s.name as substation,
       case when m.id is not null then jsonb_build_object(
         'assetNo', m.asset_no, 'profile', m.profile, 'ct', i.ct, 'pt', i.pt,
         'installedAt', to_char(i.installed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
         'terminal', e.asset_no, 'protocol', e.protocol, 'unitId', l.unit_id) end as meter
     from metering_point p
     cross join moment
     join point_term t on t.point_id = p.id and ${inForce('t', '$2', '$3')}
     left join transformer_district d on d.id = t.district_id
     left join district_term dt on dt.district_id = d.id and tstzrange(dt.valid_from, dt.valid_to) @> moment.at
     left join feeder f on f.id = dt.feeder_id
     left join feeder_term ft on ft.feeder_id = f.id and tstzrange(ft.valid_from, ft.valid_to) @> moment.at
     left join substation s on s.id = ft.substation_id
     left join installation i on i.point_id = p.id and tstzrange(i.installed_at, i.removed_at) @> moment.at
     left join device m on m.id = i.device_id
     left join collection_link l on l.device_id = m.id and tstzrange(l.valid_from, l.valid_to) @> moment.at
     left join terminal e on e.id = l.terminal_id
     where p.account_id = $1 order by p.point_no`,
    [accountId, asOf, knownAt],
  )
  return rows
}

/** The main source before the standby; where they hang at the end of the day, or now. */
function listAccountSources(ctx: Ctx, accountId: number, moment: FileMoment): Promise<AccountFile['sources']> {
  return ctx.db.prepared.rows(
    `with moment as (select least((($2::date + 1)::timestamp at time zone 'Asia/Shanghai') - interval '1 millisecond', $3::timestamptz) as at)
     select s.role, f.name as feeder, u.name as substation, s.standby from moment
     join receiving_point r on r.account_id = $1
     join supply_source s on s.receiving_point_id = r.id and tstzrange(s.valid_from, s.valid_to) @> moment.at
     left join feeder f on f.id = s.feeder_id
     left join feeder_term t on t.feeder_id = f.id and tstzrange(t.valid_from, t.valid_to) @> moment.at
     left join substation u on u.id = t.substation_id order by s.role, s.id`,
    [accountId, moment.asOf ?? civilDay(ctx.now), moment.knownAt ?? ctx.now],
  )
}

/** SQL: the dated row that holds on a day as known at an instant. */
export function inForce(alias: string, day: string, knownAt: string): string {
  return `${alias}.valid_from <= ${day}::date and (${alias}.valid_to is null or ${alias}.valid_to > ${day}::date)
    and ${alias}.known_from <= ${knownAt} and (${alias}.known_to is null or ${alias}.known_to > ${knownAt})`
}
