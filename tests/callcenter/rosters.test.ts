import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eraseOver } from '../../app/keeping/retention.ts'
import { callcenter, setMyState } from '../../callcenter/index.ts'
import {
  agreeExchange,
  askAbsence,
  askExchange,
  decideAbsence,
  decideExchange,
  findMyShifts,
} from '../../callcenter/roster/own.ts'
import { findRosterWeek, publishRoster, saveDraft, suggestDraft } from '../../callcenter/roster/rosters.ts'
import {
  type Assigned,
  coverOf,
  findRestFaults,
  type Hours,
  keptOf,
  suggestRoster,
} from '../../callcenter/rules/roster.ts'
import { bringCallDays, findStaffing } from '../../callcenter/staffing/staffing.ts'
import { addDays } from '../../db/time.ts'
import { layNetwork } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

const hoursOf = (fromMinute: number) => ({ fromMinute, minutes: 480 })
const hours: Hours = { early: hoursOf(480), middle: hoursOf(960), night: hoursOf(0), day: hoursOf(540) }
const rules = { dayMostMinutes: 480, weekMostMinutes: 2640, weekRestDays: 1, restBetweenMinutes: 660 }
const MONDAY = '2026-03-16'
const days = Array.from({ length: 7 }, (_, n) => addDays(MONDAY, n))
const works = (day: number, shift: Assigned['shift'], userId = 1): Assigned => ({ userId, day: days[day] ?? '', shift })

describe('hours and rest', () => {
  test.each<[string, Assigned[], Assigned[], string[]]>([
    ['five early shifts', [0, 1, 2, 3, 4].map((n) => works(n, 'early')), [], []],
    [
      'a week without a day of rest',
      [0, 1, 2, 3, 4, 5, 6].map((n) => works(n, 'early')),
      [],
      ['OVER_WEEK', 'NO_REST_DAY'],
    ],
    ['six shifts of eight hours, over 44', [0, 1, 2, 3, 4, 5].map((n) => works(n, 'early')), [], ['OVER_WEEK']],
    [
      'a middle shift and the early one after it',
      [works(0, 'middle'), works(1, 'early')],
      [],
      ['SHORT_REST', 'SHORT_REST'],
    ],
    [
      'a middle shift and the night that begins when it ends',
      [works(0, 'middle'), works(1, 'night')],
      [],
      ['SHORT_REST', 'SHORT_REST'],
    ],
    [
      'the last shift of the week before',
      [works(0, 'early')],
      [{ ...works(0, 'middle'), day: addDays(MONDAY, -1) }],
      ['SHORT_REST'],
    ],
    ['another agent’s shift', [works(0, 'middle'), works(1, 'early', 2)], [], []],
  ])('finds what breaks them: %s', (_, week, around, expected) => {
    expect(findRestFaults(week, around, hours, rules).map(({ because }) => because)).toEqual(expected)
  })
  test('finds a shift that is too long', () => {
    const long = { ...hours, day: { fromMinute: 540, minutes: 600 } }
    expect(findRestFaults([works(0, 'day')], [], long, rules)).toEqual([
      { userId: 1, day: MONDAY, because: 'OVER_DAY' },
    ])
  })
  test('covers half hours of its own day, and of the next where it runs on', () => {
    const late = { ...hours, night: { fromMinute: 1380, minutes: 540 } }
    const cover = coverOf(days[1] ?? '', [works(0, 'night'), works(1, 'early')], late)
    expect([cover[0], cover[15], cover[16], cover[31], cover[32], cover[46]]).toEqual([1, 1, 1, 1, 0, 0])
  })
  test('counts how much of a planned time somebody was there', () => {
    const stretches = [
      { from: 0, to: 60, isAtWork: true },
      { from: 60, to: 80, isAtWork: false },
      { from: 80, to: 200, isAtWork: true },
    ]
    expect(keptOf({ from: 30, to: 100 }, stretches)).toBe(50)
  })
})

describe('a suggested roster', () => {
  const wanted = (agents: number[], need: number) => ({
    agents,
    days,
    needed: Object.fromEntries(days.map((day) => [day, Array.from({ length: 48 }, (_, at) => (at >= 16 ? need : 0))])),
    isFree: (userId: number, day: string) => userId === 2 && day === MONDAY,
    around: [],
  })
  test('covers the need, keeps rest and leave, spreads shifts, and is the same each time', () => {
    const agents = [1, 2, 3, 4, 5, 6, 7, 8]
    const given = suggestRoster(wanted(agents, 2), hours, rules)
    expect(given).toEqual(suggestRoster(wanted(agents, 2), hours, rules))
    expect(findRestFaults(given, [], hours, rules)).toEqual([])
    expect(given.filter(({ userId, day }) => userId === 2 && day === MONDAY)).toEqual([])
    const lacking = days.flatMap((day) => coverOf(day, given, hours).filter((cover, at) => at >= 16 && cover < 2))
    expect(lacking).toEqual([])
    const loads = agents.map((agent) => given.filter(({ userId }) => userId === agent).length)
    expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1)
  })
  test('leaves uncovered what nobody may cover', () => {
    const given = suggestRoster(wanted([1], 2), hours, rules)
    expect(given.length).toBeLessThanOrEqual(5)
    expect(findRestFaults(given, [], hours, rules)).toEqual([])
  })
})

describe('rosters', () => {
  const database = useDatabase()
  const NOW = '2026-03-13T10:00:00+08:00'
  let lead: Seat
  let foreign: Seat
  let team: Seat[]

  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
    await database.pool.query(
      `insert into organisation (kind, code, name, path) values ('county', 'Y', '永春县供电公司', 'Y.')`,
    )
    lead = await seat(database, 'lead', { roles: ['lead'] })
    foreign = await seat(database, 'foreign', { roles: ['lead'], scope: 'Y.' })
    team = [await seat(database, 'lin'), await seat(database, 'chen'), await seat(database, 'wu')]
  })
  beforeEach(async () => {
    await emptyTables(
      database,
      'roster',
      'roster_shift',
      'agent_absence',
      'shift_exchange',
      'agent_state',
      'agent_state_event',
    )
  })
  const [lin, chen] = [() => team[0] as Seat, () => team[1] as Seat]
  const planned = () => [
    { userId: lin().id, day: MONDAY, shift: 'early' as const },
    { userId: chen().id, day: '2026-03-17', shift: 'middle' as const },
  ]
  async function publish(shifts: Assigned[] = planned(), now = NOW) {
    const { draft } = await saveDraft(lead.at(now), MONDAY, { revision: 0, shifts })
    return publishRoster(lead.at(now), MONDAY, draft?.revision ?? 0)
  }

  test('are drafted as a whole, by whoever saw the latest revision, and published in versions', async () => {
    const { draft, unit } = await saveDraft(lead.at(NOW), MONDAY, { revision: 0, shifts: planned() })
    expect([unit, draft?.version, draft?.revision]).toEqual(['安溪县供电公司', 1, 1])
    await expect(saveDraft(lead.at(NOW), MONDAY, { revision: 0, shifts: [] })).rejects.toMatchObject({
      code: 'ROSTER_CHANGED',
    })
    expect((await findMyShifts(lin().at(NOW))).shifts).toEqual([])
    const first = await publishRoster(lead.at(NOW), MONDAY, 1)
    expect(first).toMatchObject({ draft: null, published: { version: 1, publishedBy: 'lead' }, faults: [] })
    expect((await findMyShifts(lin().at(NOW))).shifts).toMatchObject([{ day: MONDAY, shift: 'early' }])
    const second = await publish([])
    expect(second.published).toMatchObject({ version: 2, shifts: [] })
    expect((await findMyShifts(lin().at(NOW))).shifts).toEqual([])
    const { rows } = await database.pool.query(
      `select count(*)::int as acts from audit_entry where action = 'roster.published'`,
    )
    expect(rows).toEqual([{ acts: 2 }])
  })

  test('are begun by one of two leads at once', async () => {
    const outcomes = await Promise.allSettled(
      [0, 1].map(() => saveDraft(lead.at(NOW), MONDAY, { revision: 0, shifts: planned() })),
    )
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('name agents of the unit and days of the week, and are of a Monday', async () => {
    const strange = [{ ...planned()[0], userId: foreign.id }] as Assigned[]
    await expect(saveDraft(lead.at(NOW), MONDAY, { revision: 0, shifts: strange })).rejects.toMatchObject({
      code: 'SHIFTS_UNFIT',
      issues: [{ path: 'shifts.0.userId' }],
    })
    await expect(findRosterWeek(lead.at(NOW), '2026-03-17')).rejects.toMatchObject({ code: 'NOT_A_MONDAY' })
    await publish()
    expect((await findRosterWeek(foreign.at(NOW), MONDAY)).published).toBeNull()
  })

  test('are not published where rest is broken, and say where', async () => {
    const shifts = [
      { userId: lin().id, day: MONDAY, shift: 'middle' as const },
      { userId: lin().id, day: '2026-03-17', shift: 'early' as const },
    ]
    const { draft, faults } = await saveDraft(lead.at(NOW), MONDAY, { revision: 0, shifts })
    expect(faults.map(({ day, because }) => [day, because])).toEqual([
      [MONDAY, 'SHORT_REST'],
      ['2026-03-17', 'SHORT_REST'],
    ])
    await expect(publishRoster(lead.at(NOW), MONDAY, draft?.revision ?? 0)).rejects.toMatchObject({
      code: 'ROSTER_BREAKS_REST',
    })
  })

  test('are suggested from the forecast, without who is on leave', async () => {
    const calls = Array.from({ length: 48 }, (_, at) => (at >= 18 && at < 34 ? 4 : 0))
    await bringCallDays(lead.at(NOW), {
      days: Array.from({ length: 60 }, (_, n) => ({ day: addDays('2026-01-10', n), calls })),
    })
    await askAbsence(lin().at(NOW), { kind: 'leave', fromOn: MONDAY, toOn: '2026-03-23', reason: '探亲' })
    const { absences } = await findRosterWeek(lead.at(NOW), MONDAY)
    await expect(decideAbsence(foreign.at(NOW), absences[0]?.id ?? 0, 'granted')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await decideAbsence(lead.at(NOW), absences[0]?.id ?? 0, 'granted')
    const { draft, days: covered, faults } = await suggestDraft(lead.at(NOW), MONDAY, 0)
    expect(faults).toEqual([])
    expect(draft?.shifts.length).toBeGreaterThan(4)
    expect(draft?.shifts.some(({ userId }) => userId === lin().id)).toBe(false)
    expect(covered[0]?.needed).toBeGreaterThan(covered[0]?.lacking ?? 0)
    await publishRoster(lead.at(NOW), MONDAY, draft?.revision ?? 0)
    const { halfHours } = await findStaffing(lead.at(NOW), MONDAY)
    expect(halfHours.some(({ planned: agents }) => (agents ?? 0) > 0)).toBe(true)
  })

  test('are changed by two who exchange, when both and the lead say so', async () => {
    await publish()
    const asked = await askExchange(lin().at(NOW), { ownOn: MONDAY, otherId: chen().id, otherOn: '2026-03-17' })
    const id = asked.exchanges[0]?.id ?? 0
    await expect(decideExchange(lead.at(NOW), id, 'granted')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(agreeExchange(lin().at(NOW), id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await agreeExchange(chen().at(NOW), id)
    await expect(decideExchange(foreign.at(NOW), id, 'granted')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await decideExchange(lead.at(NOW), id, 'granted')
    const { published } = await findRosterWeek(lead.at(NOW), MONDAY)
    expect(published).toMatchObject({
      version: 2,
      shifts: [
        { userId: chen().id, day: MONDAY, shift: 'early' },
        { userId: lin().id, day: '2026-03-17', shift: 'middle' },
      ],
    })
    await expect(
      askExchange(lin().at(NOW), { ownOn: MONDAY, otherId: chen().id, otherOn: MONDAY }),
    ).rejects.toMatchObject({ code: 'EXCHANGE_UNFIT' })
  })

  test('are not exchanged once one of the two is over', async () => {
    await publish()
    const day = { ownOn: MONDAY, otherId: chen().id, otherOn: '2026-03-17' }
    const at = (minute: string) => lin().at(`2026-03-16T${minute}:00+08:00`)
    const { hours } = await findMyShifts(at('00:00'))
    expect(hours.early).toEqual({ fromMinute: 480, minutes: 480 })
    expect((await findMyShifts(at('15:59'))).shifts).toEqual([{ day: MONDAY, shift: 'early', isOver: false }])
    expect((await findMyShifts(at('16:00'))).shifts).toEqual([{ day: MONDAY, shift: 'early', isOver: true }])
    await expect(askExchange(at('16:00'), day)).rejects.toMatchObject({ code: 'SHIFT_PAST' })
    const chenAt = chen().at('2026-03-16T16:00:00+08:00')
    expect((await findMyShifts(chenAt)).colleagues).toEqual([])
    expect((await askExchange(at('15:59'), day)).exchanges).toHaveLength(1)
  })

  test('are not published over an exchange that was granted since they were drafted', async () => {
    await publish()
    const asked = await askExchange(lin().at(NOW), { ownOn: MONDAY, otherId: chen().id, otherOn: '2026-03-17' })
    const id = asked.exchanges[0]?.id ?? 0
    await agreeExchange(chen().at(NOW), id)
    await saveDraft(lead.at(NOW), MONDAY, { revision: 0, shifts: planned() })
    await decideExchange(lead.at(NOW), id, 'granted')
    await expect(publishRoster(lead.at(NOW), MONDAY, 1)).rejects.toMatchObject({ code: 'ROSTER_CHANGED' })
    const { draft } = await saveDraft(lead.at(NOW), MONDAY, { revision: 1, shifts: planned() })
    expect(draft).toMatchObject({ version: 4, revision: 2 })
    expect((await publishRoster(lead.at(NOW), MONDAY, 2)).published).toMatchObject({ version: 4, shifts: planned() })
  })

  test('are not exchanged where one of the two works or is on leave on the day that he would take', async () => {
    await publish([...planned(), { userId: lin().id, day: '2026-03-17', shift: 'middle' }])
    const day = { ownOn: MONDAY, otherId: chen().id, otherOn: '2026-03-17' }
    await expect(askExchange(lin().at(NOW), day)).rejects.toMatchObject({ code: 'EXCHANGE_UNFIT' })
    expect((await findMyShifts(lin().at(NOW))).exchanges).toEqual([])
    await publish()
    const id = (await askExchange(lin().at(NOW), day)).exchanges[0]?.id ?? 0
    await agreeExchange(chen().at(NOW), id)
    await askAbsence(chen().at(NOW), { kind: 'leave', fromOn: MONDAY, toOn: '2026-03-17', reason: '就医' })
    const { absences } = await findRosterWeek(lead.at(NOW), MONDAY)
    await decideAbsence(lead.at(NOW), absences[0]?.id ?? 0, 'granted')
    await expect(decideExchange(lead.at(NOW), id, 'granted')).rejects.toMatchObject({ code: 'EXCHANGE_UNFIT' })
    await expect(askExchange(lin().at(NOW), day)).rejects.toMatchObject({ code: 'EXCHANGE_UNFIT' })
    await decideExchange(lead.at(NOW), id, 'refused')
  })

  test('are not exchanged into a broken rest, nor on a version that is no more', async () => {
    await publish([...planned(), { userId: lin().id, day: '2026-03-18', shift: 'early' }])
    const asked = await askExchange(lin().at(NOW), { ownOn: MONDAY, otherId: chen().id, otherOn: '2026-03-17' })
    const id = asked.exchanges[0]?.id ?? 0
    await agreeExchange(chen().at(NOW), id)
    await expect(decideExchange(lead.at(NOW), id, 'granted')).rejects.toMatchObject({ code: 'ROSTER_BREAKS_REST' })
    await publish()
    await expect(decideExchange(lead.at(NOW), id, 'granted')).rejects.toMatchObject({ code: 'ROSTER_CHANGED' })
    await decideExchange(lead.at(NOW), id, 'refused')
  })

  test('are held against how agents were at work', async () => {
    await publish()
    const at = (time: string) => lin().at(`2026-03-16T${time}:00+08:00`)
    await setMyState(at('07:55'), { state: 'ready' })
    await setMyState(at('09:00'), { state: 'away', reason: 'break' })
    await setMyState(at('09:30'), { state: 'ready' })
    const { kept } = await findRosterWeek(lead.at('2026-03-16T12:00:00+08:00'), MONDAY)
    expect(kept).toEqual([{ userId: lin().id, day: MONDAY, plannedMinutes: 240, keptMinutes: 210 }])
  })

  test('are kept as long as their rule says', async () => {
    await publish()
    const counts = await eraseOver(database.ctx('2028-05-01T03:00:00+08:00'), callcenter.erasures ?? [])
    expect(counts.rosters).toBe(1)
  })
})
