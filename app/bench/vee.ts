import { benchValidation } from '../../metering/index.ts'
import { type BenchResult, toResult } from './result.ts'

const AIM_PER_SECOND = 100_000

/**
 * Quarter hours of many points validated by every rule, with their gaps filled and validated again, on one core.
 * Limit: reading the same intervals out of the text of a file, one number each.
 */
export async function benchVee(): Promise<BenchResult[]> {
  const prepared = benchValidation()
  const text = prepared.asText()
  prepared.run()
  const ours = best(() => prepared.run())
  const bare = best(() => prepared.parse(text))
  const limit = prepared.intervals / bare
  return [
    toResult({
      name: 'vee',
      value: prepared.intervals / ours,
      unit: 'intervals/s',
      limit,
      target: Math.round((AIM_PER_SECOND / limit) * 1000) / 1000,
      detail: {
        intervals: prepared.intervals,
        points: prepared.points,
        findings: prepared.run().findings,
        estimated: prepared.run().estimated,
        aim: `${AIM_PER_SECOND} intervals/s a core`,
        limit: 'the same intervals split and parsed out of CSV text',
      },
    }),
  ]
}

function best(work: () => unknown): number {
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < 3; round++) {
    const began = performance.now()
    work()
    least = Math.min(least, (performance.now() - began) / 1000)
  }
  return least
}
