import { parseArgs } from 'node:util'
import { checkReadingsFile, type FileCheck, UnreadableReadings } from '../../metering/index.ts'
import { BadSetting } from '../config.ts'

const usage = `vee check FILE|- [--json] [--max-kw N] [--max-a N] [--digits N] [--zone +08:00] [--columns NAME=FIELD,…]
  [--start 'YYYY-MM-DD hh:mm' --step MINUTES]`

/**
 * `dianhu vee check FILE|- [--json]`: validates interval or register readings of any file and proposes estimates. Exit
 * 0 where nothing is in error, 1 where something is, 2 where the file cannot be read. Forms: metering/README.md.
 */
export async function runVee(args: string[]): Promise<number> {
  const { values, positionals } = parse(args)
  const [verb, file, ...others] = positionals
  if (verb !== 'check' || !file || others.length > 0) throw new BadSetting(usage)
  try {
    const check = await checkReadingsFile(file, {
      zoneMinutes: zoneOf(values.zone ?? '+08:00'),
      columns: columnsOf(values.columns ?? ''),
      start: values.start,
      stepMinutes: numberOf('step', values.step),
      maximumKw: numberOf('max-kw', values['max-kw']),
      maximumA: numberOf('max-a', values['max-a']),
      digits: digitsOf(values.digits),
    })
    console.log(values.json ? JSON.stringify(check) : describe(check))
    return check.errors > 0 ? 1 : 0
  } catch (fault) {
    if (!(fault instanceof UnreadableReadings)) throw fault
    throw new BadSetting(fault.message)
  }
}

function describe({ meters, findings, intervals, errors }: FileCheck): string {
  const lines = meters.map(({ meter, from, to, stepMinutes, energyKwh, counts, estimates }) => {
    const methods = Map.groupBy(estimates, (estimate) => estimate.method)
    const filled = [...methods].map(([method, list]) => `${method} ${list.length}`).join(', ')
    return `${meter || '—'} ${from} … ${to} 每 ${stepMinutes} min ${energyKwh} kWh 实测 ${counts.measured} 补 ${counts.estimated} 缺 ${counts.missing} 疑 ${counts.suspect}${filled ? ` (${filled})` : ''}`
  })
  const rules = Object.entries(findings).map(([rule, counts]) => {
    return `  ${rule.padEnd(18)} 错误 ${counts.errors} 警告 ${counts.warnings} 提示 ${counts.infos}`
  })
  return [...lines, `${intervals} 个时段 intervals, 错误 errors ${errors}`, ...rules].join('\n')
}

function parse(args: string[]) {
  const text = { type: 'string' } as const
  const options = {
    json: { type: 'boolean' },
    zone: text,
    columns: text,
    start: text,
    step: text,
    'max-kw': text,
    'max-a': text,
    digits: text,
  } as const
  return parseArgs({ args, allowPositionals: true, options })
}

function numberOf(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  const number = Number(value)
  if (!(number > 0)) throw new BadSetting(`${name}: a number above 0`)
  return number
}

function digitsOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  if (!/^[3-9]$/.test(value)) throw new BadSetting('digits: of the registers before the point, 3 to 9')
  return Number(value)
}

function zoneOf(zone: string): number {
  const match = /^([+-])(\d{2}):(\d{2})$/.exec(zone)
  if (!match) throw new BadSetting('zone: such as +08:00')
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]))
}

function columnsOf(list: string): Record<string, string> {
  return Object.fromEntries(
    list
      .split(',')
      .filter(Boolean)
      .map((pair) => {
        const [name = '', field] = pair.split('=')
        if (!field) throw new BadSetting('columns: NAME=FIELD, such as GC=interval_kwh')
        return [name, field]
      }),
  )
}
