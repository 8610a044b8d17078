import { describe, expect, test } from 'vitest'
import { decidePlanState, listDueReadings, planRuleOn, readingDayIn } from '../../metering/rules/reading-plan.ts'
import { changePercent, flagReading, limitsOn, type ReviewFacts } from '../../metering/rules/reading-review.ts'

const rule = planRuleOn('2026-03-01')
const monthly = { readingDay: 1, months: 1, oddMonths: false }

describe('which readings are due', () => {
  const latest = (month: string, readingDay: string) => ({ month, readingDay })
  test.each([
    ['a week ahead, not earlier', monthly, '2026-02-21', latest('2026-02', '2026-02-01'), []],
    ['a week ahead', monthly, '2026-02-22', latest('2026-02', '2026-02-01'), ['2026-03 2026-02-01 2026-03-01']],
    ['none twice', monthly, '2026-03-01', latest('2026-03', '2026-03-01'), []],
    [
      'months that nothing ran in',
      monthly,
      '2026-04-05',
      latest('2026-02', '2026-02-01'),
      ['2026-03 2026-02-01 2026-03-01', '2026-04 2026-03-01 2026-04-01'],
    ],
    ['a new section: this month only', monthly, '2026-04-05', null, ['2026-04 2026-03-01 2026-04-01']],
    [
      'even months',
      { ...monthly, months: 2 },
      '2026-03-30',
      latest('2026-02', '2026-02-01'),
      ['2026-04 2026-02-01 2026-04-01'],
    ],
    ['not in odd months', { ...monthly, months: 2 }, '2026-03-01', latest('2026-02', '2026-02-01'), []],
    ['odd months', { ...monthly, months: 2, oddMonths: true }, '2026-03-01', null, ['2026-03 2026-01-01 2026-03-01']],
    ['over the year', { ...monthly, months: 2 }, '2026-02-01', null, ['2026-02 2025-12-01 2026-02-01']],
    [
      'a day that February lacks',
      { ...monthly, readingDay: 31 },
      '2026-02-25',
      latest('2026-01', '2026-01-31'),
      ['2026-02 2026-01-31 2026-02-28'],
    ],
    [
      'from the day that it was read on',
      { ...monthly, readingDay: 5 },
      '2026-03-05',
      latest('2026-02', '2026-02-01'),
      ['2026-03 2026-02-01 2026-03-05'],
    ],
  ])('%s', (_, rhythm, today, known, due) => {
    const found = listDueReadings(rhythm, { today, latest: known }, rule)
    expect(found.map(({ month, readsFrom, readingDay }) => `${month} ${readsFrom} ${readingDay}`)).toEqual(due)
  })
  test('the last day of a shorter month', () => expect(readingDayIn('2028-02', 30)).toBe('2028-02-29'))
})

describe('what is to be done for a point', () => {
  const facts = { today: '2026-03-01', readingDay: '2026-03-01', isKnown: false, isProposed: false, asked: null }
  test.each([
    ['waiting', { today: '2026-02-28' }],
    ['recall', {}],
    ['recall', { today: '2026-03-02' }],
    ['site', { today: '2026-03-03' }],
    ['missing', { today: '2026-03-08' }],
    ['approval', { today: '2026-03-08', isProposed: true }],
    ['read', { isKnown: true }],
    ['site', { isKnown: true, asked: 'site' as const }],
  ])('%s %j', (state, change) => expect(decidePlanState({ ...facts, ...change }, rule)).toBe(state))
})

describe('what is conspicuous', () => {
  const limits = limitsOn('2026-03-01', [])
  const use = (wh: number | null, days = 30) => ({ wh, days })
  const facts: ReviewFacts = {
    use: use(200_000),
    before: use(190_000),
    yearBefore: use(210_000),
    how: 'measured',
    isExchanged: false,
    isReversed: false,
    capacityKva: 8,
  }
  test.each<[string, Partial<ReviewFacts>, string[]]>([
    ['an ordinary month', {}, []],
    ['nothing used', { use: use(0) }, ['zero']],
    ['nothing in an empty home', { use: use(0), before: use(2_000), yearBefore: use(null) }, []],
    ['doubled', { use: use(430_000) }, ['high']],
    ['a summer like the one before', { use: use(430_000), yearBefore: use(400_000) }, []],
    ['doubled but little', { use: use(30_000), before: use(10_000), yearBefore: use(null) }, []],
    ['as much a day in a longer period', { use: use(400_000, 60) }, []],
    ['less than two fifths', { use: use(70_000) }, ['low']],
    ['more than the capacity allows', { use: use(6_000_000), before: use(5_900_000) }, ['over-capacity']],
    ['no capacity known', { use: use(6_000_000), before: use(5_900_000), capacityKva: null }, []],
    ['unknown', { use: use(null), isReversed: true, how: 'missing' }, ['missing', 'reversed']],
    ['estimated after an exchange', { how: 'estimated', isExchanged: true }, ['exchanged', 'estimated']],
    ['without a past', { before: use(null), yearBefore: use(null) }, []],
  ])('%s', (_, change, flags) => expect(flagReading({ ...facts, ...change }, limits)).toEqual(flags))

  test('a site sets a limit from a day on', () => {
    const own = [{ name: 'highRatio', from: '2026-03-01', value: 1.1 }]
    expect(flagReading({ ...facts, use: use(280_000) }, limitsOn('2026-03-01', own))).toEqual(['high'])
    expect(flagReading({ ...facts, use: use(280_000) }, limitsOn('2026-02-28', own))).toEqual([])
  })
  test('change is by day', () => {
    expect(changePercent(use(300_000, 30), use(100_000, 20))).toBeCloseTo(100)
    expect(changePercent(use(300_000), use(0))).toBeNull()
  })
})
