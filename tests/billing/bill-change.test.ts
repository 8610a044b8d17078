import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rateBill } from '../../billing/rules/bill/rate-bill.ts'
import { type Billed, type BilledLine, splitChange } from '../../billing/rules/bill-change.ts'
import { describeChange, describePart } from '../../billing/rules/change-words.ts'
import { exact, quantityToNumber, sumYuan } from '../../billing/rules/money.ts'

const line = (item: string, quantity: number, price: string, unit = 'kWh'): BilledLine => ({
  ...{ item, quantity, unit, price },
  amountYuan: exact(quantity).times(price).toDecimalPlaces(2, 4).toFixed(2),
})

function bill(lines: BilledLine[], about: Partial<Billed> = {}): Billed {
  const totalYuan = sumYuan(lines.map(({ amountYuan }) => amountYuan))
  return {
    ...{ billMonth: '2025-02', days: 30, energyKwh: 0, energyByPeriodKwh: {}, powerFactor: null, demandKw: null },
    ...{ totalYuan, lines },
    ...about,
  }
}

function split(earlier: Billed, later: Billed, listedYuan: Record<string, string> = {}) {
  return Object.fromEntries(
    splitChange({ earlier, later, listedYuan }).map(({ code, amountYuan }) => [code, amountYuan]),
  )
}

describe('the difference of two bills', () => {
  it('is of days and use where nothing else changed', () => {
    // 600 kWh in 30 days, 713 in 31: a day more of 20 kWh is 12.34, 93 kWh more in 31 days are 57.38.
    const earlier = bill([line('tier-1', 600, '0.617')], { days: 30, energyKwh: 600 })
    const later = bill([line('tier-1', 713, '0.617')], { days: 31, energyKwh: 713 })
    expect(split(earlier, later)).toEqual({ days: '12.34', use: '57.38' })
  })

  it('names the tier that was reached, apart from the energy at the old price', () => {
    const earlier = bill([line('tier-1', 600, '0.617')], { energyKwh: 600 })
    const later = bill([line('tier-1', 400, '0.617'), line('tier-2', 300, '0.667')], { energyKwh: 700 })
    expect(split(earlier, later)).toEqual({ use: '61.70', tier: '15.00' })
    // Where the price rose by a fen at once, the old list says what tier 2 would have cost.
    const dearer = bill([line('tier-1', 400, '0.627'), line('tier-2', 300, '0.677')], { energyKwh: 700 })
    expect(split(earlier, dearer, { 'tier-2': '0.667' })).toEqual({ use: '61.70', tier: '15.00', price: '7.00' })
  })

  it('tells a shift to the valley from a new price', () => {
    const periods = (peak: number, valley: number) => ({ energyKwh: 1000, energyByPeriodKwh: { peak, valley } })
    const earlier = bill([line('energy-peak', 600, '1'), line('energy-valley', 400, '0.5')], periods(600, 400))
    const later = bill([line('energy-peak', 400, '1.1'), line('energy-valley', 600, '0.5')], periods(400, 600))
    expect(split(earlier, later)).toEqual({ 'period-shift': '-100.00', price: '40.00' })
    expect(describePart('period-shift', earlier, later).zh).toBe('峰段用电占比 60.0% → 40.0%')
    expect(describePart('price', earlier, later).zh).toBe('电量电费(峰)单价 1 → 1.1 元')
  })

  it('lets funds and parts of the price go with the energy', () => {
    const parts = (energy: number) => [
      line('energy-total', energy, '0.4'),
      line('transmission-total', energy, '0.2'),
      line('surcharge-rural-grid', energy, '0.02'),
    ]
    const later = bill(parts(1500), { energyKwh: 1500 })
    expect(split(bill(parts(1000), { energyKwh: 1000 }), later)).toEqual({ use: '310.00' })
  })

  it('is a matter of price where a point changed its class', () => {
    const earlier = bill([line('tier-1', 300, '0.6')], { energyKwh: 300 })
    const later = bill([line('energy-total', 300, '0.8')], { energyKwh: 300 })
    expect(split(earlier, later)).toEqual({ price: '60.00' })
  })

  it('tells the base charge, the power factor and what its adjustment follows of the amounts', () => {
    const factory = (energy: number, demand: number, rate: string, powerFactor: number) => {
      const lines = [line('energy-total', energy, '0.5'), line('demand-actual', demand, '40', 'kW·month')]
      const base = sumYuan(lines.map(({ amountYuan }) => amountYuan))
      const adjustment = line('power-factor-adjustment', Number(base), rate, 'yuan')
      return bill([...lines, adjustment], { energyKwh: energy, demandKw: demand, powerFactor })
    }
    const earlier = factory(100_000, 300, '-0.003', 0.92)
    const later = factory(120_000, 320, '0.025', 0.85)
    // At −0.3 % the 10,800 more of base take off 32.40; 72,800 at 2.8 points more are 2,038.40.
    expect(split(earlier, later)).toEqual({
      use: '10000.00',
      'base-charge': '800.00',
      'power-factor': '2038.40',
      'adjusted-amount': '-32.40',
    })
    expect(describePart('base-charge', earlier, later).zh).toBe(
      '基本电费 12000.00 → 12800.00 元(最大需量 300 → 320 kW)',
    )
  })

  it('keeps allowances and charges of another kind by themselves', () => {
    const free = (energy: number) => line('allowance-tier-1', -energy, '0.5')
    const earlier = bill([line('tier-1', 100, '0.5'), free(15)], { energyKwh: 100 })
    const later = bill([line('tier-1', 100, '0.5'), free(10), line('minimum-charge', 1, '3', 'item')], {
      energyKwh: 100,
    })
    expect(split(earlier, later)).toEqual({ allowance: '2.50', minimum: '3.00' })
  })

  it('is all use after a month without any', () => {
    const earlier = bill([], { energyKwh: 0 })
    expect(split(earlier, bill([line('tier-1', 10, '0.617')], { energyKwh: 10 }))).toEqual({ use: '6.17' })
  })
})

describe('the sentence about a difference', () => {
  const earlier = bill([line('tier-1', 600, '0.617')], { billMonth: '2025-01', days: 31, energyKwh: 600 })
  const later = bill([line('tier-1', 700, '0.617')], { billMonth: '2025-02', days: 28, energyKwh: 700 })
  const tell = (against: 'previous' | 'last-year', one = earlier, other = later) => {
    const parts = splitChange({ earlier: one, later: other, listedYuan: {} })
    const told = parts.map((part) => ({ ...part, words: describePart(part.code, one, other) }))
    return describeChange({ against, earlier: one, later: other, parts: told })
  }

  it('names what made the most of it, and what worked against it', () => {
    expect(tell('previous').zh).toBe(
      '比上月多 61.70 元:主要因为日均用电 19.35 → 25 kWh(多 97.53 元);同时计费天数 31 → 28 天(少 35.83 元)',
    )
    expect(tell('last-year').en).toBe(
      '61.70 yuan more than the same month last year, mainly because of energy a day 19.35 → 25 kWh (+97.53); against it days billed 31 → 28 (−35.83)',
    )
  })

  it('says so where nothing changed, and where the bill before is not of the month before', () => {
    expect(tell('previous', later, { ...later, billMonth: '2025-03' }).zh).toBe('与上月相同')
    expect(tell('previous', { ...earlier, billMonth: '2024-11' }, later).zh).toMatch(/^比上期多 61.70 元/)
  })
})

const periods = ['peak', 'flat', 'valley'] as const
const price = fc.integer({ min: 1, max: 20_000 }).map((n) => (n / 10_000).toFixed(4))
const energies = fc.record({
  peak: fc.integer({ min: 0, max: 900_000 }),
  flat: fc.integer({ min: 0, max: 900_000 }),
  valley: fc.integer({ min: 0, max: 900_000 }),
})

/** Bills that the engine makes: a factory with base charge and power factor, or a household with tiers. */
const rated = fc
  .record({
    days: fc.integer({ min: 1, max: 62 }),
    energies,
    prices: fc.tuple(price, price, price),
    fund: price,
    isTiered: fc.boolean(),
    demand: fc.integer({ min: 0, max: 900 }),
    reactive: fc.integer({ min: 0, max: 900_000 }),
  })
  .map(({ days, energies: wh, prices, fund, isTiered, demand, reactive }) => {
    const activeKwh = Object.fromEntries(periods.map((period) => [period, exact(wh[period]).div(1000)]))
    const byPeriod = Object.fromEntries(periods.map((period, n) => [period, prices[n] ?? '0']))
    const to = new Date(Date.UTC(2025, 0, 1) + days * 86_400_000).toISOString().slice(0, 10)
    const segment = { from: '2025-01-01', to, multiplier: exact(1), transformerLoss: null, allocations: [] }
    const rating = rateBill({
      ...{ ruleEdition: '2024', cycleStartDay: 1, period: { from: '2025-01-01', to }, energyRounding: 'none' },
      segments: [
        {
          ...segment,
          tariffSystem: isTiered ? 'residential-tier' : 'single',
          metered: { activeKwh, reactiveForwardKvarh: exact(reactive).div(1000) },
          lossAllocation: 'flat',
          prices: isTiered ? [] : [{ code: 'energy', prices: byPeriod, inPowerFactorBase: true }],
          powerFactorStandard: isTiered ? null : '0.90',
        },
      ],
      baseCharge: null,
      residentialTier: isTiered
        ? {
            ...{
              accumulation: 'monthly',
              months: 1,
              accumulatedBeforeKwh: exact(0),
              serviceMonths: 12,
              household: null,
            },
            tiers: [
              { upToKwh: 200, touPricesYuanPerKwh: byPeriod },
              {
                upToKwh: null,
                touPricesYuanPerKwh: Object.fromEntries(
                  periods.map((period, n) => [
                    period,
                    exact(prices[n] ?? '0')
                      .plus('0.3')
                      .toFixed(),
                  ]),
                ),
              },
            ],
          }
        : null,
      surcharges: [{ code: 'rural-grid', priceYuanPerKwh: fund }],
    })
    if (!rating.ok) throw new Error(JSON.stringify(rating.issues))
    const base = demand > 0 && !isTiered ? [line('demand-actual', demand, '40', 'kW·month')] : []
    const lines = [...base, ...rating.lines]
    return bill(lines, {
      days,
      energyKwh: quantityToNumber(rating.energyKwh),
      energyByPeriodKwh: Object.fromEntries(periods.map((period) => [period, wh[period] / 1000])),
      powerFactor: rating.powerFactorGroups[0]?.powerFactor ?? null,
    })
  })

describe('whatever two bills say,', () => {
  it('the parts sum to the difference to the fen, and back again to its opposite', () => {
    fc.assert(
      fc.property(rated, rated, (earlier, later) => {
        const sum = (one: Billed, other: Billed) =>
          sumYuan(splitChange({ earlier: one, later: other, listedYuan: {} }).map(({ amountYuan }) => amountYuan))
        const difference = exact(later.totalYuan).minus(earlier.totalYuan)
        expect(sum(earlier, later)).toBe(difference.toFixed(2).replace('-0.00', '0.00'))
        expect(exact(sum(later, earlier)).plus(difference).isZero()).toBe(true)
      }),
    )
  })

  it('nothing changed between a bill and itself, and every part has its words', () => {
    fc.assert(
      fc.property(rated, rated, (one, other) => {
        expect(splitChange({ earlier: one, later: one, listedYuan: {} })).toEqual([])
        for (const { code } of splitChange({ earlier: one, later: other, listedYuan: {} })) {
          const words = describePart(code, one, other)
          expect(words.zh.length * words.en.length).toBeGreaterThan(0)
        }
      }),
    )
  })

  it('prices, tiers and periods have no part in a difference of days alone', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), price, (one, other, yuan) => {
        const of = (days: number) => bill([line('energy-total', days * 10, yuan)], { days, energyKwh: days * 10 })
        const codes = splitChange({ earlier: of(one), later: of(other), listedYuan: {} }).map(({ code }) => code)
        expect(codes.filter((code) => code !== 'days')).toEqual([])
      }),
    )
  })
})
