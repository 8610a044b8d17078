import { describe, expect, test } from 'vitest'
import { type ClockEvent, dueOf, type Limit } from '../../callcenter/orders/due.ts'

// 8:30–12:00 and 13:30–17:30 from Monday to Friday; the spring festival of 2026 with its make-up days.
const hours = [
  { from: 510, to: 720 },
  { from: 810, to: 1050 },
]
const holidays = ['2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20', '2026-02-23']
const calendar = {
  week: [[], hours, hours, hours, hours, hours, []],
  days: new Map<string, { from: number; to: number }[]>([
    ...holidays.map((day): [string, []] => [day, []]),
    ['2026-02-14', hours],
    ['2026-02-28', hours],
  ]),
}
const at = (text: string) => new Date(`${text.replace(' ', 'T')}:00+08:00`)
const told = (date: Date | null) =>
  date && new Date(date.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
const due = (start: string, limit: Limit, ...events: [string, ClockEvent['act']][]) =>
  told(
    dueOf(
      at(start),
      limit,
      calendar,
      events.map(([when, act]) => ({ at: at(when), act })),
    ),
  )
const workingMinutes = (amount: number): Limit => ({ amount, unit: 'working-minutes' })
const minutes = (amount: number): Limit => ({ amount, unit: 'minutes' })
const workingDays = (amount: number): Limit => ({ amount, unit: 'working-days' })

describe('a clock that runs in working time', () => {
  test.each([
    ['on a Friday afternoon ends at the end of work', '2026-03-06 16:30', 60, '2026-03-06 17:30'],
    ['over the weekend goes on on Monday', '2026-03-06 17:00', 60, '2026-03-09 09:00'],
    ['over noon goes on after it', '2026-03-06 11:30', 60, '2026-03-06 14:00'],
    ['begun at night begins with work', '2026-03-05 23:10', 60, '2026-03-06 09:30'],
    ['begun on a Sunday that is free, on Monday', '2026-03-08 10:00', 60, '2026-03-09 09:30'],
    ['begun on a Saturday that is worked, at once', '2026-02-28 10:00', 60, '2026-02-28 11:00'],
    ['over a festival goes on on the first day after it', '2026-02-14 17:00', 60, '2026-02-24 09:00'],
    ['of a whole day of work ends with the day', '2026-03-09 08:30', 450, '2026-03-09 17:30'],
  ])('%s', (_, start, amount, expected) => {
    expect(due(start, workingMinutes(amount))).toBe(expected)
  })

  test.each([
    [
      'at noon lengthens nothing',
      [
        ['2026-03-06 12:00', 'pause'],
        ['2026-03-06 13:30', 'resume'],
      ],
      '2026-03-06 14:30',
    ],
    [
      'overnight lengthens by what of it is work',
      [
        ['2026-03-06 11:00', 'pause'],
        ['2026-03-09 09:00', 'resume'],
      ],
      '2026-03-09 11:00',
    ],
    ['that goes on has no end', [['2026-03-06 11:00', 'pause']], null],
    [
      'told twice counts once',
      [
        ['2026-03-06 11:00', 'pause'],
        ['2026-03-06 11:10', 'pause'],
        ['2026-03-06 11:30', 'resume'],
        ['2026-03-06 11:40', 'resume'],
      ],
      '2026-03-06 15:00',
    ],
  ] as [string, [string, ClockEvent['act']][], string | null][])('a pause %s', (_, events, expected) => {
    expect(due('2026-03-06 10:00', workingMinutes(180), ...events)).toBe(expected)
  })
})

describe('a clock that runs day and night', () => {
  test('knows neither nights nor festivals', () => {
    expect(due('2026-02-15 23:30', minutes(45))).toBe('2026-02-16 00:15')
    expect(due('2026-02-15 23:30', minutes(1440))).toBe('2026-02-16 23:30')
  })

  test('is lengthened by a pause to the minute', () => {
    expect(due('2026-02-15 23:30', minutes(45), ['2026-02-15 23:40', 'pause'], ['2026-02-16 00:40', 'resume'])).toBe(
      '2026-02-16 01:15',
    )
  })
})

describe('a clock of working days', () => {
  test.each([
    [
      'does not count the day on which it begins, and is kept until its last day is over',
      '2026-03-02 09:00',
      5,
      '2026-03-10 00:00',
    ],
    ['counts a Saturday that is worked', '2026-02-26 09:00', 2, '2026-03-01 00:00'],
    ['does not count a festival', '2026-02-13 09:00', 2, '2026-02-25 00:00'],
  ])('%s', (_, start, amount, expected) => {
    expect(due(start, workingDays(amount))).toBe(expected)
  })

  test('is lengthened by the days of a pause, and by a part of a day into the next', () => {
    expect(due('2026-03-02 09:00', workingDays(5), ['2026-03-04 00:00', 'pause'], ['2026-03-06 00:00', 'resume'])).toBe(
      '2026-03-12 00:00',
    )
    expect(due('2026-03-02 09:00', workingDays(5), ['2026-03-04 09:30', 'pause'], ['2026-03-04 10:30', 'resume'])).toBe(
      '2026-03-11 00:00',
    )
  })

  test('that stops while it stands keeps the pause to its end', () => {
    expect(due('2026-03-02 09:00', workingDays(5), ['2026-03-04 00:00', 'pause'], ['2026-03-05 00:00', 'stop'])).toBe(
      '2026-03-11 00:00',
    )
  })
})
