// Decides the lines of a retail settlement sheet and whether its energy is what was metered (零售市场结算单).
import { rateCharge } from './charge-line.ts'
import { compare, difference, type Fraction, fraction, fractionToNumber, signOf, sum, zero } from './fraction.ts'
import type { RatedLine } from './lines.ts'
import { exact } from './money.ts'
import { type EnergyPeriod, energyPeriods } from './price-period.ts'

export type SheetLine = {
  code: string
  period: EnergyPeriod
  energyKwh: number
  /** False: energy that another line counts already. */
  countsAsEnergy: boolean
  priceYuanPerKwh?: string | undefined
  amountYuan?: string | undefined
}
export type SheetFacts = {
  sheet: SheetLine[]
  metered: Partial<Record<EnergyPeriod, number | undefined>>
  toleranceKwh: number
  clause: string
}

/** What rounding once more or less can change. */
const ONE_FEN = '0.01'

export function settleSheet({ sheet, metered, toleranceKwh, clause }: SheetFacts) {
  const rated = sheet.map((line) => rateSheetLine(line, clause))
  const periods = energyPeriods.filter((period) => metered[period] !== undefined)
  const differences = periods.map((period): [EnergyPeriod, Fraction] => [
    period,
    difference(countSheet(sheet, metered.total === undefined ? period : null), fraction(metered[period] ?? 0)),
  ])
  const unmetered = differences.filter(([, each]) => compare(absolute(each), fraction(toleranceKwh)) > 0)
  return {
    lines: rated.map(({ line }) => line),
    wrongAmounts: rated.flatMap(({ isWrong }, position) => (isWrong ? [position] : [])),
    wrongPeriods: unmetered.map(([period]) => period),
    fields: {
      sheetKwh: fractionToNumber(countSheet(sheet, null)),
      meteredKwh: fractionToNumber(sum(periods.map((period) => fraction(metered[period] ?? 0)))),
      differenceByPeriodKwh: Object.fromEntries(differences.map(([period, each]) => [period, fractionToNumber(each)])),
      agrees: unmetered.length === 0,
    },
  }
}

/** The sheet's own amount is charged: the market has settled it. */
export function rateSheetLine(sheet: SheetLine, clause: string): { line: RatedLine; isWrong: boolean } {
  const { energyKwh, priceYuanPerKwh, amountYuan } = sheet
  const item = `market-${sheet.code}`
  const told = rateCharge({ item, quantity: fraction(1), unit: 'item', price: amountYuan ?? '0', clause })
  if (priceYuanPerKwh === undefined) return { line: told, isWrong: false }
  const line = rateCharge({ item, quantity: fraction(energyKwh), unit: 'kWh', price: priceYuanPerKwh, clause })
  if (amountYuan === undefined) return { line, isWrong: false }
  const isWrong = exact(line.amountYuan).minus(amountYuan).abs().gt(ONE_FEN)
  return { line: line.amountYuan === told.amountYuan ? line : told, isWrong }
}

function countSheet(sheet: SheetLine[], of: EnergyPeriod | null): Fraction {
  const counted = sheet.filter(({ period, countsAsEnergy }) => countsAsEnergy && (of === null || period === of))
  return sum(counted.map(({ energyKwh }) => fraction(energyKwh)))
}

function absolute(value: Fraction): Fraction {
  return signOf(value) < 0 ? difference(zero, value) : value
}
