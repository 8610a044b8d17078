import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { priceDocument } from '../../billing/price-book/contract.ts'
import { rateLine } from '../../billing/rules/lines.ts'
import { exact, sumYuan } from '../../billing/rules/money.ts'
import { compareDocuments } from '../../billing/rules/price-compare.ts'
import { checkPriceDocument } from '../../billing/rules/price-document.ts'
import { type MinimumPart, minimumLines } from '../../billing/rules/run/minimum.ts'
import type { Minimum } from '../../billing/rules/run/price.ts'

const april = { from: '2025-04-01', to: '2025-05-01' }
const part = (minimum: Minimum | null, more: Partial<MinimumPart> = {}): MinimumPart => ({
  ...{ segment: 1, ...april, minimum, clause: '价目', chargedKwh: exact(100) },
  ...more,
})
const line = (item: string, amountYuan: string, segment: number | null = 1) => ({
  ...rateLine({ item, quantity: exact(1), unit: 'item', price: amountYuan, clause: '' }),
  segment,
})
const amount = (yuanPerMonth: string): Minimum => ({ method: 'amount', yuanPerMonth })
const energy = (kwhPerMonth: number): Minimum => ({ method: 'energy', kwhPerMonth, priceYuanPerKwh: '0.5' })
const told = (parts: MinimumPart[], lines: ReturnType<typeof line>[] = []) =>
  minimumLines({ parts, lines, period: april, cycleStartDay: 1 }).map(({ amountYuan }) => amountYuan)

describe('the minimum of a bill', () => {
  const late = { from: '2025-04-16' }
  test.each([
    ['is none where no price asks for one', [part(null)], [], []],
    ['makes up the amount', [part(amount('80'))], [line('energy-total', '50')], ['30.00']],
    ['is none where it is reached', [part(amount('80'))], [line('energy-total', '80')], []],
    [
      'is of the days that have it',
      [part(null, { to: '2025-04-16' }), part(amount('80'), { ...late, segment: 2 })],
      [],
      ['40.00'],
    ],
    ['makes up the quantity at its own price', [part(energy(300))], [], ['100.00']],
    [
      'is not reached by funds',
      [part(amount('80'))],
      [line('energy-total', '50'), line('surcharge-fund', '30', null)],
      ['30.00'],
    ],
    [
      'nor lowered by an allowance',
      [part(amount('80'))],
      [line('tier-1', '80', null), line('allowance-tier-1', '-9', null)],
      [],
    ],
    [
      'counts what is of the whole bill by days',
      [part(null, { to: '2025-04-16' }), part(amount('80'), { ...late, segment: 2 })],
      [line('capacity-charge', '60', null)],
      ['10.00'],
    ],
    [
      'is asked once of several points',
      [part(amount('80')), part(amount('80'), { segment: 2 })],
      [line('energy-total', '50', 2)],
      ['30.00'],
    ],
    [
      'is of each price that has one',
      [part(amount('80'), { to: '2025-04-16' }), part(amount('100'), { ...late, segment: 2 })],
      [line('energy-total', '30', 1)],
      ['10.00', '50.00'],
    ],
  ] as const)('%s', (_, parts, lines, amounts) => {
    expect(told([...parts], [...lines])).toEqual(amounts)
  })

  it('lifts a bill to the least and never lowers it', () => {
    const fen = fc.integer({ min: 0, max: 1_000_000 }).map((n) => (n / 100).toFixed(2))
    fc.assert(
      fc.property(fen, fen, (least, charged) => {
        const lines = [line('energy-total', charged)]
        const made = minimumLines({ parts: [part(amount(least))], lines, period: april, cycleStartDay: 1 })
        const total = sumYuan([...lines, ...made].map(({ amountYuan }) => amountYuan))
        expect(exact(total).eq(exact(least).gt(charged) ? least : charged)).toBe(true)
      }),
    )
  })

  it('of a day more is never less', () => {
    const day = fc.integer({ min: 2, max: 29 })
    fc.assert(
      fc.property(day, (n) => {
        const of = (to: number) => told([part(energy(3000), { to: `2025-04-${String(to).padStart(2, '0')}` })])
        expect(exact(of(n + 1)[0] ?? 0).gte(of(n)[0] ?? 0)).toBe(true)
      }),
    )
  })
})

describe('the minimum of a price document', () => {
  const document = (minimum: object | null) =>
    priceDocument.parse({
      ...{ version: 'V@1', priceCode: 'VAL', validFrom: '2025-01-01', official: false, legalBasis: '示范价', minimum },
      components: [{ component: 'energy', pricesYuanPerKwh: { total: '0.5' } }],
    })
  const kind = { accountClass: 'commercial', tariffSystem: 'single', timeOfUse: false } as const
  test.each([
    [null, []],
    [{ yuanPerMonth: '100' }, []],
    [{ kwhPerMonth: 300, priceYuanPerKwh: '0.5' }, []],
    [{ yuanPerMonth: '100', kwhPerMonth: 300 }, ['minimum.yuanPerMonth']],
    [{ yuanPerMonth: '0' }, ['minimum.yuanPerMonth']],
    [{ kwhPerMonth: 300 }, ['minimum.priceYuanPerKwh']],
    [{ priceYuanPerKwh: '0.5' }, ['minimum.yuanPerMonth', 'minimum.kwhPerMonth']],
    [{}, ['minimum.yuanPerMonth']],
  ])('%j', (minimum, paths) => {
    expect(checkPriceDocument(document(minimum), kind).map(({ path }) => path)).toEqual(paths)
  })

  it('is compared figure by figure', () => {
    expect(compareDocuments(document({ yuanPerMonth: '100' }), document({ yuanPerMonth: '120.50' }))).toEqual([
      { field: 'minimum.yuanPerMonth', old: '100', new: '120.50', difference: '20.5' },
    ])
  })
})
