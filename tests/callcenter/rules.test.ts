import { describe, expect, test } from 'vitest'
import { decideClockState, describeLimit } from '../../callcenter/rules/clocks.ts'
import { decideStep, type OrderStatus, type OrderStep } from '../../callcenter/rules/steps.ts'

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

  test.each([
    [45, 'minutes', '45 分钟'],
    [90, 'minutes', '90 分钟'],
    [120, 'minutes', '2 小时'],
    [1440, 'minutes', '24 小时'],
    [5, 'working-days', '5 个工作日'],
  ] as const)('a limit of %d %s is told as %s', (amount, unit, told) => {
    expect(describeLimit(amount, unit)).toBe(told)
  })
})

describe('a work order', () => {
  const statuses: OrderStatus[] = ['open', 'accepted', 'finished', 'closed', 'cancelled']
  const next: Record<OrderStep, Partial<Record<OrderStatus, OrderStatus>>> = {
    acceptance: { open: 'accepted' },
    arrival: { accepted: 'accepted' },
    result: { accepted: 'finished' },
    closure: { finished: 'closed' },
    cancellation: { open: 'cancelled', accepted: 'cancelled' },
  }
  const cells = (Object.keys(next) as OrderStep[]).flatMap((step) =>
    statuses.map((status) => [status, step, next[step][status] ?? 'STEP_NOT_POSSIBLE'] as const),
  )

  test.each(cells)('that is %s becomes by %s: %s', (status, step, expected) => {
    const verdict = decideStep(status, step, true)
    expect(verdict.ok ? verdict.to : verdict.because).toBe(expected)
  })

  test.each(['result', 'closure', 'cancellation'] as const)('asks for a note at its %s', (step) => {
    const status = step === 'closure' ? 'finished' : 'accepted'
    expect(decideStep(status, step, false)).toEqual({ ok: false, because: 'NOTE_MISSING' })
  })

  test('names the impossible step before the missing note', () => {
    expect(decideStep('closed', 'result', false)).toEqual({ ok: false, because: 'STEP_NOT_POSSIBLE' })
  })

  test.each([
    ['open', 'acceptance', []],
    ['accepted', 'arrival', ['arrive', 'contact']],
    ['accepted', 'result', ['arrive', 'contact', 'answer', 'restore']],
    ['open', 'cancellation', ['arrive', 'contact', 'answer', 'restore']],
  ] as const)('that is %s stops by %s the clocks %j', (status, step, stops) => {
    expect(decideStep(status, step, true)).toMatchObject({ ok: true, stops })
  })
})
