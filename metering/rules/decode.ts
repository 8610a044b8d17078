/** Turns register words into a reading, and says which blocks to ask for; the layout is the meter profile's. */
import type { MeterValues } from '../mqtt-contract.ts'
import type { ByteOrder, Profile, ProfileField } from '../profiles/profile.ts'
import { decodeWords, widthOf } from './words.ts'

export type Block = { address: number; count: number }
export type Answer = { address: number; words: readonly number[] }
export type Decoded = {
  reading: MeterValues
  /** Fields left out, because the words are not there or are no number. */
  unread: string[]
}

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

/**
 * Two blocks in place of one that the meter refused, none when it cannot be parted. The hole between its fields is the
 * first suspect; without one it is halved, so that a field that the meter does not have costs few requests.
 */
export function splitBlock(profile: Pick<Profile, 'fields'>, block: Block): Block[] {
  const spans = profile.fields
    .map((field) => ({ from: field.address, to: field.address + widthOf(field.type) }))
    .filter((span) => span.from >= block.address && span.to <= block.address + block.count)
    .sort((a, b) => a.from - b.from)
  const hole = (index: number) => (spans[index]?.from ?? 0) - (spans[index - 1]?.to ?? 0)
  const offCentre = (index: number) => Math.abs(index - spans.length / 2)
  let at = 1
  for (let index = 2; index < spans.length; index++) {
    const wider = hole(index) - hole(at)
    if (wider > 0 || (wider === 0 && offCentre(index) < offCentre(at))) at = index
  }
  const parts = [spans.slice(0, at), spans.slice(at)].filter((part) => part.length > 0)
  if (parts.length < 2) return []
  return parts.map((part) => {
    const from = part[0]?.from ?? 0
    return { address: from, count: (part.at(-1)?.to ?? from) - from }
  })
}

export function decodeAnswers(
  profile: Pick<Profile, 'fields' | 'order' | 'absentAs'>,
  answers: readonly Answer[],
): Decoded {
  const reading: Record<string, unknown> = {}
  const unread: string[] = []
  for (const field of profile.fields) {
    const raw = decodeField(answers, field, field.order ?? profile.order)
    const isShown = raw !== undefined && (profile.absentAs === undefined || raw !== greatest[field.type])
    const value = isShown ? scaleValue(raw, field) : undefined
    if (value === undefined) unread.push(field.reading)
    else place(reading, field.reading, value)
  }
  return { reading: fillPhases(reading) as MeterValues, unread }
}

/** Of 64 bits it is more than a number holds, and so never read. */
const greatest: Partial<Record<ProfileField['type'], number>> = {
  int16: 0x7fff,
  uint16: 0xffff,
  int32: 0x7fff_ffff,
  uint32: 0xffff_ffff,
}

function decodeField(answers: readonly Answer[], field: ProfileField, order: ByteOrder): number | undefined {
  const width = widthOf(field.type)
  for (const { address, words } of answers) {
    const offset = field.address - address
    if (offset >= 0 && offset + width <= words.length) return decodeWords(words, field.type, order, offset)
  }
  return undefined
}

/** Registers become whole Wh or varh and cannot be negative; other values keep the precision that float32 has. */
function scaleValue(raw: number, field: ProfileField): number | undefined {
  const value = raw * field.scale
  if (parseName(field.reading).isRegister) {
    const rounded = Math.round(value)
    return rounded >= 0 && Number.isSafeInteger(rounded) ? rounded : undefined
  }
  if (Math.abs(value) > 1e12) return undefined
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return value
  return field.type === 'float32' ? Number(value.toPrecision(7)) : Number(value.toPrecision(12))
}

function place(reading: Record<string, unknown>, name: string, value: number): void {
  const { parent, phase, period } = parseName(name)
  if (phase !== undefined) {
    const values = (reading[parent] as number[] | undefined) ?? []
    values[phase] = value
    reading[parent] = values
  } else if (period !== undefined) reading[parent] = { ...(reading[parent] as object | undefined), [period]: value }
  else reading[name] = value
}

type Name = { parent: string; phase: number | undefined; period: string | undefined; isRegister: boolean }

/** Of a reading that broke off: phases, rates and quadrants mean something together only, and are kept whole or not at all. */
export function keepWhole(reading: MeterValues, unread: readonly string[]): MeterValues {
  const broken = new Set(unread.map(groupOf))
  return Object.fromEntries(Object.entries(reading).filter(([name]) => !broken.has(groupOf(name))))
}

function groupOf(name: string): string {
  const { parent } = parseName(name)
  return /^q[1-4]Varh$/.test(parent) ? 'quadrants' : parent
}

/** Names taken apart once: every reading has the same few. */
const parsed = new Map<string, Name>()

function parseName(name: string): Name {
  const known = parsed.get(name)
  if (known) return known
  const [, parent = name, phase, period] = /^(\w+)(?:\[(\d)\]|\.(\w+))$/.exec(name) ?? []
  const taken = {
    parent,
    phase: phase === undefined ? undefined : Number(phase),
    period,
    isRegister: /Wh|Varh/.test(name),
  }
  parsed.set(name, taken)
  return taken
}

function fillPhases(reading: Record<string, unknown>): Record<string, unknown> {
  for (const value of Object.values(reading)) {
    if (Array.isArray(value)) for (let phase = 0; phase < value.length; phase++) value[phase] ??= null
  }
  return reading
}
