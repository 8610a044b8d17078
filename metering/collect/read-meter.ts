import type { MeterAnswer } from '../contract.ts'
import type { MeterValues } from '../mqtt-contract.ts'
import { findDlt645Profile, findProfile } from '../profiles/all.ts'
import { readDlt645Unit } from './dlt645/meter.ts'
import type { Framing, LineAddress } from './lines/address.ts'
import { BusFault } from './lines/fault.ts'
import type { Line } from './lines/line.ts'
import { findLine } from './lines/registry.ts'
import { readUnit } from './modbus/meter.ts'

/** How a meter is called on its line: `unit` is a Modbus unit's number, or the twelve digits of a DL/T 645 meter. */
export type MeterName = { profile: string; unit: number | string }

export class UnknownProfile extends Error {}

export type NamedReading = {
  values: MeterValues
  raw: MeterAnswer['raw']
  /** Why the rest is missing, where the meter refused it. */
  stoppedBy?: BusFault
}

/** A person waits for a slow meter longer than its neighbours on the bus can. */
const PERSON_MS = 3_000

/**
 * Reads a meter in the language of its profile; `tries` counts for each request by itself. Call it while holding the
 * line. Throws `UnknownProfile` and `BusFault`.
 */
export async function readNamed(
  line: Line,
  meter: MeterName,
  tries: number,
  now: Date,
  timeoutMs?: number,
): Promise<NamedReading> {
  const dlt645 = findDlt645Profile(meter.profile)
  if (dlt645) {
    if (line.framing !== 'dlt645') throw new BusFault('mismatch', `a ${meter.profile} hangs on a ${line.framing} line`)
    const { values, answers } = await readDlt645Unit(
      line,
      String(meter.unit),
      timeoutMs === undefined ? dlt645 : { ...dlt645, timeoutMs },
      tries,
      now,
    )
    return { values, raw: answers }
  }
  const modbus = findProfile(meter.profile)
  if (!modbus) throw new UnknownProfile(`no meter profile ${meter.profile}`)
  if (line.framing === 'dlt645') throw new BusFault('mismatch', `a ${meter.profile} hangs on a ${line.framing} line`)
  const { values, answers, stoppedBy } = await readUnit(line, Number(meter.unit), modbus, tries, timeoutMs)
  const raw = answers.map(({ functionCode, address, words }) => ({ functionCode, address, words: [...words] }))
  return { values, raw, ...(stoppedBy && { stoppedBy }) }
}

export type MeterAddress = MeterName & {
  address: LineAddress
  framing: Framing
  /** How long an answer may take; else what its model needs, and at least what a person will wait. */
  timeoutMs?: number | undefined
}

/** How frames of a profile are told apart behind a TCP gateway that is not asked otherwise. */
export function framingOf(profile: string): 'modbus-tcp' | 'dlt645' {
  return findDlt645Profile(profile) ? 'dlt645' : 'modbus-tcp'
}

/**
 * Asks one meter now, through the one owner of its line, and answers with what it shows and the words that it sent.
 * Throws `UnknownProfile`, `MixedFraming`, or `BusFault` when it does not answer.
 */
export async function readMeter(at: MeterAddress, clock: () => Date): Promise<MeterAnswer> {
  if (!findProfile(at.profile) && !findDlt645Profile(at.profile)) {
    throw new UnknownProfile(`no meter profile ${at.profile}`)
  }
  const line = findLine(at.address, at.framing)
  const timeoutMs = at.timeoutMs ?? patienceWith(at, line)
  return line.hold('on-demand', async () => {
    const { values, raw, stoppedBy } = await readNamed(line, at, 2, clock(), timeoutMs)
    const { profile, unit } = at
    const incomplete = stoppedBy && { incomplete: stoppedBy.message }
    return { profile, unit, at: clock().toISOString(), reading: values, raw, ...incomplete }
  })
}

function patienceWith({ profile }: MeterName, line: Line): number | undefined {
  if (line.framing === 'dlt645') return undefined
  return findProfile(profile)?.timeoutMs ?? Math.max(PERSON_MS, line.timeoutMs)
}
