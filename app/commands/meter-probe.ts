import { setTimeout as sleep } from 'node:timers/promises'
import { BusFault, closeLines, findLine, type ProbeResult, probeMeter } from '../../metering/index.ts'
import { BadSetting } from '../config.ts'
import { loadOwnProfiles, meterFlags, parseFlags, readMeterAddress, whole } from './meter-address.ts'

const flags = {
  ...meterFlags,
  samples: { type: 'string' },
  every: { type: 'string' },
  range: { type: 'string' },
} as const

/**
 * `dianhu meter probe … [--samples 5] [--every SECONDS] [--range 0x3000+64]`: reads an unknown Modbus meter, never
 * writes, and prints what it is and a draft profile. The scale of energy is sure only when it counts on while we look:
 * look longer where little power flows.
 */
export async function runProbe(args: string[]): Promise<number> {
  const { values } = parseFlags(args, flags)
  const { address, framing, unit } = readMeterAddress(values)
  if (typeof unit === 'string') throw new BadSetting('address: only Modbus meters are probed')
  const options = {
    samples: whole('samples', values.samples ?? '5', 2, 100),
    everyMs: whole('every', values.every ?? '5', 0, 3_600) * 1_000,
    ranges: values.range === undefined ? [] : [readRange(values.range)],
    nowMs: Date.now,
    sleep: (ms: number) => sleep(ms),
    report: (line: string) => console.error(line),
  }
  await loadOwnProfiles()
  try {
    const result = await probeMeter(findLine(address, framing), unit, options)
    console.log(values.json ? JSON.stringify(result) : describe(result))
    return result.draft ? 0 : 1
  } catch (fault) {
    if (!(fault instanceof BusFault)) throw fault
    console.error(`单元 ${unit}:${fault.message}`)
    return 1
  } finally {
    await closeLines()
  }
}

function readRange(said: string): { address: number; count: number } {
  const [address = '', count = ''] = said.split('+')
  if (!/^(0x[0-9a-f]+|\d+)\+\d+$/i.test(said)) throw new BadSetting('range: such as 0x3000+64')
  return { address: whole('range', String(Number(address)), 0, 0xffff), count: whole('range', count, 1, 2_000) }
}

function describe({ known, fields, draft, requests }: ProbeResult): string {
  if (!draft) return `nothing found that belongs together as a meter's values must (${requests} requests)`
  const checks = known?.checks.filter(({ is }) => is === 'right').map(({ check }) => check)
  const head =
    known?.is === 'same'
      ? [`this is ${known.profile}: right are ${checks?.join(', ')}`]
      : known
        ? [`the layout of ${known.profile}, in another order or place: right are ${checks?.join(', ')}`]
        : ['no known model fits; found by plausibility, to be compared with the display and the maker’s document:']
  const found = fields.map(
    ({ reading, address, type, scale, value, confidence, because }) =>
      `${reading.padEnd(12)} ${String(value).padEnd(12)} ${Math.round(confidence * 100)} %  ${address} ${type} ×${scale}  ${because}`,
  )
  return [...head, ...found, '', JSON.stringify(draft, null, 2)].join('\n')
}
