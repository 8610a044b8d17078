import { describe, expect, test } from 'vitest'
import { calculate } from '../../billing/calculations/calculate.ts'
import { expectResult, refusedPaths } from './refusals.ts'

const bill = (amountYuan: string, dueOn: string, paidOn: string, id = 'a') => ({ id, amountYuan, dueOn, paidOn })
const shop = { customerClass: 'non-residential' }
const home = { customerClass: 'residential' }

describe('a charge for late payment', () => {
  test.each([
    [
      'has all days of a household under the current year, across new year too',
      { ...home, items: [bill('1000.00', '2023-12-20', '2024-01-10')] },
      {
        'items.0.overdueDays': 21,
        'items.0.currentYearDays': 21,
        'items.0.crossYearDays': 0,
        'items.0.currentYearYuan': '21.00',
        'items.0.crossYearYuan': '0.00',
        totalYuan: '21.00',
      },
    ],
    [
      'counts whole at the higher rate where paid in a later year',
      { ...shop, crossYearReading: 'whole', items: [bill('2000.00', '2021-12-15', '2022-01-18')] },
      {
        'items.0.currentYearDays': 0,
        'items.0.crossYearDays': 34,
        'items.0.lateFeeYuan': '204.00',
        'lines.0.item': 'late-fee-cross-year',
        'lines.0.quantity': 34,
        'lines.0.unit': 'day',
        'lines.0.price': '6',
      },
    ],
    [
      'is whole at the current rate within the year',
      { ...shop, crossYearReading: 'whole', items: [bill('1000.00', '2024-03-01', '2024-03-11')] },
      { totalYuan: '20.00', 'items.0.crossYearDays': 0 },
    ],
    [
      'splits at the end of the due year: due on its last day, all days are of later years',
      { ...shop, items: [bill('1000.00', '2023-12-31', '2024-01-02')] },
      { 'items.0.currentYearDays': 0, 'items.0.crossYearDays': 2, totalYuan: '6.00', 'lines.length': 1 },
    ],
    [
      'is nothing for a bill paid before it is due',
      { ...shop, items: [bill('1000.00', '2024-03-10', '2024-02-01')] },
      { 'items.0.overdueDays': 0, totalYuan: '0.00', lines: [], notices: [] },
    ],
    [
      'is topped up to the minimum over the sum of all, not of each',
      { ...home, items: [bill('100.00', '2024-03-01', '2024-03-03'), bill('200.00', '2024-03-01', '2024-03-03', 'b')] },
      {
        totalYuan: '1.00',
        'lines.2.item': 'late-fee-minimum',
        'lines.2.amountYuan': '0.40',
        'items.0.lateFeeYuan': '0.20',
        'notices.0.code': 'LATE_FEE_MINIMUM',
        'notices.0.path': 'minimumYuan',
      },
    ],
    [
      'has two small charges that reach the minimum together',
      { ...home, items: [bill('300.00', '2024-03-01', '2024-03-03'), bill('200.00', '2024-03-01', '2024-03-03', 'b')] },
      { totalYuan: '1.00', 'lines.length': 2, notices: [] },
    ],
    [
      'has no minimum where it is switched off',
      { ...home, minimumYuan: '0.00', items: [bill('100.00', '2024-03-01', '2024-03-02')] },
      { totalYuan: '0.10', notices: [] },
    ],
    [
      'is not topped up where it rounds to nothing',
      { ...home, items: [bill('1.00', '2024-03-01', '2024-03-02')] },
      { totalYuan: '0.00', notices: [] },
    ],
    [
      'takes one rate of its own and leaves the others',
      { ...shop, rates: { crossYear: '0.004' }, items: [bill('1000.00', '2023-12-30', '2024-01-01')] },
      { 'items.0.currentYearYuan': '2.00', 'items.0.crossYearYuan': '4.00' },
    ],
    [
      'rounds each item half up',
      {
        ...home,
        minimumYuan: '0',
        items: [bill('5.00', '2024-03-01', '2024-03-02'), bill('15', '2024-03-01', '2024-03-02', 'b')],
      },
      { 'items.0.lateFeeYuan': '0.01', 'items.1.lateFeeYuan': '0.02', totalYuan: '0.03' },
    ],
  ])('%s', (_title, input, expected) => expectResult(calculate('late-fee', input), expected))

  test('names the article of the edition', () => {
    const clauseOf = (ruleEdition: string) =>
      calculate('late-fee', { ruleEdition, ...home, items: [bill('62.00', '2024-06-10', '2024-06-30')] }).lines[0]
        ?.clause
    expect(clauseOf('1996')).toContain('第九十八条')
    expect(clauseOf('2024')).toContain('第14号')
  })

  test.each([
    [
      'an id given twice',
      { ...home, items: [bill('1', '2024-01-01', '2024-01-02'), bill('1', '2024-01-01', '2024-01-02')] },
      'items.1.id',
    ],
    [
      'an amount with three decimals',
      { ...home, items: [bill('1.005', '2024-01-01', '2024-01-02')] },
      'items.0.amountYuan',
    ],
    ['a negative amount', { ...home, items: [bill('-1', '2024-01-01', '2024-01-02')] }, 'items.0.amountYuan'],
    ['a day that does not exist', { ...home, items: [bill('1', '2023-02-29', '2024-01-02')] }, 'items.0.dueOn'],
    ['a day before 1990', { ...home, items: [bill('1', '1989-12-31', '2024-01-02')] }, 'items.0.dueOn'],
    [
      'a rate as a number',
      { ...home, rates: { residential: 0.001 }, items: [bill('1', '2024-01-01', '2024-01-02')] },
      'rates.residential',
    ],
    [
      'an unknown rate',
      { ...home, rates: { late: '1' }, items: [bill('1', '2024-01-01', '2024-01-02')] },
      'rates.late',
    ],
    ['no items', { ...home }, 'items'],
    [
      'null for a default',
      { ...home, minimumYuan: null, items: [bill('1', '2024-01-01', '2024-01-02')] },
      'minimumYuan',
    ],
  ])('is refused for %s', (_title, input, path) => expect(refusedPaths('late-fee', input)).toEqual([path]))
})
