import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readMessage, takeMessages } from '../../metering/collect/mqtt/intake.ts'
import { listAlarms } from '../../metering/index.ts'
import { listTerminalEvents } from '../../metering/terminal-events.ts'
import { recordTerminalStatus } from '../../metering/terminals.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'

describe('what a terminal tells of itself', () => {
  const database = useDatabase()
  const at = (time: string) => database.ctx(`2026-03-10T${time}:00+08:00`)
  let terminalId = 0

  const tell = (time: string, events: object[], terminal = 'T-MQTT-1') =>
    takeMessages(at(time), [readMessage(`dianhu/v1/${terminal}/events`, Buffer.from(JSON.stringify({ v: 1, events })))])
  const event = (time: string, code: string, detail: object = {}) => ({ code, at: at(time).now.toISOString(), detail })
  const kept = async () => (await listTerminalEvents(at('12:00'), { terminalId, limit: 50 })).events
  const alarms = async (status: 'open' | 'all' = 'open') => (await listAlarms(at('12:00'), { status })).alarms
  const aside = async () => (await database.pool.query('select reason, form from mqtt_quarantine order by id')).rows

  beforeAll(async () => {
    const network = { ...(await layNetwork(at('07:00'))), terminalAssetNo: 'T-MQTT-1' }
    await openChenGuilan(at('07:00'), network, { energisedAt: at('07:00').now })
    const { rows } = await database.pool.query(`select id from terminal where asset_no = 'T-MQTT-1'`)
    terminalId = Number(rows[0].id)
  })
  beforeEach(() => emptyTables(database, 'alarm', 'terminal_event', 'meter_event', 'mqtt_quarantine', 'event'))

  test('is kept with its record’s fields, and an alarm of the terminal in its district', async () => {
    const detail = { began: true, flags: 3, uV: [0, 0, 0], recordedAt: '26031009' }
    await tell('09:05', [event('09:00', 'erc-14', detail), { ...event('09:01', 'cover-open'), meter: 'M-CHEN-1' }])
    expect(await kept()).toMatchObject([
      { code: 'power-off', title: { zh: '停电' }, detail: { ...detail, toldAs: 'erc-14' } },
    ])
    expect(await alarms()).toMatchObject([
      { kind: 'power-off', pointId: null, terminalId, terminalName: 'T-MQTT-1', districtName: '幸福小区1号公变' },
      { kind: 'cover-open', terminalId: null },
    ])
    await tell('09:30', [event('09:25', 'erc-14', { began: false })])
    expect((await alarms()).map(({ kind }) => kind)).toEqual(['cover-open'])
    expect((await kept()).map(({ code }) => code)).toEqual(['power-on', 'power-off'])
  })

  test.each([
    [3, {}, 'parameters-changed'],
    [4, { changed: [1] }, 'input-changed'],
    [5, { rounds: [1, 2] }, 'remote-trip'],
    [6, { rounds: [1] }, 'power-control-trip'],
    [7, { rounds: [1] }, 'energy-control-trip'],
    [20, { messageAuthentication: 'a1b2' }, 'password-wrong'],
    [31, { port: 1, points: [3] }, 'meter-read-failed'],
    [45, {}, 'battery-low'],
  ])('the record ERC%i is the alarm %s', async (erc, detail, kind) => {
    await tell('09:05', [event('09:00', `erc-${erc}`, detail)])
    expect(await alarms()).toMatchObject([{ kind, terminalId, detail: { ...detail, toldAs: `erc-${erc}` } }])
  })

  test('told again changes nothing; two changes of one minute are two', async () => {
    const two = [event('09:00', 'erc-4', { changed: [1] }), event('09:00', 'erc-4', { changed: [2] })]
    await tell('09:05', two)
    await tell('09:06', two)
    expect(await kept()).toHaveLength(2)
  })

  test('of the future is put aside, and that of an unknown terminal waits whole', async () => {
    await tell('09:05', [event('10:00', 'battery-low')])
    expect(await aside()).toEqual([{ reason: 'IN_THE_FUTURE', form: 'event' }])
    await tell('09:06', [event('09:00', 'battery-low')], 'T-NOBODY')
    expect((await aside())[1]).toMatchObject({ reason: 'UNKNOWN_TERMINAL' })
    expect(await kept()).toEqual([])
  })

  test('a terminal that is on line again has its supply again', async () => {
    await tell('09:05', [event('09:00', 'erc-14')])
    await recordTerminalStatus(at('09:06'), { terminalId, online: false, at: at('09:06').now })
    await recordTerminalStatus(at('09:40'), { terminalId, online: true, at: at('09:40').now })
    expect(await alarms()).toEqual([])
  })

  test('is nobody’s who may not see the terminal', async () => {
    await expect(listTerminalEvents({ ...at('12:00'), scope: 'Y.' }, { terminalId, limit: 5 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})
