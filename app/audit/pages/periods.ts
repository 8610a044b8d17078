/** Months and quarters around a day, both ends included. */

export type Period = { from: string; to: string }
export type PeriodName = 'month' | 'latestMonth' | 'quarter' | 'latestQuarter'

export function periodOf(name: PeriodName, today: string): Period {
  const [year = 0, month = 1] = today.split('-').map(Number)
  const isMonth = name === 'month' || name === 'latestMonth'
  const length = isMonth ? 1 : 3
  const first = isMonth ? month : month - ((month - 1) % 3)
  const begin = name.startsWith('latest') ? first - length : first
  return { from: dayOf(year, begin, 1), to: dayOf(year, begin + length, 0) }
}

function dayOf(year: number, month: number, date: number): string {
  return new Date(Date.UTC(year, month - 1, date)).toISOString().slice(0, 10)
}
