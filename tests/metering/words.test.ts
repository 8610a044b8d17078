import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ByteOrder, FieldType, Profile } from '../../metering/profiles/profile.ts'
import { decodeAnswers, planBlocks, splitBlock } from '../../metering/rules/decode.ts'
import { decodeWords, widthOf } from '../../metering/rules/words.ts'

const orders: ByteOrder[] = ['ABCD', 'CDAB', 'BADC', 'DCBA']

const wordsOf = (hex: string) => (hex.match(/.{4}/g) ?? []).map((word) => Number.parseInt(word, 16))
const swapBytes = (word: number) => ((word & 0xff) << 8) | (word >> 8)

/** The words as a meter of another order sends them. */
function reorder(words: number[], order: ByteOrder): number[] {
  const swapped = order === 'BADC' || order === 'DCBA' ? words.map(swapBytes) : words
  return order === 'CDAB' || order === 'DCBA' ? swapped.toReversed() : swapped
}

const cases: [FieldType, string, number][] = [
  ['int16', 'fffe', -2],
  ['uint16', 'fffe', 65_534],
  ['bcd16', '9876', 9_876],
  ['int32', 'fffffffe', -2],
  ['uint32', 'fffffffe', 4_294_967_294],
  ['float32', '43663334', 230.2],
  ['bcd32', '12345678', 12_345_678],
  ['bcd48', '001234567890', 1_234_567_890],
  ['int64', 'fffffffffffffffe', -2],
  ['uint64', '00000000499602d2', 1_234_567_890],
  ['float64', '406cc66666666666', 230.2],
  ['bcd64', '0000001234567890', 1_234_567_890],
]

describe.each(orders)('in the order %s', (order) => {
  test.each(cases)('%s %s is %d', (type, hex, value) => {
    const words = wordsOf(hex)
    expect(words).toHaveLength(widthOf(type))
    expect(decodeWords(reorder(words, order), type, order)).toBeCloseTo(value, 4)
  })
})

test.each([
  ['bcd16', '12f4'],
  ['float32', '7f800000'],
  ['float64', '7ff8000000000000'],
  ['uint64', 'ffffffffffffffff'],
  ['bcd64', '9999999999999999'],
] as [FieldType, string][])('%s %s is no number that could be kept exactly', (type, hex) => {
  expect(decodeWords(wordsOf(hex), type, 'ABCD')).toBeUndefined()
})

test('a field may have an order of its own', () => {
  const profile = {
    order: 'ABCD',
    fields: [
      { reading: 'pW', address: 0, type: 'int32', scale: 1 },
      { reading: 'importWh', address: 2, type: 'uint32', scale: 10, order: 'CDAB' },
    ],
  } as const
  const { reading } = decodeAnswers(profile as unknown as Profile, [{ address: 0, words: [0, 7, 9, 0] }])
  expect(reading).toEqual({ pW: 7, importWh: 90 })
})

const contiguous = (count: number) => ({
  blockLimit: 125,
  maxHole: 0,
  fields: Array.from({ length: count }, (_, at) => ({
    reading: `v${at}`,
    address: at * 2,
    type: 'float32' as const,
    scale: 1,
  })),
})

test('one field that a meter does not have costs as many requests as halving takes, and is the only one lost', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 60 }), fc.nat(), (count, seed) => {
      const profile = contiguous(count)
      const bad = (seed % count) * 2
      const waiting = planBlocks(profile)
      let asked = 0
      let read = 0
      for (let block = waiting.shift(); block; block = waiting.shift()) {
        asked++
        const has = bad >= block.address && bad < block.address + block.count
        if (has) waiting.unshift(...splitBlock(profile, block))
        else read += block.count / 2
      }
      expect(read).toBe(count - 1)
      expect(asked).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(count)) + 1)
    }),
  )
})
