// Decides the lines of a bill that the retail market has settled: every line of its sheets, as printed (零售市场结算单).
import { rateSheetLine } from '../market-settlement.ts'
import { sumYuan } from '../money.ts'
import type { MarketSheet } from '../run/facts.ts'
import type { BillLine, MarketFacts } from './facts.ts'

/** `inBaseYuan`: of the energy, which the power-factor adjustment is taken of; what the market adds beside it is not. */
export type RatedMarket = { lines: BillLine[]; inBaseYuan: string }

export function rateMarket(market: MarketFacts | undefined): RatedMarket {
  const rated = (market?.sheets ?? []).flatMap((sheet, position) =>
    sheet.lines.map((line) => ({ line: rateOne(sheet, line, position), isEnergy: line.countsAsEnergy })),
  )
  return {
    lines: rated.map(({ line }) => line),
    inBaseYuan: sumYuan(rated.filter(({ isEnergy }) => isEnergy).map(({ line }) => line.amountYuan)),
  }
}

function rateOne(sheet: MarketSheet, line: MarketSheet['lines'][number], position: number): BillLine {
  const clause = `零售市场结算单 ${sheet.sheetNo}(${sheet.retailer},${sheet.month})`
  const { line: rated } = rateSheetLine(line, clause)
  const item = line.period === 'total' ? rated.item : `${rated.item}-${line.period}`
  const energy = rated.unit === 'kWh' || line.energyKwh === 0 ? '' : `电量 ${line.energyKwh} kWh,`
  return {
    ...rated,
    item,
    formula: `${line.name}: 结算单 ${sheet.sheetNo},${energy}${rated.formula}`,
    source: { sheet: position },
  }
}
