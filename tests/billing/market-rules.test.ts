import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { BillFacts, SegmentFacts } from '../../billing/rules/bill/facts.ts'
import { rateBill } from '../../billing/rules/bill/rate-bill.ts'
import { exact, sumYuan } from '../../billing/rules/money.ts'
import type { MarketSheet, MarketTerm } from '../../billing/rules/run/facts.ts'
import { compareSheets, exitOn, isInMarket } from '../../billing/rules/run/market.ts'

const term = (from: string, to: string | null, leftHow: MarketTerm['leftHow'] = null): MarketTerm => {
  return { from, to, leftHow, retailer: '清风售电', nextOwnerFrom: null }
}
const line = (period: MarketSheet['lines'][number]['period'], energyKwh: number, more: object = {}) => ({
  ...{ code: 'energy', name: '零售电费', period, energyKwh, countsAsEnergy: true, priceYuanPerKwh: '0.4' },
  ...more,
})

describe('who pays the multiple', () => {
  const own = [term('2026-01-01', '2026-03-11', 'own-will')]
  test.each([
    ['in the market', own, '2026-03-10', null],
    ['from the day it left', own, '2026-03-11', '1.5'],
    ['not who was made to leave', [term('2026-01-01', '2026-03-11', 'otherwise')], '2026-03-11', null],
    ['not before it ever was in', own, '2025-12-31', null],
    ['no longer once it has come back', [...own, term('2026-05-01', null)], '2026-05-01', null],
    ['by how it left last', [...own, term('2026-05-01', '2026-06-01', 'otherwise')], '2026-06-01', null],
    ['not another owner', [{ ...own[0], nextOwnerFrom: '2026-04-01' } as MarketTerm], '2026-04-01', null],
    ['not before the rule', [term('2021-01-01', '2021-02-01', 'own-will')], '2021-11-30', null],
  ] as const)('%s', (_, terms, day, multiple) => {
    expect(exitOn([...terms], day)?.energyMultiple ?? null).toBe(multiple)
  })

  it('is never who is in the market', () => {
    const day = fc.integer({ min: 1, max: 28 }).map((n) => `2026-03-${String(n).padStart(2, '0')}`)
    fc.assert(
      fc.property(day, day, day, (from, to, asked) => {
        const terms = from < to ? [term(from, to, 'own-will')] : [term(from, null)]
        expect(isInMarket(terms, asked) && exitOn(terms, asked) !== null).toBe(false)
      }),
    )
  })
})

describe('a sheet held against the meters', () => {
  const tolerance = { leastKwh: '10', percent: '0.5', from: '2020-01-01', to: null }
  test.each([
    ['agrees in total', [line('total', 1000)], { total: exact(1000) }, true, 0],
    ['may be off by the least', [line('total', 1010)], { total: exact(1000) }, true, 10],
    ['may be off by its share', [line('total', 10_050)], { total: exact(10_000) }, true, 50],
    ['not by more', [line('total', 10_051)], { total: exact(10_000) }, false, 51],
    [
      'by period where both have them',
      [line('peak', 600), line('valley', 400)],
      { peak: exact(500), valley: exact(500) },
      false,
      100,
    ],
    [
      'in total where the sheet tells no periods',
      [line('total', 1000)],
      { peak: exact(500), valley: exact(500) },
      true,
      0,
    ],
    [
      'leaves out what counts no energy',
      [line('total', 1000), line('total', 99, { countsAsEnergy: false })],
      { total: exact(1000) },
      true,
      0,
    ],
    ['sees a period that no meter has', [line('peak', 1000), line('sharp', 50)], { peak: exact(1000) }, false, 50],
  ] as const)('%s', (_, lines, charged, agrees, differenceKwh) => {
    expect(compareSheets([{ lines: [...lines] }], charged, tolerance)).toMatchObject({ agrees, differenceKwh })
  })

  it('may not differ at all where no tolerance is in force', () => {
    expect(compareSheets([{ lines: [line('total', 1001)] }], { total: exact(1000) }, undefined).agrees).toBe(false)
  })
})

describe('a bill with energy of the market', () => {
  const segment = (powerFactorStandard: SegmentFacts['powerFactorStandard'], kwh: number): SegmentFacts => ({
    ...{ from: '2026-02-01', to: '2026-03-01', tariffSystem: 'single', multiplier: exact(1), transformerLoss: null },
    metered: { activeKwh: { total: exact(kwh) }, reactiveForwardKvarh: exact(kwh) },
    ...{ lossAllocation: 'proportional', allocations: [], powerFactorStandard },
    prices: [{ code: 'transmission', prices: { total: '0' }, inPowerFactorBase: true }],
  })
  const facts = (segments: SegmentFacts[], sheets: MarketSheet[], settled = segments.map((_, n) => n)): BillFacts => ({
    ...{ ruleEdition: '2024', cycleStartDay: 1, period: { from: '2026-02-01', to: '2026-03-01' }, segments },
    ...{ energyRounding: 'none', baseCharge: null, residentialTier: null, surcharges: [] },
    market: { segments: settled, sheets },
  })
  const sheet = (lines: MarketSheet['lines']): MarketSheet => {
    return { month: '2026-02', sheetNo: 'RS', retailer: '清风售电', lines }
  }
  const fen = fc.integer({ min: -50_000, max: 5_000_000 }).map((n) => (n / 100).toFixed(2))

  it('charges each line of the sheet, and shares its energy out to the power-factor groups to the fen', () => {
    const kwh = fc.integer({ min: 0, max: 100_000 })
    const amounts = fc.array(fc.tuple(fen, fc.boolean()), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(kwh, kwh, kwh, amounts, (one, other, free, lines) => {
        const told = lines.map(([amountYuan, countsAsEnergy]) =>
          line('total', 1, { amountYuan, countsAsEnergy, priceYuanPerKwh: undefined }),
        )
        const rating = rateBill(
          facts([segment('0.90', one), segment('0.85', other), segment(null, free)], [sheet(told)], [0, 1]),
        )
        if (!rating.ok) throw new Error('not rated')
        const market = rating.lines.filter(({ item }) => item.startsWith('market-'))
        expect(sumYuan(market.map(({ amountYuan }) => amountYuan))).toBe(sumYuan(lines.map(([amount]) => amount)))
        expect(sumYuan(rating.powerFactorGroups.map(({ baseYuan }) => baseYuan))).toBe(
          sumYuan(lines.filter(([, counts]) => counts).map(([amount]) => amount)),
        )
        expect(rating.totalYuan).toBe(sumYuan(rating.lines.map(({ amountYuan }) => amountYuan)))
      }),
      { numRuns: 200 },
    )
  })
})
