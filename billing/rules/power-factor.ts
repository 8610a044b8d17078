// Decides power factor and rate of adjustment by the table of (83)水电财字第215号 功率因数调整电费办法 (CONTRACT §9).
import { powerFactorClause } from './editions.ts'
import { type RatedLine, rateLine } from './lines.ts'
import { type Exact, exact, roundHalfUp, zero } from './money.ts'

export type PowerFactorStandard = '0.90' | '0.85' | '0.80'

/** Percent for each 0.01 over a stretch of `hundredths` (null: without end), in the order away from the standard. */
type Stretch = { hundredths: number | null; percent: string }

/** 附表一至三: more to pay below the standard is the same for all three. */
const below: Stretch[] = [
  { hundredths: 20, percent: '0.5' },
  { hundredths: 5, percent: '1' },
  { hundredths: null, percent: '2' },
]

const above: Record<PowerFactorStandard, Stretch[]> = {
  '0.90': [{ hundredths: 5, percent: '0.15' }],
  '0.85': [
    { hundredths: 5, percent: '0.1' },
    { hundredths: 4, percent: '0.15' },
  ],
  '0.80': [
    { hundredths: 10, percent: '0.1' },
    { hundredths: 2, percent: '0.15' },
  ],
}

export type PowerFactor = {
  /** To two places; null without active energy. */
  powerFactor: Exact | null
  unrounded: Exact | null
  ratePercent: Exact
}

/** Reactive energy is added without its sign: what a customer feeds back counts as well. */
export function decidePowerFactor(standard: PowerFactorStandard, activeKwh: Exact, reactiveKvarh: Exact): PowerFactor {
  if (activeKwh.isZero()) return { powerFactor: null, unrounded: null, ratePercent: zero }
  const apparent = activeKwh.times(activeKwh).plus(reactiveKvarh.times(reactiveKvarh)).sqrt()
  const unrounded = activeKwh.div(apparent)
  const powerFactor = roundHalfUp(unrounded, 2)
  return { powerFactor, unrounded, ratePercent: rateOfTable(standard, powerFactor) }
}

function rateOfTable(standard: PowerFactorStandard, powerFactor: Exact): Exact {
  const hundredths = powerFactor.minus(standard).times(100).toNumber()
  return hundredths < 0 ? along(below, -hundredths) : zero.minus(along(above[standard], hundredths))
}

function along(stretches: Stretch[], hundredths: number): Exact {
  let left = hundredths
  let percent = zero
  for (const stretch of stretches) {
    const steps = stretch.hundredths === null ? left : Math.min(left, stretch.hundredths)
    percent = percent.plus(exact(stretch.percent).times(steps))
    left -= steps
  }
  return percent
}

export function rateAdjustment(facts: {
  standard: PowerFactorStandard
  powerFactor: Exact
  ratePercent: Exact
  baseYuan: string
}): RatedLine {
  const { standard, powerFactor, ratePercent, baseYuan } = facts
  return rateLine({
    item: 'power-factor-adjustment',
    quantity: exact(baseYuan),
    unit: 'yuan',
    price: ratePercent.div(100).toFixed(),
    clause: powerFactorClause,
    about: `cosφ ${powerFactor.toFixed(2)}, 标准 ${standard}`,
  })
}
