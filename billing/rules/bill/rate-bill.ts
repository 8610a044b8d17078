// Decides one electricity bill from its facts: lines, charges, total (电费核算; CONTRACT §15).
import { daysBetween } from '../../../db/time.ts'
import { catalogueClause } from '../editions.ts'
import { rateEnergyLine } from '../lines.ts'
import { type Exact, exact, roundHalfUp, sumYuan, zero } from '../money.ts'
import { type EnergyPeriod, energyPeriods } from '../price-period.ts'
import type { RatedTiers } from '../tiers.ts'
import { findBaseIssues, type RatedBase, rateBase } from './base-charge.ts'
import { addEnergies, isTieredByPeriod, rateAllocations, rateSegment, rateTierSegments } from './energy-charge.ts'
import type {
  BillCharges,
  BillFacts,
  BillLine,
  EnergyByPeriod,
  Notice,
  RatedSegment,
  Rating,
  RatingIssue,
  RatingRefusal,
} from './facts.ts'
import { rateMarket } from './market-charge.ts'
import { ratePowerFactor } from './power-factor-groups.ts'
import { isTimeOfUse, measureSegment, type SegmentEnergy } from './segment-energy.ts'

export function rateBill(facts: BillFacts): Rating | RatingRefusal {
  const issues = findBaseIssues(facts)
  const tieredByPeriod = isTieredByPeriod(facts)
  const energies: SegmentEnergy[] = []
  for (const [position, segment] of facts.segments.entries()) {
    const byPeriod = segment.tariffSystem === 'residential-tier' ? tieredByPeriod : isTimeOfUse(segment)
    const measured = measureSegment(segment, facts, byPeriod, `segments.${position}`)
    if (measured.ok) energies.push(measured.energy)
    else issues.push(...measured.issues)
  }
  if (issues.length > 0) return { ok: false, issues }
  const tiered = rateTiersOf(facts, energies, tieredByPeriod)
  if (!tiered.ok) return tiered
  return assemble(facts, energies, tiered.rated)
}

type TierVerdict = { ok: true; rated: RatedTiers | null } | { ok: false; issues: RatingIssue[] }

function rateTiersOf(
  { segments, residentialTier }: BillFacts,
  energies: SegmentEnergy[],
  byPeriod: boolean,
): TierVerdict {
  const tiered = energies.filter((_, position) => segments[position]?.tariffSystem === 'residential-tier')
  if (tiered.length === 0) return { ok: true, rated: null }
  if (residentialTier === null) {
    const message = 'a residential segment needs its tiers'
    return { ok: false, issues: [{ code: 'TIERS_MISSING', path: 'residentialTier', message }] }
  }
  return rateTierSegments(
    residentialTier,
    tiered.map(({ energyByPeriodKwh }) => energyByPeriodKwh),
    byPeriod,
  )
}

function assemble(facts: BillFacts, energies: SegmentEnergy[], tiered: RatedTiers | null): Rating {
  const base = rateBase(facts)
  const { energyLines, allocationLines } = rateSegments(facts, energies)
  const tierLines = (tiered?.lines ?? []).map(({ tier, period, ...line }) => ({ ...line, source: { tier, period } }))
  const baseYuan = totalOf(base.lines)
  const factored = [...energyLines, ...tierLines, ...allocationLines]
  const market = rateMarket(facts.market)
  const groups = ratePowerFactor(facts, energies, factored, { baseYuan, market })
  const factorLines = groups.flatMap(({ lines }) => lines)
  const energyKwh = energies.reduce((sum, { chargedKwh }) => sum.plus(chargedKwh), zero)
  const surchargeLines = rateSurcharges(facts, energyKwh)
  const lines = [...base.lines, ...factored, ...market.lines, ...factorLines, ...surchargeLines]
  const totalYuan = totalOf(lines)
  const energyByPeriodKwh = addEnergies(energies.map((energy) => energy.energyByPeriodKwh))
  return {
    ok: true,
    segments: energies.map((energy, position) => describeSegment(facts, energy, energyLines, position)),
    energyKwh,
    energyByPeriodKwh,
    reactiveKvarh: energies.reduce((sum, { reactiveKvarh }) => sum.plus(reactiveKvarh), zero),
    powerFactorGroups: groups.map(({ group }) => group),
    charges: {
      baseYuan,
      energyYuan: totalOf([...energyLines, ...tierLines, ...market.lines]),
      energyByPeriodYuan: totalsByPeriod(energyByPeriodKwh, [...energyLines, ...tierLines]),
      allocationsYuan: totalOf(allocationLines),
      powerFactorAdjustmentYuan: totalOf(factorLines),
      surchargesYuan: totalOf(surchargeLines),
      surchargeYuan: totalsBySurcharge(facts, surchargeLines),
    },
    baseCharge: base.result,
    tiers: tiered?.tiers ?? null,
    accumulatedAfterKwh: tiered?.accumulatedAfterKwh ?? null,
    averagePriceYuanPerKwh: energyKwh.isZero() ? null : averageOf(totalYuan, energyKwh),
    lines,
    totalYuan,
    notices: listNotices(energies, base),
  }
}

function rateSegments({ segments }: BillFacts, energies: SegmentEnergy[]) {
  const energyLines: BillLine[] = []
  const allocationLines: BillLine[] = []
  for (const [position, segment] of segments.entries()) {
    const energy = energies[position]
    if (!energy) continue
    energyLines.push(...rateSegment(segment, energy, position))
    allocationLines.push(...rateAllocations(segment, energy, position))
  }
  return { energyLines, allocationLines }
}

function rateSurcharges({ surcharges }: BillFacts, energyKwh: Exact): BillLine[] {
  if (energyKwh.isZero()) return []
  return surcharges.map(({ code, name, priceYuanPerKwh, clause }, surcharge) => ({
    ...rateEnergyLine({
      item: `surcharge-${code}`,
      quantityKwh: energyKwh,
      priceYuanPerKwh,
      clause: clause ?? catalogueClause,
      about: name,
    }),
    source: { surcharge },
  }))
}

function describeSegment(
  facts: BillFacts,
  energy: SegmentEnergy,
  energyLines: BillLine[],
  position: number,
): RatedSegment {
  const segment = facts.segments[position]
  if (!segment) throw new Error(`no segment ${position}`)
  const { from, to, multiplier, tariffSystem } = segment
  const { activeKwh, energyByPeriodKwh, reactiveKvarh, lossKwh, lossKvarh, lineLossKwh, registerMismatchKwh } = energy
  return {
    from,
    to,
    days: daysBetween(from, to),
    multiplier,
    activeKwh,
    energyByPeriodKwh,
    reactiveKvarh,
    lossKwh,
    lossKvarh,
    lineLossKwh,
    registerMismatchKwh,
    energyYuan:
      tariffSystem === 'residential-tier'
        ? null
        : totalOf(energyLines.filter(({ source }) => source.segment === position)),
  }
}

function totalOf(lines: BillLine[]): string {
  return sumYuan(lines.map(({ amountYuan }) => amountYuan))
}

function totalsByPeriod(energies: EnergyByPeriod, lines: BillLine[]): BillCharges['energyByPeriodYuan'] {
  const totals: Partial<Record<EnergyPeriod, string>> = {}
  for (const period of energyPeriods) {
    const ofPeriod = lines.filter(({ source }) => source.period === period)
    if (ofPeriod.length > 0 || energies[period]) totals[period] = totalOf(ofPeriod)
  }
  return totals
}

function totalsBySurcharge({ surcharges }: BillFacts, lines: BillLine[]): Record<string, string> {
  return Object.fromEntries(
    surcharges.map(({ code }, position) => [
      code,
      totalOf(lines.filter(({ source }) => source.surcharge === position)),
    ]),
  )
}

function averageOf(totalYuan: string, energyKwh: Exact): string {
  const average = roundHalfUp(exact(totalYuan).div(energyKwh), 4)
  return (average.isZero() ? zero : average).toFixed(4)
}

function listNotices(energies: SegmentEnergy[], base: RatedBase): Notice[] {
  const mismatches = energies.flatMap(({ registerMismatchKwh: mismatch }, position) =>
    mismatch.isZero()
      ? []
      : [
          {
            code: 'REGISTER_MISMATCH',
            path: `segments.${position}`,
            message: `总示数与各时段示数之和相差 ${mismatch.toFixed()} kWh`,
          },
        ],
  )
  return [...mismatches, ...base.notices]
}
