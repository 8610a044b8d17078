// Decides what a bill of an account is rated from: its parts with their energy, the base charge, the tiers.
import type { AllocationFacts, BillFacts, PriceComponent, SegmentFacts } from '../bill/facts.ts'
import { exact } from '../money.ts'
import type { ParkReason } from '../parking.ts'
import { monthsCovered } from '../periods.ts'
import { baseChargeOf, removedDays } from './base-charge.ts'
import type { Cut } from './cut.ts'
import { editionOn } from './edition.ts'
import { type MeteredCut, quantityOfDays } from './energy.ts'
import { type AccountFacts, factOn } from './facts.ts'
import { lossOf } from './loss.ts'
import { sheetsOf } from './market.ts'
import { isInForce, type LandedPrice, type PricesOf } from './price.ts'

export type AssembleFacts = {
  billMonth: string
  from: string
  to: string
  /** Day of the month on which a cycle begins: the reading day. */
  cycleStartDay: number
  cuts: { cut: Cut; metered: MeteredCut }[]
  account: AccountFacts
  /** The largest demand of each point, in kW; null where metering has none. */
  demandsKw: Map<number, number | null>
  pricesOf: PricesOf
  accumulatedBeforeKwh: number
  serviceMonths: number
  householdPersons: number | null
}

/** `cuts` tells which part each segment of the bill facts is, by position. */
export type BillPart = { facts: BillFacts; cuts: Cut[] }
export type Assembly =
  | { ok: true; parts: BillPart[] }
  | { ok: false; because: ParkReason; detail: Record<string, unknown> }

/**
 * One set of facts for each set of tiers: where the figures of a tiered price change inside the period, the energy billed
 * before the change goes on before the energy after it. Everything that has no tiers is in the first.
 */
export function assembleBill(facts: AssembleFacts): Assembly {
  const tiered = [...new Set(facts.cuts.filter(({ cut }) => cut.price.tiers.length > 0).map(({ cut }) => cut.price))]
  tiered.sort((one, other) => one.validFrom.localeCompare(other.validFrom))
  const base = baseChargeOf(facts)
  if (!base.ok) return base
  for (const { cut, metered } of facts.cuts) {
    if (cut.term.powerFactorStandard !== null && needsReactive(cut) && !metered.reactiveForwardKvarh) {
      return { ok: false, because: 'REACTIVE_MISSING', detail: { pointNo: cut.point.pointNo } }
    }
  }
  const off = removedDays(facts.account.terms, facts.to)
  const parts: BillPart[] = []
  for (const [position, price] of tiered.length > 0 ? tiered.entries() : [[0, null] as const]) {
    const cuts = facts.cuts.filter(({ cut }) => (cut.price.tiers.length > 0 ? cut.price === price : position === 0))
    const segments: SegmentFacts[] = []
    for (const each of cuts) {
      const segment = segmentOf(facts, each)
      if (!segment.ok) return segment
      segments.push(segment.segment)
    }
    parts.push({
      cuts: cuts.map(({ cut }) => cut),
      facts: {
        ruleEdition: editionOn(facts.from),
        cycleStartDay: facts.cycleStartDay,
        period: { from: facts.from, to: facts.to },
        segments,
        energyRounding: 'none',
        baseCharge: position === 0 ? base.baseCharge : null,
        ...(position === 0 && base.later.length > 0 && { laterBaseCharges: base.later }),
        ...(position === 0 && off.length > 0 && { unchargedDays: off }),
        residentialTier: price && tierOf(facts, price),
        ...(position === 0 &&
          marketOf(
            facts,
            cuts.map(({ cut }) => cut),
          )),
        surcharges: isSharingSurcharges(facts) ? (cuts[0]?.cut.price.surcharges ?? []) : [],
      },
    })
  }
  return { ok: true, parts }
}

/** All of the market is in the first part, as everything without tiers is. */
function marketOf({ account, cycleStartDay }: AssembleFacts, cuts: Cut[]): Pick<BillFacts, 'market'> {
  const segments = cuts.flatMap((cut, position) => (cut.isInMarket ? [position] : []))
  return segments.length > 0 ? { market: { segments, sheets: sheetsOf(cuts, account, cycleStartDay) } } : {}
}

function needsReactive({ share, price }: Cut): boolean {
  return share === null && price.tariffSystem !== 'residential-tier'
}

function tierOf(facts: AssembleFacts, price: LandedPrice): BillFacts['residentialTier'] {
  const { household } = price
  return {
    accumulation: price.accumulation ?? 'annual',
    tiers: price.tiers,
    months: monthsCovered(facts.from, facts.billMonth, facts.cycleStartDay),
    // Monthly limits begin anew with every bill.
    accumulatedBeforeKwh: exact(price.accumulation === 'monthly' ? 0 : facts.accumulatedBeforeKwh),
    serviceMonths: facts.serviceMonths,
    household: household && facts.householdPersons ? { ...household, persons: facts.householdPersons } : null,
    clause: price.clause,
  }
}

type SegmentVerdict =
  | { ok: true; segment: SegmentFacts }
  | { ok: false; because: ParkReason; detail: Record<string, unknown> }

function segmentOf(facts: AssembleFacts, { cut, metered }: { cut: Cut; metered: MeteredCut }): SegmentVerdict {
  const { price, term } = cut
  const { cycleStartDay } = facts
  const { activeKwh, reactiveForwardKvarh, reactiveReverseKvarh } = metered
  const allocations = allocationsOf(cut, facts)
  if (!allocations.ok) return allocations
  return {
    ok: true,
    segment: {
      from: cut.from,
      to: cut.to,
      tariffSystem: price.tariffSystem,
      multiplier: exact(1),
      metered: {
        activeKwh,
        ...(reactiveForwardKvarh && { reactiveForwardKvarh }),
        ...(reactiveReverseKvarh && { reactiveReverseKvarh }),
      },
      transformerLoss: cut.share ? null : lossOf(cut, metered, { cycleStartDay, edition: editionOn(facts.from) }),
      ...(cut.share === null && lineLossOf(cut)),
      lossAllocation: 'proportional',
      prices: isSharingSurcharges(facts) ? price.components : [...price.components, ...fundsOf(price)],
      allocations: allocations.allocations,
      powerFactorStandard: needsReactive(cut) ? term.powerFactorStandard : null,
      clause: price.clause,
    },
  }
}

function lineLossOf({ point, from }: Cut): Pick<SegmentFacts, 'lineLoss'> {
  const loss = factOn(point.lineLosses ?? [], from)
  return loss ? { lineLoss: { percent: exact(loss.percent), reactivePercent: exact(loss.reactivePercent) } } : {}
}

function allocationsOf(
  cut: Cut,
  { pricesOf, cycleStartDay }: AssembleFacts,
): { ok: true; allocations: AllocationFacts[] } | { ok: false; because: ParkReason; detail: Record<string, unknown> } {
  const allocations: AllocationFacts[] = []
  for (const { priceCode, method, quantity, inPowerFactorBase } of cut.children) {
    if (priceCode === null) continue
    const price = pricesOf(priceCode, cut.from, cut.to).find((each) => isInForce(each, cut.from))
    if (!price || price.fault || price.timeOfUse || price.components.length === 0) {
      return { ok: false, because: 'NO_PRICE', detail: { priceCode, day: cut.from } }
    }
    allocations.push({
      name: price.priceCode,
      quantity:
        method === 'fixed-ratio'
          ? { method: 'ratio', ratioPercent: exact(quantity ?? 0) }
          : { method: 'fixed', energyKwh: quantityOfDays(quantity ?? 0, cut, cycleStartDay) },
      priceYuanPerKwh: price.components.reduce((sum, { prices }) => sum.plus(prices.total ?? 0), exact(0)).toFixed(),
      fromPeriod: 'proportional',
      inPowerFactorBase,
      clause: price.clause,
    })
  }
  return { ok: true, allocations }
}

/** Funds are charged once on the whole bill where every part has the same, else on each part with its energy. */
function isSharingSurcharges({ cuts }: Pick<AssembleFacts, 'cuts'>): boolean {
  return new Set(cuts.map(({ cut }) => JSON.stringify(cut.price.surcharges))).size <= 1
}

/** A fund as a part of the price, outside the power-factor base. */
function fundsOf({ surcharges, components }: LandedPrice): PriceComponent[] {
  const periods = Object.keys(components[0]?.prices ?? { total: '' })
  return surcharges.map(({ code, priceYuanPerKwh }) => ({
    code: `surcharge-${code}`,
    prices: Object.fromEntries(periods.map((period) => [period, priceYuanPerKwh])),
    inPowerFactorBase: false,
  }))
}
