import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sendAlarmToRepair } from '../../metering/collection/alarm-orders.ts'
import { closeRepair, findRepair } from '../../metering/collection/repairs.ts'
import { listAlarms } from '../../metering/index.ts'
import { storeReadings } from '../../metering/readings.ts'
import { recordMeterEvents, recordTerminalStatus } from '../../metering/terminals.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'

describe('an alarm handled by a repair order', () => {
  const database = useDatabase()
  const at = (time: string) => database.ctx(`2026-03-10T${time}:00+08:00`)
  const tell = (time: string, code: string) =>
    recordMeterEvents(at(time), { topic: 'test', events: [{ meter: 'M-CHEN-1', at: at(time).now, code, detail: {} }] })
  const idOf = async (kind: string) => {
    const { alarms } = await listAlarms(at('12:00'), { status: 'all', kind })
    return alarms[0]?.alarmId ?? 0
  }
  const send = async (time: string, kind: string, reason = '请现场核查接线') =>
    sendAlarmToRepair(at(time), { alarmId: await idOf(kind), reason })

  beforeAll(async () => {
    await openChenGuilan(at('07:00'), await layNetwork(at('07:00')), { energisedAt: at('07:00').now })
  })
  beforeEach(async () => {
    await emptyTables(database, 'repair_step', 'alarm', 'meter_event', 'event', 'audit_entry', 'latest_reading')
    await database.pool.query('delete from repair_order')
    await tell('09:00', 'voltage-loss')
    await tell('09:01', 'cover-open')
  })

  test('the first opens it, the second joins it, and each shows the other', async () => {
    const first = await send('09:10', 'voltage-loss')
    expect(first.joined).toBe(false)
    const second = await send('09:12', 'cover-open', '表盖也开过')
    expect(second).toEqual({ orderId: first.orderId, orderNo: first.orderNo, joined: true })
    const { alarms } = await listAlarms(at('12:00'), {})
    expect(alarms.map(({ repairOrderNo, repairStatus }) => [repairOrderNo, repairStatus])).toEqual([
      [first.orderNo, 'open'],
      [first.orderNo, 'open'],
    ])
    const order = await findRepair(at('12:00'), first.orderId)
    expect(order.order).toMatchObject({
      cause: 'alarm',
      place: 'meter',
      status: 'open',
      because: { alarm: 'voltage-loss' },
    })
    expect(order.alarms.map(({ kind, clearedAt }) => [kind, clearedAt])).toEqual([
      ['cover-open', null],
      ['voltage-loss', null],
    ])
    expect(order.steps.map(({ kind, note }) => [kind, note])).toEqual([
      ['opened', '请现场核查接线'],
      ['alarm-added', '表盖也开过'],
    ])
    const { rows } = await database.pool.query('select action, subject from audit_entry order by id')
    expect(rows.map(({ action }) => action)).toEqual(['alarm.sent-to-repair', 'alarm.sent-to-repair'])
  })

  test('shows when the alarm has recovered', async () => {
    const { orderId } = await send('09:10', 'voltage-loss')
    await tell('09:40', 'voltage-loss-end')
    const { alarms, order } = await findRepair(at('12:00'), orderId)
    expect(alarms).toMatchObject([{ kind: 'voltage-loss', clearedAt: at('09:40').now.toISOString(), clearedBy: null }])
    expect(order.status).toBe('open')
  })

  test('closed by a reading, it leaves an alarm that still holds; sent again, it is opened again', async () => {
    const { orderId } = await send('09:10', 'voltage-loss')
    await storeReadings(at('09:30'), {
      ...{ source: 'mqtt', topic: 'test' },
      readings: [{ meter: 'M-CHEN-1', at: at('09:30').now, values: { importWh: 100 } }],
    })
    await closeRepair(at('09:31'), { orderId })
    const { alarms } = await listAlarms(at('12:00'), { kind: 'voltage-loss' })
    expect(alarms).toMatchObject([{ clearedAt: null, repairStatus: 'closed' }])
    expect((await send('09:50', 'voltage-loss')).orderId).toBe(orderId)
    expect((await findRepair(at('12:00'), orderId)).order).toMatchObject({ status: 'open', reopened: 1 })
  })

  test('a terminal’s own alarm is an order on the terminal', async () => {
    const { rows } = await database.pool.query(`select id from terminal where asset_no = 'T-MQTT-1'`)
    const terminalId = Number(rows[0].id)
    await recordTerminalStatus(at('09:00'), { terminalId, online: false, at: at('09:00').now })
    const { orderId } = await send('09:10', 'terminal-offline')
    expect((await findRepair(at('12:00'), orderId)).order).toMatchObject({
      pointId: null,
      terminalId,
      place: 'terminal',
    })
    await recordTerminalStatus(at('09:20'), { terminalId, online: true, at: at('09:20').now })
    expect((await findRepair(at('12:00'), orderId)).alarms[0]?.clearedAt).not.toBeNull()
  })

  test('refuses one that is handled already, one that is over, and one that is nobody’s business', async () => {
    await send('09:10', 'voltage-loss')
    await expect(send('09:11', 'voltage-loss')).rejects.toMatchObject({ code: 'ALARM_HAS_ORDER' })
    await tell('09:40', 'voltage-loss-end')
    await expect(send('09:41', 'voltage-loss')).rejects.toMatchObject({ code: 'ALREADY_CLEARED' })
    const alarmId = await idOf('cover-open')
    await expect(sendAlarmToRepair({ ...at('09:42'), scope: 'Y.' }, { alarmId, reason: '看看' })).rejects.toMatchObject(
      {
        code: 'NOT_FOUND',
      },
    )
  })
})
