import { setTimeout as sleep } from 'node:timers/promises'
import { BusFault, closeLines, type ProbeResult, probeMeter } from '../../metering/index.ts'
import { BadSetting } from '../config.ts'
import {
  describeFault,
  loadOwnProfiles,
  meterFlags,
  meterUsage,
  openLine,
  parseFlags,
  readMeterAddress,
  whole,
} from './meter-address.ts'

const flags = {
  ...meterFlags,
  samples: { type: 'string' },
  every: { type: 'string' },
  range: { type: 'string' },
  requests: { type: 'string' },
} as const

/** Below this nothing proves what was found. */
const PROVEN = 0.5

export const probeUsage = `dianhu meter probe ${meterUsage} [--samples 5] [--every SECONDS] [--range 0x3000+64] [--requests N]`

/**
 * `dianhu meter probe`: reads an unknown Modbus meter, never
 * writes, and prints what it is and a draft profile; exit 1 where nothing proves it. The scale of energy is sure only when it counts on while we look:
 * look longer where little power flows.
 */
export async function runProbe(args: string[]): Promise<number> {
  const { values } = parseFlags(args, flags)
  if (values.help) {
    console.log(`用法 usage:\n${probeUsage}`)
    return 0
  }
  const meter = readMeterAddress(values)
  const { unit, timeoutMs } = meter
  if (typeof unit === 'string') throw new BadSetting('address: only Modbus meters are probed')
  const options = {
    samples: whole('samples', values.samples ?? '5', 2, 100),
    everyMs: whole('every', values.every ?? '5', 0, 3_600) * 1_000,
    ranges: values.range === undefined ? [] : [readRange(values.range)],
    ...(values.requests !== undefined && { budget: whole('requests', values.requests, 20, 200_000) }),
    timeoutMs,
    nowMs: Date.now,
    sleep: (ms: number) => sleep(ms),
    report: (line: string) => console.error(line),
  }
  await loadOwnProfiles()
  try {
    const result = await probeMeter(openLine(meter), unit, options)
    console.log(values.json ? JSON.stringify(result) : describe(result))
    const energy = result.fields.find(({ reading }) => /^(im|ex)portWh$/.test(reading))
    if (energy && energy.confidence < PROVEN) {
      console.error(
        '电能倍率未定 the scale of energy is not sure: it counted on by few steps, look longer with --every',
      )
    }
    if (result.confidence >= PROVEN) return 0
    console.error(`未能证实 not proven: ${result.because} (${result.requests} requests)`)
    return 1
  } catch (fault) {
    if (!(fault instanceof BusFault)) throw fault
    console.error(describeFault(meter, fault))
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

const knownWords = {
  same: (name: string) => `this is ${name}`,
  variant: (name: string) => `the layout of ${name}, in another order or place`,
  likely: (name: string) => `looks like ${name}, cannot be proven without load`,
}

function describe({ known, fields, draft, because, requests, scales }: ProbeResult): string {
  if (!draft) return `${because} (${requests} requests)`
  const checks = known?.checks.filter(({ is }) => is === 'right').map(({ check }) => check)
  const others = known && known.others.length > 0 ? `; no less like ${known.others.join(', ')}` : ''
  const head = known
    ? [`${knownWords[known.is](known.profile)}: right are ${checks?.join(', ')}${others}`]
    : ['no known model fits; found by plausibility, to be compared with the display and the maker’s document:']
  const found = fields.map(
    ({ reading, address, type, scale, value, confidence, because: why }) =>
      `${reading.padEnd(12)} ${String(value).padEnd(12)} ${Math.round(confidence * 100)} %  ${address} ${type} ×${scale}  ${why}`,
  )
  const rivals = (scales ? [scales.taken, ...scales.others] : []).map(
    ({ iA, pW, importWh, because: why }) => `scales: amperes ×${iA}, watts ×${pW}, energy ×${importWh ?? '?'}: ${why}`,
  )
  return [...head, ...found, ...rivals, '', JSON.stringify(draft, null, 2)].join('\n')
}
