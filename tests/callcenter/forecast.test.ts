import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { answerContact, closeContact, hangUpCall, receiveCall } from '../../callcenter/contacts.ts'
import { setMyState } from '../../callcenter/index.ts'
import {
  type CallDay,
  closenessOf,
  type DayKind,
  forecastDay,
  median,
  tryOut,
} from '../../callcenter/rules/forecast.ts'
import { agentsNeeded } from '../../callcenter/rules/staffing.ts'
import { bringCallDays, countCallDays, findStaffing } from '../../callcenter/staffing/staffing.ts'
import { addDays } from '../../db/time.ts'
import { layNetwork } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'
import { type Seat, seat } from './desk.ts'

const shape = Array.from({ length: 48 }, (_, at) => (at < 14 || at > 42 ? 1 : 8 + 6 * Math.sin(at / 4)))
/** As steady as a clock, with what a fixed seed adds. */
function callsOf(day: string, factor: number, noise = 0): number[] {
  let seed = Number(day.replaceAll('-', ''))
  const draw = () => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed / 2147483648 - 0.5
  }
  return shape.map((calls) => Math.max(0, Math.round(calls * factor + noise * draw())))
}
const START = '2026-01-05'
function daysFrom(count: number, factorOf: (day: string, weekday: number) => number, noise = 0): CallDay[] {
  return Array.from({ length: count }, (_, n) => {
    const day = addDays(START, n)
    const weekday = (n % 7) + 1
    const kind: DayKind = weekday > 5 ? 'weekend' : 'working'
    return { day, kind, weekday, calls: callsOf(day, factorOf(day, weekday), noise) }
  })
}
const usualWeek = (_: string, weekday: number) => [3, 2, 2, 2, 2.5, 1, 0.8][weekday - 1] ?? 1
const total = (halfHours: { expected: number }[]) => halfHours.reduce((sum, { expected }) => sum + expected, 0)
const came = (day: CallDay | undefined) => day?.calls.reduce((sum, calls) => sum + calls, 0) ?? 0

describe('the forecast of a day', () => {
  const monday = { day: addDays(START, 56), kind: 'working' as const, weekday: 1 }

  test('is the usual day of its weekday, at the level of recent weeks', () => {
    const history = daysFrom(56, usualWeek)
    const steady = forecastDay(history, monday)
    expect(steady).toMatchObject({ basis: 'weekday', outliers: [], level: 1 })
    expect(total(steady?.halfHours ?? [])).toBeCloseTo(came(history[0]), -1)
    const grown = daysFrom(56, (day, weekday) => usualWeek(day, weekday) * (day >= addDays(START, 42) ? 1.3 : 1))
    const risen = forecastDay(grown, monday)
    expect(total(risen?.halfHours ?? [])).toBeGreaterThan(1.15 * total(steady?.halfHours ?? []))
  })

  test('is not led astray by a storm, which it names', () => {
    const storm = addDays(START, 49)
    const history = daysFrom(56, (day, weekday) => (day === storm ? 20 : usualWeek(day, weekday)))
    const calm = forecastDay(daysFrom(56, usualWeek), monday)
    const said = forecastDay(history, monday)
    expect(said?.outliers).toEqual([storm])
    expect(total(said?.halfHours ?? [])).toBeCloseTo(total(calm?.halfHours ?? []), -1)
  })

  test('takes a make-up day for a working day and a holiday for a free one, and says so', () => {
    const history = daysFrom(56, usualWeek)
    const saturday = { day: addDays(START, 61), weekday: 6 }
    const madeUp = forecastDay(history, { ...saturday, kind: 'make-up' })
    const free = forecastDay(history, { ...monday, kind: 'holiday' })
    expect([madeUp?.basis, free?.basis]).toEqual(['kind', 'kind'])
    expect(total(madeUp?.halfHours ?? [])).toBeGreaterThan(2 * total(free?.halfHours ?? []))
  })

  test.each([
    [2, null],
    [4, 'kind'],
    [21, 'weekday'],
  ])('falls back as history is short: of %d days', (days, basis) => {
    expect(forecastDay(daysFrom(days, usualWeek), monday)?.basis ?? null).toBe(basis)
  })
  test('falls back on any days where none of its kind are known', () => {
    const sunday = { day: addDays(START, 6), kind: 'weekend' as const, weekday: 7 }
    expect(forecastDay(daysFrom(5, usualWeek), sunday)?.basis).toBe('any')
  })

  test('has an interval that holds about four in five, wider where days scatter more', () => {
    const calm = daysFrom(70, usualWeek, 4)
    const wild = daysFrom(70, usualWeek, 14)
    const width = (history: CallDay[]) =>
      forecastDay(history, monday)?.halfHours.reduce((sum, { low, high }) => sum + high - low, 0) ?? 0
    expect(width(wild)).toBeGreaterThan(width(calm))
    const { within } = tryOut(wild, 28)
    expect(within).toBeGreaterThan(0.7)
  })

  test('is tried out beside the same half hour of the week before, and is nearer where days scatter', () => {
    const { days, model, naive } = tryOut(daysFrom(70, usualWeek, 14), 28)
    expect(days).toBe(28)
    expect(model.wape).toBeLessThan(naive.wape ?? 0)
    expect(tryOut(daysFrom(5, usualWeek), 28)).toMatchObject({
      days: 0,
      within: null,
      model: { wape: null, mape: null },
    })
  })

  test('is measured by two formulas', () => {
    const pairs = [
      { said: 12, came: 10 },
      { said: 0, came: 10 },
      { said: 3, came: 0 },
    ]
    expect(closenessOf(pairs)).toEqual({ wape: 15 / 20, mape: (0.2 + 1) / 2 })
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5])
  })
})

describe('staffing', () => {
  const database = useDatabase()
  const NOW = '2026-03-10T12:10:00+08:00'
  let lead: Seat
  let lin: Seat

  beforeAll(async () => {
    await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
    lead = await seat(database, 'lead', { roles: ['lead'] })
    lin = await seat(database, 'lin')
  })
  beforeEach(async () => {
    await emptyTables(database, 'call_day', 'contact', 'contact_event', 'agent_state')
  })
  const bring = () =>
    bringCallDays(lead.at(NOW), { days: daysFrom(64, usualWeek, 6).map(({ day, calls }) => ({ day, calls })) })

  test('says what a day will bring and whom it takes, by the target and the shrinkage of the rules', async () => {
    expect(await bring()).toEqual({ kept: 64 })
    const staffing = await findStaffing(lead.at(NOW))
    expect(staffing).toMatchObject({
      ...{ day: '2026-03-10', kind: 'working', historyDays: 64, target: { share: 0.8, withinSeconds: 20 } },
      ...{ forecast: { basis: 'weekday' }, handle: { calls: 0 }, patienceSeconds: null, shrinkage: 0.3 },
    })
    const ten = staffing.halfHours[20]
    const load = { calls: (ten?.expected ?? 0) * 2, handleSeconds: staffing.handle.seconds, patienceSeconds: null }
    expect(ten?.needed).toBe(agentsNeeded(load, staffing.target))
    expect(ten?.rostered).toBe(Math.ceil((ten?.needed ?? 0) / 0.7))
    expect(staffing.trial.days).toBeGreaterThan(20)
    expect([ten?.came, staffing.halfHours[23]?.came, staffing.halfHours[25]?.came]).toEqual([0, 0, null])
  })

  test('says that it cannot tell where too little is known', async () => {
    const staffing = await findStaffing(lead.at(NOW))
    expect(staffing.forecast).toBeNull()
    expect(staffing.halfHours[20]).toMatchObject({ expected: null, needed: null, came: 0 })
    await expect(findStaffing(lead.at(NOW), '2027-03-10')).rejects.toMatchObject({ code: 'DAY_TOO_FAR' })
  })

  test('measures handling and patience from what happened to calls', async () => {
    const at = (time: string) => `2026-03-10T${time}+08:00`
    const ring = async (callId: string, time: string) =>
      (await receiveCall(database.ctx(at(time)), { callId, callerPhone: `1390000000${callId}` })).contactId ?? 0
    await bring()
    const id = await ring('1', '10:00:00')
    await setMyState(lin.at(at('10:00:05')), { state: 'ready' })
    const { version } = await answerContact(lin.at(at('10:00:10')), id)
    await hangUpCall(database.ctx(at('10:03:10')), '1')
    await closeContact(lin.at(at('10:03:40')), id, { category: 'other', summary: '已答复', version: version + 1 })
    await setMyState(lin.at(at('10:03:41')), { state: 'away' })
    await ring('2', '10:10:00')
    await hangUpCall(database.ctx(at('10:10:50')), '2')
    // One that the desk placed asked for nobody, also where it was given to a queue.
    await ring('3', '10:20:00')
    await hangUpCall(database.ctx(at('10:28:00')), '3')
    await database.pool.query(`update contact set direction = 'out' where call_id = '3'`)
    const staffing = await findStaffing(lead.at(NOW))
    expect(staffing.handle).toEqual({ seconds: 210, calls: 1 })
    expect(staffing.patienceSeconds).toBe(60)
    expect(staffing.halfHours[20]?.came).toBe(2)
  })

  test('counts days that are over once, and what was brought gives way to what was counted', async () => {
    await receiveCall(database.ctx('2026-03-08T09:40:00+08:00'), { callId: '1', callerPhone: '13900000001' })
    await bring()
    await countCallDays(database.ctx(NOW))
    await countCallDays(database.ctx(NOW))
    const { rows } = await database.pool.query(
      `select on_day::text as day, calls[20] as at_half_past_nine, source from call_day where source = 'counted' order by 1`,
    )
    expect(rows).toEqual([
      { day: '2026-03-08', at_half_past_nine: 1, source: 'counted' },
      { day: '2026-03-09', at_half_past_nine: 0, source: 'counted' },
    ])
    await bring()
    const again = await database.pool.query(`select count(*)::int as counted from call_day where source = 'counted'`)
    expect(again.rows).toEqual([{ counted: 2 }])
    await expect(
      bringCallDays(lead.at(NOW), { days: [{ day: '2026-03-10', calls: shape.map(() => 1) }] }),
    ).rejects.toMatchObject({ code: 'DAY_NOT_OVER' })
  })
})
