// Decides the groups of segments whose power factor is judged together, and what each is judged on (CONTRACT §15.3).
import { type Exact, exact, roundToFen, sumYuan, yuanToText, zero } from '../money.ts'
import { decidePowerFactor, type PowerFactorStandard, rateAdjustment } from '../power-factor.ts'
import { countDays } from './days.ts'
import type { BillFacts, BillLine, RatedPowerFactorGroup, SegmentFacts } from './facts.ts'
import type { RatedMarket } from './market-charge.ts'
import type { SegmentEnergy } from './segment-energy.ts'

type RatedGroup = { group: RatedPowerFactorGroup; lines: BillLine[] }

/** `lines` are those of energy, tiers and allocations. */
export function ratePowerFactor(
  { segments, market }: Pick<BillFacts, 'segments' | 'market'>,
  energies: SegmentEnergy[],
  lines: BillLine[],
  whole: { baseYuan: string; market: RatedMarket },
): RatedGroup[] {
  const standards = [...new Set(segments.flatMap(({ powerFactorStandard }) => powerFactorStandard ?? []))]
  const shares = shareBaseCharge(segments, standards, whole.baseYuan)
  const settled = shareMarket({ segments, market }, standards, energies, whole.market.inBaseYuan)
  return standards.map((standard, position) => {
    const isMember = (segment: SegmentFacts | undefined) => segment?.powerFactorStandard === standard
    const members = energies.filter((_, index) => isMember(segments[index]))
    const activeKwh = members.reduce((sum, { activeKwh: kwh, lossKwh }) => sum.plus(kwh).plus(lossKwh), zero)
    const reactiveKvarh = members.reduce((sum, energy) => sum.plus(energy.reactiveKvarh), zero)
    const areTiersInside = segments.every((segment) => segment.tariffSystem !== 'residential-tier' || isMember(segment))
    const inBase = lines.filter(({ source }) =>
      source.tier === undefined
        ? source.segment !== undefined &&
          isMember(segments[source.segment]) &&
          isInBase(segments[source.segment], source)
        : areTiersInside,
    )
    const groupBaseYuan = sumYuan([
      ...inBase.map(({ amountYuan }) => amountYuan),
      shares[position] ?? '0.00',
      settled[position] ?? '0.00',
    ])
    return rateGroup({ standard, activeKwh, reactiveKvarh, baseYuan: groupBaseYuan, position })
  })
}

function isInBase(segment: SegmentFacts | undefined, source: BillLine['source']): boolean {
  if (source.allocation !== undefined) return segment?.allocations[source.allocation]?.inPowerFactorBase ?? false
  return segment?.prices.find(({ code }) => code === source.component)?.inPowerFactorBase ?? false
}

/** By days of the two-part segments of each group; what rounding leaves goes to the last. */
function shareBaseCharge(segments: SegmentFacts[], standards: PowerFactorStandard[], baseYuan: string): string[] {
  const days = standards.map((standard) =>
    countDays(
      segments.filter(
        ({ tariffSystem, powerFactorStandard }) => tariffSystem === 'two-part' && powerFactorStandard === standard,
      ),
    ),
  )
  const allDays = days.reduce((sum, count) => sum + count, 0)
  const latest = days.findLastIndex((count) => count > 0)
  let left = exact(baseYuan)
  return days.map((count, position) => {
    const share =
      position === latest
        ? left
        : roundToFen(
            exact(baseYuan)
              .times(count)
              .div(allDays || 1),
          )
    left = left.minus(share)
    return yuanToText(share)
  })
}

/** By energy of the market's segments of each group; those of no group keep their part. */
function shareMarket(
  { segments, market }: Pick<BillFacts, 'segments' | 'market'>,
  standards: PowerFactorStandard[],
  energies: SegmentEnergy[],
  marketYuan: string,
): string[] {
  const positions = market?.segments ?? []
  const owners = [...standards, null].filter((standard) =>
    positions.some((position) => (segments[position]?.powerFactorStandard ?? null) === standard),
  )
  const energyOf = (standard: PowerFactorStandard | null) =>
    positions
      .filter((position) => (segments[position]?.powerFactorStandard ?? null) === standard)
      .reduce((sum, position) => sum.plus(energies[position]?.chargedKwh ?? 0), zero)
  const all = owners.reduce((sum, standard) => sum.plus(energyOf(standard)), zero)
  let left = exact(marketYuan)
  const shares = new Map(
    owners.map((standard, position) => {
      const isLast = position === owners.length - 1
      const part = all.isZero() ? zero : exact(marketYuan).times(energyOf(standard)).div(all)
      const share = isLast ? left : roundToFen(part)
      left = left.minus(share)
      return [standard, yuanToText(share)]
    }),
  )
  return standards.map((standard) => shares.get(standard) ?? '0.00')
}

function rateGroup(facts: {
  standard: PowerFactorStandard
  activeKwh: Exact
  reactiveKvarh: Exact
  baseYuan: string
  position: number
}): RatedGroup {
  const { standard, activeKwh, reactiveKvarh, baseYuan, position } = facts
  const { powerFactor, ratePercent } = decidePowerFactor(standard, activeKwh, reactiveKvarh)
  const group = {
    standard,
    activeKwh,
    reactiveKvarh,
    powerFactor: powerFactor?.toNumber() ?? null,
    ratePercent: ratePercent.toNumber(),
    baseYuan,
    adjustmentYuan: '0.00',
  }
  if (powerFactor === null) return { group, lines: [] }
  const line = rateAdjustment({ standard, powerFactor, ratePercent, baseYuan })
  const lines = [{ ...line, source: { powerFactorGroup: position } }]
  return { group: { ...group, adjustmentYuan: line.amountYuan }, lines }
}
