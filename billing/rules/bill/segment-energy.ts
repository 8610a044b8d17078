// Decides the energy of one segment: periods, loss, allocations (CONTRACT §15.1, energy of a segment).
import { type Exact, isSettledZero, roundHalfUp, settledDifference, zero } from '../money.ts'
import { energyPeriods, pricePeriods } from '../price-period.ts'
import { lossByTable, monthSharesOf, type TransformerLoss } from '../transformer-loss.ts'
import { takeAllocations } from './allocations.ts'
import type { BillFacts, EnergyByPeriod, RatingIssue, SegmentFacts } from './facts.ts'

export type SegmentEnergy = {
  /** As metered, without loss. */
  activeKwh: Exact
  lossKwh: Exact
  lossKvarh: Exact
  lineLossKwh: Exact
  /** With loss, before allocations. */
  chargedKwh: Exact
  /** With loss, after allocations. */
  energyByPeriodKwh: EnergyByPeriod
  /** In the order of the segment's allocations. */
  allocatedKwh: Exact[]
  /** Forward, reverse and loss. */
  reactiveKvarh: Exact
  registerMismatchKwh: Exact
}
export type SegmentVerdict = { ok: true; energy: SegmentEnergy } | { ok: false; issues: RatingIssue[] }

type BillSettings = Pick<BillFacts, 'ruleEdition' | 'cycleStartDay' | 'energyRounding'>

/** Whether the prices of a segment float by time of use. */
export function isTimeOfUse({ prices }: SegmentFacts): boolean {
  return prices.some((component) => pricePeriods.some((period) => component.prices[period] !== undefined))
}

/** `byPeriod`: the periods are charged, not the total. `path` is that of the segment. */
export function measureSegment(
  segment: SegmentFacts,
  bill: BillSettings,
  byPeriod: boolean,
  path: string,
): SegmentVerdict {
  const metered = roundMetered(segment, bill)
  const periodsKwh = sumOf(pricePeriods.map((period) => metered.activeKwh[period]))
  const isMetered = energyPeriods.some((period) => metered.activeKwh[period] !== undefined)
  if (!isMetered) return refuse('ACTIVE_ENERGY_MISSING', `${path}.metered`, 'an active energy is needed')
  const { total, flat } = metered.activeKwh
  const activeKwh = total ?? periodsKwh
  const besidePeriodsKwh = total ? settledDifference(total, periodsKwh) : zero
  if (byPeriod && flat === undefined && besidePeriodsKwh.lt(0)) {
    return refuse('PERIODS_EXCEED_TOTAL', `${path}.metered`, 'the periods are more than the total')
  }
  const loss = lossOf(segment, bill, activeKwh)
  const { percent = zero, reactivePercent = zero } = segment.lineLoss ?? {}
  const lineLossKwh = activeKwh.times(percent).div(100)
  const lineLossKvarh = metered.reactiveKvarh.times(reactivePercent).div(100)
  const lossKwh = loss.ironLossKwh.plus(loss.copperLossKwh).plus(lineLossKwh)
  const lossKvarh = loss.ironLossKvarh.plus(loss.copperLossKvarh).plus(lineLossKvarh)
  const beforeLoss = byPeriod ? splitByPeriod(segment, metered.activeKwh, besidePeriodsKwh) : { total: activeKwh }
  const charged = byPeriod ? addLoss(beforeLoss, lossKwh, segment.lossAllocation) : { total: activeKwh.plus(lossKwh) }
  const issues = byPeriod || segment.tariffSystem !== 'residential-tier' ? findUnpriced(segment, charged, path) : []
  const taken = takeAllocations(segment, charged, { byPeriod, energyRounding: bill.energyRounding, path })
  if (issues.length + taken.issues.length > 0) return { ok: false, issues: [...issues, ...taken.issues] }
  return {
    ok: true,
    energy: {
      activeKwh,
      lossKwh,
      lossKvarh,
      lineLossKwh,
      chargedKwh: sumOf(Object.values(charged)),
      energyByPeriodKwh: taken.remaining,
      allocatedKwh: taken.allocatedKwh,
      reactiveKvarh: metered.reactiveKvarh.plus(lossKvarh),
      registerMismatchKwh: flat ? besidePeriodsKwh : zero,
    },
  }
}

function roundMetered({ metered }: SegmentFacts, { energyRounding }: BillSettings) {
  const round = (energy: Exact) => (energyRounding === 'whole' ? roundHalfUp(energy, 0) : energy)
  const activeKwh: EnergyByPeriod = {}
  for (const period of energyPeriods) {
    const energy = metered.activeKwh[period]
    if (energy !== undefined) activeKwh[period] = round(energy)
  }
  const forward = round(metered.reactiveForwardKvarh ?? zero).abs()
  const reverse = round(metered.reactiveReverseKvarh ?? zero).abs()
  return { activeKwh, reactiveKvarh: forward.plus(reverse) }
}

function lossOf(segment: SegmentFacts, bill: BillSettings, meteredKwh: Exact): TransformerLoss {
  const { transformerLoss } = segment
  if (!transformerLoss) {
    const none = zero
    return { ironLossKwh: none, copperLossKwh: none, ironLossKvarh: none, copperLossKvarh: none }
  }
  const monthShares = monthSharesOf(segment, bill.cycleStartDay, bill.ruleEdition)
  const { throughKwh = meteredKwh, ...figures } = transformerLoss
  return lossByTable({ ...figures, meteredKwh: throughKwh, monthShares, energyRounding: bill.energyRounding })
}

/** Where no register counts the flat period it is the total less the others. */
function splitByPeriod(segment: SegmentFacts, activeKwh: EnergyByPeriod, besidePeriodsKwh: Exact): EnergyByPeriod {
  const { total, ...periods } = activeKwh
  const split: EnergyByPeriod = {}
  for (const period of pricePeriods) {
    const isPriced = segment.prices.some(({ prices }) => prices[period] !== undefined)
    const energy = periods[period] ?? (period === 'flat' && total ? besidePeriodsKwh : undefined)
    if (energy !== undefined || isPriced) split[period] = energy ?? zero
  }
  return split
}

function addLoss(periods: EnergyByPeriod, lossKwh: Exact, lossAllocation: SegmentFacts['lossAllocation']) {
  if (lossKwh.isZero()) return periods
  const sumKwh = sumOf(Object.values(periods))
  if (lossAllocation === 'flat' || sumKwh.isZero()) {
    return { ...periods, flat: (periods.flat ?? zero).plus(lossKwh) }
  }
  const withLoss: EnergyByPeriod = {}
  for (const period of pricePeriods) {
    const energy = periods[period]
    if (energy) withLoss[period] = energy.times(sumKwh.plus(lossKwh)).div(sumKwh)
  }
  return withLoss
}

/** Energy in a period that has no price is refused, never given away. */
function findUnpriced(segment: SegmentFacts, charged: EnergyByPeriod, path: string): RatingIssue[] {
  if (segment.tariffSystem === 'residential-tier') return []
  if (segment.prices.length === 0) {
    return [{ code: 'PERIOD_WITHOUT_PRICE', path: `${path}.prices`, message: 'a price is needed' }]
  }
  return segment.prices.flatMap(({ prices }, component) => {
    if (prices.total !== undefined) return []
    return energyPeriods
      .filter((period) => charged[period] && !isSettledZero(charged[period]) && prices[period] === undefined)
      .map((period) => ({
        code: 'PERIOD_WITHOUT_PRICE' as const,
        path: `${path}.prices.${component}.${period}`,
        message: 'this period has energy and needs a price',
      }))
  })
}

function sumOf(energies: (Exact | undefined)[]): Exact {
  return energies.reduce<Exact>((sum, energy) => (energy === undefined ? sum : sum.plus(energy)), zero)
}

function refuse(code: RatingIssue['code'], path: string, message: string): SegmentVerdict {
  return { ok: false, issues: [{ code, path, message }] }
}
