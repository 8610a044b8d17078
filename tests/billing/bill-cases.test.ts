import { describe, expect, it } from 'vitest'
import { calculate } from '../../billing/calculations/calculate.ts'
import type { Refusal } from '../../db/refusal.ts'
import { findDifferences, type RefusedCase, type WorkedCase } from './cases/compare.ts'
import refused from './cases/refused.json' with { type: 'json' }
import worked from './cases/worked.json' with { type: 'json' }

const kinds = [
  'bill',
  'capacity-charge',
  'demand-charge',
  'transformer-loss',
  'power-factor-adjustment',
  'residential-tier',
]
const ofKinds = <Case extends { kind: string }>(cases: Case[]) => cases.filter(({ kind }) => kinds.includes(kind))

describe('a worked calculation', () => {
  const cases = ofKinds(worked as unknown as WorkedCase[])
  it.each(cases.map((item) => [item.id, item.titleZh, item] as const))(
    '%s %s comes out as worked',
    (_id, _title, item) => {
      expect(findDifferences(calculate(item.kind, item.input), item)).toEqual([])
    },
  )
})

describe('an input', () => {
  const cases = ofKinds(refused as unknown as RefusedCase[])
  it.each(cases.map((item) => [item.kind, item.expectPath, item.why, item] as const))(
    'of %s is refused at %s (%s)',
    (_kind, _path, _why, item) => {
      expect(() => calculate(item.kind, item.input)).toThrow(
        expect.objectContaining({
          code: item.expectCode ?? 'INVALID_INPUT',
          issues: expect.arrayContaining([expect.objectContaining({ path: item.expectPath })]),
        } satisfies Partial<Record<keyof Refusal, unknown>>),
      )
    },
  )
})
