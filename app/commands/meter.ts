import { BusFault, closeLines, framingOf, listProfiles, readMeter, UnknownProfile } from '../../metering/index.ts'
import { BadSetting } from '../config.ts'
import {
  describeFault,
  loadOwnProfiles,
  meterFlags,
  meterUsage,
  openLine,
  parseFlags,
  readMeterAddress,
} from './meter-address.ts'
import { probeUsage, runProbe } from './meter-probe.ts'

const readUsage = `dianhu meter read --profile P ${meterUsage}`
const usage = `${readUsage}\n${probeUsage}\ndianhu meter profiles [--json]`
const isHelp = (said: string | undefined) => said === '--help' || said === '-h' || said === 'help'

/**
 * `dianhu meter read`: asks any meter now, over Modbus or DL/T 645, and prints `{ profile, unit, at, reading, raw }`, as the meter shows it.
 * `dianhu meter probe`: finds out how an unknown one is read. `dianhu meter profiles`: lists the known models, and
 * whether a published frame proves each. Exit 1 where a meter does not answer, or breaks off.
 */
export async function runMeter(args: string[]): Promise<number> {
  const [command, ...rest] = args
  if (command === 'read') return runRead(rest)
  if (command === 'probe') return runProbe(rest)
  if (command === 'profiles') return runProfiles(rest)
  if (isHelp(command)) return printUsage(usage)
  throw new BadSetting(`meter ${command ?? ''}\n${usage}`)
}

async function runRead(args: string[]): Promise<number> {
  const { values } = parseFlags(args, { ...meterFlags, profile: { type: 'string' } } as const)
  if (values.help) return printUsage(readUsage)
  if (!values.profile) throw new BadSetting(`profile: 必填 required\n${readUsage}`)
  const meter = { profile: values.profile, ...readMeterAddress(values) }
  await loadOwnProfiles()
  if (framingOf(meter.profile) === 'dlt645' && meter.framing !== 'dlt645') {
    throw new BadSetting(`address: ${meter.profile} is asked by its twelve digits`)
  }
  try {
    openLine(meter)
    const answer = await readMeter(meter, () => new Date())
    console.log(values.json ? JSON.stringify(answer) : describe(answer.reading))
    if (answer.incomplete === undefined) return 0
    console.error(`读数不全 incomplete: ${answer.incomplete}`)
    return 1
  } catch (fault) {
    if (fault instanceof UnknownProfile) throw new BadSetting(`profile: ${fault.message}`)
    if (!(fault instanceof BusFault)) throw fault
    console.error(describeFault(meter, fault))
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

function printUsage(lines: string): number {
  console.log(`用法 usage:\n${lines}`)
  return 0
}

async function runProfiles(args: string[]): Promise<number> {
  const { values } = parseFlags(args, { json: meterFlags.json, help: meterFlags.help } as const)
  if (values.help) return printUsage('dianhu meter profiles [--json]')
  await loadOwnProfiles()
  const profiles = listProfiles()
  const lines = profiles.map(
    ({ name, vendor, model, proof }) => `${name.padEnd(24)} ${proof.padEnd(9)} ${vendor} ${model}`,
  )
  console.log(values.json ? JSON.stringify(profiles) : lines.join('\n'))
  return 0
}
