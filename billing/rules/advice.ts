// Decides what an account could pay less by (用电优化建议): the basis of its base charge, and capacitors, from its own months.
import { demandFigures } from './editions.ts'
import { type Exact, exact, roundToFen, sumYuan, yuanToText } from './money.ts'
import { decidePowerFactor, type PowerFactorStandard } from './power-factor.ts'

export type AdviceMonth = {
  billMonth: string
  /** Days of the bill, for the mean load. */
  days: number
  activeKwh: number
  reactiveKvarh: number
  /** Null where metering has no demand of the month. */
  demandKw: number | null
  /** kVA of the base charge by capacity, by days in use. */
  chargedKva: number | null
  baseYuan: string
  /** What the power-factor adjustment was taken of, and what came of it. */
  adjustmentBaseYuan: string
  adjustmentYuan: string
  capacityYuanPerKva: string | null
  demandYuanPerKw: string | null
}

export type BasisAdvice = {
  months: number
  currentYuan: string
  byCapacityYuan: string | null
  byActualDemandYuan: string | null
  /** The one contract demand that would have cost least, with what it would have cost. */
  byContractDemand: { contractKw: number; yuan: string } | null
  best: 'current' | 'capacity' | 'actual-demand' | 'contract-demand'
  savingYuan: string
}

/** Every basis over the months in which demand is known: the same months for each, so that they compare. */
export function adviseOnBasis(months: AdviceMonth[], installedKva: number): BasisAdvice | null {
  const known = months.filter(({ demandKw }) => demandKw !== null)
  if (known.length === 0) return null
  const currentYuan = sumYuan(known.map(({ baseYuan }) => baseYuan))
  const byCapacityYuan = total(known, (month) => product(month.capacityYuanPerKva, month.chargedKva ?? installedKva))
  const byActualDemandYuan = total(known, (month) => product(month.demandYuanPerKw, month.demandKw))
  const byContractDemand = bestContract(known, installedKva)
  const offers = [
    { name: 'capacity' as const, yuan: byCapacityYuan },
    { name: 'actual-demand' as const, yuan: byActualDemandYuan },
    { name: 'contract-demand' as const, yuan: byContractDemand?.yuan ?? null },
  ]
  const best = offers.reduce<{ name: BasisAdvice['best']; yuan: string }>(
    (least, { name, yuan }) => (yuan !== null && exact(yuan).lt(least.yuan) ? { name, yuan } : least),
    { name: 'current', yuan: currentYuan },
  )
  return {
    months: known.length,
    ...{ currentYuan, byCapacityYuan, byActualDemandYuan, byContractDemand },
    best: best.name,
    savingYuan: yuanToText(exact(currentYuan).minus(best.yuan)),
  }
}

/** The cost is straight between the demands ÷ 105 % and the 40 % floor: the least lies at one of them. */
function bestContract(months: AdviceMonth[], installedKva: number): BasisAdvice['byContractDemand'] {
  const { leastShareOfCapacity, tolerated, overrunMultiple } = demandFigures
  const floor = exact(installedKva).times(leastShareOfCapacity)
  const candidates = [floor, ...months.map(({ demandKw }) => exact(demandKw ?? 0).div(tolerated))]
  const offers = candidates
    .map((each) => (each.lt(floor) ? floor : each.ceil()))
    .flatMap((contractKw) => {
      const yuan = total(months, ({ demandKw, demandYuanPerKw }) => {
        const over = exact(demandKw ?? 0).minus(contractKw.times(tolerated))
        const charged = over.isPositive() ? contractKw.plus(over.times(overrunMultiple)) : contractKw
        return product(demandYuanPerKw, charged)
      })
      return yuan === null ? [] : [{ contractKw: contractKw.toNumber(), yuan }]
    })
  return offers.sort((one, other) => exact(one.yuan).cmp(other.yuan) || one.contractKw - other.contractKw)[0] ?? null
}

export type CapacitorAdvice = {
  months: number
  /** What the adjustment cost; negative is a reward. */
  adjustmentYuan: string
  /** kvar that bring the worst month to the power factor of the greatest reward. */
  kvar: number
  targetPowerFactor: number
  adjustmentAfterYuan: string
  savingYuan: string
  costYuan: string
  /** Months until the saving has paid for it; null where it never does. */
  paybackMonths: number | null
}

/** Power factor from which the reward grows no more. */
const targets: Record<PowerFactorStandard, number> = { '0.90': 0.95, '0.85': 0.94, '0.80': 0.92 }
const MONTHS_OF_YEAR = 12

/** Capacitors at the mean load of the worst month; they take the same kvarh off every hour of every month. */
export function adviseOnCapacitors(
  months: AdviceMonth[],
  standard: PowerFactorStandard,
  yuanPerKvar: string,
): CapacitorAdvice | null {
  const used = months.filter(({ activeKwh }) => activeKwh > 0)
  if (used.length === 0) return null
  const target = targets[standard]
  const tangent = Math.sqrt(1 / target ** 2 - 1)
  const kvar = Math.ceil(
    Math.max(0, ...used.map((month) => (month.reactiveKvarh - month.activeKwh * tangent) / (24 * month.days))),
  )
  const after = used.map((month) => {
    const left = Math.max(0, month.reactiveKvarh - kvar * 24 * month.days)
    const { ratePercent } = decidePowerFactor(standard, exact(month.activeKwh), exact(left))
    return yuanToText(roundToFen(exact(month.adjustmentBaseYuan).times(ratePercent).div(100)))
  })
  const adjustmentYuan = sumYuan(used.map((month) => month.adjustmentYuan))
  const adjustmentAfterYuan = sumYuan(after)
  const saving = exact(adjustmentYuan).minus(adjustmentAfterYuan)
  const costYuan = yuanToText(exact(kvar).times(yuanPerKvar))
  const aMonth = saving.div(used.length)
  return {
    months: used.length,
    ...{ adjustmentYuan, kvar, targetPowerFactor: target, adjustmentAfterYuan, costYuan },
    savingYuan: yuanToText(roundToFen(aMonth.times(MONTHS_OF_YEAR))),
    paybackMonths:
      kvar === 0 || !aMonth.isPositive() || aMonth.isZero() ? null : exact(costYuan).div(aMonth).ceil().toNumber(),
  }
}

function product(price: string | null, quantity: number | Exact | null): Exact | null {
  return price === null || quantity === null ? null : exact(price).times(quantity)
}

/** Null where one month cannot be told. */
function total(months: AdviceMonth[], of: (month: AdviceMonth) => Exact | null): string | null {
  const amounts = months.map(of)
  if (amounts.some((amount) => amount === null)) return null
  return yuanToText(roundToFen(amounts.reduce<Exact>((sum, amount) => sum.plus(amount ?? 0), exact(0))))
}
