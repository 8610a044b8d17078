import { describe, expect, test } from 'vitest'
import { calculate } from '../../billing/calculations/calculate.ts'
import { expectResult, refusedPaths } from './refusals.ts'

const june = { from: '2024-06-01', to: '2024-07-01' }
const site = { period: june, loads: [{ capacityKw: 10, hoursPerDay: 8 }], priceYuanPerKwh: '0.5' }

describe('a supply without a meter', () => {
  test.each([
    [
      'returns nothing from half of the term on',
      { ...site, terminatedOn: '2024-06-16' },
      { usedDays: 15, totalYuan: '1200.00', balanceYuan: null },
    ],
    [
      'returns half of all lines, surcharges too',
      {
        ...site,
        terminatedOn: '2024-06-02',
        surcharges: [{ code: 'fund', priceYuanPerKwh: '-0.1' }],
        prepaidYuan: '500',
      },
      {
        'lines.2.item': 'early-end-refund',
        'lines.2.amountYuan': '-480.00',
        'lines.2.quantity': 960,
        totalYuan: '480.00',
        balanceYuan: '20.00',
      },
    ],
    [
      'owes what was not prepaid',
      { ...site, prepaidYuan: '1000.00' },
      { days: 30, usedDays: 30, balanceYuan: '-200.00' },
    ],
    ['may end on the last day of its term', { ...site, terminatedOn: '2024-07-01' }, { usedDays: 30 }],
    [
      'counts kVA as kW and names its loads',
      { ...site, loads: [{ name: '电焊机', capacityKva: 1, demandFactor: 0.5, hoursPerDay: 24 }] },
      { 'loads.0': { name: '电焊机', energyKwh: 360 }, energyKwh: 360 },
    ],
  ])('%s', (_title, input, expected) => expectResult(calculate('unmetered-supply', input), expected))

  test.each([
    ['an end on its first day', { ...site, terminatedOn: '2024-06-01' }, 'terminatedOn'],
    ['an end after its term', { ...site, terminatedOn: '2024-07-02' }, 'terminatedOn'],
    [
      'a load of two capacities',
      { ...site, loads: [{ capacityKw: 1, capacityKva: 1, hoursPerDay: 1 }] },
      'loads.0.capacityKva',
    ],
    ['a load of none', { ...site, loads: [{ hoursPerDay: 1 }] }, 'loads.0.capacityKw'],
    [
      'a surcharge given twice',
      {
        ...site,
        surcharges: [
          { code: 'a', priceYuanPerKwh: '1' },
          { code: 'a', priceYuanPerKwh: '1' },
        ],
      },
      'surcharges.1.code',
    ],
    ['a negative price', { ...site, priceYuanPerKwh: '-0.5' }, 'priceYuanPerKwh'],
  ])('is refused for %s', (_title, input, path) => expect(refusedPaths('unmetered-supply', input)).toEqual([path]))
})

const outage = { tariffSystem: 'two-part', outageHours: 1, reference: { energyKwh: 7200 }, priceYuanPerKwh: '0.5' }

describe('compensation for an outage', () => {
  test.each([
    [
      'is five times under a two-part tariff',
      outage,
      { multiple: 5, averageKwhPerHour: 10, possibleKwh: 10, totalYuan: '25.00', 'lines.0.price': '2.5' },
    ],
    ['takes the multiple of a contract', { ...outage, multiple: 1.5 }, { multiple: 1.5, totalYuan: '7.50' }],
    ['is nothing where nothing was used', { ...outage, reference: { energyKwh: 0 } }, { totalYuan: '0.00' }],
  ])('%s', (_title, input, expected) => expectResult(calculate('outage-compensation', input), expected))

  test('is refused without days of reference', () =>
    expect(refusedPaths('outage-compensation', { ...outage, reference: { energyKwh: 1, days: 0 } })).toEqual([
      'reference.days',
    ]))
})

const fridge = {
  name: '冰箱',
  purchasePriceYuan: '1000.00',
  usedMonths: 12,
  category: 'motor',
  claimedOn: '2024-08-08',
}
const storm = (...items: object[]) => ({ damagedOn: '2024-08-01', items })

describe('compensation for appliances', () => {
  test.each([
    ['is in time on the seventh day', storm(fridge), { totalYuan: '916.67', notices: [] }],
    [
      'is too late on the eighth',
      storm(fridge, { ...fridge, claimedOn: '2024-08-09' }),
      {
        'items.1.compensationYuan': '0.00',
        'notices.0.code': 'CLAIM_TOO_LATE',
        'notices.0.path': 'items.1',
        'lines.length': 2,
      },
    ],
    ['is the full price within six months', storm({ ...fridge, usedMonths: 6 }), { totalYuan: '1000.00' }],
    ['depreciates after six months', storm({ ...fridge, usedMonths: 7 }), { totalYuan: '951.39' }],
    [
      'is a tenth at least',
      storm({ ...fridge, usedMonths: 130 }, { ...fridge, usedMonths: 500 }),
      { 'items.0.compensationYuan': '100.00', 'items.1.compensationYuan': '100.00' },
    ],
    [
      'knows the life of each category',
      storm(
        { ...fridge, category: 'lighting' },
        { ...fridge, category: 'heating' },
        { ...fridge, category: 'electronic' },
      ),
      {
        'items.0.compensationYuan': '500.00',
        'items.1.compensationYuan': '800.00',
        'items.2.compensationYuan': '900.00',
      },
    ],
    [
      'is the cost of repair',
      storm({ ...fridge, repairable: true, repairCostYuan: '123.40' }),
      { totalYuan: '123.40' },
    ],
    [
      'is no repair claimed too late',
      storm({ ...fridge, claimedOn: null, repairable: true, repairCostYuan: '123.40' }),
      { totalYuan: '0.00' },
    ],
  ])('%s', (_title, input, expected) => expectResult(calculate('appliance-compensation', input), expected))

  test.each([
    ['two lives', storm({ ...fridge, lifeYears: 3 }), 'items.0.lifeYears'],
    ['no word of a claim', storm({ ...fridge, claimedOn: undefined }), 'items.0.claimedOn'],
    ['a claim before the damage', storm({ ...fridge, claimedOn: '2024-07-31' }), 'items.0.claimedOn'],
    ['a repair without cost', storm({ ...fridge, repairable: true }), 'items.0.repairCostYuan'],
    ['a cost without repair', storm({ ...fridge, repairCostYuan: '1' }), 'items.0.repairCostYuan'],
  ])('is refused for %s', (_title, input, path) =>
    expect(refusedPaths('appliance-compensation', input)).toEqual([path]),
  )
})

const byPower = { mode: 'power-time', constantPerKwh: 3600, count: 10, seconds: 10, loadKw: 1 }

describe('a check of a meter', () => {
  test.each([
    [
      'is exact',
      byPower,
      { meterPowerKw: 1, errorPercent: 0, direction: 'exact', withinTolerance: null, multiplier: 1 },
    ],
    [
      'is within tolerance at its edge',
      { ...byPower, count: 10.2, accuracyClass: 2 },
      { errorPercent: 2, direction: 'fast', withinTolerance: true },
    ],
    [
      'is slow and outside',
      { ...byPower, count: 9.7, accuracyClass: 2 },
      { errorPercent: -3, direction: 'slow', withinTolerance: false },
    ],
    [
      'multiplies CT and PT',
      { ...byPower, loadKw: 6000, ct: { primaryA: 300, secondaryA: 5 }, pt: { primaryV: 10000, secondaryV: 100 } },
      { multiplier: 6000, errorPercent: 0, expectedSeconds: 10, expectedCount: 10 },
    ],
    [
      'counts no pulse as no energy',
      { mode: 'pulse-energy', constantPerKwh: 6400, count: 0, ct: { primaryA: 150, secondaryA: 5 } },
      { multiplier: 30, energyKwh: 0 },
    ],
    [
      'reads an exponent by its decimal notation',
      { mode: 'pulse-energy', constantPerKwh: 1e-7, count: 1e-7 },
      { energyKwh: 1 },
    ],
  ])('%s', (_title, input, expected) => expectResult(calculate('meter-check', input), expected))

  test.each([
    ['multiplier and transformers', { ...byPower, multiplier: 2, pt: { primaryV: 1, secondaryV: 1 } }, 'multiplier'],
    ['half a transformer', { ...byPower, ct: { primaryA: 1 } }, 'ct.secondaryA'],
    ['a class that no meter has', { ...byPower, accuracyClass: 1.5 }, 'accuracyClass'],
    ['a field of the other mode', { mode: 'pulse-energy', constantPerKwh: 1, count: 1, seconds: 1 }, 'seconds'],
    ['more than 1e12', { ...byPower, count: 1.1e12 }, 'count'],
    ['a constant of 0', { ...byPower, constantPerKwh: 0 }, 'constantPerKwh'],
  ])('is refused for %s', (_title, input, path) => expect(refusedPaths('meter-check', input)).toEqual([path]))

  test('is not computable where its result is beyond numbers', () => {
    const input = { mode: 'pulse-energy', constantPerKwh: 5e-324, count: 1e12 }
    expect(refusedPaths('meter-check', input, 'NOT_COMPUTABLE')).toEqual([''])
  })
})
