/** Numbers that the registers of an unknown meter may hold, and the scales that makers use for each quantity. From practice: the manuals of the profiles here. */
import type { ByteOrder } from '../../profiles/profile.ts'
import { decodeWords, widthOf } from '../words.ts'

/** One look at all registers that answered, by address. */
export type Sample = { atMs: number; words: ReadonlyMap<number, number> }

/** `i16` and `i32` are signed here; which of them has no sign is said by the quantity. */
export type Kind = 'f32' | 'i16' | 'i32' | 'i64' | 'f64'

/** A number at an address, unscaled, in each sample. */
export type Candidate = { address: number; kind: Kind; raw: readonly number[] }

const types = { f32: 'float32', i16: 'int16', i32: 'int32', i64: 'int64', f64: 'float64' } as const

export function widthOfKind(kind: Kind): number {
  return widthOf(types[kind])
}

/** Every number that is there in all samples under one order of bytes; never zero throughout, which says nothing. */
export function listCandidates(samples: readonly Sample[], order: ByteOrder, kinds: readonly Kind[]): Candidate[] {
  const [first] = samples
  const found: Candidate[] = []
  for (const address of first?.words.keys() ?? []) {
    for (const kind of kinds) {
      const raw = samples.map((sample) => numberAt(sample, address, kind, order))
      if (raw.every((value) => value !== undefined) && raw.some((value) => isSaying(value, kind))) {
        found.push({ address, kind, raw })
      }
    }
  }
  return found
}

function numberAt({ words }: Sample, address: number, kind: Kind, order: ByteOrder): number | undefined {
  const taken: number[] = []
  for (let at = 0; at < widthOfKind(kind); at++) {
    const word = words.get(address + at)
    if (word === undefined) return undefined
    taken.push(word)
  }
  return decodeWords(taken, types[kind], order)
}

function isSaying(value: number, kind: Kind): boolean {
  const size = Math.abs(value)
  return kind === 'f32' || kind === 'f64' ? size > 1e-3 && size < 1e9 : size > 0
}

export type Quantity = 'u' | 'i' | 'p' | 'f' | 'pf' | 'e'

/** Scale and how usual it is; the more usual of two that explain the same is taken. */
export const scales: Record<Quantity, Partial<Record<Kind, readonly [scale: number, weight: number][]>>> = {
  u: {
    f32: [
      [1, 4],
      [0.1, 1],
    ],
    i16: [
      [0.1, 4],
      [0.01, 2],
      [1, 1],
    ],
    i32: [
      [0.1, 3],
      [0.01, 2],
      [0.001, 2],
    ],
  },
  i: {
    f32: [
      [1, 4],
      [0.001, 1],
    ],
    i16: [
      [0.01, 3],
      [0.001, 3],
      [0.1, 0.5],
    ],
    i32: [
      [0.001, 4],
      [0.01, 1.5],
      [0.0001, 1],
    ],
  },
  p: {
    f32: [
      [1, 4],
      [1000, 3],
      [0.1, 1],
    ],
    i16: [
      [1, 3],
      [0.1, 2],
      [10, 0.5],
    ],
    i32: [
      [0.1, 3],
      [1, 3],
      [0.01, 1.5],
      [0.001, 1],
    ],
  },
  f: {
    f32: [
      [1, 4],
      [0.01, 1],
    ],
    i16: [
      [0.01, 3],
      [0.1, 3],
      [0.001, 1],
    ],
    i32: [
      [0.01, 2],
      [0.1, 2],
      [0.001, 2],
    ],
  },
  pf: {
    f32: [
      [1, 4],
      [0.001, 1],
    ],
    i16: [
      [0.001, 3],
      [0.01, 2],
      [0.0001, 1],
    ],
    i32: [[0.001, 2]],
  },
  e: {
    f32: [
      [1000, 4],
      [1, 1],
    ],
    i32: [
      [10, 3],
      [100, 2],
      [1, 2],
      [1000, 1],
    ],
    i64: [
      [1, 2],
      [10, 1],
      [100, 1],
    ],
    f64: [
      [1000, 3],
      [1, 2],
    ],
  },
}
