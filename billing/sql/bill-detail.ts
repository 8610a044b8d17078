import type { Ctx } from '../../db/context.ts'
import type { CurveCoverage } from '../rules/run/curve.ts'
import { holderAtEnd } from './holders.ts'
import { ofReader, readerCustomerId } from './read.ts'

export type SegmentRow = {
  position: number
  pointNo: string
  from: string
  to: string
  tariffSystem: 'single' | 'two-part' | 'residential-tier'
  priceVersionId: number
  priceVersion: string
  meteredWh: number
  deductedWh: number
  lossWh: number
  lossVarh: number
  lineLossWh: number
  energyWhByPeriod: Record<string, number>
  reactiveVarh: number
  powerFactorStandard: string | null
  curve: CurveCoverage | null
}

export function listSegmentRows(ctx: Ctx, billId: number): Promise<SegmentRow[]> {
  return ctx.db.rows(
    `select s.position, p.point_no as "pointNo", s.segment_from as "from", s.segment_to as "to",
       s.tariff_system as "tariffSystem", s.price_version_id as "priceVersionId", v.version as "priceVersion",
       s.metered_wh as "meteredWh", s.deducted_wh as "deductedWh", s.loss_wh as "lossWh", s.loss_varh as "lossVarh",
       s.line_loss_wh as "lineLossWh",
       s.energy_wh_by_period as "energyWhByPeriod", s.reactive_varh as "reactiveVarh",
       s.power_factor_standard::text as "powerFactorStandard", s.curve
     from bill_segment s join metering_point p on p.id = s.point_id join price_version v on v.id = s.price_version_id
     where s.bill_id = $1 order by s.position`,
    [billId],
  )
}

export type DemandRow = {
  pointNo: string
  demandKw: number
  occurredOn: string | null
  contractKw: number | null
  leastKw: number | null
  toleratedKw: number | null
}

export function listDemandRows(ctx: Ctx, billId: number): Promise<DemandRow[]> {
  return ctx.db.rows(
    `select p.point_no as "pointNo", d.demand_w / 1000.0::float8 as "demandKw", d.occurred_on as "occurredOn",
       d.contract_kw::float8 as "contractKw", d.least_kw::float8 as "leastKw", d.tolerated_kw::float8 as "toleratedKw"
     from bill_demand d join metering_point p on p.id = d.point_id where d.bill_id = $1 order by d.position`,
    [billId],
  )
}

export type BilledPrice = {
  versionId: number
  code: string
  nameZh: string
  nameEn: string
  version: string
  validFrom: string
  validTo: string | null
  legalBasis: string
  sourceUrl: string | null
  official: boolean
}

/** Versions that a bill was made from, by its parts, as they were, whatever the book says by now. */
export function listBilledPrices(ctx: Ctx, billId: number): Promise<BilledPrice[]> {
  return ctx.db.rows(
    `select v.id as "versionId", p.code, p.name_zh as "nameZh", p.name_en as "nameEn", v.version,
       d.valid_from as "validFrom", d.valid_to as "validTo", v.legal_basis as "legalBasis",
       v.source_url as "sourceUrl", v.official
     from (
       select price_version_id, min(position) as position from (
         select price_version_id, position from bill_segment where bill_id = $1
         union all select price_version_id, 1000000 from bill where id = $1) parts
       group by price_version_id) used
     join price_version v on v.id = used.price_version_id join price p on p.code = v.price_code
     cross join lateral (
       select valid_from, valid_to from price_validity where version_id = v.id
       order by known_to desc nulls first, valid_from limit 1) d
     order by used.position, d.valid_from`,
    [billId],
  )
}

export type DocumentRow = {
  id: number
  billNo: string
  document: 'bill' | 'interim' | 'reversal' | 'reissue'
  state: 'held' | 'issued' | 'discarded'
  standing: boolean
  totalYuan: string
  issuedAt: Date | null
  reason: string | null
  correctsBillId: number | null
}

/** All documents of one settlement of a month, in the order in which they were made. */
export function listDocumentRows(
  ctx: Ctx,
  of: { accountId: number; billMonth: string; settlementNo: number },
): Promise<DocumentRow[]> {
  return ctx.db.rows(
    `select id, bill_no as "billNo", document, state, standing, total_yuan as "totalYuan", issued_at as "issuedAt",
       reason, corrects_bill_id as "correctsBillId"
     from bill where account_id = $1 and bill_month = $2 and settlement_no = $3 order by id`,
    [of.accountId, of.billMonth, of.settlementNo],
  )
}

export type UseRow = {
  billMonth: string
  days: number
  energyWh: number
  energyWhByPeriod: Record<string, number>
  totalYuan: string
}

/** Every settlement of the months, oldest first; of who held the account on the last day before `until` alone. */
export function listUseRows(
  ctx: Ctx,
  of: { accountId: number; fromMonth: string; throughMonth: string; until: string },
): Promise<UseRow[]> {
  return ctx.db.rows(
    `select bill_month as "billMonth", period_to - period_from as days, energy_wh as "energyWh",
       energy_wh_by_period as "energyWhByPeriod", total_yuan as "totalYuan"
     from bill b where ($1::bigint is null or ${ofReader}) and b.account_id = $2 and b.standing and b.state = 'issued'
       and b.bill_month between $3 and $4 and ${holderAtEnd('$2', 'b.period_to')} = ${holderAtEnd('$2', '$5::date')}
     order by period_from, id`,
    [readerCustomerId(ctx), of.accountId, of.fromMonth, of.throughMonth, of.until],
  )
}

/** The bill that stands before a day, or that of a month and settlement, of the same holder. */
export function findEarlierId(
  ctx: Ctx,
  of: { accountId: number; until: string } & ({ before: string } | { billMonth: string; settlementNo: number }),
): Promise<{ id: number } | undefined> {
  return ctx.db.first(
    `select id from bill b where account_id = $1 and standing and state = 'issued'
       and ${holderAtEnd('$1', 'b.period_to')} = ${holderAtEnd('$1', '$5::date')}
       and ($2::date is null or period_to <= $2) and ($3::text is null or bill_month = $3 and settlement_no = $4)
     order by period_to desc, id desc limit 1`,
    'before' in of
      ? [of.accountId, of.before, null, null, of.until]
      : [of.accountId, null, of.billMonth, of.settlementNo, of.until],
  )
}
