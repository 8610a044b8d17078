import { parseArgs } from 'node:util'
import type { BenchResult } from '../bench/result.ts'
import { BadSetting } from '../config.ts'

const benches: Record<string, () => Promise<BenchResult[]>> = {
  ingest: async () => (await import('../bench/ingest.ts')).benchIngest(),
  curve: async () => (await import('../bench/curve.ts')).benchCurve(),
  modbus: async () => (await import('../bench/modbus.ts')).benchModbus(),
  soak: async () => (await import('../bench/soak.ts')).benchSoak(),
  city: async () => (await import('../bench/city.ts')).benchCity(),
  'bill-run': async () => (await import('../bench/bill-run.ts')).benchBillRun(),
  intake: async () => (await import('../bench/intake/intake.ts')).benchIntake(),
  bring: async () => (await import('../bench/bring.ts')).benchBring(),
  desk: async () => (await import('../bench/desk/desk.ts')).benchDesk(),
  'desk-day': async () => (await import('../bench/desk-day/desk-day.ts')).benchDeskDay(),
  vee: async () => (await import('../bench/vee.ts')).benchVee(),
  alarms: async () => (await import('../bench/alarms.ts')).benchAlarms(),
  pq: async () => (await import('../bench/pq.ts')).benchPowerQuality(),
}

/** `dianhu bench <name> [--json]`: measures against a limit of the same machine in the same run; higher ratios are better. */
export async function runBench(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { json: { type: 'boolean' } } })
  const [name = ''] = positionals
  const bench = benches[name]
  if (!bench) throw new BadSetting(`bench ${Object.keys(benches).join('|')} [--json]`)
  const results = await bench()
  console.log(values.json ? JSON.stringify(results) : results.map(describe).join('\n'))
  return 0
}

function describe({ name, value, unit, limit, ratio, target, detail }: BenchResult): string {
  const aim = target === null ? '' : ` (aim ${target})`
  return `${name}: ${value} ${unit}, limit ${limit}, ratio ${ratio}${aim}\n  ${JSON.stringify(detail)}`
}
