import { makeRoom, printable, type Sheet, widthOf } from '../../db/print/sheet.ts'
import type { BillDetail, UseOfMonth } from '../bill-contract.ts'

const periods = ['sharp', 'peak', 'flat', 'valley', 'deepValley'] as const
const names = { sharp: '尖', peak: '峰', flat: '平', valley: '谷', deepValley: '深谷', total: '总' } as const
const NOW = '#0f6c7a'
const BEFORE = '#b6c6cc'
const BAR = 9
const LABEL = 34
const FIGURE = 84

type Bar = { name: string; now: number; before: number | null }
type Use = Pick<UseOfMonth, 'energyKwh' | 'energyByPeriodKwh'>

/** Energy by period of this bill beside that of the same month last year, as bars with their figures. */
export function writeUseChart(sheet: Sheet, bill: BillDetail): void {
  const { lastYear } = bill.use
  const bars = barsOf(bill, lastYear)
  const greatest = Math.max(...bars.flatMap(({ now, before }) => [Math.abs(now), Math.abs(before ?? 0)]), 0)
  if (greatest === 0) return
  const { left } = sheet.page.margins
  const room = widthOf(sheet) - LABEL - FIGURE
  writeLegend(sheet, lastYear !== null)
  for (const { name, now, before } of bars) {
    makeRoom(sheet, BAR * 2 + 8)
    const top = sheet.y
    sheet.fontSize(8).text(printable(sheet, name), left, top + 2, { lineBreak: false })
    drawBar(sheet, { value: now, top, colour: NOW, width: (room * Math.abs(now)) / greatest })
    if (before !== null) {
      drawBar(sheet, { value: before, top: top + BAR + 1, colour: BEFORE, width: (room * Math.abs(before)) / greatest })
    }
    sheet.y = top + (before === null ? BAR : BAR * 2 + 1) + 6
  }
  sheet.x = left
  sheet.fontSize(9)
}

function barsOf(bill: BillDetail, lastYear: Use | null): Bar[] {
  const shown = periods.filter((period) => bill.energyByPeriodKwh[period] || lastYear?.energyByPeriodKwh[period])
  if (shown.length === 0) {
    return [{ name: names.total, now: bill.energyKwh, before: lastYear?.energyKwh ?? null }]
  }
  return shown.map((period) => ({
    name: names[period],
    now: bill.energyByPeriodKwh[period] ?? 0,
    before: lastYear && (lastYear.energyByPeriodKwh[period] ?? 0),
  }))
}

function drawBar(
  sheet: Sheet,
  { value, top, colour, width }: { value: number; top: number; colour: string; width: number },
): void {
  const from = sheet.page.margins.left + LABEL
  sheet.rect(from, top, Math.max(width, 0.5), BAR).fill(colour)
  sheet.fillColor('#000000').fontSize(7.5)
  sheet.text(`${value} kWh`, from + Math.max(width, 0.5) + 4, top + 0.5, { lineBreak: false })
}

function writeLegend(sheet: Sheet, hasLastYear: boolean): void {
  const { left } = sheet.page.margins
  const top = sheet.y
  const mark = (x: number, colour: string, text: string) => {
    sheet.rect(x, top + 2, 8, 6).fill(colour)
    sheet
      .fillColor('#000000')
      .fontSize(8)
      .text(text, x + 11, top, { lineBreak: false })
  }
  mark(left + LABEL, NOW, '本期')
  if (hasLastYear) mark(left + LABEL + 50, BEFORE, '上年同期')
  sheet.y = top + 14
}
