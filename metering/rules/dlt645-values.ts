/** Names of the MQTT contract for what a DL/T 645-2007 meter shows; the layout is the meter profile's. */
import type { MeterValues } from '../mqtt-contract.ts'
import type { Dlt645Field, Dlt645Profile } from '../profiles/dlt645-profile.ts'
import { parseFormat, readNumber } from '../wire/dlt645-bcd.ts'
import { WireFault } from '../wire/dlt645-frame.ts'

export type Decoded = {
  values: { reading: string; value: number }[]
  /** What did not come, is no BCD, or is a register below zero. */
  unread: string[]
}

/** Fields one behind the other; a payload that ends early has the first ones only. One that is no BCD costs itself alone. */
export function decodeBlock(payload: Uint8Array, fields: readonly Dlt645Field[]): Decoded {
  const decoded: Decoded = { values: [], unread: [] }
  let at = 0
  for (const { reading, format: text, scale } of fields) {
    const format = parseFormat(text)
    const value = valueAt(payload.subarray(at, at + format.bytes), format, scale)
    at += format.bytes
    if (value === undefined || (isRegister(reading) && value < 0)) decoded.unread.push(reading)
    else decoded.values.push({ reading, value: isRegister(reading) ? Math.round(value) : value })
  }
  return decoded
}

/** Rates get the names of the periods that the site has given them on that day. */
export function toReading(values: Decoded['values'], profile: Dlt645Profile, day: string): MeterValues {
  const periods = periodsOn(profile, day)
  const reading: Record<string, unknown> = {}
  for (const { reading: name, value } of values) {
    const [, parent = name, phase, rate] = /^(\w+)(?:\[(\d)\]|\.(\d+))$/.exec(name) ?? []
    if (rate !== undefined) {
      const period = periods[Number(rate) - 1]
      if (period) reading.importByPeriodWh = { ...(reading.importByPeriodWh as object | undefined), [period]: value }
    } else if (phase !== undefined) {
      const phases = (reading[parent] as (number | null)[] | undefined) ?? []
      while (phases.length < Number(phase)) phases.push(null)
      phases[Number(phase)] = value
      reading[parent] = phases
    } else reading[name] = value
  }
  return reading as MeterValues
}

export function periodsOn(profile: Pick<Dlt645Profile, 'rates'>, day: string): readonly string[] {
  const ordered = [...profile.rates].sort((a, b) => a.validFrom.localeCompare(b.validFrom))
  return ordered.findLast(({ validFrom }) => validFrom <= day)?.periods ?? []
}

function valueAt(bytes: Uint8Array, format: ReturnType<typeof parseFormat>, scale: number): number | undefined {
  try {
    return bytes.length === 0 ? undefined : readNumber(bytes, format, scale)
  } catch (fault) {
    if (!(fault instanceof WireFault)) throw fault
    return undefined
  }
}

function isRegister(reading: string): boolean {
  return /Wh$|Varh$|^rate\./.test(reading)
}
