import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type BusFault, type Framing, findLine, type LineAddress, loadSiteProfiles } from '../../metering/index.ts'
import { BadSetting } from '../config.ts'

const text = { type: 'string' } as const

/** Flags that say which meter on which line, for every `dianhu meter` command. */
export const meterFlags = {
  host: text,
  port: text,
  unit: text,
  address: text,
  framing: text,
  serial: text,
  baud: text,
  parity: text,
  timeout: text,
  help: { type: 'boolean', short: 'h' },
  json: { type: 'boolean' },
} as const

type MeterFlags = { [flag in Exclude<keyof typeof meterFlags, 'json' | 'help'>]?: string | undefined }

export const meterUsage =
  '[--host H] [--port N] [--unit U | --address A] [--framing modbus-tcp|modbus-rtu] [--serial PATH --baud N --parity none|even|odd] [--timeout MS] [--json]'

export type MeterOnLine = {
  address: LineAddress
  framing: Framing
  unit: number | string
  /** How long one answer may take. */
  timeoutMs: number | undefined
}

/** A person waits longer for a connection and its first answer than a poll can. */
const PERSON_MS = 3_000

/**
 * A host and port, Modbus TCP unless told; or a serial port, always RTU. With `--address`, twelve digits, either
 * carries DL/T 645. Unit 0 is the gateway itself to many that speak Modbus TCP, 255 to others. Throws `BadSetting`.
 */
export function readMeterAddress(values: MeterFlags): MeterOnLine {
  const isDlt645 = values.address !== undefined
  if (isDlt645 && !/^\d{12}$/.test(values.address ?? '')) throw new BadSetting('address: 12 digits')
  if (isDlt645 && (values.unit !== undefined || values.framing !== undefined)) {
    throw new BadSetting('address: not together with unit or framing')
  }
  const framing = isDlt645 ? 'dlt645' : modbusFraming(values)
  const unit = values.address ?? whole('unit', values.unit ?? '1', framing === 'modbus-tcp' ? 0 : 1, 255)
  const timeoutMs = values.timeout === undefined ? undefined : whole('timeout', values.timeout, 50, 600_000)
  for (const name of ['host', 'serial'] as const) {
    if (values[name]?.trim() === '') throw new BadSetting(`${name}: 不能为空 must not be empty`)
  }
  if (values.serial === undefined) {
    const port = whole('port', values.port ?? '502', 1, 65_535)
    return { address: { kind: 'tcp', host: values.host ?? '127.0.0.1', port }, framing, unit, timeoutMs }
  }
  if (values.host !== undefined) throw new BadSetting('serial: not together with host')
  if (framing === 'modbus-tcp') throw new BadSetting('framing: a serial port carries modbus-rtu')
  const parity = values.parity ?? (isDlt645 ? 'even' : 'none')
  if (parity !== 'none' && parity !== 'even' && parity !== 'odd') throw new BadSetting('parity: none, even or odd')
  const baudRate = whole('baud', values.baud ?? (isDlt645 ? '2400' : '9600'), 300, 1_000_000)
  return {
    address: { kind: 'serial', path: values.serial, baudRate, dataBits: 8, parity, stopBits: 1 },
    framing,
    unit,
    timeoutMs,
  }
}

/** The one owner of the line, opened with as much patience as a person has. */
export function openLine({ address, framing, timeoutMs }: MeterOnLine): ReturnType<typeof findLine> {
  const isWired = address.kind === 'tcp' && framing === 'modbus-tcp'
  return findLine(address, framing, timeoutMs ?? (isWired ? PERSON_MS : undefined))
}

const faultWords: Record<BusFault['kind'], string> = {
  unreachable: '无法连接 cannot connect',
  timeout: '没有应答 no answer',
  refused: '表计拒绝 refused by the meter',
  connection: '连接中断 connection lost',
  mismatch: '应答有误 wrong answer',
}

/** Where a meter was asked and what went wrong, in one line. */
export function describeFault({ address, unit }: MeterOnLine, { kind, message }: BusFault): string {
  const where = address.kind === 'tcp' ? `${address.host}:${address.port}` : nameOf(address)
  return `${where} 单元 unit ${unit}: ${faultWords[kind]}: ${message}`
}

function nameOf(address: Exclude<LineAddress, { kind: 'tcp' }>): string {
  return address.kind === 'serial' ? address.path : address.terminal
}

function modbusFraming({ framing, serial }: MeterFlags): 'modbus-tcp' | 'modbus-rtu' {
  const said = framing ?? (serial ? 'modbus-rtu' : 'modbus-tcp')
  if (said !== 'modbus-tcp' && said !== 'modbus-rtu') throw new BadSetting('framing: modbus-tcp or modbus-rtu')
  return said
}

/** A whole number of a flag. Throws `BadSetting` naming it. */
export function whole(name: string, said: string, least: number, most: number): number {
  const value = said.trim() === '' ? Number.NaN : Number(said)
  if (!Number.isInteger(value) || value < least || value > most) throw new BadSetting(`${name}: ${least}–${most}`)
  return value
}

/** Like `parseArgs`, with what is wrong, or stands between the flags, as a `BadSetting`. */
export function parseFlags<Options extends NonNullable<Parameters<typeof parseArgs>[0]>['options']>(
  args: string[],
  options: Options,
) {
  try {
    return parseArgs({ args, allowPositionals: false, options })
  } catch (fault) {
    throw new BadSetting((fault as Error).message)
  }
}

/** The meter models of this site, beside the project's. */
export async function loadOwnProfiles(): Promise<void> {
  await loadSiteProfiles(join(process.env.DIANHU_HOME ?? join(process.cwd(), '.dianhu'), 'profiles'))
}
