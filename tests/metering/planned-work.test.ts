import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { layStreets, streetNames } from '../../app/bench/streets.ts'
import { regroupAlarms } from '../../metering/floods/group-alarms.ts'
import {
  enterPlannedWork,
  extendPlannedWork,
  listPlannedWork,
  raiseReleased,
  withdrawPlannedWork,
} from '../../metering/floods/planned-work.ts'
import { listAlarms } from '../../metering/index.ts'
import { alarmKinds } from '../../metering/rules/alarm-kinds/all.ts'
import { isExplainedBy, kindsOfWork, workStateAt } from '../../metering/rules/planned-work.ts'
import { recordMeterEvents } from '../../metering/terminals.ts'
import { emptyTables, useDatabase } from '../support/database.ts'

const hour = (time: string) => new Date(`2026-03-10T${time}:00+08:00`)

describe('what planned work explains', () => {
  const life = { fromAt: hour('09:00'), toAt: hour('12:00'), withdrawnAt: null }
  const work = { ...life, feederId: 1, districtId: null, pointIds: [] }
  const alarm = { kind: 'power-off', at: hour('09:30'), points: [7], districtId: 11, feederId: 1 }

  test.each<[string, Partial<typeof alarm>, object, string, boolean]>([
    ['within it', {}, {}, '10:00', true],
    ['from its first instant', { at: hour('09:00') }, {}, '10:00', true],
    ['what began before', { at: hour('08:59') }, {}, '10:00', false],
    ['not once it is over', {}, {}, '12:00', false],
    ['not when it is withdrawn', {}, { withdrawnAt: hour('09:40') }, '10:00', false],
    ['another feeder', { feederId: 2 }, {}, '10:00', false],
    ['its district', {}, { feederId: null, districtId: 11 }, '10:00', true],
    ['another district', {}, { feederId: null, districtId: 12 }, '10:00', false],
    ['its points', {}, { feederId: null, pointIds: [7, 8] }, '10:00', true],
    ['a terminal with others behind it', { points: [7, 9] }, { feederId: null, pointIds: [7, 8] }, '10:00', false],
    ['a cover that was opened', { kind: 'cover-open' }, {}, '10:00', false],
    ['a strong field', { kind: 'magnetic-field' }, {}, '10:00', false],
  ])('%s', (_, change, other, now, expected) => {
    expect(isExplainedBy({ ...alarm, ...change }, { ...work, ...other }, hour(now))).toBe(expected)
  })

  test('never what somebody did to a meter', () => {
    const families = kindsOfWork.map((kind) => alarmKinds[kind]?.family)
    expect(families).not.toContain('tampering')
    expect(families).not.toContain(undefined)
  })

  test.each([
    ['08:00', 'upcoming'],
    ['09:00', 'under-way'],
    ['11:59', 'under-way'],
    ['12:00', 'over'],
  ])('at %s it is %s', (now, state) => {
    expect(workStateAt(life, hour(now))).toBe(state)
  })
})

describe('alarms in planned work', () => {
  const database = useDatabase()
  const at = (time: string, scope = '') => ({ ...database.ctx(`2026-03-10T${time}:00+08:00`), scope })
  const tell = (time: string, code: string, district: number, homes = [0, 1, 2, 3, 4, 5]) => {
    const events = homes.map((home) => ({
      meter: streetNames.meter(district, home),
      at: at(time).now,
      code,
      detail: {},
    }))
    return recordMeterEvents(at(time), { topic: 'test', events })
  }
  const look = async (time: string) => {
    await raiseReleased(at(time))
    while ((await regroupAlarms(at(time))) > 0);
    const { groups, alarms, suppressed } = await listAlarms(at(time), {})
    return { shown: [...groups, ...alarms].map(({ kind }) => kind), suppressed }
  }
  const districtId = async (district: number) => {
    const { rows } = await database.pool.query(`select id from transformer_district where name = $1`, [
      streetNames.district(district),
    ])
    return Number(rows[0].id)
  }
  const enter = async (district: number, from = '09:00', to = '12:00') =>
    enterPlannedWork(at('08:00'), {
      ...{ kind: 'maintenance', reason: '更换低压总开关', districtId: await districtId(district) },
      ...{ fromAt: hour(from).toISOString(), toAt: hour(to).toISOString() },
    })

  beforeAll(() => layStreets(at('08:00').db, { feeders: 1, districts: 3, homes: 6 }))
  beforeEach(() => emptyTables(database, 'alarm', 'meter_event', 'event', 'planned_work'))

  test('are kept with its number, and what is not well by its end is raised then', async () => {
    const { workNo } = await enter(0)
    await tell('09:10', 'power-off', 0)
    await tell('09:10', 'cover-open', 0, [1])
    expect(await look('09:11')).toEqual({ shown: ['cover-open'], suppressed: 6 })
    const kept = await listAlarms(at('09:12'), { status: 'suppressed' })
    expect(kept.alarms.map((alarm) => alarm.workNo)).toEqual(Array(6).fill(workNo))
    await tell('11:30', 'power-on', 0, [0, 1, 2])
    expect((await look('11:59')).suppressed).toBe(3)
    expect(await look('12:00')).toEqual({ shown: ['district-outage', 'cover-open'], suppressed: 0 })
    const { rows } = await database.pool.query(
      `select payload ->> 'kind' as kind from event where kind = 'alarm.raised' and at >= '2026-03-10T12:00+08' order by id`,
    )
    expect(rows.map(({ kind }) => kind)).toEqual(['power-off', 'power-off', 'power-off', 'district-outage'])
    expect(await look('12:01')).toMatchObject({ suppressed: 0 })
    expect((await listPlannedWork(at('12:01'), {})).works).toMatchObject([{ workNo, state: 'over', suppressed: 6 }])
  })

  test('that were raised before it was entered go behind it, and are raised again when it is withdrawn', async () => {
    await tell('09:10', 'power-off', 0)
    expect((await look('09:11')).shown).toEqual(['district-outage'])
    const { workId } = await enter(0)
    expect(await look('09:20')).toEqual({ shown: [], suppressed: 6 })
    expect((await listAlarms(at('09:21', 'S.'), { status: 'suppressed' })).alarms).toHaveLength(6)
    await withdrawPlannedWork(at('09:30'), { workId, reason: '工作取消' })
    expect((await look('09:30')).shown).toEqual(['district-outage'])
    await expect(withdrawPlannedWork(at('09:31'), { workId, reason: '再撤' })).rejects.toMatchObject({
      code: 'WORK_ENDED',
    })
  })

  test('stay behind it when its end is moved, and elsewhere are raised', async () => {
    const { workId } = await enter(0)
    await extendPlannedWork(at('11:50'), { workId, toAt: hour('14:00').toISOString(), reason: '天气原因顺延' })
    await tell('11:55', 'power-off', 0)
    await tell('11:55', 'power-off', 2)
    expect(await look('12:30')).toEqual({ shown: ['district-outage'], suppressed: 6 })
    expect((await look('14:00')).suppressed).toBe(0)
    expect((await listPlannedWork(at('14:00'), {})).works[0]?.extensions).toMatchObject([{ reason: '天气原因顺延' }])
  })

  test('of points by their numbers; unknown and another unit’s are refused, each named, and nothing is kept', async () => {
    const input = {
      ...{
        kind: 'outage' as const,
        reason: '表计更换',
        fromAt: hour('09:00').toISOString(),
        toAt: hour('10:00').toISOString(),
      },
    }
    await expect(
      enterPlannedWork(at('08:00'), { ...input, pointNos: ['STREET-P-0-0', 'NO-1', 'NO-2'] }),
    ).rejects.toMatchObject({ code: 'POINT_UNKNOWN', issues: [{}, {}] })
    await expect(enterPlannedWork(at('08:00', 'Z.'), { ...input, pointNos: ['STREET-P-0-0'] })).rejects.toMatchObject({
      code: 'POINT_UNKNOWN',
    })
    await expect(
      enterPlannedWork(at('08:00', 'Z.'), { ...input, districtId: await districtId(0) }),
    ).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(enterPlannedWork(at('11:00'), { ...input, districtId: await districtId(0) })).rejects.toMatchObject({
      code: 'WORK_IN_PAST',
    })
    expect((await listPlannedWork(at('08:00'), {})).works).toEqual([])
    await enterPlannedWork(at('08:00', 'S.'), { ...input, pointNos: ['STREET-P-0-0'] })
    await tell('09:10', 'power-off', 0, [0, 1])
    expect(await look('09:11')).toEqual({ shown: ['power-off'], suppressed: 1 })
  })
})
