import { civilDay } from '../../../db/time.ts'
import type { MeterValues } from '../../mqtt-contract.ts'
import type { Dlt645Profile } from '../../profiles/dlt645-profile.ts'
import { type Decoded, decodeBlock, toReading } from '../../rules/dlt645-values.ts'
import { readTime } from '../../wire/dlt645-bcd.ts'
import { toHex, WireFault } from '../../wire/dlt645-frame.ts'
import { readAddressRequest } from '../../wire/dlt645-messages.ts'
import { BusFault } from '../lines/fault.ts'
import { Dlt645Session, type Manners, type RawLine } from './session.ts'

export type Dlt645Reading = {
  values: MeterValues
  /** Fields left out: the meter does not have them, or what it sent is no number. */
  unread: string[]
  /** What was asked and the bytes that came, 33H taken off. */
  answers: { di: string; data: string }[]
}

const NO_SUCH_DATA = 2

/** Identifiers that a meter has turned out not to know, so that it is not asked for them each time. */
const unknown = new Map<string, Set<string>>()

/** With `hold` the line is taken for each answer anew; without it the caller holds it. */
export function sessionOf(
  line: RawLine,
  meterAddress: string,
  profile: Dlt645Profile,
  tries: number,
  hold?: Manners['hold'],
): Dlt645Session {
  const { minGapMs, timeoutMs } = profile
  return new Dlt645Session(line, meterAddress, { minGapMs, timeoutMs, tries, ...(hold && { hold }) })
}

/**
 * Reads every block of a meter; `tries` counts for each request by itself. `now` decides which period each rate is.
 * Call it while holding the line. Throws `BusFault`.
 */
export async function readDlt645Unit(
  line: RawLine,
  meterAddress: string,
  profile: Dlt645Profile,
  tries: number,
  now: Date,
): Promise<Dlt645Reading> {
  const session = sessionOf(line, meterAddress, profile, tries)
  const known = unknownTo(meterAddress, profile)
  const answers: Dlt645Reading['answers'] = []
  const ask = async (di: string) => {
    const payload = await readKnown(session, di, known)
    if (payload) answers.push({ di, data: [...payload].map(toHex).join('') })
    return payload
  }
  const decoded: Decoded = { values: [], unread: [] }
  const take = (part: Decoded) => {
    decoded.values.push(...part.values)
    decoded.unread.push(...part.unread)
  }
  for (const { di, fields } of profile.blocks) {
    const payload = di && (await ask(di))
    if (payload) take(decodeBlock(payload, fields))
    else for (const field of fields) take(decodeBlock((await ask(field.di)) ?? new Uint8Array(), [field]))
  }
  if (decoded.values.length === 0) {
    throw answers.length === 0
      ? new BusFault('refused', `meter ${meterAddress} knows none of the values of ${profile.name}`)
      : new BusFault('mismatch', `meter ${meterAddress} sent no value that is a number`)
  }
  const clock = profile.hasClock ? await readClock(ask) : undefined
  const values = toReading(decoded.values, profile, civilDay(now))
  return { values: clock ? { ...values, clock: clock.toISOString() } : values, unread: decoded.unread, answers }
}

/** The address of the only meter on a line. Throws `BusFault`. */
export async function findMeterAddress(line: RawLine, profile: Dlt645Profile): Promise<string> {
  const session = sessionOf(line, 'aaaaaaaaaaaa', profile, 2)
  const message = await session.ask(readAddressRequest(), ({ kind }) => kind === 'address')
  if (message.kind !== 'address') throw new BusFault('mismatch', `${message.kind} instead of an address`)
  return message.address
}

/** The meter's own time; undefined where it has none that is one. Asked again where midnight fell between date and time. */
export async function readClock(ask: (di: string) => Promise<Uint8Array | undefined>): Promise<Date | undefined> {
  for (let left = 2; left > 0; left--) {
    const before = await ask('04000101')
    const time = await ask('04000102')
    if (!before || !time || before.length < 4 || time.length < 3) return undefined
    const isJustAfterMidnight = time[2] === 0 && time[1] === 0
    if (isJustAfterMidnight && left > 1) continue
    try {
      // The date comes behind the weekday, which says nothing more.
      return readTime(Uint8Array.from([...time.subarray(0, 3), ...before.subarray(1, 4)]))
    } catch (fault) {
      if (!(fault instanceof WireFault)) throw fault
      return undefined
    }
  }
  return undefined
}

/** Undefined where the meter refuses the identifier, now or earlier. */
export async function readKnown(
  session: Dlt645Session,
  di: string,
  refused: Set<string>,
): Promise<Uint8Array | undefined> {
  if (refused.has(di)) return undefined
  try {
    return await session.read(di)
  } catch (fault) {
    if (!(fault instanceof BusFault) || fault.kind !== 'refused') throw fault
    // Only "no such data" stays true; another error may have passed by the next time.
    if ((fault.exceptionCode ?? 0) & NO_SUCH_DATA) refused.add(di)
    return undefined
  }
}

export function unknownTo(meterAddress: string, profile: Dlt645Profile): Set<string> {
  const key = `${profile.name} ${meterAddress}`
  const refused = unknown.get(key) ?? new Set<string>()
  unknown.set(key, refused)
  return refused
}
