import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { acknowledgeAlarms, endAlarms } from '../../metering/alarm-acts.ts'
import { listAlarms } from '../../metering/index.ts'
import { groupKinds } from '../../metering/rules/alarm-groups/causes.ts'
import { alarmKinds } from '../../metering/rules/alarm-kinds/all.ts'
import { ercKinds, nameEvent, nameToldEvent } from '../../metering/rules/erc.ts'
import { recordMeterEvents } from '../../metering/terminals.ts'
import { eventKinds } from '../../metering/wire/dlt645-events.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'

describe('the catalogue of alarms', () => {
  test.each(Object.entries(alarmKinds))(
    '%s says what it means, comes of and asks for, in both languages',
    (_, kind) => {
      for (const said of [kind.title, kind.meaning, kind.cause, kind.act]) {
        expect(said.zh).toMatch(/[\u4e00-\u9fff]/)
        expect(said.zh).not.toMatch(/[\u4e00-\u9fff][,:;?!]/)
        expect(said.en).toMatch(/^[A-Z]/)
      }
    },
  )

  test('knows every record that a meter of DL/T 645-2007 keeps', () => {
    expect(eventKinds.map(({ code }) => code).filter((code) => !(code in alarmKinds))).toEqual([])
  })

  test('knows every record of Q/GDW 1376.1 up to 42 that is not kept free for later', () => {
    const all = Array.from({ length: 42 }, (_, index) => index + 1)
    expect(all.filter((erc) => !ercKinds.has(erc))).toEqual([])
    for (const [erc, kinds] of ercKinds) {
      const claimed = Object.keys(alarmKinds).filter((kind) => alarmKinds[kind]?.erc?.includes(erc))
      expect([...kinds].toSorted(), `ERC${erc}`).toEqual(claimed.toSorted())
    }
  })
})

test.each([
  ['erc-24', {}, 'voltage-high-recorded'],
  ['erc-24', { what: 'under' }, 'voltage-low-recorded'],
  ['ERC24', { what: 'under', began: false }, 'voltage-low-recorded-end'],
  ['erc-14', { began: true }, 'power-off'],
  ['erc-14', { began: false }, 'power-on'],
  ['erc-9', { what: 'reverse' }, 'reverse-flow'],
  ['erc-9', { what: 'anything' }, 'current-loss'],
  ['erc-37', {}, 'cover-open'],
  ['erc-63', {}, 'erc-63'],
  ['cover-open', { began: false }, 'cover-open'],
])('the record %s with %o is kept as %s', (code, detail, kept) => {
  expect(nameEvent({ code, detail })).toBe(kept)
})

test('no device says by a code that a place of the network is out', () => {
  expect(groupKinds.size).toBeGreaterThan(3)
  for (const code of groupKinds.keys()) {
    expect(nameToldEvent({ code, detail: {} })).toEqual({ code: `told-${code}`, detail: { toldAs: code } })
  }
})

describe('the life of an alarm', () => {
  const database = useDatabase()
  const at = (time: string) => database.ctx(`2026-03-10T${time}:00+08:00`)
  const tell = (time: string, code: string, detail: Record<string, unknown> = {}) => {
    const events = [{ meter: 'M-CHEN-1', at: at(time).now, code, detail }]
    return recordMeterEvents(at(time), { topic: 'test', events })
  }
  const all = async (status: 'open' | 'all' = 'all') => (await listAlarms(at('12:00'), { status })).alarms
  const told = async () => {
    const rows = await at('12:00').db.rows<{ kind: string }>(
      `select kind from event where kind like 'alarm.%' order by id`,
    )
    return rows.map(({ kind }) => kind)
  }

  beforeAll(async () => {
    await openChenGuilan(at('08:00'), await layNetwork(at('08:00')), { energisedAt: at('08:00').now })
  })
  beforeEach(() => emptyTables(database, 'alarm', 'meter_event', 'event'))

  test('is one while it is open, however often it is told', async () => {
    await tell('09:00', 'cover-open')
    await tell('09:20', 'cover-open')
    await tell('09:10', 'cover-open')
    // The same once more, as a terminal does that lost the answer.
    await tell('09:20', 'cover-open')
    expect(await all()).toMatchObject([{ kind: 'cover-open', repeats: 2, occurredAt: at('09:00').now.toISOString() }])
    expect((await all())[0]?.lastAt).toBe(at('09:20').now.toISOString())
    expect(await told()).toEqual(['alarm.raised', 'alarm.repeated', 'alarm.repeated'])
  })

  test('begins anew once it was over', async () => {
    await tell('09:00', 'erc-24', { what: 'under' })
    await tell('09:30', 'erc-24', { what: 'under', began: false })
    await tell('10:00', 'erc-24', { what: 'under' })
    expect(await all()).toMatchObject([
      { kind: 'voltage-low-recorded', repeats: 0, clearedAt: null, detail: { toldAs: 'erc-24' } },
      { kind: 'voltage-low-recorded', repeats: 0, clearedAt: at('09:30').now.toISOString() },
    ])
  })

  test('is ended by hand with a reason, once, and stands again when it is told again', async () => {
    await tell('09:00', 'voltage-loss')
    const [alarm] = await all()
    const alarmIds = [alarm?.alarmId ?? 0]
    expect(await endAlarms(at('09:30'), { alarmIds, reason: '现场已复核接线' })).toEqual({ ended: 1 })
    expect(await all()).toMatchObject([{ clearedBy: at('09:30').actor.name, clearReason: '现场已复核接线' }])
    await expect(endAlarms(at('09:31'), { alarmIds, reason: '再来一次' })).rejects.toMatchObject({
      code: 'ALREADY_CLEARED',
      issues: [{ path: String(alarmIds[0]) }],
    })
    await tell('10:00', 'voltage-loss')
    expect(await all('open')).toMatchObject([{ kind: 'voltage-loss', clearedBy: null, repeats: 0 }])
  })

  test('is ended all or none', async () => {
    await tell('09:00', 'voltage-loss')
    const [alarm] = await all()
    const mixed = { alarmIds: [alarm?.alarmId ?? 0, 999_999_999], reason: '试一试' }
    await expect(endAlarms(at('09:30'), mixed)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await all('open')).toHaveLength(1)
  })

  test('that only a recovery ends stays open when somebody takes note of it', async () => {
    await tell('09:00', 'voltage-loss')
    await tell('09:00', 'cover-open')
    const alarmIds = (await all()).map(({ alarmId }) => alarmId)
    await acknowledgeAlarms(at('09:05'), { alarmIds })
    expect((await all('open')).map(({ kind }) => kind)).toEqual(['voltage-loss'])
    await tell('09:40', 'voltage-loss-end')
    expect(await all('open')).toEqual([])
  })
})
