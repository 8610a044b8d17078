/** What a data identifier's bytes mean, from DL/T 645-2007 appendix A. Identifiers that are not here have no meaning. */
import { type Format, parseFormat, readNumber } from './dlt645-bcd.ts'

export type Item = { format: Format; unit: string }

const item = (format: string, unit: string): Item => ({ format: parseFormat(format), unit })

/** DI3 DI2 (and DI1 DI0 where the group is not uniform), `n` any phase or rate, `z` any settlement day. */
const items: [RegExp, Item][] = [
  [/^0000[0-3][0-9A-F]0[0-9A-C]$/, item('±XXXXXX.XX', 'kWh')],
  [/^00(01|02)[0-3][0-9A-F]0[0-9A-C]$/, item('XXXXXX.XX', 'kWh')],
  [/^00(03|04)[0-3][0-9A-F]0[0-9A-C]$/, item('±XXXXXX.XX', 'kvarh')],
  [/^000[5-8][0-3][0-9A-F]0[0-9A-C]$/, item('XXXXXX.XX', 'kvarh')],
  [/^00(09|0A)[0-3][0-9A-F]0[0-9A-C]$/, item('XXXXXX.XX', 'kVAh')],
  [/^02010[1-3]00$/, item('XXX.X', 'V')],
  [/^02020[1-3]00$/, item('±XXX.XXX', 'A')],
  [/^02030[0-3]00$/, item('±XX.XXXX', 'kW')],
  [/^02040[0-3]00$/, item('±XX.XXXX', 'kvar')],
  [/^02050[0-3]00$/, item('±XX.XXXX', 'kVA')],
  [/^02060[0-3]00$/, item('±X.XXX', '')],
  [/^02070[1-3]00$/, item('XXX.X', '°')],
  [/^020[89]0[1-3]00$/, item('XX.XX', '%')],
  [/^02800001$/, item('±XXX.XXX', 'A')],
  [/^02800002$/, item('XX.XX', 'Hz')],
  [/^0280000[346]$/, item('±XX.XXXX', 'kW')],
  [/^02800005$/, item('±XX.XXXX', 'kvar')],
  [/^02800007$/, item('±XXX.X', '℃')],
  [/^0280000[89]$/, item('XX.XX', 'V')],
  [/^04000409$|^0400040A$/, item('XXXXXX', 'imp/kWh')],
]

export function findItem(di: string): Item | undefined {
  return items.find(([pattern]) => pattern.test(di))?.[1]
}

/** The value that an answer shows; undefined where the identifier is unknown or the meter has none. Throws `WireFault`. */
export function decodeItem(di: string, payload: Uint8Array): { value: number; unit: string } | undefined {
  const known = findItem(di)
  if (!known) return undefined
  const value = readNumber(payload, known.format)
  return value === undefined ? undefined : { value, unit: known.unit }
}
