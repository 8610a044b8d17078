import { recordAudit } from '../audit.ts'
import type { Ctx } from '../context.ts'
import { publish } from '../events.ts'
import { transact } from '../pool.ts'
import { Refusal } from '../refusal.ts'
import { civilDay } from '../time.ts'
import { addTimelineEntry } from '../timeline.ts'
import { nextAccountNo } from './account-no.ts'
import { carryTerms } from './carried.ts'
import type { SupplySource } from './changes/shape.ts'
import { saveIdentity } from './identities.ts'
import { installMeter, type NewMeter } from './install.ts'
import { addressKey, nameKey } from './match-keys.ts'
import { joinSectionOfDistrict } from './sections.ts'
import { setSources } from './sources.ts'
import { insertTwoPart, type TwoPart } from './two-part.ts'
import { insertUnmetered, type UnmeteredSupply } from './unmetered.ts'

export type NewAccount = {
  /** The change case that this comes from, such as `application:…`. */
  caseRef: string
  reason: string
  /** Kept where a company brings its accounts; otherwise the next free number. */
  accountNo?: string | undefined
  customer:
    | { id: number }
    | { kind: 'person' | 'organisation'; name: string; idNumber?: string | undefined; phone?: string | undefined }
  organisationId: number
  address: string
  class: 'residential' | 'agricultural' | 'commercial'
  contractCapacityKva: string
  householdPersons?: number | undefined
  importantGrade?: string | undefined
  /** The account that it goes on from: payer, allowance and grade of importance go with the customer. */
  carriedFrom?: number | undefined
  temporaryUntil?: string | undefined
  /** The instant of 送电, from which the account is read and billed. */
  energisedAt: Date
  point: {
    districtId: number | null
    mode: 'high-high' | 'high-low' | 'low-low'
    phase: 'single' | 'three'
    priceCode: string | null
  }
  /** Left out for supply by fixed quantity, without a meter. */
  meter?: NewMeter | undefined
  /** What was agreed where nothing is metered, until and without a day. */
  unmetered?: UnmeteredSupply | undefined
  contract: { contractNo: string; signedOn: string }
  /** Null or left out: not adjusted, unless `twoPart` says so. */
  powerFactorStandard?: TwoPart['powerFactorStandard'] | undefined
  /** Why it is not adjusted although of its size. */
  powerFactorExempt?: string | undefined
  /** From where it is supplied, where that is known beyond its district. */
  sources?: SupplySource[] | undefined
  /** Left out for a single-part account. */
  twoPart?: TwoPart | undefined
}

export type OpenedAccount = { accountId: number; accountNo: string; customerId: number; pointId: number }

/**
 * Writes a new account into the customer file: the archive of a new connection. All or nothing; publishes
 * `account.opened`. Refuses with `ACCOUNT_NO_TAKEN`, `DISTRICT_UNKNOWN`, `FEEDER_UNKNOWN`, `METER_INSTALLED_ELSEWHERE`,
 * `TERMINAL_UNKNOWN` or `METERING_PORT_TAKEN`.
 */
export function openAccount(ctx: Ctx, input: NewAccount): Promise<OpenedAccount> {
  return transact(ctx, async (inner) => {
    const accountNo = input.accountNo ?? (await nextAccountNo(inner))
    const customerId = 'id' in input.customer ? input.customer.id : await saveCustomer(inner, input.customer)
    const openedOn = civilDay(input.energisedAt)
    const accountId = await insertAccount(inner, input, accountNo, openedOn)
    await insertTerm(inner, input, accountId, customerId, openedOn)
    const pointId = await insertPoint(inner, input, accountId, accountNo, openedOn)
    const { reason, caseRef, carriedFrom } = input
    if (carriedFrom !== undefined)
      await carryTerms(inner, { from: carriedFrom, to: accountId, on: openedOn, reason, caseRef })
    if (input.twoPart)
      await insertTwoPart(inner, input.twoPart, { accountId, pointId, from: openedOn, reason, caseRef })
    if (input.sources && input.sources.length > 0)
      await setSources(inner, { accountId, at: input.energisedAt, sources: input.sources }, caseRef)
    if (input.unmetered) await insertUnmetered(inner, input.unmetered, { accountId, from: openedOn, caseRef })
    if (input.meter)
      await installMeter(inner, { ...input.meter, pointId, at: input.energisedAt, caseRef: input.caseRef })
    await inner.db.run(
      'insert into contract (account_id, contract_no, signed_on, valid_from, case_ref) values ($1, $2, $3, $4, $5)',
      [accountId, input.contract.contractNo, input.contract.signedOn, openedOn, input.caseRef],
    )
    await recordAudit(inner, {
      action: 'account.opened',
      subject: `account:${accountNo}`,
      detail: { caseRef: input.caseRef },
    })
    await addTimelineEntry(inner, {
      accountId,
      at: input.energisedAt,
      kind: 'account',
      subject: `opened:${accountNo}`,
      title: { zh: '送电建档,开始用电', en: 'Energised and added to the customer file' },
    })
    const energisedAt = input.energisedAt.toISOString()
    await publish(inner, 'account.opened', { accountId, accountNo, pointId, energisedAt })
    return { accountId, accountNo, customerId, pointId }
  })
}

/** A customer with his identity; somebody whose number is known already shares it. */
export async function saveCustomer(
  ctx: Ctx,
  customer: Extract<NewAccount['customer'], { name: string }>,
): Promise<number> {
  const identityId = await saveIdentity(ctx, customer)
  const row = await ctx.db.first<{ id: number }>(
    `insert into customer (kind, name, identity_id, opened_at, name_key, party_id)
     values ($1, $2, $3, $4, $5, (select coalesce(party_id, id) from customer where identity_id = $3 order by id limit 1))
     returning id`,
    [customer.kind, customer.name, identityId, ctx.now, nameKey(customer.name)],
  )
  return row?.id ?? 0
}

async function insertAccount(ctx: Ctx, input: NewAccount, accountNo: string, openedOn: string): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into account (account_no, organisation_id, address, opened_on, address_key) values ($1, $2, $3, $4, $5)
     on conflict (account_no) do nothing returning id`,
    [accountNo, input.organisationId, input.address, openedOn, addressKey(input.address)],
  )
  if (!row) throw new Refusal('ACCOUNT_NO_TAKEN', `户号 ${accountNo} 已被使用`)
  return row.id
}

async function insertTerm(
  ctx: Ctx,
  input: NewAccount,
  accountId: number,
  customerId: number,
  openedOn: string,
): Promise<void> {
  await ctx.db.run(
    `insert into account_term (account_id, customer_id, class, contract_capacity_kva, running_capacity_kva,
       household_persons, important_grade, temporary_until, status, valid_from, known_from, changed_by, reason, case_ref,
       parts, base_charge, power_factor_standard, power_factor_exempt)
     values ($1, $2, $3, $4, $4, $5, coalesce($6, (select important_grade from account_term where account_id = $17
       and known_to is null and valid_from <= $8 and (valid_to is null or valid_to > $8))), $7, 'active', $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      accountId,
      customerId,
      input.class,
      input.contractCapacityKva,
      input.householdPersons ?? null,
      input.importantGrade ?? null,
      input.temporaryUntil ?? null,
      openedOn,
      ctx.now,
      ctx.actor.username,
      input.reason,
      input.caseRef,
      input.twoPart ? 'two' : 'single',
      input.twoPart?.baseCharge ?? null,
      input.twoPart?.powerFactorStandard ?? input.powerFactorStandard ?? null,
      input.powerFactorExempt ?? null,
      input.carriedFrom ?? null,
    ],
  )
}

async function insertPoint(
  ctx: Ctx,
  input: NewAccount,
  accountId: number,
  accountNo: string,
  openedOn: string,
): Promise<number> {
  const { districtId, mode, phase, priceCode } = input.point
  const district = districtId && (await ctx.db.first('select 1 from transformer_district where id = $1', [districtId]))
  if (districtId && !district)
    throw new Refusal('DISTRICT_UNKNOWN', '所选台区不存在,请重新选择', {
      issues: [{ path: 'districtId', message: '台区不存在' }],
    })
  const row = await ctx.db.first<{ id: number }>(
    `insert into metering_point (point_no, kind, account_id, purpose) values ($1, 'account', $2, 'settlement') returning id`,
    [`${accountNo}-1`, accountId],
  )
  const pointId = row?.id ?? 0
  await ctx.db.run(
    `insert into point_term (point_id, district_id, mode, phase, price_code, valid_from, known_from, changed_by, reason, case_ref)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [pointId, districtId, mode, phase, priceCode, openedOn, ctx.now, ctx.actor.username, input.reason, input.caseRef],
  )
  // Nobody reads where there is no meter.
  if (!input.unmetered) await joinSectionOfDistrict(ctx, { pointId, districtId, from: openedOn })
  return pointId
}
