import { describe, expect, test } from 'vitest'
import { type Cause, causes, explainGap, type Facts, placeOf } from '../../metering/rules/collection-causes.ts'
import { deadlineOf, nextAttempt } from '../../metering/rules/collection-schedule.ts'
import { repairRuleOn, verifyRepair } from '../../metering/rules/repair.ts'
import { compareFiles } from '../../metering/rules/terminal-file.ts'

const known: Facts = {
  isInstalled: true,
  hasLink: true,
  isMqtt: false,
  hasProfile: true,
  isTerminalOffline: false,
  fault: null,
  isSupplyOff: false,
  driftMs: null,
  isFromFuture: false,
  isDoubted: false,
  reportsStrangers: false,
}

describe('a gap’s cause', () => {
  test.each<[Cause, Partial<Facts>]>([
    ['never-installed', { isInstalled: false, hasLink: false }],
    ['file-without-link', { hasLink: false }],
    ['file-without-profile', { hasProfile: false }],
    ['line-unreachable', { fault: 'unreachable', isTerminalOffline: true }],
    ['terminal-offline', { isMqtt: true, isTerminalOffline: true, driftMs: 900_000 }],
    ['supply-off', { isSupplyOff: true, fault: 'timeout' }],
    ['clock-wrong', { driftMs: -300_001, isDoubted: true }],
    ['clock-wrong', { isMqtt: true, isFromFuture: true }],
    ['data-doubted', { isDoubted: true, fault: 'timeout' }],
    ['file-mismatch', { isMqtt: true, reportsStrangers: true }],
    ['file-mismatch', { isMqtt: true, fault: 'no-such-meter' }],
    ['meter-refuses', { fault: 'refused' }],
    ['bad-answers', { fault: 'mismatch' }],
    ['meter-silent', { fault: 'timeout' }],
    ['terminal-not-telling', { isMqtt: true }],
    ['unexplained', {}],
  ])('is %s', (cause, facts) => expect(explainGap({ ...known, ...facts })).toBe(cause))

  test('each has a place where its repair begins', () => {
    expect(causes.map(placeOf).every((place) => typeof place === 'string')).toBe(true)
  })
})

test('a day is counted after its end', () => {
  expect(deadlineOf('day-freeze', '2026-03-09')).toEqual(new Date('2026-03-10T08:00:00+08:00'))
  expect(deadlineOf('curve', '2026-03-09')).toEqual(new Date('2026-03-10T12:00:00+08:00'))
})

test('attempts come rarer, and end', () => {
  const now = new Date('2026-03-10T08:00:00+08:00')
  const wait = (attempts: number) => {
    const next = nextAttempt({ day: '2026-03-09', attempts }, now)
    return 'again' in next ? (next.again.getTime() - now.getTime()) / 60_000 : next.giveUp
  }
  expect([0, 1, 2, 5, 6, 7, 15].map(wait)).toEqual([5, 10, 20, 160, 320, 360, 360])
  expect(wait(16)).toBe('TOO_MANY_ATTEMPTS')
  expect(nextAttempt({ day: '2026-03-03', attempts: 7 }, now)).toEqual({ giveUp: 'TOO_OLD' })
})

describe('a repair is proved', () => {
  const now = new Date('2026-03-10T12:00:00+08:00')
  const rule = repairRuleOn('2026-03-10')
  const order = { place: 'meter', since: new Date('2026-03-09T12:00:00+08:00') }
  const good = {
    measuredAt: new Date('2026-03-10T11:59:00+08:00'),
    hasRegister: true,
    driftMs: 0,
    isTerminalOnline: true,
  }

  test.each([
    ['by a fresh reading', order, good, null],
    ['not while the terminal is away', order, { ...good, isTerminalOnline: false }, 'TERMINAL_STILL_OFFLINE'],
    ['not without a reading', order, { ...good, measuredAt: null }, 'NO_READING_SINCE'],
    ['not by one from before', order, { ...good, measuredAt: order.since }, 'NO_READING_SINCE'],
    ['not by an old one', order, { ...good, measuredAt: new Date('2026-03-10T10:59:00+08:00') }, 'READING_TOO_OLD'],
    ['not by a doubted one', order, { ...good, hasRegister: false }, 'NO_REGISTER_ACCEPTED'],
    ['whatever its clock, if that was not it', order, { ...good, driftMs: 90_000 }, null],
    ['not by a clock still off', { ...order, place: 'clock' }, { ...good, driftMs: 90_000 }, 'CLOCK_STILL_WRONG'],
  ])('%s', (_, of, proof, because) => {
    expect(verifyRepair(of, proof, now, rule)).toEqual(because ? { ok: false, because } : { ok: true })
  })
})

test('files are compared field by field, where both have it', () => {
  const here = [
    { meter: 'A', measuringPointNo: 1, address: '000000000001' },
    { meter: 'B', measuringPointNo: 2 },
    { meter: 'C', unit: 3 },
  ]
  const there = [
    { meter: 'A', measuringPointNo: 1 },
    { meter: 'B', measuringPointNo: 7, address: '000000000002' },
    { meter: 'D' },
  ]
  expect(compareFiles(here, there).map(({ meter, is, fields }) => [meter, is, fields])).toEqual([
    ['B', 'differs', ['measuringPointNo']],
    ['C', 'only-here', []],
    ['D', 'only-there', []],
  ])
  expect(compareFiles(here, here)).toEqual([])
})
