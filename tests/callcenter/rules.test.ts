import { describe, expect, test } from 'vitest'
import { htmlToText } from '../../callcenter/rules/chat/html.ts'
import { decideClockState, describeLimit, mayAct } from '../../callcenter/rules/clocks.ts'

describe('a clock of 100 minutes', () => {
  const minute = (count: number) => new Date(Date.parse('2026-03-10T08:00:00+08:00') + count * 60_000)
  const clock = (stopped?: number) => ({
    startedAt: minute(0),
    dueAt: minute(100),
    stoppedAt: stopped === undefined ? null : minute(stopped),
  })

  test.each([
    ['just started', 0, 'running'],
    ['before its last fifth', 79.99, 'running'],
    ['in its last fifth', 80, 'due-soon'],
    ['at the very instant at which it is due', 100, 'due-soon'],
    ['a millisecond later', 100 + 1 / 60_000, 'overdue'],
    ['a day later', 1540, 'overdue'],
  ])('that runs is, %s, at minute %d %s', (_, now, state) => {
    expect(decideClockState(clock(), minute(now), 20)).toBe(state)
  })

  test.each([
    [0, 99.99, 'running'],
    [50, 50, 'due-soon'],
    [50, 49.99, 'running'],
  ])('that is due soon in its last %d %% is at minute %d %s', (percent, now, state) => {
    expect(decideClockState(clock(), minute(now), percent)).toBe(state)
  })

  test.each([
    ['early', 1, 'met'],
    ['at the very instant at which it is due', 100, 'met'],
    ['a millisecond late', 100 + 1 / 60_000, 'missed'],
  ])('that was stopped %s stays, whenever it is looked at, %s', (_, stopped, state) => {
    for (const now of [0, 100, 100_000]) expect(decideClockState(clock(stopped), minute(now), 20)).toBe(state)
  })

  test('that stands is due at no time', () => {
    for (const now of [0, 100_000])
      expect(decideClockState({ ...clock(), dueAt: null }, minute(now), 20)).toBe('paused')
  })

  test.each([
    ['runs', {}, 50, true, false],
    ['is due at this instant', {}, 100, true, false],
    ['is past its due instant', {}, 101, false, false],
    ['stands', { dueAt: null, pausedAt: minute(20) }, 50, false, true],
    ['has stopped', { stoppedAt: minute(30) }, 50, false, false],
  ])('that %s may be paused, or resumed, or neither', (_, own, now, pause, resume) => {
    const of = { ...clock(), pausedAt: null, ...own }
    expect([mayAct(of, 'pause', minute(now)), mayAct(of, 'resume', minute(now))]).toEqual([pause, resume])
  })

  test.each([
    [45, 'minutes', '45 分钟', '45 minutes'],
    [90, 'minutes', '90 分钟', '90 minutes'],
    [120, 'minutes', '2 小时', '2 hours'],
    [1440, 'minutes', '24 小时', '24 hours'],
    [60, 'working-minutes', '1 个工作小时', '1 working hour'],
    [90, 'working-minutes', '90 个工作分钟', '90 working minutes'],
    [5, 'working-days', '5 个工作日', '5 working days'],
  ] as const)('a limit of %d %s is told as %s', (amount, unit, zh, en) => {
    expect(describeLimit(amount, unit)).toEqual({ zh, en })
  })
})

describe('the HTML of a mail', () => {
  const looseEnd = { '<': '<'.repeat(900_000), '<!--': '<!--'.repeat(225_000) }
  test.each([
    ...Object.entries(looseEnd).map(([mark, html]): [string, string, string] => [mark, html, html]),
    ['<style>', '<style>'.repeat(128_000), ''],
    ['<p', '<p'.repeat(450_000), '<p'.repeat(450_000)],
    ['&', '&'.repeat(900_000), '&'.repeat(900_000)],
    ['spaces', `您好${'\u00a0'.repeat(450_000)}${' \n'.repeat(225_000)}`, '您好'],
  ])(
    'of 900,000 characters of %s is read in one pass: looked for from each again it would take hours',
    (_, html, text) => {
      const began = performance.now()
      expect(htmlToText(html) === text).toBe(true)
      expect(performance.now() - began).toBeLessThan(5_000)
    },
  )
})
