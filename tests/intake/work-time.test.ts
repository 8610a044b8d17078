import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '../../db/time.ts'
import { decideClock } from '../../intake/rules/clock.ts'
import {
  addWorkingDays,
  countWorkingDays,
  dueAt,
  isWorkingDay,
  type Pause,
  usedWorkingDays,
  type WorkCalendar,
} from '../../intake/rules/work-time.ts'

/** National Day 2026 with its two worked weekend days. */
const hours = [
  { from: 510, to: 720 },
  { from: 810, to: 1050 },
]
const calendar: WorkCalendar = {
  week: [[], hours, hours, hours, hours, hours, []],
  days: new Map<string, typeof hours>([
    ...['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'].map((day): [string, typeof hours] => [
      day,
      [],
    ]),
    ...['2026-09-20', '2026-10-10'].map((day): [string, typeof hours] => [day, hours]),
  ]),
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

describe('a clock that stands still', () => {
  const at = (text: string) => Date.parse(`${text}:00+08:00`)
  const due = (opened: string, days: number, pauses: Pause[]) => {
    const ms = dueAt(at(opened), days, pauses, calendar)
    return ms === null ? null : new Date(ms + 8 * 3_600_000).toISOString().slice(0, 16)
  }

  it('ends with the last working minute of its last day where nothing stops it', () => {
    expect(due('2026-11-16T10:00', 3, [])).toBe('2026-11-19T17:30')
    expect(due('2026-09-30T16:00', 1, [])).toBe('2026-10-08T17:30')
  })

  it('moves behind a pause by what of it was worked', () => {
    const lunch = { from: at('2026-11-17T12:00'), to: at('2026-11-17T13:30') }
    expect(due('2026-11-16T10:00', 3, [lunch])).toBe('2026-11-19T17:30')
    const weekend = { from: at('2026-11-20T17:30'), to: at('2026-11-23T08:30') }
    expect(due('2026-11-19T10:00', 3, [weekend])).toBe('2026-11-24T17:30')
    const afternoon = { from: at('2026-11-17T13:30'), to: at('2026-11-17T17:30') }
    // Four of seven and a half hours: the limit ends as many hours into the day after.
    expect(due('2026-11-16T10:00', 1, [afternoon])).toBe('2026-11-18T14:00')
    const aDay = { from: at('2026-11-17T00:00'), to: at('2026-11-18T00:00') }
    expect(due('2026-11-16T10:00', 1, [aDay])).toBe('2026-11-18T17:30')
  })

  it('has no end while it stands', () => {
    expect(due('2026-11-16T10:00', 3, [{ from: at('2026-11-17T09:00'), to: null }])).toBeNull()
    expect(due('2026-11-16T10:00', 3, [{ from: at('2026-11-20T09:00'), to: null }])).toBe('2026-11-19T17:30')
  })

  it('never runs in a pause, and has used up its limit when it is due', () => {
    const minute = fc.integer({ min: 0, max: 60 * 24 * 30 })
    const pauses = fc.array(fc.tuple(minute, fc.integer({ min: 1, max: 60 * 24 * 5 })), { maxLength: 4 })
    fc.assert(
      fc.property(minute, fc.integer({ min: 1, max: 10 }), pauses, (opened, days, drawn) => {
        const begins = at('2026-09-14T00:00')
        const openedAt = begins + opened * 60_000
        const spans = drawn.map(([from, length]) => ({
          from: begins + from * 60_000,
          to: begins + (from + length) * 60_000,
        }))
        const end = dueAt(openedAt, days, spans, calendar) ?? 0
        expect(usedWorkingDays(openedAt, end, spans, calendar)).toBeCloseTo(days, 6)
        for (const { from, to } of spans) {
          const used = (instant: number) => usedWorkingDays(openedAt, instant, spans, calendar)
          expect(used(Math.max(to, openedAt))).toBeCloseTo(used(Math.max(from, openedAt)), 6)
        }
      }),
    )
  })
})
