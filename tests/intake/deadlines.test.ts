import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '../../db/time.ts'
import { addWorkingDays, countWorkingDays, decideClock, isWorkingDay } from '../../intake/rules/deadlines.ts'

/** National Day 2026 with its two worked weekend days. */
const calendar = {
  holidays: new Set(['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07']),
  workdays: new Set(['2026-09-20', '2026-10-10']),
}

describe('a limit of working days', () => {
  it.each([
    ['begins on the day after', '2026-11-16', 1, '2026-11-17'],
    ['passes over a weekend', '2026-11-20', 1, '2026-11-23'],
    ['begins after a weekend when it is opened on Saturday', '2026-11-21', 1, '2026-11-23'],
    ['counts a worked Sunday', '2026-09-18', 1, '2026-09-20'],
    ['passes over a week of holidays and counts the worked Saturday', '2026-09-30', 3, '2026-10-10'],
    ['of five days over a plain weekend', '2026-11-18', 5, '2026-11-25'],
  ])('%s', (_title, day, count, expected) => {
    expect(addWorkingDays(day, count, calendar)).toBe(expected)
  })

  it('ends on a working day and counts back to its length', () => {
    const day = fc.integer({ min: 0, max: 400 }).map((offset) => addDays('2026-01-01', offset))
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 60 }), (from, count) => {
        const due = addWorkingDays(from, count, calendar)
        expect(isWorkingDay(due, calendar)).toBe(true)
        expect(countWorkingDays(from, due, calendar)).toBe(count)
        expect(countWorkingDays(due, from, calendar)).toBe(-count)
      }),
    )
  })
})

describe('a clock', () => {
  it.each([
    ['is in time with two days left', '2026-11-23', null, 'in-time', 2],
    ['is due soon with one day left', '2026-11-24', null, 'due-soon', 1],
    ['is kept all through its last day', '2026-11-25', null, 'due-soon', 0],
    ['is overdue on the next', '2026-11-26', null, 'overdue', -1],
    ['is met when stopped on its last day', '2026-12-31', '2026-11-25', 'met', null],
    ['is missed when stopped a day later', '2026-12-31', '2026-11-26', 'missed', null],
  ])('%s', (_title, today, stoppedOn, status, workingDaysLeft) => {
    expect(decideClock({ dueOn: '2026-11-25', stoppedOn, today }, calendar)).toEqual({ status, workingDaysLeft })
  })
})
