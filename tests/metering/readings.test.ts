import { beforeAll, describe, expect, test } from 'vitest'
import type { MeterValues } from '../../metering/mqtt-contract.ts'
import { storeReadings } from '../../metering/readings.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

describe('readings that come in', () => {
  const database = useDatabase()
  const now = '2026-03-10T12:00:00+08:00'
  let pointId = 0

  beforeAll(async () => {
    const ctx = database.ctx('2026-01-01T08:00:00+08:00')
    const network = await layNetwork(ctx)
    pointId = (await openChenGuilan(ctx, network)).pointId
  })

  const reading = (time: string, values: MeterValues, meter = 'M-CHEN-1') => ({
    meter,
    at: new Date(`${time}+08:00`),
    values,
  })

  function store(readings: ReturnType<typeof reading>[], at = now, keep: 'every' | 'marks' = 'every') {
    return storeReadings(database.ctx(at), { source: 'mqtt', topic: 'dianhu/v1/T-MQTT-1/readings', readings, keep })
  }

  const intervals = (day: string) =>
    database.ctx(now).db.rows<{ start: string; wh: number | null; measured: string; u: number | null }>(
      `select to_char(at at time zone 'Asia/Shanghai', 'HH24:MI') as start, import_wh as wh, u_a as u,
       to_char(measured_at at time zone 'Asia/Shanghai', 'HH24:MI:SS') as measured
     from interval_reading where point_id = $1 and (at at time zone 'Asia/Shanghai')::date = $2 order by at`,
      [pointId, day],
    )

  test('a reading on the mark closes the interval before it', async () => {
    const outcomes = await store([
      reading('2026-03-01T00:00:00', { importWh: 1000 }),
      reading('2026-03-01T00:15:00', { importWh: 1200, uV: [221.5], pW: 800 }),
    ])
    expect(outcomes).toEqual([
      { is: 'accepted', because: null },
      { is: 'accepted', because: null },
    ])
    expect(await intervals('2026-02-28')).toEqual([{ start: '23:45', wh: 1000, measured: '00:00:00', u: null }])
    expect(await intervals('2026-03-01')).toEqual([{ start: '00:00', wh: 1200, measured: '00:15:00', u: 221.5 }])
  })

  test('a day freeze told beside the curve’s reading of the same instant takes nothing from the curve', async () => {
    const midnight = '2026-02-20T00:00:00'
    await store([
      reading(midnight, { importWh: 500, freeze: 'day' }),
      reading(midnight, { importWh: 500, freeze: 'curve' }),
    ])
    expect(await intervals('2026-02-19')).toMatchObject([{ start: '23:45', wh: 500 }])
    const frozen = await database
      .ctx(now)
      .db.rows('select frozen_as from register_reading where measured_at = $1', [new Date(`${midnight}+08:00`)])
    expect(frozen).toEqual([{ frozen_as: 'day' }])
  })

  test('told again, in the same batch or later, a reading changes nothing', async () => {
    const twice = reading('2026-03-01T00:30:00', { importWh: 1400, uV: [220] })
    await store([twice, twice])
    const before = await intervals('2026-03-01')
    await store([twice, reading('2026-03-01T00:15:00', { importWh: 1200, uV: [221.5], pW: 800 })])
    expect(await intervals('2026-03-01')).toEqual(before)
    expect(before).toHaveLength(2)
  })

  test('of readings off the grid the one nearest to the close stays in the row, with its own time, and each is kept', async () => {
    await store([
      reading('2026-03-02T10:01:10', { importWh: 20_000 }),
      reading('2026-03-02T10:14:10', { importWh: 20_100 }),
      reading('2026-03-02T10:07:10', { importWh: 20_050 }),
    ])
    expect(await intervals('2026-03-02')).toEqual([{ start: '10:00', wh: 20_100, measured: '10:14:10', u: null }])
    await store([reading('2026-03-02T10:13:10', { importWh: 20_090 })])
    expect(await intervals('2026-03-02')).toHaveLength(1)
    const kept = await database
      .ctx(now)
      .db.rows(`select import_wh from register_reading where measured_at >= '2026-03-02' order by measured_at`)
    expect(kept.map((row) => Object.values(row)[0])).toEqual([20_000, 20_050, 20_090, 20_100])
  })

  test('parts of a reading that come apart are joined', async () => {
    await store([reading('2026-03-02T11:00:00', { uV: [219] })])
    await store([reading('2026-03-02T11:00:00', { importWh: 20_500 })])
    expect((await intervals('2026-03-02')).at(-1)).toEqual({ start: '10:45', wh: 20_500, measured: '11:00:00', u: 219 })
  })

  describe('registers that lie', () => {
    const suspects = () =>
      database
        .ctx(now)
        .db.rows<{ wh: number; status: string }>(`select wh, status from reading_suspect order by measured_at`)

    test('a false zero is held, then rejected, and costs no energy', async () => {
      const [held] = await store([reading('2026-03-03T00:00:00', { importWh: 0 })])
      expect(held).toEqual({ is: 'held', because: 'REGISTER_CANNOT_FOLLOW' })
      expect(await suspects()).toEqual([{ wh: 0, status: 'held' }])
      const [good] = await store([reading('2026-03-03T00:15:00', { importWh: 21_000 })])
      expect(good?.is).toBe('accepted')
      expect(await suspects()).toEqual([{ wh: 0, status: 'rejected' }])
      expect(await store([reading('2026-03-03T00:00:00', { importWh: 0 })])).toEqual([
        { is: 'rejected', because: 'DOES_NOT_FIT_BETWEEN_NEIGHBOURS' },
      ])
      expect(await suspects()).toHaveLength(1)
    })

    test('one that is shown again and again is one suspect, and what is told late is doubted for its own reason', async () => {
      for (const time of ['00:30:00', '00:45:00', '01:00:00', '01:00:00'])
        await store([reading(`2026-03-03T${time}`, { importWh: 7 })])
      const kept = () =>
        database.ctx(now).db.rows(
          `select wh, status, because, times, to_char(until_at at time zone 'Asia/Shanghai', 'HH24:MI') as until
             from reading_suspect where wh > 0 order by measured_at`,
        )
      const run = { wh: 7, times: 3, until: '01:00' }
      expect(await kept()).toEqual([{ ...run, status: 'held', because: 'REGISTER_CANNOT_FOLLOW' }])
      await store([reading('2026-03-03T01:15:00', { importWh: 21_000 })])
      await store([reading('2026-03-03T00:50:00', { importWh: 9 })])
      expect(await kept()).toEqual([
        { ...run, status: 'rejected', because: 'GLITCH_BETWEEN_GOOD_READINGS' },
        { wh: 9, times: 1, until: null, status: 'rejected', because: 'DOES_NOT_FIT_BETWEEN_NEIGHBOURS' },
      ])
      await database.ctx(now).db.run('delete from reading_suspect where wh > 0')
    })

    test('a reading that comes late is taken where it fits between its neighbours', async () => {
      const [fits, no] = await store([
        reading('2026-03-03T00:05:00', { importWh: 20_900 }),
        reading('2026-03-03T00:06:00', { importWh: 25_000 }),
      ])
      expect([fits?.is, no?.is]).toEqual(['accepted', 'rejected'])
    })

    test('a reset is confirmed by counting on, and raises an alarm', async () => {
      await store([reading('2026-03-10T11:00:00', { importWh: 30 })])
      const [confirmed] = await store([reading('2026-03-10T11:15:00', { importWh: 150 })])
      expect(confirmed?.is).toBe('accepted')
      const breaks = await database
        .ctx(now)
        .db.rows(`select kind, before_wh as before, after_wh as after from register_break`)
      expect(breaks).toEqual([{ kind: 'reset', before: 21_000, after: 30 }])
      const alarms = await database.ctx(now).db.rows(`select kind, point_id from alarm`)
      expect(alarms).toEqual([{ kind: 'register-fell', point_id: pointId }])
      expect((await intervals('2026-03-10')).map((row) => row.wh)).toEqual([30, 150])
    })
  })

  test('readings of unknown meters, of before the installation and of the future are put aside', async () => {
    const outcomes = await store([
      reading('2026-03-10T11:30:00', { importWh: 1 }, 'M-NOBODY'),
      reading('2025-12-31T11:30:00', { importWh: 1 }),
      reading('2026-03-11T11:30:00', { importWh: 1 }),
    ])
    expect(outcomes.map((outcome) => outcome.because)).toEqual(['UNKNOWN_METER', 'NOT_INSTALLED_THEN', 'IN_THE_FUTURE'])
    const kept = await database.ctx(now).db.rows(`select reason, payload from mqtt_quarantine order by id`)
    expect(kept).toHaveLength(3)
  })

  test('the latest reading is the latest by its own time, never by arrival', async () => {
    await store([reading('2026-03-10T11:45:00', { importWh: 300, pW: 640 })])
    await store([reading('2026-03-10T11:30:00', { importWh: 200, pW: 99 })])
    const latest = await database
      .ctx(now)
      .db.first<{ at: Date; reading: MeterValues }>(
        `select measured_at as at, reading from latest_reading where point_id = $1`,
        [pointId],
      )
    expect(latest?.at).toEqual(new Date('2026-03-10T11:45:00+08:00'))
    expect(latest?.reading).toEqual({ pW: 640 })
  })

  test('voltage out of limits opens one alarm and closes it when well inside again', async () => {
    const at = async (time: string, volts: number) => {
      await store([reading(time, { uV: [volts] })])
      return (await database
        .ctx(now)
        .db.rows(
          `select kind, cleared_at is null as open from alarm where kind like 'voltage%' order by id`,
        )) as object[]
    }
    expect(await at('2026-03-10T11:50:00', 236)).toEqual([{ kind: 'voltage-high', open: true }])
    expect(await at('2026-03-10T11:51:00', 240)).toEqual([{ kind: 'voltage-high', open: true }])
    expect(await at('2026-03-10T11:52:00', 235)).toEqual([{ kind: 'voltage-high', open: true }])
    expect(await at('2026-03-10T11:53:00', 230)).toEqual([{ kind: 'voltage-high', open: false }])
  })

  test('one event tells of a batch', async () => {
    const count = () =>
      database.ctx(now).db.first<{ n: number }>(`select count(*) as n from event where kind = 'readings.accepted'`)
    const before = (await count())?.n ?? 0
    await store([reading('2026-03-10T11:54:00', { importWh: 310 }), reading('2026-03-10T11:55:00', { importWh: 311 })])
    expect((await count())?.n).toBe(before + 1)
  })
})

describe('two collectors at once', () => {
  const database = useDatabase()
  const now = '2026-03-10T12:00:00+08:00'

  test('on a new meter and afterwards, nothing is lost, doubled or out of order', async () => {
    const { pointId } = await openChenGuilan(database.ctx(now), await layNetwork(database.ctx(now)))
    const at = (minute: number) => new Date(Date.parse('2026-03-01T00:00:00+08:00') + minute * 60_000)
    const batches = Array.from({ length: 40 }, (_, batch) => {
      const readings = Array.from({ length: 15 }, (_, index) => batch * 15 + index + 1).map((minute) => {
        return { meter: 'M-CHEN-1', at: at(minute), values: { importWh: minute * 20 } }
      })
      return { source: 'mqtt' as const, topic: 'test', readings }
    })
    await Promise.all([...batches, ...batches].map((batch) => storeReadings(database.ctx(now), batch)))
    const rows = await database
      .ctx(now)
      .db.rows('select import_wh from interval_reading where point_id = $1', [pointId])
    expect(rows).toHaveLength(40)
    const latest = await database.ctx(now).db.first('select measured_at as at, trail from latest_reading')
    expect(latest).toEqual({ at: at(600), trail: { importTotal: [at(600).getTime(), 12_000] } })
    expect(await database.ctx(now).db.rows('select 1 from reading_suspect')).toEqual([])
  })
})
