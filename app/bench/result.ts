/** One figure against a limit measured in the same run; higher is better. */
export type BenchResult = {
  name: string
  value: number
  unit: string
  limit: number
  /** `value` ÷ `limit`. */
  ratio: number
  target: number | null
  detail: Record<string, unknown>
}

export function toResult(result: Omit<BenchResult, 'ratio'>): BenchResult {
  const value = Math.round(result.value)
  const limit = Math.round(result.limit)
  return { ...result, value, limit, ratio: Math.round((result.value / result.limit) * 1000) / 1000 }
}

export async function measureSeconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1000
}

export const medianOf = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
