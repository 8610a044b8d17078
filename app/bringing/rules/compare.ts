// Decides what a row that is there already would change, what of that bringing may change, and what a sheet comes to.
import type { CheckedRow, Shape, Total, Values } from './shape.ts'

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

/** What a row is about. */
export function keyOf(shape: Shape, values: Values): string {
  return shape.keyOf?.(values) ?? String(values[shape.key])
}

export function totalsOf({ totals, columns }: Shape): Total[] {
  return (
    totals ??
    columns.flatMap(({ key, isSummed }): Total[] =>
      isSummed === undefined ? [] : [{ what: isSummed, decimals: 3, of: (values) => thousandthsOf(values[key] ?? 0) }],
    )
  )
}

/** Of a figure of three places at most. */
export function thousandthsOf(value: string | number): number {
  return Math.round(Number(value) * 1000)
}

/** Exact to three places. */
export function sumThousandths(rows: CheckedRow[], { of }: Total): number {
  return rows.reduce((sum, { values }) => sum + (of(values) ?? 0), 0)
}

export function thousandthsToText(sum: number, decimals: Total['decimals']): string {
  const whole = String(Math.trunc(sum / 1000))
  return decimals === 0
    ? whole
    : `${whole}.${String(sum % 1000)
        .padStart(3, '0')
        .slice(0, decimals)}`
}
