/** Numbers and times of DL/T 645-2007: compressed BCD, low byte first; the sign is the top bit (appendix A, notes). */
import { toHex, WireFault } from './dlt645-frame.ts'

/** `XXX.XXX` as the standard prints it: two digits a byte; a leading `±` where the top bit is the sign. */
export type Format = { bytes: number; decimals: number; isSigned: boolean }

export function parseFormat(text: string): Format {
  const match = /^(±?)([XN]+)(?:\.([XN]+))?$/.exec(text)
  const digits = (match?.[2]?.length ?? 0) + (match?.[3]?.length ?? 0)
  if (!match || digits % 2 === 1) throw new WireFault('bad-request', `${text} is no data format`)
  return { bytes: digits / 2, decimals: match[3]?.length ?? 0, isSigned: match[1] === '±' }
}

/** Undefined where the meter shows that it has no such value: all bytes FF. Throws `not-bcd` and `too-short`. */
export function readNumber(bytes: Uint8Array, format: Format, scale = 1): number | undefined {
  if (bytes.length < format.bytes) throw new WireFault('too-short', `${bytes.length} of ${format.bytes} bytes came`)
  const own = bytes.slice(0, format.bytes)
  if (own.every((byte) => byte === 0xff)) return undefined
  const top = own[format.bytes - 1] ?? 0
  const isNegative = format.isSigned && (top & 0x80) !== 0
  if (isNegative) own[format.bytes - 1] = top & 0x7f
  const whole = Number(readDigits(own))
  const value = (whole * scale) / 10 ** format.decimals
  // A scale such as 1000 over two decimals is exact; what binary fractions add behind twelve digits is not the meter's.
  const exact = Number(value.toPrecision(12))
  return isNegative && exact !== 0 ? -exact : exact
}

/** Digits, high first. Throws `not-bcd`. */
export function readDigits(bytes: Uint8Array): string {
  const text = [...bytes].reverse().map(toHex).join('')
  if (!/^\d*$/.test(text)) throw new WireFault('not-bcd', `${text} is not BCD`)
  return text
}

export function writeDigits(digits: string): Uint8Array {
  if (!/^(\d\d)*$/.test(digits)) throw new WireFault('bad-request', `${digits} are no pairs of digits`)
  const pairs = digits.match(/../g) ?? []
  return Uint8Array.from(pairs.reverse().map((pair) => Number.parseInt(pair, 16)))
}

const OFFSET_MS = 8 * 3_600_000
const CENTURY = 2000

/**
 * The instant of `YYMMDDhhmm` or `YYMMDDhhmmss`, which a meter keeps in Asia/Shanghai's time. Undefined for all zeros,
 * which stand for "never". Throws `not-bcd` and `not-a-time`.
 */
export function readTime(bytes: Uint8Array): Date | undefined {
  const digits = readDigits(bytes)
  if (/^0*$/.test(digits)) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = (digits.match(/../g) ?? []).map(Number)
  const wall = Date.UTC(CENTURY + year, month - 1, day, hour, minute, second)
  const at = new Date(wall)
  const isReal =
    at.getUTCMonth() === month - 1 && at.getUTCDate() === day && hour < 24 && minute < 60 && second < 60 && month >= 1
  if (!isReal) throw new WireFault('not-a-time', `${digits} is no time`)
  return new Date(wall - OFFSET_MS)
}

/** `YYMMDDhhmmss` of the instant in Asia/Shanghai's time, or its first `digits`. */
export function timeDigits(at: Date, digits: 10 | 12): string {
  return new Date(at.getTime() + OFFSET_MS)
    .toISOString()
    .replace(/\D/g, '')
    .slice(2, 2 + digits)
}
