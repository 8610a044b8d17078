import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calculate } from '../../billing/calculations/calculate.ts'
import { expectResult, refusedPaths } from './refusals.ts'

const parts = { energy: '0.40', loss: '0.02', transmission: '0.15', systemOperation: '-0.01', funds: '0.0213' }
const agency = { month: '2024-06', parts }
const floated = { coefficients: { peak: '1.5', flat: '1', valley: '0.45' }, floatedParts: ['energy', 'loss'] }

describe('the price of an agency customer', () => {
  test.each([
    ['is the sum of its parts', agency, { pricesYuanPerKwh: { total: '0.5813' }, lines: [], totalYuan: '0.00' }],
    [
      'floats only the parts that are floated',
      { ...agency, ...floated },
      { pricesYuanPerKwh: { peak: '0.7913', flat: '0.5813', valley: '0.3503' }, energyMultiple: null },
    ],
    [
      'has one and a half times the energy for those who left the market',
      { ...agency, ...floated, leftMarket: true },
      { energyMultiple: '1.5', 'parts.energy': '0.6', 'pricesYuanPerKwh.peak': '1.0913' },
    ],
    [
      'is rounded once, to the decimals of the price list',
      { ...agency, ...floated, decimals: 3 },
      { 'pricesYuanPerKwh.peak': '0.791' },
    ],
  ])('%s', (_title, input, expected) => expectResult(calculate('agency-price', input), expected))

  test.each([
    ['a part left out', { ...agency, parts: { ...parts, funds: undefined } }, ['parts.funds']],
    ['a month that does not exist', { ...agency, month: '2024-13' }, ['month']],
    ['coefficients of no period', { ...agency, ...floated, coefficients: {} }, ['coefficients']],
    ['coefficients of unknown parts', { ...agency, coefficients: { peak: '1.5' } }, ['floatedParts']],
    ['a part given twice', { ...agency, ...floated, floatedParts: ['loss', 'loss'] }, ['floatedParts.1']],
    ['a market left before the rule', { ...agency, month: '2021-11', leftMarket: true }, ['leftMarket']],
  ])('is refused for %s', (_title, input, paths) => expect(refusedPaths('agency-price', input)).toEqual(paths))
})

const roof = { mode: 'surplus', exportedKwh: 300, priceYuanPerKwh: '0.4153' }

describe('energy fed in', () => {
  test.each([
    [
      'is paid for, positive to the customer',
      roof,
      { totalYuan: '124.59', energyYuan: '124.59', selfUsedKwh: null, generatedKwh: null },
    ],
    [
      'has its subsidy for all that was generated',
      { ...roof, generatedKwh: 1000, subsidyYuanPerKwh: '0.42' },
      { selfUsedKwh: 700, subsidyYuan: '420.00', totalYuan: '544.59', 'lines.1.item': 'generation-subsidy' },
    ],
    [
      'has no self-use with full feed-in',
      { ...roof, mode: 'full', generatedKwh: 310 },
      { selfUsedKwh: null, totalYuan: '124.59' },
    ],
  ])('%s', (_title, input, expected) => expectResult(calculate('feed-in', input), expected))

  test.each([
    ['more than was generated', { ...roof, generatedKwh: 299 }, ['exportedKwh']],
    ['a subsidy of unknown generation', { ...roof, subsidyYuanPerKwh: '0.42' }, ['generatedKwh']],
  ])('is refused for %s', (_title, input, paths) => expect(refusedPaths('feed-in', input)).toEqual(paths))
})

const tiers = [
  { item: 'tier-1', energyKwh: 8, priceYuanPerKwh: '0.5' },
  { item: 'tier-2', energyKwh: 20, priceYuanPerKwh: '0.55' },
]

describe('free energy of an allowance', () => {
  test.each([
    [
      'is taken back line by line at the price that was charged',
      { freeKwhPerMonth: 15, charged: tiers },
      {
        'lines.0.amountYuan': '-4.00',
        'lines.1.quantity': -7,
        'lines.1.amountYuan': '-3.85',
        totalYuan: '-7.85',
        unusedKwh: 0,
      },
    ],
    [
      'is no more than was used',
      { freeKwhPerMonth: 15, months: 2, charged: tiers },
      { grantedKwh: 30, freeKwh: 28, unusedKwh: 2, totalYuan: '-15.00' },
    ],
    [
      'has no line where nothing was used',
      { freeKwhPerMonth: 15, charged: [{ ...tiers[0], energyKwh: 0 }] },
      { lines: [], totalYuan: '0.00' },
    ],
  ])('%s', (_title, input, expected) => expectResult(calculate('allowance', input), expected))

  test('is refused for a line taken back twice', () =>
    expect(refusedPaths('allowance', { freeKwhPerMonth: 15, charged: [tiers[0], tiers[0]] })).toEqual([
      'charged.1.item',
    ]))
})

const byEnergy = { method: 'energy', minimumKwhPerMonth: 1000, usedKwh: 400, priceYuanPerKwh: '0.6' }
const byAmount = { method: 'amount', minimumYuanPerMonth: '500.00', chargedYuan: '320.50' }

describe('a minimum charge', () => {
  test.each([
    ['makes up the energy', byEnergy, { shortfallKwh: 600, totalYuan: '360.00', months: 1 }],
    ['makes up the amount', byAmount, { shortfallYuan: '179.50', totalYuan: '179.50' }],
    [
      'is nothing once it is reached',
      { ...byEnergy, usedKwh: 1000 },
      { lines: [], shortfallKwh: 0, totalYuan: '0.00' },
    ],
    [
      'counts part of a month by its days',
      { ...byEnergy, usedKwh: 0, period: { from: '2024-02-15', to: '2024-04-01' } },
      { months: 1.517241, minimumKwh: 1517.241379, totalYuan: '910.34' },
    ],
    [
      'counts thirtieths before 2024',
      { ...byAmount, ruleEdition: '2016', chargedYuan: '0', period: { from: '2024-02-15', to: '2024-03-01' } },
      { minimumYuan: '250.00' },
    ],
  ])('%s', (_title, input, expected) => expectResult(calculate('minimum-charge', input), expected))

  test('is refused for a field of the other method', () =>
    expect(refusedPaths('minimum-charge', { ...byAmount, usedKwh: 1 })).toEqual(['usedKwh']))
})

const parent = { energyByPeriodKwh: { peak: 500, flat: 300, valley: 200 } }
const shop = { id: '商铺', energyByPeriodKwh: { peak: 100, valley: 50 } }

describe('deductions along the edges of a meter', () => {
  test('come in their order: metered, fixed, ratio of what remains', () => {
    const input = {
      ...parent,
      ratios: [{ id: '照明', ratioPercent: 20 }],
      fixed: [{ id: '居民', energyKwh: 50 }],
      children: [shop],
    }
    expectResult(calculate('deduction', input), {
      parentKwh: 1000,
      'deductions.0': { id: '商铺', method: 'metered', energyKwh: 150, energyByPeriodKwh: { peak: 100, valley: 50 } },
      'deductions.1': { id: '居民', method: 'fixed', energyKwh: 50, energyByPeriodKwh: { flat: 50 } },
      'deductions.2': {
        id: '照明',
        method: 'ratio',
        energyKwh: 160,
        energyByPeriodKwh: { peak: 80, flat: 50, valley: 30 },
      },
      remainingByPeriodKwh: { peak: 320, flat: 200, valley: 120 },
      remainingKwh: 640,
    })
  })

  test.each([
    [
      'count a child by its sum under a parent without periods',
      { energyByPeriodKwh: { total: 1000 }, children: [shop], fixed: [{ id: 'a', energyKwh: 50 }] },
      { remainingByPeriodKwh: { total: 800 }, 'deductions.0.energyByPeriodKwh': { total: 150 } },
    ],
    [
      'take all ratios of the same remainder',
      {
        ...parent,
        ratios: [
          { id: 'a', ratioPercent: 50 },
          { id: 'b', ratioPercent: 50 },
        ],
      },
      { remainingKwh: 0, 'deductions.1.energyKwh': 500 },
    ],
    [
      'take a ratio from one period',
      { ...parent, ratios: [{ id: 'a', ratioPercent: 20, fromPeriod: 'flat' }] },
      { remainingByPeriodKwh: { peak: 500, flat: 100, valley: 200 } },
    ],
    [
      'spread a fixed quantity in proportion',
      { ...parent, fixed: [{ id: 'a', energyKwh: 100, fromPeriod: 'proportional' }] },
      { remainingByPeriodKwh: { peak: 450, flat: 270, valley: 180 } },
    ],
    ['leave a parent without edges as it is', parent, { remainingKwh: 1000, deductions: [] }],
  ])('%s', (_title, input, expected) => expectResult(calculate('deduction', input), expected))

  test.each([
    [
      'a child above its parent',
      { ...parent, children: [shop, { id: 'b', energyByPeriodKwh: { peak: 401 } }] },
      'children.1.energyByPeriodKwh.peak',
    ],
    [
      'a period that the parent lacks',
      { ...parent, children: [{ id: 'b', energyByPeriodKwh: { sharp: 1 } }] },
      'children.0.energyByPeriodKwh.sharp',
    ],
    [
      'a child known only in total',
      { ...parent, children: [{ id: 'b', energyByPeriodKwh: { total: 1 } }] },
      'children.0.energyByPeriodKwh.total',
    ],
    ['a fixed quantity above its period', { ...parent, fixed: [{ id: 'a', energyKwh: 301 }] }, 'fixed.0.energyKwh'],
    [
      'a quantity from no period',
      { ...parent, fixed: [{ id: 'a', energyKwh: 1, fromPeriod: 'sharp' }] },
      'fixed.0.fromPeriod',
    ],
    [
      'ratios above all',
      {
        ...parent,
        ratios: [
          { id: 'a', ratioPercent: 60 },
          { id: 'b', ratioPercent: 50 },
        ],
      },
      'ratios.1.ratioPercent',
    ],
    ['total beside a period', { energyByPeriodKwh: { total: 1, peak: 1 } }, 'energyByPeriodKwh.total'],
    ['no energy', { energyByPeriodKwh: {} }, 'energyByPeriodKwh'],
    ['a child given twice', { ...parent, children: [shop, shop] }, 'children.1.id'],
  ])('are refused for %s', (_title, input, path) => expect(refusedPaths('deduction', input)).toEqual([path]))

  test('give away no energy and lose none', () => {
    const kwh = fc.integer({ min: 0, max: 1_000_000 }).map((wh) => wh / 1000)
    fc.assert(
      fc.property(kwh, kwh, kwh, fc.integer({ min: 1, max: 100 }), (peak, flat, share, ratioPercent) => {
        const energyKwh = Math.min(share, flat)
        const result = calculate('deduction', {
          energyByPeriodKwh: { peak, flat },
          children: [{ id: 'a', energyByPeriodKwh: { peak } }],
          fixed: [{ id: 'b', energyKwh }],
          ratios: [{ id: 'c', ratioPercent }],
        }) as unknown as { parentKwh: number; remainingKwh: number; deductions: { energyKwh: number }[] }
        const deducted = result.deductions.reduce((sum, each) => sum + each.energyKwh, 0)
        expect(deducted + result.remainingKwh).toBeCloseTo(result.parentKwh, 4)
      }),
    )
  })
})

const factory = { month: '2024-06', priceYuanPerKwMonth: '40', energyKwh: 260_000, contractCapacityKva: 1000 }

describe('the demand price at high load', () => {
  test.each([
    [
      'is nine tenths from 260 kWh per kVA on',
      factory,
      { applies: true, kwhPerKvaMonth: 260, priceYuanPerKwMonth: '36' },
    ],
    [
      'is whole just below',
      { ...factory, energyKwh: 259_999 },
      { applies: false, priceYuanPerKwMonth: '40', notices: [] },
    ],
    [
      'is whole before the policy',
      { ...factory, month: '2023-05' },
      { applies: false, basis: null, 'notices.0.code': 'NO_POLICY_IN_FORCE' },
    ],
  ])('%s', (_title, input, expected) => expectResult(calculate('high-load-demand', input), expected))
})

const sheet = [
  { code: 'energy', period: 'peak', energyKwh: 600, priceYuanPerKwh: '0.5' },
  { code: 'energy', period: 'valley', energyKwh: 400, priceYuanPerKwh: '0.25', amountYuan: '100.00' },
  { code: 'deviation', amountYuan: '-12.34' },
]
const market = { sheet, metered: { peak: 600, valley: 400 } }

describe('a settlement sheet', () => {
  test.each([
    [
      'gives the lines of a bill',
      market,
      {
        totalYuan: '387.66',
        agrees: true,
        sheetKwh: 1000,
        notices: [],
        'lines.2.item': 'market-deviation',
        'lines.0.unit': 'kWh',
      },
    ],
    [
      'is compared with the meter by period',
      { ...market, metered: { peak: 601, valley: 399 } },
      {
        agrees: false,
        differenceByPeriodKwh: { peak: -1, valley: 1 },
        'notices.length': 2,
        'notices.0.path': 'metered.peak',
      },
    ],
    [
      'agrees within a tolerance',
      { ...market, metered: { total: 1001 }, toleranceKwh: 1 },
      { agrees: true, differenceByPeriodKwh: { total: -1 } },
    ],
    [
      'keeps its own amount where it is not energy × price, and says so',
      {
        ...market,
        sheet: [{ ...sheet[0], energyKwh: 1000, period: 'total', amountYuan: '501.00' }],
        metered: { total: 1000 },
      },
      { totalYuan: '501.00', 'notices.0.code': 'AMOUNT_DIFFERS', 'notices.0.path': 'sheet.0.amountYuan' },
    ],
    [
      'counts energy once that several lines price',
      {
        sheet: [
          { code: 'a', energyKwh: 10, priceYuanPerKwh: '0.4' },
          { code: 'b', energyKwh: 10, priceYuanPerKwh: '0.01', countsAsEnergy: false },
        ],
        metered: { total: 10 },
      },
      { agrees: true, totalYuan: '4.10' },
    ],
  ])('%s', (_title, input, expected) => expectResult(calculate('market-settlement', input), expected))

  test.each([
    ['a line without price and amount', { ...market, sheet: [{ code: 'a', energyKwh: 0 }] }, 'sheet.0.priceYuanPerKwh'],
    ['a price without energy', { ...market, sheet: [{ code: 'a', priceYuanPerKwh: '1' }] }, 'sheet.0.energyKwh'],
    ['a period that was not metered', { ...market, metered: { peak: 600 } }, 'sheet.1.period'],
    ['an empty sheet', { ...market, sheet: [] }, 'sheet'],
  ])('is refused for %s', (_title, input, path) => expect(refusedPaths('market-settlement', input)).toEqual([path]))
})
