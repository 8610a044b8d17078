import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { BusFault, closeLines, framingOf, loadSiteProfiles, readMeter, UnknownProfile } from '../../metering/index.ts'
import { BadSetting } from '../config.ts'

/**
 * `dianhu meter read --profile P --host H --port N --unit U [--json]`: asks any Modbus TCP meter now, or a DL/T 645 one
 * behind a transparent gateway by its twelve digits (`--address 000000000161`), and prints
 * `{ profile, unit, at, reading, raw }`, as the meter shows it. Exit 1 where it does not answer.
 */
export async function runMeter(args: string[]): Promise<number> {
  const { values, positionals } = parse(args)
  const address = {
    profile: values.profile ?? '',
    host: values.host ?? '127.0.0.1',
    port: Number(values.port ?? 502),
    unit: values.address ?? Number(values.unit ?? 1),
  }
  if (positionals[0] !== 'read' || address.profile === '') {
    throw new BadSetting('meter read --profile P [--host H] [--port N] [--unit U | --address A] [--json]')
  }
  if (!isWhole(address.port, 1, 65_535)) throw new BadSetting('port: 1–65535')
  if (typeof address.unit === 'string') {
    if (!/^\d{12}$/.test(address.unit)) throw new BadSetting('address: 12 digits')
  } else if (!isWhole(address.unit, 1, 247)) throw new BadSetting('unit: 1–247')
  await loadSiteProfiles(join(process.env.DIANHU_HOME ?? join(process.cwd(), '.dianhu'), 'profiles'))
  try {
    const answer = await readMeter(
      { ...address, address: { kind: 'tcp', ...address }, framing: framingOf(address.profile) },
      () => new Date(),
    )
    console.log(values.json ? JSON.stringify(answer) : describe(answer.reading))
    return 0
  } catch (fault) {
    if (fault instanceof UnknownProfile) throw new BadSetting(`profile: ${fault.message}`)
    if (!(fault instanceof BusFault)) throw fault
    console.error(`${address.host}:${address.port} 单元 ${address.unit}:${fault.message}`)
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

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}

function parse(args: string[]) {
  const text = { type: 'string' } as const
  try {
    const options = {
      profile: text,
      host: text,
      port: text,
      unit: text,
      address: text,
      json: { type: 'boolean' },
    } as const
    return parseArgs({ args, allowPositionals: true, options })
  } catch (fault) {
    throw new BadSetting((fault as Error).message)
  }
}
