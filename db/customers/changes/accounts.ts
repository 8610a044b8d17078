import { recordAudit } from '../../audit.ts'
import type { Ctx } from '../../context.ts'
import { publish } from '../../events.ts'
import { Refusal } from '../../refusal.ts'
import { startOfDay } from '../../time.ts'
import { changePhone } from '../identities.ts'
import { nameKey } from '../match-keys.ts'
import { saveCustomer } from '../open.ts'
import type { FileChange, PointSet, TermSet, Why } from './shape.ts'
import { endTerm, setTerm, termTables } from './terms.ts'

type Of<C extends FileChange['change']> = Extract<FileChange, { change: C }>

const termColumns: Record<keyof TermSet, string> = {
  customerId: 'customer_id',
  class: 'class',
  parts: 'parts',
  baseCharge: 'base_charge',
  powerFactorStandard: 'power_factor_standard',
  powerFactorExempt: 'power_factor_exempt',
  contractCapacityKva: 'contract_capacity_kva',
  runningCapacityKva: 'running_capacity_kva',
  householdPersons: 'household_persons',
  status: 'status',
  importantGrade: 'important_grade',
  temporaryUntil: 'temporary_until',
}
const pointColumns: Record<keyof PointSet, string> = {
  districtId: 'district_id',
  mode: 'mode',
  phase: 'phase',
  priceCode: 'price_code',
}

/** The names of what is set in the customer file's own columns. */
function toColumns<T extends object>(set: T, columns: Record<keyof T, string>): Record<string, string | number | null> {
  const entries = Object.entries(set).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries.map(([name, value]) => [columns[name as keyof T], value]))
}

export async function setAccountTerm(ctx: Ctx, { accountId, from, set }: Of<'term-set'>, why: Why): Promise<void> {
  await setTerm(ctx, termTables.account, { id: accountId, from, set: toColumns(set, termColumns) }, why)
}

/** Somebody else is the customer from a day on; bills and readings before it stay with whom they were of. */
export async function setCustomer(
  ctx: Ctx,
  { accountId, from, customer, readings = [] }: Of<'customer-set'>,
  why: Why,
): Promise<void> {
  const customerId = 'id' in customer ? customer.id : await saveCustomer(ctx, customer)
  await setAccountTerm(ctx, { change: 'term-set', accountId, from, set: { customerId } }, why)
  const read = readings.map(({ readAt, ...reading }) => ({ ...reading, readAt: readAt.toISOString() }))
  await publish(ctx, 'customer.changed', { accountId, from, readings: read })
}

/** Papers and phone stay the same person's; what was known under the old name stays known under it. */
export async function renameCustomer(
  ctx: Ctx,
  { accountId, from, name }: Of<'customer-renamed'>,
  why: Why,
): Promise<void> {
  const renamed = await ctx.db.first<{ id: number }>(
    `insert into customer (kind, name, identity_id, grade, opened_at, name_key, party_id)
     select c.kind, $2, c.identity_id, c.grade, $3, $4, coalesce(c.party_id, c.id)
     from account_term t join customer c on c.id = t.customer_id
     where t.account_id = $1 and t.known_to is null and t.valid_to is null returning id`,
    [accountId, name, ctx.now, nameKey(name)],
  )
  const customerId = renamed?.id ?? 0
  await setAccountTerm(ctx, { change: 'term-set', accountId, from, set: { customerId } }, why)
}

/** What was granted to a household ends with it. */
export async function endAllowance(ctx: Ctx, { accountId, from }: Of<'allowance-ended'>, why: Why): Promise<void> {
  await endTerm(ctx, termTables.allowance, { id: accountId, on: from }, why)
}

/** The account is closed from a day on; all that it hangs on must have been taken off before. */
export async function closeAccount(ctx: Ctx, { accountId, on }: Of<'account-closed'>, why: Why): Promise<void> {
  const meter = await ctx.db.first<{ assetNo: string }>(
    `select d.asset_no as "assetNo" from installation i join metering_point p on p.id = i.point_id
     join device d on d.id = i.device_id where p.account_id = $1 and i.removed_at is null limit 1`,
    [accountId],
  )
  if (meter) throw new Refusal('METER_STILL_INSTALLED', `电能表 ${meter.assetNo} 尚未拆除,不能销户`)
  await setAccountTerm(ctx, { change: 'term-set', accountId, from: on, set: { status: 'closed' } }, why)
  const closed = await ctx.db.run(
    'update account set closed_on = $2 where id = $1 and closed_on is null and opened_on <= $2',
    [accountId, on],
  )
  if (closed === 0) throw new Refusal('ACCOUNT_CLOSED', '该户已销户')
  const ended = [accountId, on]
  await ctx.db.run(
    `update contract set valid_to = $2 where account_id = $1 and valid_to is null and valid_from < $2`,
    ended,
  )
  await ctx.db.run(
    `update section_point set valid_to = $2 where valid_to is null and valid_from < $2
       and point_id in (select id from metering_point where account_id = $1)`,
    ended,
  )
  await ctx.db.run(
    `update supply_source s set valid_to = $2 from receiving_point r
     where r.id = s.receiving_point_id and r.account_id = $1 and s.valid_to is null and s.valid_from < $2`,
    [accountId, startOfDay(on)],
  )
  await publish(ctx, 'account.closed', { accountId, on })
}

export async function setPointTerm(ctx: Ctx, { pointId, from, set }: Of<'point-set'>, why: Why): Promise<void> {
  if (set.districtId) await requireDistrict(ctx, set.districtId)
  await setTerm(ctx, termTables.point, { id: pointId, from, set: toColumns(set, pointColumns) }, why)
}

/** Points hang on another district from a day on, all or none. */
export async function movePoints(
  ctx: Ctx,
  { pointIds, from, districtId }: Of<'points-moved'>,
  why: Why,
): Promise<void> {
  for (const pointId of pointIds) {
    await setPointTerm(ctx, { change: 'point-set', pointId, from, set: { districtId } }, why)
  }
}

export async function setDemand(
  ctx: Ctx,
  { pointId, from, contractDemandKw }: Of<'demand-set'>,
  why: Why,
): Promise<void> {
  const set = { contract_demand_kw: contractDemandKw }
  await setTerm(ctx, termTables.demand, { id: pointId, from, set, opens: true }, why)
}

export async function setPlace(ctx: Ctx, { pointId, from, place }: Of<'place-set'>, why: Why): Promise<void> {
  await setTerm(ctx, termTables.place, { id: pointId, from, set: { place }, opens: true }, why)
}

export async function setLineLoss(
  ctx: Ctx,
  { pointId, from, percent, reactivePercent }: Of<'line-loss-set'>,
  why: Why,
): Promise<void> {
  const set = { percent, reactive_percent: reactivePercent }
  await setTerm(ctx, termTables.lineLoss, { id: pointId, from, set, opens: true }, why)
}

/** A new contract takes the place of the one in force, from a day on. */
export async function renewContract(
  ctx: Ctx,
  { accountId, from, contractNo, signedOn }: Of<'contract-renewed'>,
  { caseRef }: Why,
): Promise<void> {
  await ctx.db.run('update contract set valid_to = $2 where account_id = $1 and valid_to is null and valid_from < $2', [
    accountId,
    from,
  ])
  const made = await ctx.db.run(
    `insert into contract (account_id, contract_no, signed_on, valid_from, case_ref) values ($1, $2, $3, $4, $5)
     on conflict (contract_no) do nothing`,
    [accountId, contractNo, signedOn, from, caseRef],
  )
  if (made === 0) throw new Refusal('CONTRACT_NO_TAKEN', `合同编号 ${contractNo} 已被使用`)
}

/** A transformer whose days are over is no longer in the file from then on. */
export async function removeTransformer(
  ctx: Ctx,
  { transformerId, from }: Of<'transformer-removed'>,
  why: Why,
): Promise<void> {
  await endTerm(ctx, termTables.transformer, { id: transformerId, on: from }, why)
  await ctx.db.run(
    'update point_transformer set valid_to = $2 where transformer_id = $1 and valid_to is null and valid_from < $2',
    [transformerId, from],
  )
}

export async function setTransformer(
  ctx: Ctx,
  { transformerId, from, state, agreedUntil = null }: Of<'transformer-set'>,
  why: Why,
): Promise<void> {
  await setTerm(
    ctx,
    termTables.transformer,
    { id: transformerId, from, set: { state, agreed_until: agreedUntil } },
    why,
  )
}

/** What the meter on a point was billed by is put right from the day on which it was put up; what stood there is on the record. */
export async function correctRatio(ctx: Ctx, { pointId, ct, pt }: Of<'ratio-corrected'>): Promise<void> {
  const before = await ctx.db.first<{ id: number; ct: string; pt: string }>(
    'select id, ct, pt from installation where point_id = $1 and removed_at is null for update',
    [pointId],
  )
  if (!before) throw new Refusal('NO_METER_INSTALLED', '该计量点现在没有电能表')
  await ctx.db.run('update installation set ct = $2, pt = $3 where id = $1', [before.id, ct, pt])
  const detail = { before: { ct: Number(before.ct), pt: Number(before.pt) }, after: { ct, pt } }
  await recordAudit(ctx, { action: 'ratio.corrected', subject: `installation:${before.id}`, detail })
}

/** The number by which the customer of an account is reached, for all that is his. */
export async function setPhone(ctx: Ctx, { accountId, phone }: Of<'phone-set'>): Promise<void> {
  await changePhone(ctx, accountId, phone)
}

async function requireDistrict(ctx: Ctx, districtId: number): Promise<void> {
  const district = await ctx.db.first('select 1 as found from transformer_district where id = $1', [districtId])
  if (district) return
  const message = '所选台区不存在,请重新选择'
  throw new Refusal('DISTRICT_UNKNOWN', message, { issues: [{ path: 'districtId', message }] })
}
