import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calculate } from '../../billing/calculations/calculate.ts'
import { Refusal } from '../../db/refusal.ts'
import { workedCases } from './cases.ts'

type Place = { holder: Record<string, unknown>; key: string }

function listPlaces(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return []
  const holder = value as Record<string, unknown>
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...listPlaces(holder[key])])
}

const number = fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -3, max: 400 }), fc.constantFrom(5e-324, 1e12))
const date = fc.date({ min: new Date('1989-12-01'), max: new Date('2100-02-01'), noInvalidDate: true })
const stranger = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>,
  number,
  date.map((at) => at.toISOString().slice(0, 10)),
  fc.constantFrom('total', 'peak', '1996', '0.5', '-0.5', '999999999999.99999999', { from: '2024-01-01' }, [[]]),
)

describe('whatever stands in the place of a value', () => {
  test('a calculation answers or refuses, and its lines add up', () => {
    fc.assert(
      fc.property(fc.constantFrom(...workedCases), fc.nat(), stranger, ({ kind, input }, at, value) => {
        const changed = structuredClone(input)
        const places = listPlaces(changed)
        const { holder, key } = places[at % places.length] as Place
        holder[key] = value
        try {
          const { lines, totalYuan } = calculate(kind, JSON.parse(JSON.stringify(changed)))
          const fen = (yuan: string) => BigInt(yuan.replace('.', ''))
          expect(lines.reduce((sum, { amountYuan }) => sum + fen(amountYuan), 0n)).toBe(fen(totalYuan))
        } catch (refusal) {
          if (!(refusal instanceof Refusal)) throw refusal
          expect(refusal.status).toBe(400)
          expect(refusal.issues?.length).toBeGreaterThan(0)
        }
      }),
      { numRuns: 3_000 },
    )
  })
})
