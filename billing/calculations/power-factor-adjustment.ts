import { z } from 'zod'
import type { Issue } from '../../db/refusal.ts'
import { powerFactorClause } from '../rules/editions.ts'
import { type RatedLine, rateLine } from '../rules/lines.ts'
import { exact, quantityToNumber, roundToFen, sumYuan, yuanToText } from '../rules/money.ts'
import { decidePowerFactor, type PowerFactor, rateAdjustment } from '../rules/power-factor.ts'
import type { Loose } from './loose.ts'
import { amount, money, type Result, ruleEdition, toResultLine } from './shapes.ts'

export const powerFactorStandard = z.enum(['0.90', '0.85', '0.80'])

const energies = { activeKwh: amount, reactiveKvarh: amount, reverseReactiveKvarh: amount.default(0) }
const energyShape = z.object(energies)

const input = z.strictObject({
  ruleEdition: ruleEdition.default('2024'),
  standard: powerFactorStandard,
  ...energies,
  baseAmountYuan: money.optional(),
  earlier: z.strictObject({ ...energies, amountIncludingAdjustmentYuan: money }).optional(),
})
type Input = z.output<typeof input>

function check({ baseAmountYuan, earlier }: Loose): Issue[] {
  if (baseAmountYuan === undefined || earlier === undefined) return []
  return [{ path: 'earlier', message: 'an earlier bill brings its own base: not together with baseAmountYuan' }]
}

function decide(standard: Input['standard'], used: z.output<typeof energyShape>): PowerFactor {
  const reactiveKvarh = exact(used.reactiveKvarh).plus(used.reverseReactiveKvarh)
  return decidePowerFactor(standard, exact(used.activeKwh), reactiveKvarh)
}

export const powerFactorAdjustment = {
  title: { zh: '功率因数调整电费', en: 'Power-factor adjustment' },
  input,
  check,
  calculate(body: unknown): Result & Record<string, unknown> {
    const facts = body as Input
    const { standard, earlier } = facts
    const judged = decide(standard, facts)
    const before = earlier ? decide(standard, earlier) : null
    const baseYuan = before && earlier ? baseBefore(before, earlier.amountIncludingAdjustmentYuan) : baseOf(facts)
    const lines: RatedLine[] = []
    if (baseYuan !== null && judged.powerFactor !== null) {
      lines.push(rateAdjustment({ standard, ...judged, powerFactor: judged.powerFactor, baseYuan }))
    }
    const adjustmentYuan = sumYuan(lines.map(({ amountYuan }) => amountYuan))
    if (earlier && baseYuan !== null) lines.push(takeBack(earlier.amountIncludingAdjustmentYuan, baseYuan))
    return {
      kind: 'power-factor-adjustment',
      ruleEdition: facts.ruleEdition,
      powerFactor: judged.powerFactor?.toNumber() ?? null,
      powerFactorExact: judged.unrounded && quantityToNumber(judged.unrounded),
      ratePercent: judged.ratePercent.toNumber(),
      baseAmountYuan: baseYuan,
      adjustmentYuan,
      earlierPowerFactor: before?.powerFactor?.toNumber() ?? null,
      earlierRatePercent: before?.ratePercent.toNumber() ?? null,
      amountIncludingAdjustmentYuan: baseYuan === null ? null : sumYuan([baseYuan, adjustmentYuan]),
      lines: lines.map(toResultLine),
      totalYuan: sumYuan(lines.map(({ amountYuan }) => amountYuan)),
      notices: [],
    }
  },
}

function baseOf({ baseAmountYuan }: Input): string | null {
  return baseAmountYuan === undefined ? null : yuanToText(exact(baseAmountYuan))
}

function baseBefore({ ratePercent }: PowerFactor, amountIncludingAdjustmentYuan: string): string {
  return yuanToText(roundToFen(exact(amountIncludingAdjustmentYuan).div(ratePercent.div(100).plus(1))))
}

function takeBack(amountIncludingAdjustmentYuan: string, baseYuan: string): RatedLine {
  return rateLine({
    item: 'power-factor-reversal',
    quantity: exact(amountIncludingAdjustmentYuan).minus(baseYuan),
    unit: 'yuan',
    price: '-1',
    clause: powerFactorClause,
    quantityFormula: `${amountIncludingAdjustmentYuan} − ${baseYuan}`,
  })
}
