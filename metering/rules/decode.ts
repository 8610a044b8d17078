/** Turns register words into a reading, and says which blocks to ask for; the layout is the meter profile's. */
import type { MeterValues } from '../mqtt-contract.ts'
import type { Profile, ProfileField } from '../profiles/profile.ts'

export type Block = { address: number; count: number }
export type Answer = { address: number; words: readonly number[] }
export type Decoded = {
  reading: MeterValues
  /** Fields left out, because the words are not there or are no number. */
  unread: string[]
}

const widthOf = (type: ProfileField['type']): number => (type === 'int16' || type === 'uint16' ? 1 : 2)

/** The fewest requests that cover the profile's fields within its block limit, reading along holes up to `maxHole`. */
export function planBlocks(profile: Pick<Profile, 'fields' | 'blockLimit' | 'maxHole'>): Block[] {
  const spans = profile.fields
    .map((field) => ({ from: field.address, to: field.address + widthOf(field.type) }))
    .sort((a, b) => a.from - b.from)
  const blocks: { from: number; to: number }[] = []
  for (const span of spans) {
    const open = blocks.at(-1)
    const fits = open && span.from - open.to <= profile.maxHole && span.to - open.from <= profile.blockLimit
    if (fits) open.to = Math.max(open.to, span.to)
    else blocks.push({ ...span })
  }
  return blocks.map(({ from, to }) => ({ address: from, count: to - from }))
}

/** Two blocks in place of one that the meter refused, parted at the widest hole between its fields; none when it cannot be parted. */
export function splitBlock(profile: Pick<Profile, 'fields'>, block: Block): Block[] {
  const spans = profile.fields
    .map((field) => ({ from: field.address, to: field.address + widthOf(field.type) }))
    .filter((span) => span.from >= block.address && span.to <= block.address + block.count)
    .sort((a, b) => a.from - b.from)
  let at = 0
  let widest = -1
  for (const [index, span] of spans.entries()) {
    const before = spans[index - 1]
    if (before && span.from - before.to > widest) {
      widest = span.from - before.to
      at = index
    }
  }
  const parts = [spans.slice(0, at), spans.slice(at)].filter((part) => part.length > 0)
  if (parts.length < 2) return []
  return parts.map((part) => {
    const from = part[0]?.from ?? 0
    return { address: from, count: (part.at(-1)?.to ?? from) - from }
  })
}

export function decodeAnswers(profile: Pick<Profile, 'fields' | 'order'>, answers: readonly Answer[]): Decoded {
  const reading: Record<string, unknown> = {}
  const unread: string[] = []
  for (const field of profile.fields) {
    const words = findWords(answers, field)
    const raw = words && decodeWords(words, field.type, profile.order)
    const value = raw === undefined ? undefined : scaleValue(raw, field)
    if (value === undefined) unread.push(field.reading)
    else place(reading, field.reading, value)
  }
  return { reading: fillPhases(reading) as MeterValues, unread }
}

function findWords(answers: readonly Answer[], field: ProfileField): number[] | undefined {
  const width = widthOf(field.type)
  for (const answer of answers) {
    const offset = field.address - answer.address
    if (offset >= 0 && offset + width <= answer.words.length) return answer.words.slice(offset, offset + width)
  }
  return undefined
}

const byteOrders = { ABCD: [0, 1, 2, 3], CDAB: [2, 3, 0, 1], BADC: [1, 0, 3, 2], DCBA: [3, 2, 1, 0] } as const

/** The number in one or two register words; undefined where it is not finite. */
export function decodeWords(
  words: readonly number[],
  type: ProfileField['type'],
  order: Profile['order'],
): number | undefined {
  const bytes = words.flatMap((word) => [(word >> 8) & 0xff, word & 0xff])
  const view = new DataView(new ArrayBuffer(4))
  const swapped = order === 'BADC' || order === 'DCBA'
  const places = words.length === 1 ? (swapped ? [1, 0] : [0, 1]) : byteOrders[order]
  for (const [to, from] of places.entries()) view.setUint8(to, bytes[from] ?? 0)
  const value = {
    float32: () => view.getFloat32(0),
    int32: () => view.getInt32(0),
    uint32: () => view.getUint32(0),
    int16: () => view.getInt16(0),
    uint16: () => view.getUint16(0),
  }[type]()
  return Number.isFinite(value) ? value : undefined
}

/** Registers become whole Wh or varh and cannot be negative; other values keep the precision that float32 has. */
function scaleValue(raw: number, field: ProfileField): number | undefined {
  const value = raw * field.scale
  if (/Wh|Varh/.test(field.reading)) {
    const rounded = Math.round(value)
    return rounded >= 0 && Number.isSafeInteger(rounded) ? rounded : undefined
  }
  if (Math.abs(value) > 1e12) return undefined
  return field.type === 'float32' ? Number(value.toPrecision(7)) : Number(value.toPrecision(12))
}

function place(reading: Record<string, unknown>, name: string, value: number): void {
  const [, parent = name, phase, period] = /^(\w+)(?:\[(\d)\]|\.(\w+))$/.exec(name) ?? []
  if (phase !== undefined) {
    const values = (reading[parent] as number[] | undefined) ?? []
    values[Number(phase)] = value
    reading[parent] = values
  } else if (period !== undefined) reading[parent] = { ...(reading[parent] as object | undefined), [period]: value }
  else reading[name] = value
}

function fillPhases(reading: Record<string, unknown>): Record<string, unknown> {
  for (const value of Object.values(reading)) {
    if (Array.isArray(value)) for (let phase = 0; phase < value.length; phase++) value[phase] ??= null
  }
  return reading
}
