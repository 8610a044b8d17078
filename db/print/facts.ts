import { makeRoom, printable, type Sheet, widthOf } from './sheet.ts'

export type Fact = [label: string, value: string]

/** Facts two by two; a pair is never broken over two pages, however long one of them is. */
export function writeFacts(sheet: Sheet, facts: Fact[]): void {
  const { left } = sheet.page.margins
  const half = widthOf(sheet) / 2
  const isLabelled = { width: half - 8 }
  for (let n = 0; n < facts.length; n += 2) {
    const texts = facts.slice(n, n + 2).map(([label, value]) => printable(sheet, `${label}：${value}`))
    makeRoom(sheet, Math.max(...texts.map((text) => sheet.heightOfString(text, isLabelled))))
    const top = sheet.y
    const ends = texts.map((text, place) => {
      sheet.text(text, left + place * half, top, isLabelled)
      return sheet.y
    })
    sheet.y = Math.max(...ends) + 2
  }
  sheet.x = left
}

/** Lines to be signed, side by side. */
export function writeSigns(sheet: Sheet, labels: string[]): void {
  makeRoom(sheet, 60)
  sheet.moveDown(2)
  const { left } = sheet.page.margins
  const width = widthOf(sheet) / labels.length
  const top = sheet.y
  for (const [n, label] of labels.entries()) {
    sheet.text(printable(sheet, `${label}：＿＿＿＿＿＿＿＿`), left + n * width, top, { width: width - 6 })
  }
  sheet.x = left
}

/** The sheet's name over its whole width, and what it is about below. */
export function writeTitle(sheet: Sheet, title: string, below: string): void {
  const { left } = sheet.page.margins
  sheet.font('bold').fontSize(18).text(printable(sheet, title), left)
  sheet.font('regular').fontSize(9).text(printable(sheet, below), left)
  sheet.moveDown(0.6)
}
