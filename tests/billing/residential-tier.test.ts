import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calculate } from '../../billing/calculations/calculate.ts'
import { Refusal } from '../../db/refusal.ts'

const monthly = [
  { upToKwh: 260, priceYuanPerKwh: '0.64' },
  { upToKwh: 600, priceYuanPerKwh: '0.69' },
  { upToKwh: null, priceYuanPerKwh: '0.94' },
]
const shanghai = [
  { upToKwh: 3120, priceYuanPerKwh: '0.617', touPricesYuanPerKwh: { peak: '0.617', valley: '0.307' } },
  { upToKwh: 4800, priceYuanPerKwh: '0.667', touPricesYuanPerKwh: { peak: '0.677', valley: '0.337' } },
  { upToKwh: null, priceYuanPerKwh: '0.917', touPricesYuanPerKwh: { peak: '0.977', valley: '0.487' } },
]
const zhejiang = [
  { upToKwh: 2760, priceYuanPerKwh: '0.538', touPricesYuanPerKwh: { peak: '0.568', valley: '0.288' } },
  { upToKwh: 4800, priceYuanPerKwh: '0.588', touPricesYuanPerKwh: { peak: '0.618', valley: '0.338' } },
  { upToKwh: null, priceYuanPerKwh: '0.838', touPricesYuanPerKwh: { peak: '0.868', valley: '0.588' } },
]

const run = (input: object) =>
  calculate('residential-tier', input) as ReturnType<typeof calculate> & Record<string, never>

describe('a tiered residential bill', () => {
  it.each([
    {
      title: 'fills monthly tiers from the first kWh',
      input: { accumulation: 'monthly', tiers: monthly, energyKwh: 650 },
      expected: {
        tiers: [{ amountYuan: '166.40' }, { amountYuan: '234.60' }, { amountYuan: '47.00' }],
        totalYuan: '448.00',
        accumulatedAfterKwh: null,
      },
    },
    {
      title: 'splits a tier crossed inside the month in the proportion of peak and valley',
      input: {
        accumulation: 'annual',
        tiers: zhejiang,
        accumulatedBeforeKwh: 2700,
        energyByPeriodKwh: { peak: 80, valley: 40 },
      },
      expected: {
        tiers: [{ energyKwh: 60, amountYuan: '28.48' }, { energyKwh: 60, amountYuan: '31.48' }, { energyKwh: 0 }],
        totalYuan: '59.96',
        accumulatedAfterKwh: 2820,
      },
    },
    {
      title: 'crosses three tiers in one reading',
      input: { accumulation: 'annual', tiers: shanghai, accumulatedBeforeKwh: 3000, energyKwh: 2000 },
      expected: {
        tiers: [{ amountYuan: '74.04' }, { amountYuan: '1120.56' }, { amountYuan: '183.40' }],
        totalYuan: '1378.00',
      },
    },
    {
      title: 'doubles monthly limits for a reading of two months',
      input: { accumulation: 'monthly', months: 2, tiers: monthly, energyKwh: 650 },
      expected: { tiers: [{ limitKwh: 520 }, { limitKwh: 1200 }, { limitKwh: null }], totalYuan: '422.50' },
    },
    {
      title: 'has no line where nothing was used',
      input: { accumulation: 'annual', tiers: shanghai, accumulatedBeforeKwh: 100, energyKwh: 0 },
      expected: { totalYuan: '0.00', lines: [], accumulatedAfterKwh: 100 },
    },
    {
      title: 'raises every limit for a household of five',
      input: {
        accumulation: 'annual',
        tiers: shanghai,
        accumulatedBeforeKwh: 4300,
        energyKwh: 100,
        household: { persons: 5 },
      },
      expected: { tiers: [{ limitKwh: 4320 }, { limitKwh: 6000 }, { limitKwh: null }], totalYuan: '65.70' },
    },
    {
      title: 'leaves the limits alone for a household of four',
      input: {
        accumulation: 'annual',
        tiers: shanghai,
        accumulatedBeforeKwh: 0,
        energyKwh: 100,
        household: { persons: 4 },
      },
      expected: { tiers: [{ limitKwh: 3120 }, { limitKwh: 4800 }, { limitKwh: null }] },
    },
    {
      title: 'shrinks annual limits to the months of service, bump included',
      input: {
        accumulation: 'annual',
        tiers: shanghai,
        accumulatedBeforeKwh: 0,
        energyKwh: 600,
        serviceMonths: 2,
        household: { persons: 6, bumpKwhPerMonth: 10 },
      },
      // 3120 × 2/12 + 2 × 10 = 540: 540 × 0.617 + 60 × 0.667 = 333.18 + 40.02
      expected: { tiers: [{ limitKwh: 540 }, { limitKwh: 820 }, { limitKwh: null }], totalYuan: '373.20' },
    },
    {
      title: 'counts a limit as part of its tier',
      input: { accumulation: 'annual', tiers: shanghai, accumulatedBeforeKwh: 3119, energyKwh: 1 },
      expected: { tiers: [{ energyKwh: 1 }, { energyKwh: 0 }, { energyKwh: 0 }], totalYuan: '0.62' },
    },
    {
      title: 'keeps a twelfth exact where it meets half a fen',
      input: {
        accumulation: 'annual',
        tiers: [
          { upToKwh: 1, priceYuanPerKwh: '0.06' },
          { upToKwh: null, priceYuanPerKwh: '0' },
        ],
        accumulatedBeforeKwh: 0,
        energyKwh: 5,
        serviceMonths: 1,
      },
      expected: { totalYuan: '0.01' },
    },
  ])('$title', ({ input, expected }) => {
    const { tiers, ...rest } = expected as { tiers?: object[] }
    const result = run(input)
    expect(result).toMatchObject(rest)
    if (tiers) expect(result.tiers).toEqual(tiers.map((tier) => expect.objectContaining(tier)))
  })

  it('names item, quantity, unit, price, formula and clause in each line', () => {
    const { lines } = run({
      accumulation: 'annual',
      tiers: shanghai,
      accumulatedBeforeKwh: 3100,
      energyByPeriodKwh: { peak: 30, valley: 30 },
    })
    expect(lines.map(({ item }) => item)).toEqual(['tier-1-peak', 'tier-1-valley', 'tier-2-peak', 'tier-2-valley'])
    expect(lines[2]).toEqual({
      item: 'tier-2-peak',
      quantity: 20,
      unit: 'kWh',
      price: '0.677',
      amountYuan: '13.54',
      formula: '20 kWh × 0.677 = 13.54',
      clause: expect.stringContaining('阶梯'),
    })
  })
})

describe('input of a tiered residential bill is refused', () => {
  const good = { accumulation: 'annual', tiers: shanghai, accumulatedBeforeKwh: 0, energyKwh: 1 }
  it.each([
    ['without accumulated energy', { ...good, accumulatedBeforeKwh: undefined }, ['accumulatedBeforeKwh']],
    ['with an unknown property', { ...good, colour: 'red' }, ['colour']],
    ['with an unknown property inside', { ...good, household: { persons: 3, pets: 1 } }, ['household.pets']],
    ['without energy', { ...good, energyKwh: undefined }, ['energyKwh']],
    ['with energy in both forms', { ...good, energyByPeriodKwh: { peak: 1 } }, ['energyByPeriodKwh']],
    ['with no period', { ...good, energyKwh: undefined, energyByPeriodKwh: {} }, ['energyByPeriodKwh']],
    ['with energy as text', { ...good, energyKwh: '12' }, ['energyKwh']],
    ['with negative energy', { ...good, energyKwh: -1 }, ['energyKwh']],
    ['with no tier', { ...good, tiers: [] }, ['tiers']],
    ['with a closed last tier', { ...good, tiers: [{ upToKwh: 10, priceYuanPerKwh: '1' }] }, ['tiers.0.upToKwh']],
    ['with limits that fall', { ...good, tiers: [shanghai[1], shanghai[0], shanghai[2]] }, ['tiers.1.upToKwh']],
    [
      'with a price as a number',
      { ...good, tiers: [{ upToKwh: null, priceYuanPerKwh: 0.5 }] },
      ['tiers.0.priceYuanPerKwh'],
    ],
    ['without a price', { ...good, tiers: [{ upToKwh: null }] }, ['tiers.0.priceYuanPerKwh']],
    [
      'without the price of a period that has energy',
      { ...good, energyKwh: undefined, energyByPeriodKwh: { flat: 1, valley: 0 } },
      [0, 1, 2].map((n) => `tiers.${n}.touPricesYuanPerKwh.flat`),
    ],
    [
      'with annual fields in monthly accumulation',
      { ...good, accumulation: 'monthly', serviceMonths: 3 },
      ['accumulatedBeforeKwh', 'serviceMonths'],
    ],
    ['with 13 months', { ...good, months: 13 }, ['months']],
    ['with null', { ...good, household: null }, ['household']],
    [
      'with several faults at once',
      { ...good, accumulatedBeforeKwh: undefined, months: 0, colour: 'red' },
      ['months', 'colour', 'accumulatedBeforeKwh'],
    ],
    ['as a list', [], ['']],
  ])('%s', (_title, input, paths) => {
    try {
      calculate('residential-tier', JSON.parse(JSON.stringify(input)))
      expect.unreachable('it was accepted')
    } catch (refusal) {
      expect(refusal).toBeInstanceOf(Refusal)
      expect(refusal).toMatchObject({ code: 'INVALID_INPUT', status: 400 })
      expect((refusal as Refusal).issues?.map(({ path }) => path).sort()).toEqual([...paths].sort())
    }
  })

  it('for a kind that does not exist', () => {
    expect(() => calculate('toString', {})).toThrow(expect.objectContaining({ code: 'UNKNOWN_KIND', status: 404 }))
  })
})

describe('tier arithmetic holds for any energy', () => {
  const energy = fc.integer({ min: 0, max: 9_000_000 }).map((wh) => wh / 1000)
  const months = fc.integer({ min: 1, max: 12 })
  const bill = (energyKwh: number, accumulatedBeforeKwh: number, serviceMonths: number) =>
    run({ accumulation: 'annual', tiers: shanghai, energyKwh, accumulatedBeforeKwh, serviceMonths })

  it('more kWh never costs less', () => {
    fc.assert(
      fc.property(energy, energy, energy, months, (before, less, more, service) => {
        const smaller = Number(bill(less, before, service).totalYuan)
        const larger = Number(bill(less + more, before, service).totalYuan)
        expect(larger).toBeGreaterThanOrEqual(smaller)
      }),
    )
  })

  it('lines sum to the total and tiers to the energy', () => {
    fc.assert(
      fc.property(energy, energy, months, (before, used, service) => {
        const result = bill(used, before, service) as unknown as {
          lines: { amountYuan: string }[]
          tiers: { energyKwh: number }[]
          totalYuan: string
        }
        const fen = (yuan: string) => Math.round(Number(yuan) * 100)
        expect(result.lines.reduce((sum, line) => sum + fen(line.amountYuan), 0)).toBe(fen(result.totalYuan))
        expect(result.tiers.reduce((sum, tier) => sum + tier.energyKwh, 0)).toBeCloseTo(used, 4)
      }),
    )
  })

  it('rating twice gives the same bill', () => {
    fc.assert(
      fc.property(energy, energy, months, (before, used, service) => {
        expect(bill(used, before, service)).toEqual(bill(used, before, service))
      }),
    )
  })

  it('splitting a period changes no more than a fen for each further line', () => {
    fc.assert(
      fc.property(energy, energy, energy, months, (before, first, second, service) => {
        const whole = bill(first + second, before, service)
        const part = bill(first, before, service)
        const rest = bill(second, before + first, service)
        const lines = part.lines.length + rest.lines.length
        const difference = Math.abs(Number(part.totalYuan) + Number(rest.totalYuan) - Number(whole.totalYuan))
        expect(difference).toBeLessThanOrEqual(0.005 * (lines + whole.lines.length) + 1e-6)
      }),
    )
  })
})
