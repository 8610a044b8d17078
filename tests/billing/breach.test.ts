import { describe, expect, test } from 'vitest'
import { calculate } from '../../billing/calculations/calculate.ts'
import { expectResult, refusedPaths } from './refusals.ts'

const shop = { customerClass: 'non-residential' }
const prices = { paidPriceYuanPerKwh: '0.5', correctPriceYuanPerKwh: '0.8' }
const byMonths = { ...prices, basis: 'months', monthlyEnergyKwh: [10] }
const twoPart = { act: 'over-capacity', tariffSystem: 'two-part', capacityKva: 100, priceYuanPerKvaMonth: '30' }
const days = (from: string, to: string) => ({ from, to })

describe('a breach of the supply contract', () => {
  test.each([
    [
      'takes the last three months, or as many as there are',
      {
        ...shop,
        acts: [{ act: 'price-class', usages: [byMonths, { ...byMonths, monthlyEnergyKwh: [999, 1, 2, 3] }] }],
      },
      {
        'acts.0.energyKwh': 16,
        backChargeYuan: '4.80',
        penaltyYuan: '9.60',
        'lines.1.quantity': 6,
        'lines.1.price': '0.3',
      },
    ],
    [
      'counts ninety days by capacity where the start is unknown',
      {
        ...shop,
        acts: [{ act: 'price-class', usages: [{ ...prices, basis: 'capacity', capacityKw: 2, hoursPerDay: 5 }] }],
      },
      { 'acts.0.energyKwh': 900, backChargeYuan: '270.00' },
    ],
    [
      'counts the days found',
      {
        ...shop,
        acts: [
          {
            act: 'price-class',
            penaltyMultiple: 0.5,
            usages: [
              { ...prices, basis: 'capacity', capacityKw: 2, hoursPerDay: 5, period: days('2024-02-01', '2024-03-01') },
            ],
          },
        ],
      },
      { 'acts.0.energyKwh': 290, backChargeYuan: '87.00', penaltyYuan: '43.50' },
    ],
    [
      'has a line for each usage and one penalty for the act',
      {
        ...shop,
        acts: [
          {
            act: 'price-class',
            usages: [
              { ...prices, basis: 'energy', energyKwh: 0.35 },
              { ...prices, basis: 'energy', energyKwh: 0.35 },
            ],
          },
        ],
      },
      {
        'lines.length': 3,
        'lines.0.item': 'price-difference',
        'lines.0.amountYuan': '0.11',
        backChargeYuan: '0.22',
        penaltyYuan: '0.44',
      },
    ],
    [
      'divides a cycle of its own start day by its own days',
      { ...shop, cycleStartDay: 26, acts: [{ ...twoPart, duration: days('2024-02-26', '2024-03-30') }] },
      {
        'lines.0.quantity': 100,
        'lines.1.quantity': 12.903226,
        'lines.1.amountYuan': '387.10',
        'lines.2.unit': 'yuan',
        penaltyYuan: '10161.30',
      },
    ],
    [
      'divides every month by thirty before 2024, and a long month is no more than whole',
      { ...shop, ruleEdition: '2016', acts: [{ ...twoPart, duration: days('2024-01-02', '2024-02-29') }] },
      { 'lines.0.quantity': 100, 'lines.1.quantity': 93.333333, backChargeYuan: '5800.00' },
    ],
    [
      'charges part of a month',
      { ...shop, acts: [{ ...twoPart, penaltyMultiple: 1, duration: { months: 1.5 } }] },
      { 'lines.length': 2, 'lines.0.item': 'basic-charge', 'lines.0.unit': 'kVA·month', totalYuan: '9000.00' },
    ],
    [
      'takes twice the basic charge for sealed equipment',
      { ...shop, acts: [{ ...twoPart, act: 'sealed-equipment', duration: { months: 1 } }] },
      { backChargeYuan: '3000.00', penaltyYuan: '6000.00', 'acts.0.energyKwh': null },
    ],
    [
      'has only a penalty under a single-part tariff',
      {
        ...shop,
        acts: [
          { act: 'over-capacity', tariffSystem: 'single', capacityKva: 10, pricePerKva: '40' },
          { act: 'sealed-equipment', tariffSystem: 'single', capacityKva: 10 },
        ],
      },
      { backChargeYuan: '0.00', 'acts.0.penaltyYuan': '400.00', 'acts.1.penaltyYuan': '300.00' },
    ],
    [
      'charges a plan quota for peak and energy until 2024',
      {
        ...shop,
        ruleEdition: '2016',
        acts: [{ act: 'over-quota', peakExcessKw: 50, occurrences: 2, excessEnergyKwh: 1000, priceYuanPerKwh: '0.5' }],
      },
      {
        'acts.0.energyKwh': 1000,
        penaltyYuan: '2600.00',
        'lines.0.amountYuan': '100.00',
        'lines.1.amountYuan': '2500.00',
      },
    ],
    [
      'is nothing for a quota that was kept',
      { ...shop, ruleEdition: '1996', acts: [{ act: 'over-quota' }] },
      { lines: [], totalYuan: '0.00' },
    ],
    [
      'counts equipment moved each time, by class',
      { ...shop, acts: [{ act: 'device-tampering', occurrences: 2 }] },
      { totalYuan: '10000.00', 'lines.0.unit': 'time' },
    ],
    [
      'is milder with households',
      { customerClass: 'residential', acts: [{ act: 'device-tampering' }] },
      { totalYuan: '500.00' },
    ],
    [
      'charges an own source by its capacity',
      { ...shop, acts: [{ act: 'unauthorised-source', capacityKw: 2.5 }] },
      { totalYuan: '1250.00' },
    ],
    [
      'adds several acts',
      { ...shop, acts: [{ act: 'device-tampering' }, { ...twoPart, duration: { months: 1 } }] },
      { totalYuan: '17000.00', backChargeYuan: '3000.00', penaltyYuan: '14000.00', 'acts.length': 2 },
    ],
  ])('%s', (_title, input, expected) => expectResult(calculate('breach-charge', input), expected))

  test.each([
    ['a quota in 2024, its default', [{ act: 'device-tampering' }, { act: 'over-quota' }], ['acts.1.act']],
    ['an act that is none', [{ act: 'dancing' }], ['acts.0.act']],
    ['no act', [], ['acts']],
    ['no tariff system', [{ act: 'over-capacity', capacityKva: 1 }], ['acts.0.tariffSystem']],
    ['no duration', [twoPart], ['acts.0.duration', 'acts.0.duration.months']],
    ['an empty duration', [{ ...twoPart, duration: {} }], ['acts.0.duration.months']],
    [
      'both durations',
      [{ ...twoPart, duration: { months: 1, ...days('2024-01-01', '2024-02-01') } }],
      ['acts.0.duration.from', 'acts.0.duration.to'],
    ],
    ['half a duration', [{ ...twoPart, duration: { from: '2024-01-01' } }], ['acts.0.duration.to']],
    [
      'a duration that ends at its start',
      [{ ...twoPart, duration: days('2024-01-01', '2024-01-01') }],
      ['acts.0.duration.to'],
    ],
    [
      'a duration of more than ten years',
      [{ ...twoPart, duration: days('2010-01-01', '2024-01-01') }],
      ['acts.0.duration.to'],
    ],
    [
      'a field of the other tariff',
      [{ ...twoPart, duration: { months: 1 }, pricePerKva: '50' }],
      ['acts.0.pricePerKva'],
    ],
    [
      'more than three times',
      [{ ...twoPart, duration: { months: 1 }, penaltyMultiple: 3.5 }],
      ['acts.0.penaltyMultiple'],
    ],
    [
      'more than twice for sealed equipment',
      [{ ...twoPart, act: 'sealed-equipment', duration: { months: 1 }, penaltyMultiple: 2.5 }],
      ['acts.0.penaltyMultiple'],
    ],
    ['half an occurrence', [{ act: 'device-tampering', occurrences: 1.5 }], ['acts.0.occurrences']],
    ['no usage', [{ act: 'price-class', usages: [] }], ['acts.0.usages']],
    [
      'equal prices',
      [{ act: 'price-class', usages: [{ ...byMonths, correctPriceYuanPerKwh: '0.50' }] }],
      ['acts.0.usages.0.correctPriceYuanPerKwh'],
    ],
    [
      'no months',
      [{ act: 'price-class', usages: [{ ...byMonths, monthlyEnergyKwh: [] }] }],
      ['acts.0.usages.0.monthlyEnergyKwh'],
    ],
    [
      'a field of another basis',
      [{ act: 'price-class', usages: [{ ...byMonths, energyKwh: 1 }] }],
      ['acts.0.usages.0.energyKwh'],
    ],
  ])('is refused for %s', (_title, acts, paths) =>
    expect(refusedPaths('breach-charge', { ...shop, acts })).toEqual(paths),
  )

  test('needs a price for energy over the quota', () => {
    const acts = [{ act: 'over-quota', excessEnergyKwh: 5 }]
    expect(refusedPaths('breach-charge', { ...shop, ruleEdition: '1996', acts })).toEqual(['acts.0.priceYuanPerKwh'])
  })
})
