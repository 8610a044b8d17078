import { writeFacts } from '../../db/print/facts.ts'
import { type Sheet, writeHeading } from '../../db/print/sheet.ts'
import type { Statement } from '../statement-contract.ts'

const titles: Record<Statement['about'], string> = { 'work-cost': '工程费用', 'base-charge': '基本电费' }

/** Who pays, and what becomes of the base charge, as he signs it; an unconfirmed clause is said to be so. */
export function writeStatements(sheet: Sheet, statements: Statement[]): void {
  if (statements.length === 0) return
  writeHeading(sheet, '费用与基本电费')
  writeFacts(
    sheet,
    statements.map(({ about, text, clause, confirmed }) => {
      const source = confirmed || clause.includes('待确认') ? clause : `${clause}，条文待确认`
      return [titles[about], `${text.zh}（依据：${source}）`]
    }),
  )
}
