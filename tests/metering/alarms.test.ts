import { beforeAll, describe, expect, test } from 'vitest'
import { raiseStaleMeters } from '../../metering/alarms.ts'
import { listAlarms } from '../../metering/index.ts'
import { storeReadings } from '../../metering/readings.ts'
import { describeAlarm, describeEvent } from '../../metering/rules/alarm-kinds/all.ts'
import { reviewEvent } from '../../metering/rules/alarms.ts'
import { recordTerminalStatus } from '../../metering/terminals.ts'
import { eventKinds } from '../../metering/wire/dlt645-events.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

test('events raise the alarm of their code, and its end ends it', () => {
  expect(reviewEvent('power-off')).toEqual({ raise: 'power-off' })
  expect(reviewEvent('power-on')).toEqual({ clear: 'power-off' })
  expect(reviewEvent('voltage-loss-end')).toEqual({ clear: 'voltage-loss' })
  expect(describeAlarm('never-heard-of')).toMatchObject({ severity: 'info', title: { zh: '表计事件 never-heard-of' } })
})

test.each(eventKinds.map(({ code }) => code))('the event %s has a name in both languages', (code) => {
  expect(Object.values(describeEvent(code)).join()).not.toContain(code)
})

test('the end of an event is told apart from its beginning', () => {
  expect(describeEvent('voltage-loss-end')).toEqual({ zh: '失压结束', en: 'Voltage loss: ended' })
  expect(describeEvent('power-on')).toEqual({ zh: '上电', en: 'Power back' })
})

describe('a meter that is not heard', () => {
  const database = useDatabase()
  const at = (time: string) => database.ctx(`2026-03-10T${time}:00+08:00`)
  const raiseStale = (time: string, since = '08:00') => raiseStaleMeters(at(time), at(since).now)
  const kinds = async (time: string) => (await listAlarms(at(time), {})).alarms.map(({ kind }) => kind)
  const read = (time: string) =>
    storeReadings(at(time), {
      source: 'modbus',
      topic: 'test',
      readings: [{ meter: 'M-CHEN-1', at: at(time).now, values: { importWh: 5 } }],
    })

  beforeAll(async () => {
    await openChenGuilan(at('08:00'), await layNetwork(at('08:00')), { energisedAt: at('08:00').now })
  })

  test('is stale after three quarter hours, once, until it is heard again', async () => {
    await read('09:00')
    expect(await raiseStale('09:45')).toBe(0)
    // After a start the silence was ours, not the meter's.
    expect(await raiseStale('09:46', '09:30')).toBe(0)
    expect(await raiseStale('09:46')).toBe(1)
    expect(await raiseStale('09:50')).toBe(0)
    expect(await kinds('09:50')).toEqual(['meter-stale'])
    await read('10:00')
    expect(await kinds('10:00')).toEqual([])
  })

  test('is not told beside its terminal, which is off line', async () => {
    const terminal = await at('10:05').db.first<{ id: number }>(`select id from terminal where asset_no = 'T-MODBUS-1'`)
    const terminalId = terminal?.id ?? 0
    await recordTerminalStatus(at('10:05'), { terminalId, online: false, at: at('10:05').now })
    expect(await raiseStale('12:00')).toBe(0)
    expect(await kinds('12:00')).toEqual(['terminal-offline'])
    await recordTerminalStatus(at('12:01'), { terminalId, online: true, at: at('12:01').now })
    expect(await kinds('12:01')).toEqual([])
    const told = await at('12:01').db.rows(
      `select kind from event where kind like 'alarm.%' or kind like 'terminal.%' order by id`,
    )
    expect(told.map((row) => Object.values(row)[0])).toEqual([
      'alarm.raised',
      'alarm.cleared',
      'alarm.raised',
      'terminal.status-changed',
      'alarm.cleared',
      'terminal.status-changed',
    ])
  })
})
