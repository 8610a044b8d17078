import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { layStreets, streetNames } from '../../app/bench/streets.ts'
import { acknowledgeAlarms, endAlarms } from '../../metering/alarm-acts.ts'
import { regroupAlarms } from '../../metering/floods/group-alarms.ts'
import { listAlarms } from '../../metering/index.ts'
import { recordMeterEvents, recordTerminalStatus } from '../../metering/terminals.ts'
import { emptyTables, useDatabase } from '../support/database.ts'

describe('a flood of alarms', () => {
  const database = useDatabase()
  const at = (time: string) => database.ctx(`2026-03-10T${time}+08:00`)
  const tell = (time: string, code: string, district: number, homes: number[]) => {
    const events = homes.map((home) => ({
      meter: streetNames.meter(district, home),
      at: at(time).now,
      code,
      detail: {},
    }))
    return recordMeterEvents(at(time), { topic: 'test', events })
  }
  const board = async () => listAlarms(at('12:00:00'), {})
  const shown = async () => {
    const { groups, alarms } = await board()
    return [
      ...groups.map(({ kind, openMembers, members }) => `${kind} ${openMembers}/${members}`),
      ...alarms.map(({ kind }) => kind),
    ]
  }
  const told = async (kind: string, of = '%-outage') => {
    const { rows } = await database.pool.query<{ count: string }>(
      `select count(*) from event where kind = $1 and payload ->> 'kind' like $2`,
      [kind, of],
    )
    return Number(rows[0]?.count)
  }
  const all = [0, 1, 2, 3, 4, 5, 6, 7]

  beforeAll(() => layStreets(at('08:00:00').db, { feeders: 2, districts: 3, homes: 8 }))
  beforeEach(() => emptyTables(database, 'alarm', 'meter_event', 'event', 'terminal_status'))

  test('grows from single alarms to a district to its feeder, told once each, and ends with what recovers', async () => {
    await tell('09:00:00', 'power-off', 0, [0, 1])
    await regroupAlarms(at('09:00:01'))
    expect(await shown()).toEqual(['power-off', 'power-off'])
    await tell('09:01:00', 'power-off', 0, [2, 3])
    await regroupAlarms(at('09:01:01'))
    expect(await shown()).toEqual(['district-outage 4/4'])
    expect((await board()).groups).toMatchObject([
      { districtName: streetNames.district(0), occurredAt: at('09:00:00').now.toISOString(), severity: 'critical' },
    ])
    await tell('09:01:30', 'power-off', 0, [4])
    await regroupAlarms(at('09:01:31'))
    expect((await board()).groups).toMatchObject([{ repeats: 1, openMembers: 5 }])
    await tell('09:02:00', 'power-off', 1, all)
    await regroupAlarms(at('09:02:01'))
    expect(await shown()).toEqual(['feeder-outage 13/13'])
    expect((await board()).groups).toMatchObject([{ feederName: streetNames.feeder(0), districtName: null }])
    expect(await told('alarm.raised')).toBe(2)
    await tell('09:30:00', 'power-on', 1, all)
    await tell('09:30:00', 'power-on', 0, [0, 1])
    await regroupAlarms(at('09:30:01'))
    expect(await shown()).toEqual(['feeder-outage 3/13'])
    await tell('09:40:00', 'power-on', 0, [2, 3])
    await regroupAlarms(at('09:40:01'))
    // What is left is on its own again.
    expect(await shown()).toEqual(['power-off'])
    await tell('09:50:00', 'power-on', 0, [4])
    while ((await regroupAlarms(at('09:50:01'))) > 0);
    expect(await shown()).toEqual([])
    expect([await told('alarm.raised'), await told('alarm.cleared')]).toEqual([2, 2])
  })

  test('is one group however many look at it at once, and looked at again it changes nothing', async () => {
    await Promise.all([tell('09:00:00', 'power-off', 0, all), tell('09:00:02', 'power-off', 1, all)])
    await Promise.all(Array.from({ length: 6 }, () => regroupAlarms(at('09:00:03'))))
    expect(await shown()).toEqual(['feeder-outage 16/16'])
    await database.pool.query('update alarm set to_group = true')
    const before = await database.pool.query('select * from alarm order by id')
    await regroupAlarms(at('09:05:00'))
    const after = await database.pool.query('select * from alarm order by id')
    expect(after.rows.map(({ to_group, ...row }) => row)).toEqual(before.rows.map(({ to_group, ...row }) => row))
    expect(await told('alarm.raised')).toBe(1)
  })

  test('the database itself keeps a second group of a place away', async () => {
    await tell('09:00:00', 'power-off', 0, all)
    await regroupAlarms(at('09:00:03'))
    const again = `insert into alarm (kind, severity, district_id, occurred_at, raised_at)
      select kind, severity, district_id, occurred_at, raised_at from alarm where district_id is not null`
    await expect(database.pool.query(again)).rejects.toThrow(/alarm_open_district/)
  })

  test('a terminal that is off line covers the meters that fell silent behind it, and leaves them to themselves', async () => {
    const { rows } = await database.pool.query(`select id from terminal where asset_no = $1`, [streetNames.terminal(0)])
    const terminalId = Number(rows[0].id)
    await database.pool.query(
      `insert into alarm (kind, severity, point_id, occurred_at, raised_at)
       select 'meter-stale', 'warning', id, $1, $1 from metering_point where point_no in ('STREET-P-0-0', 'STREET-P-0-1')`,
      [at('09:00:00').now],
    )
    await recordTerminalStatus(at('09:10:00'), { terminalId, online: false, at: at('09:10:00').now })
    await regroupAlarms(at('09:10:01'))
    expect(await shown()).toEqual(['terminal-offline 2/2'])
    await recordTerminalStatus(at('09:20:00'), { terminalId, online: true, at: at('09:20:00').now })
    await regroupAlarms(at('09:20:01'))
    expect(await shown()).toEqual(['meter-stale', 'meter-stale'])
  })

  test('who takes note of a group takes note of what it covers; who ends it ends that too', async () => {
    await tell('09:00:00', 'power-off', 0, all)
    await regroupAlarms(at('09:00:03'))
    const [group] = (await board()).groups
    const alarmIds = [group?.alarmId ?? 0]
    await acknowledgeAlarms(at('09:05:00'), { alarmIds, note: '已报抢修' })
    const { rows } = await database.pool.query(`select count(*)::int as taken from alarm where note = '已报抢修'`)
    expect(rows).toEqual([{ taken: 9 }])
    const audited = await database.pool.query(
      `select count(*)::int as acts from audit_entry where action = 'alarm.acknowledged'`,
    )
    expect(audited.rows).toEqual([{ acts: 1 }])
    const members = await listAlarms(at('09:06:00'), { groupId: alarmIds[0], limit: 5 })
    expect(members.alarms).toHaveLength(5)
    expect(members.groups).toEqual([])
    await endAlarms(at('09:10:00'), { alarmIds, reason: '现场已恢复' })
    await regroupAlarms(at('09:10:01'))
    expect(await board()).toMatchObject({ groups: [], alarms: [], open: 0, covered: 0 })
  })

  test('is filtered by feeder, district and severity, and counted without what is covered', async () => {
    await tell('09:00:00', 'power-off', 0, all)
    await tell('09:00:00', 'power-off', 1, all)
    await tell('09:00:00', 'programmed', 3, [0])
    await regroupAlarms(at('09:00:03'))
    const feeder = async (number: number) => {
      const { rows } = await database.pool.query(`select id from feeder where name = $1`, [streetNames.feeder(number)])
      return Number(rows[0].id)
    }
    const there = await listAlarms(at('12:00:00'), { feederId: await feeder(0) })
    expect([there.groups.length, there.alarms.length]).toEqual([1, 0])
    const elsewhere = await listAlarms(at('12:00:00'), { feederId: await feeder(1) })
    expect([elsewhere.groups.length, elsewhere.alarms.map(({ kind }) => kind)]).toEqual([0, ['programmed']])
    expect((await listAlarms(at('12:00:00'), { severity: 'critical' })).alarms).toEqual([])
    expect(await board()).toMatchObject({ open: 2, covered: 16, severities: { critical: 1 } })
  })
})
