import { BusFault, closeLines, framingOf, listProfiles, readMeter, UnknownProfile } from '../../metering/index.ts'
import { BadSetting } from '../config.ts'
import { loadOwnProfiles, meterFlags, meterUsage, parseFlags, readMeterAddress } from './meter-address.ts'
import { runProbe } from './meter-probe.ts'

const usage = `meter read --profile P ${meterUsage}\nmeter probe ${meterUsage}\nmeter profiles [--json]`

/**
 * `dianhu meter read`: asks any meter now, over Modbus or DL/T 645, and prints `{ profile, unit, at, reading, raw }`, as the meter shows it.
 * `dianhu meter probe`: finds out how an unknown one is read. `dianhu meter profiles`: lists the known models, and
 * whether a published frame proves each. Exit 1 where a meter does not answer.
 */
export async function runMeter(args: string[]): Promise<number> {
  const [command, ...rest] = args
  if (command === 'read') return runRead(rest)
  if (command === 'probe') return runProbe(rest)
  if (command === 'profiles') return runProfiles(rest)
  throw new BadSetting(`meter ${command ?? ''}\n${usage}`)
}

async function runRead(args: string[]): Promise<number> {
  const { values } = parseFlags(args, { ...meterFlags, profile: { type: 'string' } } as const)
  if (!values.profile) throw new BadSetting(usage)
  const meter = { profile: values.profile, ...readMeterAddress(values) }
  await loadOwnProfiles()
  if (framingOf(meter.profile) === 'dlt645' && meter.framing !== 'dlt645') {
    throw new BadSetting(`address: ${meter.profile} is asked by its twelve digits`)
  }
  try {
    const answer = await readMeter(meter, () => new Date())
    console.log(values.json ? JSON.stringify(answer) : describe(answer.reading))
    return 0
  } catch (fault) {
    if (fault instanceof UnknownProfile) throw new BadSetting(`profile: ${fault.message}`)
    if (!(fault instanceof BusFault)) throw fault
    console.error(
      `${values.serial ?? `${values.host ?? '127.0.0.1'}:${values.port ?? 502}`} 单元 ${meter.unit}:${fault.message}`,
    )
    return 1
  } finally {
    await closeLines()
  }
}

function describe(reading: object): string {
  return Object.entries(reading)
    .map(([name, value]) => `${name.padEnd(14)} ${JSON.stringify(value)}`)
    .join('\n')
}

async function runProfiles(args: string[]): Promise<number> {
  const { values } = parseFlags(args, { json: meterFlags.json } as const)
  await loadOwnProfiles()
  const profiles = listProfiles()
  const lines = profiles.map(
    ({ name, vendor, model, proof }) => `${name.padEnd(24)} ${proof.padEnd(9)} ${vendor} ${model}`,
  )
  console.log(values.json ? JSON.stringify(profiles) : lines.join('\n'))
  return 0
}
