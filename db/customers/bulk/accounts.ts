import type { Ctx } from '../../context.ts'
import { startOfDay } from '../../time.ts'
import { addressKey } from '../match-keys.ts'
import type { TwoPart } from '../two-part.ts'
import { copyInto, takeIds } from './copy.ts'
import { type BroughtPerson, bringCustomers } from './people.ts'
import { bringTwoParts } from './two-parts.ts'

export type BroughtAccount = BroughtPerson & {
  accountNo: string
  address: string
  organisationId: number
  districtId: number | null
  /** Null: the section of its district, where that has one. */
  sectionId: number | null
  class: string
  capacityKva: number
  householdPersons: number | null
  priceCode: string
  mode: string
  phase: string
  openedOn: string
  powerFactorStandard: NonNullable<TwoPart['powerFactorStandard']> | null
  /** Why it is not adjusted although of its size. */
  powerFactorExempt: string | null
  /** Null for a single-part account. */
  twoPart: Pick<TwoPart, 'baseCharge' | 'contractDemandKw' | 'transformers'> | null
}
export type Case = { caseRef: string; reason: string }

/** One bringing at a time: two would take the same number for new. Held until the transaction ends. */
export async function lockBringing(ctx: Ctx): Promise<void> {
  await ctx.db.run(`select pg_advisory_xact_lock(hashtext('dianhu.bringing'))`)
}

/**
 * Accounts with customer, terms, point and section, all at once: the caller has checked that none of the numbers is taken,
 * and opens the transaction. Each has its entry in the timeline; the caller puts the whole on the audit record.
 */
export async function bringAccounts(ctx: Ctx, accounts: BroughtAccount[], about: Case): Promise<void> {
  const customers = await bringCustomers(ctx, accounts)
  const ids = await takeIds(ctx, 'account', accounts.length)
  const pointIds = await takeIds(ctx, 'metering_point', accounts.length)
  const rows = accounts.map((account, n) => {
    return { ...account, id: ids[n] ?? 0, pointId: pointIds[n] ?? 0, customerId: customers[n] ?? 0 }
  })
  const known = [ctx.now, ctx.actor.username, about.reason, about.caseRef]
  await copyInto(
    ctx,
    'account',
    ['id', 'account_no', 'organisation_id', 'address', 'opened_on', 'address_key'],
    rows.map((row) => [row.id, row.accountNo, row.organisationId, row.address, row.openedOn, addressKey(row.address)]),
  )
  await copyInto(
    ctx,
    'account_term',
    [
      ...['account_id', 'customer_id', 'class', 'contract_capacity_kva', 'running_capacity_kva', 'household_persons'],
      ...['parts', 'base_charge', 'power_factor_standard', 'power_factor_exempt'],
      ...['status', 'valid_from', 'known_from', 'changed_by', 'reason', 'case_ref'],
    ],
    rows.map(({ id, customerId, capacityKva, householdPersons, openedOn, twoPart, ...row }) => [
      ...[id, customerId, row.class, capacityKva, capacityKva, householdPersons, twoPart ? 'two' : 'single'],
      ...[twoPart?.baseCharge ?? null, row.powerFactorStandard, row.powerFactorExempt, 'active', openedOn, ...known],
    ]),
  )
  await copyInto(
    ctx,
    'metering_point',
    ['id', 'point_no', 'kind', 'account_id', 'purpose'],
    rows.map(({ pointId, accountNo, id }) => [pointId, `${accountNo}-1`, 'account', id, 'settlement']),
  )
  await copyInto(
    ctx,
    'point_term',
    [
      'point_id',
      'district_id',
      'mode',
      'phase',
      'price_code',
      'valid_from',
      'known_from',
      'changed_by',
      'reason',
      'case_ref',
    ],
    rows.map(({ pointId, districtId, mode, phase, priceCode, openedOn }) => [
      ...[pointId, districtId, mode, phase, priceCode, openedOn, ...known],
    ]),
  )
  await bringTwoParts(ctx, rows, about)
  await joinSections(ctx, rows)
  await copyInto(
    ctx,
    'timeline_entry',
    ['account_id', 'at', 'kind', 'subject', 'title_zh', 'title_en'],
    rows.map(({ id, accountNo, openedOn }) => [
      ...[id, startOfDay(openedOn), 'account', `opened:${accountNo}`],
      ...['送电建档,开始用电', 'Energised and added to the customer file'],
    ]),
  )
}

async function joinSections(
  ctx: Ctx,
  rows: { pointId: number; sectionId: number | null; openedOn: string }[],
): Promise<void> {
  const named = rows.flatMap(({ pointId, sectionId, openedOn }) =>
    sectionId === null ? [] : [[sectionId, pointId, openedOn]],
  )
  await copyInto(ctx, 'section_point', ['section_id', 'point_id', 'valid_from'], named)
  const open = rows.filter(({ sectionId }) => sectionId === null).map(({ pointId }) => pointId)
  await ctx.db.run(
    // Before its district had a section the point is in none: from the first day on which it has one.
    `insert into section_point (section_id, point_id, valid_from)
     select s.section_id, t.point_id, greatest(t.valid_from, s.valid_from)
     from point_term t join section_district s on s.district_id = t.district_id and s.valid_to is null
     where t.point_id = any($1) and t.known_to is null`,
    [open],
  )
}

/** Corrects the addresses of accounts that are there. */
export async function correctAccounts(ctx: Ctx, addresses: { accountNo: string; address: string }[]): Promise<void> {
  await ctx.db.run(
    `update account a set address = u.address, address_key = u.key
     from unnest($1::text[], $2::text[], $3::text[]) as u(no, address, key) where a.account_no = u.no`,
    [
      addresses.map(({ accountNo }) => accountNo),
      addresses.map(({ address }) => address),
      addresses.map(({ address }) => addressKey(address)),
    ],
  )
}
