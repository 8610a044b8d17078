import { describe, expect, test } from 'vitest'
import {
  type Candidate,
  chooseScript,
  chooseWay,
  decideAfterTry,
  drawFollowUps,
  kindOfBadScore,
  type WayRule,
} from '../../callcenter/rules/follow-up.ts'

const rule = (change: Partial<WayRule>): WayRule => ({
  ...{ subject: 'order', kind: null, subkind: null, channel: null, sharePercent: 100, way: 'call' },
  ...change,
})
const order = (id: number, change: Partial<Candidate> = {}): Candidate => ({
  ...{ subject: 'order', id, kind: 'fault-repair', subkind: 'low-voltage', channel: 'voice', customer: `k${id}` },
  ...change,
})
const many = Array.from({ length: 50 }, (_, n) => order(n + 1))

describe('what is read out', () => {
  const steps = [
    { kind: 'complaint', text: 'sorry' },
    { kind: null, text: 'good day' },
    { kind: null, text: 'good-bye' },
  ]
  test.each([
    ['complaint', ['sorry']],
    ['opinion', ['good day', 'good-bye']],
    ['contact', ['good day', 'good-bye']],
  ])('of %s is its own, or that of every other, and never both', (kind, texts) => {
    expect(chooseScript(steps, kind).map(({ text }) => text)).toEqual(texts)
  })
})

const nobody = { seed: 'seed', isTired: () => false }

describe('by which rule something is asked after', () => {
  const rules = [
    rule({ way: 'own' }),
    rule({ channel: 'voice', way: 'message' }),
    rule({ kind: 'complaint' }),
    rule({ kind: 'complaint', subkind: 'service', sharePercent: 0 }),
  ]
  test.each([
    [{ kind: 'fault-repair', channel: 'voice' }, 'message', 100],
    [{ kind: 'fault-repair', channel: 'web' }, 'own', 100],
    [{ kind: 'complaint', channel: 'voice', subkind: 'outage' }, 'call', 100],
    [{ kind: 'complaint', channel: 'voice', subkind: 'service' }, 'call', 0],
  ])('is the one that names most: %j', (of, way, sharePercent) => {
    expect(chooseWay(order(1, of), rules)).toMatchObject({ way, sharePercent })
  })
  test('is none of another subject', () => {
    expect(chooseWay(order(1, { subject: 'contact' }), rules)).toBeUndefined()
  })
})

describe('who is asked', () => {
  test('is a share, rounded up, the same by the same seed in whatever order', () => {
    const rules = [rule({ sharePercent: 25 })]
    const drawn = drawFollowUps(many, rules, nobody)
    expect(drawn).toHaveLength(13)
    expect(drawFollowUps(many.toReversed(), rules, nobody)).toEqual(drawn)
    expect(drawFollowUps(many, rules, { ...nobody, seed: 'another' })).not.toEqual(drawn)
  })
  test('is everybody where the share is all, and nobody where it is nothing', () => {
    expect(drawFollowUps(many, [rule({})], nobody)).toHaveLength(50)
    expect(drawFollowUps(many, [rule({ sharePercent: 0 })], nobody)).toEqual([])
  })
  test('is a customer once, first for what all are asked of', () => {
    const rules = [rule({ sharePercent: 50, way: 'message' }), rule({ kind: 'complaint' })]
    const own = [order(1, { customer: 'k9' }), order(2, { customer: 'k9', kind: 'complaint' })]
    expect(drawFollowUps(own, rules, nobody)).toEqual([{ subject: 'order', id: 2, way: 'call' }])
  })
  test('is nobody who was asked lately, nor whom nobody knows', () => {
    const own = [order(1, { customer: 'k1' }), order(2, { customer: null }), order(3)]
    const drawn = drawFollowUps(own, [rule({})], { ...nobody, isTired: (customer) => customer === 'k1' })
    expect(drawn.map(({ id }) => id)).toEqual([3])
  })
})

describe('after a call', () => {
  const now = new Date('2026-03-10T10:00:00+08:00')
  const againAt = new Date('2026-03-11T15:00:00+08:00')
  const rules = { attempts: 3, gapMinutes: 120 }
  test.each([
    ['answered', 1, { state: 'answered' }],
    ['refused', 1, { state: 'refused' }],
    ['wrong-number', 1, { state: 'given-up', because: 'wrong-number' }],
    ['no-answer', 1, { state: 'waiting', nextAt: new Date('2026-03-10T12:00:00+08:00') }],
    ['later', 2, { state: 'waiting', nextAt: againAt }],
    ['no-answer', 3, { state: 'given-up', because: 'no-answer' }],
    ['later', 3, { state: 'given-up', because: 'no-answer' }],
  ] as const)('%s at attempt %d', (outcome, attempts, expected) => {
    expect(decideAfterTry(outcome, { attempts, now, againAt }, rules)).toEqual(expected)
  })
})

test.each([
  [1, 'complaint'],
  [2, 'opinion'],
  [3, null],
  [5, null],
])('a score of %d opens %s', (score, kind) => {
  expect(kindOfBadScore(score, { opinionScore: 2, complaintScore: 1 })).toBe(kind)
})
