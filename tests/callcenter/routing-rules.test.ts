import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  estimateWait,
  type Free,
  headStartOf,
  pairUp,
  type Skill,
  type Step,
  type Waiting,
} from '../../callcenter/rules/routing.ts'
import { describeWait } from '../../callcenter/rules/waiting.ts'

const now = new Date('2026-03-10T09:00:00+08:00')
const before = (seconds: number) => new Date(now.getTime() - seconds * 1000)
const step = (skill: Skill, through: Skill, leastLevel: number, afterSeconds: number): Step => ({
  skill,
  through,
  leastLevel,
  afterSeconds,
})
const steps = [
  step('fault', 'fault', 3, 0),
  step('fault', 'fault', 1, 15),
  step('fault', 'general', 1, 30),
  step('general', 'general', 1, 0),
]
const contact = (
  contactId: number,
  { waits = 0, headStart = 0, ...more }: Partial<Waiting> & { waits?: number; headStart?: number } = {},
): Waiting => ({
  contactId,
  skill: 'fault',
  alsoSkill: null,
  isWritten: false,
  channel: more.isWritten ? 'chat' : 'voice',
  passedSecondsAgo: {},
  queuedAt: before(waits),
  rankedAt: before(waits + headStart),
  preferred: null,
  ...more,
})
const agent = (agentId: number, skills: Partial<Record<Skill, number>>, more: Partial<Free> = {}): Free => ({
  agentId,
  since: before(100 - agentId),
  written: 0,
  live: 0,
  skills,
  ...more,
})
const hand = { liveChannels: ['chat'], writtenAtOnce: 2, slowAtOnce: 3, passOverSeconds: 60 }
const pair = (waiting: Waiting[], free: Free[]) =>
  pairUp(waiting, free, { steps, ...hand, now }).map(({ contactId, agentId }) => [contactId, agentId])

describe('a promised contact', () => {
  const promised = (left: number, isAtWork = true) =>
    contact(1, { preferred: { agentId: 1, until: before(-left), isAtWork } })
  const other = agent(2, { fault: 5 })

  test('goes to who promised it, whatever he can do best, while his time runs', () => {
    expect(pair([promised(60)], [agent(1, { business: 1 }), other])).toEqual([[1, 1]])
  })

  test('waits for him who is at work and has no place, and keeps nobody else waiting', () => {
    expect(pair([promised(60)], [other])).toEqual([])
    expect(pair([promised(60), contact(2)], [agent(1, {}, { live: 1 }), other])).toEqual([[2, 2]])
  })

  test('goes to whoever is able once his time is over, or where he is not at work', () => {
    expect(pair([promised(0)], [agent(1, { business: 1 }), other])).toEqual([[1, 2]])
    expect(pair([promised(60, false)], [other])).toEqual([[1, 2]])
  })
})

describe('a waiting contact', () => {
  test('goes to who does it best, and of these to who has been free longest', () => {
    expect(pair([contact(1)], [agent(1, { fault: 3 }), agent(2, { fault: 5 }), agent(3, { fault: 5 })])).toEqual([
      [1, 2],
    ])
  })

  test('is looked at by the next group once it has waited, and by its own first even then', () => {
    const beginner = agent(1, { fault: 1 })
    const other = agent(2, { general: 5 })
    expect(pair([contact(1, { waits: 14 })], [beginner, other])).toEqual([])
    expect(pair([contact(1, { waits: 15 })], [beginner, other])).toEqual([[1, 1]])
    expect(pair([contact(1, { waits: 29 })], [other])).toEqual([])
    expect(pair([contact(1, { waits: 30 })], [other])).toEqual([[1, 2]])
    expect(pair([contact(1, { waits: 60 })], [other, beginner, agent(3, { fault: 3 })])).toEqual([[1, 3]])
  })

  test('with a head start is before who came earlier, until that one has waited longer', () => {
    const only = [agent(1, { fault: 5 })]
    expect(pair([contact(1, { waits: 60 }), contact(2, { waits: 5, headStart: 120 })], only)).toEqual([[2, 1]])
    expect(pair([contact(1, { waits: 126 }), contact(2, { waits: 5, headStart: 120 })], only)).toEqual([[1, 1]])
  })

  test('is not held up by an earlier one that nobody present may take', () => {
    const waiting = [contact(1, { waits: 10 }), contact(2, { waits: 1, skill: 'general' })]
    expect(pair(waiting, [agent(1, { general: 2 })])).toEqual([[2, 1]])
  })

  test('in English goes to nobody who lacks it', () => {
    const english = contact(1, { waits: 90, alsoSkill: 'english' })
    expect(pair([english], [agent(1, { fault: 5 })])).toEqual([])
    expect(pair([english], [agent(1, { fault: 5 }), agent(2, { fault: 3, english: 2 })])).toEqual([[1, 2]])
  })

  test('is taken by an agent without skills of his own as by a beginner in all', () => {
    expect(pair([contact(1)], [agent(1, {})])).toEqual([])
    expect(pair([contact(1, { waits: 15 })], [agent(1, {})])).toEqual([[1, 1]])
  })

  test('that is live goes to who has least in hand, up to the limit; a call to who has none', () => {
    const written = contact(1, { isWritten: true })
    const busy = (agentId: number, count: number) => agent(agentId, { fault: 5 }, { written: count, live: count })
    expect(pair([written], [busy(1, 2)])).toEqual([])
    expect(pair([written], [busy(1, 1), busy(2, 0)])).toEqual([[1, 2]])
    expect(pair([contact(2)], [busy(1, 1)])).toEqual([])
  })

  test('that is not live has places of its own, and keeps no call away', () => {
    const mail = contact(1, { isWritten: true, channel: 'email' })
    const has = (written: number, live: number) => agent(1, { fault: 5 }, { written, live })
    expect(pair([mail], [has(4, 2)])).toEqual([[1, 1]])
    expect(pair([mail], [has(3, 0)])).toEqual([])
    expect(pair([contact(1, { isWritten: true })], [has(4, 1)])).toEqual([[1, 1]])
    expect(pair([contact(2)], [has(3, 0)])).toEqual([[2, 1]])
    expect(pair([contact(2)], [has(3, 1)])).toEqual([])
  })

  test('is not offered again to who let it pass before the seconds of the rule are over', () => {
    const passed = (seconds: number) => contact(1, { isWritten: true, passedSecondsAgo: { 1: seconds } })
    const [one, other] = [agent(1, { fault: 5 }), agent(2, { fault: 3 })]
    expect(pair([passed(59)], [one])).toEqual([])
    expect(pair([passed(59)], [one, other])).toEqual([[1, 2]])
    expect(pair([passed(60)], [one, other])).toEqual([[1, 1]])
  })

  test('whoever waits and whoever is free: none twice, none to the unable, and no pair is left out', () => {
    const skills = fc.dictionary(fc.constantFrom<Skill>('fault', 'general'), fc.integer({ min: 1, max: 5 }))
    const waitings = fc.array(
      fc.record({
        waits: fc.integer({ min: 0, max: 60 }),
        headStart: fc.constantFrom(0, 120),
        skill: fc.constantFrom<Skill>('fault', 'general'),
      }),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(waitings, fc.array(skills, { maxLength: 12 }), (waits, able) => {
        const waiting = waits.map((each, n) => contact(n + 1, each))
        const free = able.map((each, n) => agent(n + 1, each))
        const pairs = pair(waiting, free)
        expect(new Set(pairs.map(([id]) => id)).size).toBe(pairs.length)
        expect(new Set(pairs.map(([, id]) => id)).size).toBe(pairs.length)
        const restOfWaiting = waiting.filter(({ contactId }) => !pairs.some(([id]) => id === contactId))
        const restOfFree = free.filter(({ agentId }) => !pairs.some(([, id]) => id === agentId))
        expect(pair(restOfWaiting, restOfFree)).toEqual([])
        // The first in rank who can be taken by anybody is taken.
        const first = [...waiting]
          .sort((a, b) => a.rankedAt.getTime() - b.rankedAt.getTime() || a.contactId - b.contactId)
          .find((each) => pair([each], free).length > 0)
        if (first) expect(pairs.map(([id]) => id)).toContain(first.contactId)
      }),
    )
  })
})

describe('a head start', () => {
  const seconds = {
    'life-support': 600,
    'important-user': 300,
    'open-order': 60,
    'called-before': 120,
    'district-outage': 30,
    'other-hotline': 120,
    transferred: 86_400,
    promised: 600,
  }
  const secondsOf = (reason: keyof typeof seconds) => seconds[reason]
  test('is the longest of those that a caller may claim; they do not add up', () => {
    expect(headStartOf([], secondsOf)).toBe(0)
    expect(headStartOf(['open-order', 'called-before'], secondsOf)).toBe(120)
    expect(headStartOf(['open-order', 'called-before', 'life-support'], secondsOf)).toBe(600)
  })
})

describe('the wait that is told', () => {
  test('grows with those before and shrinks with those at work; with nobody at work it is not told', () => {
    expect(estimateWait({ ahead: 0, agentsAtWork: 1, handleSeconds: 180 })).toBe(180)
    expect(estimateWait({ ahead: 9, agentsAtWork: 20, handleSeconds: 180 })).toBe(90)
    expect(estimateWait({ ahead: 3, agentsAtWork: 0, handleSeconds: 180 })).toBeNull()
  })
})

test.each([
  [0, 1, '您是下一位。预计等待约 1 分钟。', 'You are next. Expected wait: about 1 minute.'],
  [1, 60, '您前面还有 1 位。预计等待约 1 分钟。', 'There is 1 caller before you. Expected wait: about 1 minute.'],
  [4, 61, '您前面还有 4 位。预计等待约 2 分钟。', 'There are 4 callers before you. Expected wait: about 2 minutes.'],
  [
    40,
    1801,
    '您前面还有 40 位。预计等待超过 30 分钟。',
    'There are 40 callers before you. Expected wait: more than 30 minutes.',
  ],
  [2, null, '您前面还有 2 位。目前没有坐席在岗。', 'There are 2 callers before you. At present nobody is at work.'],
])('%i before him and %s seconds are told so, rounded up', (ahead, waitSeconds, zh, en) => {
  expect(describeWait({ ahead, waitSeconds })).toEqual({ zh, en })
})
