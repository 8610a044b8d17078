import type { Profile, ProfileField } from '../../metering/profiles/profile.ts'

/** What a meter shows, in the names and units of the MQTT contract: `importWh`, `uV`, `pW` … */
export type MeterState = Record<string, unknown>

/** The words at an address, zero between the profile's fields; undefined where a strict meter has none of them. */
export function readImage(
  profile: Profile,
  state: MeterState,
  at: { address: number; count: number; isStrict: boolean },
): number[] | undefined {
  const words = new Array<number>(at.count).fill(0)
  const known = new Array<boolean>(at.count).fill(false)
  for (const field of profile.fields) {
    const offset = field.address - at.address
    if (offset < -3 || offset >= at.count) continue
    for (const [index, word] of encodeField(field, profile.order, shownBy(state, field.reading)).entries()) {
      const place = offset + index
      if (place < 0 || place >= at.count) continue
      words[place] = word
      known[place] = true
    }
  }
  return at.isStrict && known.includes(false) ? undefined : words
}

function shownBy(values: MeterState, name: string): number {
  const [, parent = name, phase, part] = /^(\w+)(?:\[(\d)\]|\.(\w+))$/.exec(name) ?? []
  const value = values[parent]
  const found =
    phase !== undefined
      ? (value as number[] | undefined)?.[Number(phase)]
      : part !== undefined
        ? (value as Record<string, number> | undefined)?.[part]
        : value
  return typeof found === 'number' ? found : 0
}

/** The words that a meter puts on the wire for a value. */
function encodeField(field: ProfileField, order: Profile['order'], value: number): number[] {
  const straight = encodeStraight(field.type, value / field.scale)
  const its = field.order ?? order
  if (its === 'BADC' || its === 'DCBA') straight.swap16()
  const words = Array.from({ length: straight.length / 2 }, (_, index) => straight.readUInt16BE(index * 2))
  return its === 'CDAB' || its === 'DCBA' ? words.reverse() : words
}

/** High byte first. */
function encodeStraight(type: ProfileField['type'], raw: number): Buffer {
  const bytes = Buffer.alloc(Number(/\d+$/.exec(type)?.[0]) / 8)
  const whole = BigInt(Math.round(raw))
  if (type === 'float32') bytes.writeFloatBE(raw)
  else if (type === 'float64') bytes.writeDoubleBE(raw)
  else if (type.startsWith('bcd'))
    bytes.write(
      String(whole)
        .padStart(bytes.length * 2, '0')
        .slice(-bytes.length * 2),
      'hex',
    )
  else {
    const unsigned = BigInt.asUintN(bytes.length * 8, whole)
    bytes.write(unsigned.toString(16).padStart(bytes.length * 2, '0'), 'hex')
  }
  return bytes
}
