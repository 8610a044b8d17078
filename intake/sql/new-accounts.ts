import type { Ctx } from '../../db/context.ts'
import { customerOfIdentity } from '../../db/customers/parties.ts'
import type { RowMeter } from '../contract.ts'

/** An account that an application asks for, as it is kept: people encrypted. */
export type NewAccountRow = {
  position: number
  place: string
  class: 'residential' | 'agricultural' | 'commercial'
  customerName: string | null
  identityTail: string | null
  phoneTail: string | null
  capacityKva: number
  householdPersons: number | null
  priceCode: string | null
  phase: 'single' | 'three'
  meterAssetNo: string | null
  meter: RowMeter | null
  accountNo: string | null
}

export type NewAccountInput = Omit<NewAccountRow, 'accountNo' | 'meter'> & {
  identityId: number | null
  phoneCipher: Buffer | null
}

/** What an application asks for is what was told last. */
export async function replaceNewAccounts(ctx: Ctx, applicationId: number, rows: NewAccountInput[]): Promise<void> {
  await ctx.db.run('delete from requested_account where application_id = $1', [applicationId])
  const told = rows.map(({ phoneCipher, ...row }) => ({ ...row, phone: phoneCipher?.toString('base64') ?? null }))
  await ctx.db.run(
    `insert into requested_account (application_id, position, place, class, customer_name, identity_id, identity_tail,
       phone_cipher, phone_tail, capacity_kva, household_persons, price_code, phase, meter_asset_no)
     select $1, position, place, class, "customerName", "identityId", "identityTail", decode(phone, 'base64'), "phoneTail",
       "capacityKva", "householdPersons", "priceCode", phase, "meterAssetNo"
     from jsonb_to_recordset($2) as r(position int, place text, class text, "customerName" text, "identityId" bigint,
       "identityTail" text, phone text, "phoneTail" text, "capacityKva" numeric, "householdPersons" int, "priceCode" text,
       phase text, "meterAssetNo" text)`,
    [applicationId, JSON.stringify(told)],
  )
}

export function listNewAccounts(
  ctx: Ctx,
  applicationId: number,
  { after = 0, limit = null }: { after?: number; limit?: number | null } = {},
): Promise<NewAccountRow[]> {
  return ctx.db.rows(
    `select n.position, n.place, n.class, n.customer_name as "customerName", n.identity_tail as "identityTail",
       n.phone_tail as "phoneTail", n.capacity_kva::float8 as "capacityKva", n.household_persons as "householdPersons",
       n.price_code as "priceCode", n.phase, n.meter_asset_no as "meterAssetNo", n.meter, a.account_no as "accountNo"
     from requested_account n left join account a on a.id = n.account_id
     where n.application_id = $1 and n.position > $2 order by n.position limit $3`,
    [applicationId, after, limit],
  )
}

export async function countNewAccounts(
  ctx: Ctx,
  applicationId: number,
): Promise<{ rows: number; metered: number; opened: number; capacityKva: number }> {
  const row = await ctx.db.first<{ rows: number; metered: number; opened: number; capacityKva: number }>(
    `select count(*)::int as rows, count(meter)::int as metered, count(account_id)::int as opened,
       coalesce(sum(capacity_kva), 0)::float8 as "capacityKva" from requested_account where application_id = $1`,
    [applicationId],
  )
  return row ?? { rows: 0, metered: 0, opened: 0, capacityKva: 0 }
}

/** Who is to hold each account: a customer that there is by his identity, or one to be. */
export function listNewCustomers(
  ctx: Ctx,
  applicationId: number,
): Promise<
  {
    position: number
    name: string
    customerId: number | null
    /** By which that customer is known. */
    knownName: string | null
    numberCipher: Buffer | null
    phoneCipher: Buffer | null
  }[]
> {
  return ctx.db.rows(
    `select n.position, n.customer_name as name, i.number_cipher as "numberCipher", n.phone_cipher as "phoneCipher",
       known.id as "customerId", known.name as "knownName"
     from requested_account n join identity i on i.id = n.identity_id
     left join lateral ${customerOfIdentity('n.identity_id')} known on true
     where n.application_id = $1`,
    [applicationId],
  )
}

export async function setRowMeters(
  ctx: Ctx,
  applicationId: number,
  meters: { position: number; meter: RowMeter }[],
): Promise<void> {
  await ctx.db.run(
    `update requested_account n set meter = r.meter, meter_asset_no = r.meter ->> 'assetNo'
     from jsonb_to_recordset($2) as r(position int, meter jsonb)
     where n.application_id = $1 and n.position = r.position`,
    [applicationId, JSON.stringify(meters)],
  )
}

/** By position, in the order in which they were opened. */
export async function noteOpened(
  ctx: Ctx,
  applicationId: number,
  opened: { position: number; accountId: number }[],
): Promise<void> {
  await ctx.db.run(
    `update requested_account n set account_id = r.account_id
     from unnest($2::int[], $3::bigint[]) as r(position, account_id)
     where n.application_id = $1 and n.position = r.position`,
    [applicationId, opened.map(({ position }) => position), opened.map(({ accountId }) => accountId)],
  )
}

/** Who has one of these rooms or meters already, or asks for it in another open application; lists come in one after another. */
export async function findRivalAccounts(
  ctx: Ctx,
  applicationId: number,
  { addresses, meters }: { addresses: string[]; meters: string[] },
): Promise<{ what: 'room' | 'meter'; key: string; holder: string }[]> {
  await ctx.db.rows(`select pg_advisory_xact_lock(hashtext('requested_account'))`, [])
  return ctx.db.rows(
    `select 'room' as what, a.address as key, '用电户 ' || a.account_no as holder from account a
     where a.address = any($2) and a.closed_on is null
     union all
     select 'room', p.address || n.place, '在途申请 ' || p.application_no || ' 第 ' || n.position || ' 户'
     from requested_account n join application p on p.id = n.application_id
     where p.status = 'open' and p.id <> $1 and p.address || n.place = any($2)
     union all
     select 'meter', d.asset_no, '装在运行' from device d join installation i on i.device_id = d.id and i.removed_at is null
     where d.asset_no = any($3)
     union all
     select 'meter', n.meter_asset_no, '在途申请 ' || p.application_no || ' 第 ' || n.position || ' 户'
     from requested_account n join application p on p.id = n.application_id
     where p.status = 'open' and p.id <> $1 and n.meter_asset_no = any($3)`,
    [applicationId, addresses, meters],
  )
}
