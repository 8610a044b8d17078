import type { z } from 'zod'
import { daysBetween } from '../db/time.ts'
import type { BillDetail, BillDocument, BillLine, BillSegment, tierProgress, UseOfMonth } from './bill-contract.ts'
import { groupOf } from './rules/line-group.ts'
import { titleOfLine } from './rules/line-title.ts'
import { quantityToNumber, sumYuan, whToKwh } from './rules/money.ts'
import { fillTiersKwh, tierLimitsKwh } from './rules/tiers.ts'
import type { BilledPrice, DocumentRow, SegmentRow, UseRow } from './sql/bill-detail.ts'
import type { PriceVersion } from './sql/prices.ts'
import type { BillRow, LineRow, RegisterRow } from './sql/read.ts'

/** A line of a part has its version; one of the whole bill has one where the bill has, or where the clause tells. */
export function lineToWire(line: LineRow, segments: SegmentRow[], prices: BilledPrice[]): BillLine {
  const segment = segments.find(({ position }) => position === line.segment)
  const named = prices.filter(({ legalBasis }) => legalBasis === line.clause)
  const group = groupOf(line.item)
  const [only] = prices.length === 1 ? prices : named.length === 1 ? named : []
  return {
    ...line,
    quantity: Number(line.quantity),
    title: titleOfLine(line),
    group,
    priceVersion: segment?.priceVersion ?? (group === 'market' ? null : only?.version) ?? null,
  }
}

export function registerToWire({ startWh, endWh, energyWh, ...register }: RegisterRow) {
  return { ...register, startKwh: startWh / 1000, endKwh: endWh / 1000, energyKwh: energyWh / 1000 }
}

export function segmentToWire(row: SegmentRow): BillSegment {
  const { position, pointNo, from, to, tariffSystem, priceVersion, powerFactorStandard, curve, energyWhByPeriod } = row
  const chargedWh = Object.values(energyWhByPeriod).reduce((sum, energy) => sum + energy, 0)
  return {
    ...{ position, pointNo, from, to, tariffSystem, priceVersion, powerFactorStandard, curve },
    days: daysBetween(from, to),
    meteredKwh: row.meteredWh / 1000,
    deductedKwh: row.deductedWh / 1000,
    lossKwh: row.lossWh / 1000,
    lineLossKwh: row.lineLossWh / 1000,
    lossKvarh: row.lossVarh / 1000,
    chargedKwh: chargedWh / 1000,
    chargedByPeriodKwh: periodsToKwh(energyWhByPeriod),
    reactiveKvarh: row.reactiveVarh / 1000,
  }
}

export function periodsToKwh(energyWh: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(energyWh).map(([period, energy]) => [period, energy / 1000]))
}

export function priceToWire({ versionId: _, nameZh, nameEn, ...price }: BilledPrice): BillDetail['price'] {
  return { ...price, name: { zh: nameZh, en: nameEn } }
}

export function documentToWire({ issuedAt, ...document }: DocumentRow): BillDocument {
  return { ...document, issuedAt: issuedAt?.toISOString() ?? null }
}

/** Settlements of one month are one use. */
export function monthsToWire(rows: UseRow[]): UseOfMonth[] {
  return [...Map.groupBy(rows, ({ billMonth }) => billMonth)].map(([billMonth, settlements]) => {
    const energyWh: Record<string, number> = {}
    for (const [period, energy] of settlements.flatMap((each) => Object.entries(each.energyWhByPeriod))) {
      energyWh[period] = (energyWh[period] ?? 0) + energy
    }
    return {
      billMonth,
      days: settlements.reduce((sum, { days }) => sum + days, 0),
      energyKwh: settlements.reduce((sum, each) => sum + each.energyWh, 0) / 1000,
      energyByPeriodKwh: periodsToKwh(energyWh),
      totalYuan: sumYuan(settlements.map(({ totalYuan }) => totalYuan)),
    }
  })
}

export function progressOf(row: BillRow, version: PriceVersion): z.infer<typeof tierProgress> {
  const facts = {
    accumulation: 'annual' as const,
    tiers: version.tiers,
    energyKwh: 0,
    months: 1,
    accumulatedBeforeKwh: 0,
    serviceMonths: row.serviceMonths,
    household:
      version.household && row.householdPersons ? { ...version.household, persons: row.householdPersons } : null,
    clause: version.legalBasis,
  }
  const accumulatedKwh = quantityToNumber(whToKwh(row.accumulatedBeforeWh + row.tierEnergyWh))
  const limits = tierLimitsKwh(facts)
  const used = fillTiersKwh(facts, accumulatedKwh)
  return {
    tierYear: row.tierYear,
    serviceMonths: row.serviceMonths,
    accumulatedKwh,
    tiers: version.tiers.map(({ priceYuanPerKwh = null, touPricesYuanPerKwh = null }, position) => ({
      index: position + 1,
      fromKwh: limits[position - 1] ?? 0,
      limitKwh: limits[position] ?? null,
      usedKwh: used[position] ?? 0,
      priceYuanPerKwh,
      touPricesYuanPerKwh,
    })),
  }
}
