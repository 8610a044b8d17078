// Decides what a row that is there already would change, and what of that bringing may change.
import type { CheckedRow, Shape, Values } from './shape.ts'

export type Difference = { row: number; key: string; column: string; before: string; after: string; mayChange: boolean }

/** What an empty cell leaves open is no difference. */
export function compareRow(shape: Shape, { row, values }: CheckedRow, said: Values, known: Values): Difference[] {
  return shape.columns.flatMap((column): Difference[] => {
    const { key, title, isPersonal, mayChange = false } = column
    const [after, before] = [said[key] ?? null, known[key]]
    if (values[key] === null || before === undefined || after === before) return []
    const told = (value: string | number | null) => (isPersonal ? '***' : wordOf(column.words, value))
    return [{ row, key, column: title, before: told(before), after: told(after), mayChange }]
  })
}

function wordOf(words: Record<string, string> | undefined, value: string | number | null): string {
  if (value === null) return ''
  return Object.entries(words ?? {}).find(([, code]) => code === value)?.[0] ?? String(value)
}

/** Exact to three places. */
export function sumThousandths(rows: CheckedRow[], key: string): number {
  return rows.reduce((sum, { values }) => sum + Math.round(Number(values[key] ?? 0) * 1000), 0)
}

export function thousandthsToText(sum: number): string {
  return `${Math.trunc(sum / 1000)}.${String(sum % 1000).padStart(3, '0')}`
}
