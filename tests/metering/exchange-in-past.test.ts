import { beforeAll, describe, expect, test } from 'vitest'
import { exchangeMeter } from '../../db/customers/exchange.ts'
import { findDayCurve } from '../../metering/curves.ts'
import { findUsage } from '../../metering/index.ts'
import { packDay } from '../../metering/packing.ts'
import { storeReadings } from '../../metering/readings.ts'
import { reviewEntry, submitEntry } from '../../metering/store/exchange-entries.ts'
import { openExchange } from '../../metering/store/exchange-orders.ts'
import { openHousehold } from '../billing/households.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { addStaff, issueMeters } from './store-cast.ts'

const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]).toString('base64')
const photos = (['old-meter', 'new-meter'] as const).map((subject) => ({
  subject,
  mediaType: 'image/jpeg' as const,
  base64: jpeg,
}))
const at = (time: string) => new Date(`${time}+08:00`)

describe('an exchange that is archived long after it happened', () => {
  const database = useDatabase()
  const office = (time: string) => database.ctx(`${time}+08:00`, { username: 'planner', roles: ['acquisition'] })
  const days = ['2026-03-10', '2026-03-11', '2026-03-12', '2026-03-13']
  const exchanged = '2026-03-11T10:05:00'
  const archived = '2026-06-20T12:00:00'
  let organisationId = 0
  let pointId = 0

  const store = (meter: string, readings: [time: string, importWh: number][], now = archived) =>
    storeReadings(office(now), {
      source: 'mqtt',
      topic: 't',
      readings: readings.map(([time, importWh]) => ({ meter, at: at(time), values: { importWh, pW: 400 } })),
    })
  const quarterHours = (from: string, to: string, startWh: number): [string, number][] => {
    const marks: [string, number][] = []
    for (let ms = at(from).getTime(), wh = startWh; ms <= at(to).getTime(); ms += 900_000, wh += 100) {
      marks.push([new Date(ms + 8 * 3_600_000).toISOString().slice(0, 19), wh])
    }
    return marks
  }
  async function exchange(of: {
    pointId: number
    oldAssetNo: string
    newAssetNo: string
    endWh: number
    time?: string
  }) {
    const { time = exchanged, oldAssetNo, newAssetNo, endWh } = of
    const ordered = office('2026-03-09T09:00:00')
    const orderId = await openExchange(ordered, { pointId: of.pointId, reason: '轮换', assignTo: 'liu' })
    const entryId = crypto.randomUUID()
    await submitEntry(database.ctx(`${archived}+08:00`, { username: 'liu', roles: ['installer'] }), {
      orderId,
      entryId,
      writtenAt: `${time}+08:00`,
      exchangedAt: `${time}+08:00`,
      oldAssetNo,
      newAssetNo,
      endRegisters: { importTotal: endWh },
      startRegisters: { importTotal: 5_000 },
      ct: 1,
      pt: 1,
      seals: [],
      remarks: '',
      photos,
      mismatchReason: '现场补录',
    })
    const reviewer = database.ctx(`${archived}+08:00`, { username: 'manager', roles: ['manager'] })
    await reviewEntry(reviewer, { orderId, entryId, decision: 'approved' })
  }
  const ownersOf = async (ofPoint: number) => {
    const { rows } = await database.pool.query(
      `select d.asset_no as meter, min(r.measured_at) as first, max(r.measured_at) as final, count(*)::int as count
       from interval_rows($1, $2, $3) r join installation i on i.id = r.installation_id join device d on d.id = i.device_id
       group by d.asset_no order by 2`,
      [ofPoint, at('2026-03-01T00:00:00'), at('2026-06-20T00:00:00')],
    )
    return rows
  }

  beforeAll(async () => {
    const opened = office('2026-03-01T00:00:00')
    const network = await layNetwork(opened)
    organisationId = network.organisationId
    ;({ pointId } = await openChenGuilan(opened, network, { energisedAt: at('2026-03-01T00:00:00') }))
    await addStaff(opened, organisationId, ['liu'])
    await issueMeters(office('2026-03-02T09:00:00'), organisationId, ['N-1', 'N-2'], 'liu')
    await store('M-CHEN-1', quarterHours('2026-03-10T00:00:00', '2026-03-11T10:00:00', 900_000), '2026-03-11T10:00:10')
    await store('M-CHEN-1', quarterHours('2026-03-11T10:15:00', '2026-03-14T00:00:00', 5_100), '2026-03-14T00:00:10')
    for (const day of days) await packDay(office('2026-06-01T03:00:00'), { day })
    await database.pool.query('delete from dirty_day')
    await exchange({ pointId, oldAssetNo: 'M-CHEN-1', newAssetNo: 'N-1', endWh: 913_600 + 20 })
  })

  test('gives the new meter what it showed on days that are packed', async () => {
    expect(await ownersOf(pointId)).toEqual([
      { meter: 'M-CHEN-1', first: at('2026-03-10T00:00:00'), final: at('2026-03-11T10:00:00'), count: 137 },
      { meter: 'N-1', first: at('2026-03-11T10:15:00'), final: at('2026-03-14T00:00:00'), count: 248 },
    ])
    const { rows } = await database.pool.query(
      `select to_char(day, 'MM-DD') as day, installation_ids is null as one from interval_day order by day`,
    )
    expect(rows).toEqual([
      { day: '03-10', one: true },
      { day: '03-11', one: false },
      { day: '03-12', one: true },
      { day: '03-13', one: true },
    ])
  })

  test('leaves no quarter hour without its energy, and usage without a gap', async () => {
    const now = office(archived)
    for (const day of days) expect((await findDayCurve(now, { pointId, day })).counts.missing ?? 0).toBe(0)
    const usage = await findUsage(now, { pointId, from: at('2026-03-10T00:00:00'), to: at('2026-03-14T00:00:00') })
    const newWh = 5_100 + 247 * 100 - 5_000
    expect(usage).toMatchObject({ missing: false, energyWh: { importTotal: 13_620 + newWh } })
  })

  test('has every day since then validated again', async () => {
    const { rows } = await database.pool.query(
      `select count(distinct day)::int as days, to_char(min(day), 'YYYY-MM-DD') as first, to_char(max(day), 'YYYY-MM-DD') as final
       from dirty_day where $1 = any(point_ids)`,
      [pointId],
    )
    expect(rows).toEqual([{ days: 102, first: '2026-03-11', final: '2026-06-20' }])
  })

  test('takes what was held as doubtful of the old meter for the new one', async () => {
    const network = { organisationId, districtId: 0, feederId: 0, terminalAssetNo: 'T-MODBUS-1' }
    const { rows } = await database.pool.query('select id from transformer_district')
    const other = await openChenGuilan(
      office('2026-03-01T00:00:00'),
      { ...network, districtId: rows[0].id },
      {
        energisedAt: at('2026-03-01T00:00:00'),
        contract: { contractNo: 'HT-2', signedOn: '2026-02-27' },
        meter: {
          assetNo: 'M-2',
          profile: 'eastron-sdm630',
          phase: 'single',
          ratedCurrentA: 5,
          maximumCurrentA: 60,
          registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
          link: { terminalAssetNo: 'T-MODBUS-1', unitId: 2 },
        },
      },
    )
    await store('M-2', [['2026-03-11T10:00:00', 700_000]])
    expect(await store('M-2', [['2026-03-11T10:15:00', 5_100]])).toMatchObject([{ is: 'held' }])
    await exchange({ pointId: other.pointId, oldAssetNo: 'M-2', newAssetNo: 'N-2', endWh: 700_010 })
    const now = office(archived)
    const usage = await findUsage(now, {
      pointId: other.pointId,
      from: at('2026-03-11T10:00:00'),
      to: at('2026-03-11T10:15:00'),
    })
    expect(usage).toMatchObject({ missing: false, energyWh: { importTotal: 110 } })
  })
})

describe('a meter that tells its own number', () => {
  const database = useDatabase()
  test('takes its quarter hours back from the one that it replaced, when its readings come late', async () => {
    const office = (time: string) => database.ctx(`${time}+08:00`, { username: 'planner', roles: ['acquisition'] })
    const network = await layNetwork(office('2026-03-01T00:00:00'))
    const home = { name: '吴表', priceCode: null, energisedAt: '2026-03-01T00:00:00+08:00' }
    const { pointId } = await openHousehold(office('2026-03-01T00:00:00'), network, home)
    const { rows } = await database.pool.query(
      'select d.asset_no from device d join installation i on i.device_id = d.id where i.point_id = $1',
      [pointId],
    )
    const old = rows[0].asset_no
    await addStaff(office('2026-03-01T00:00:00'), network.organisationId, ['liu'])
    await issueMeters(office('2026-03-02T09:00:00'), network.organisationId, ['N-1'], 'liu')
    const store = (meter: string, time: string, importWh: number) =>
      storeReadings(office('2026-04-20T09:00:00'), {
        source: 'mqtt',
        topic: 'dianhu/v1/T-MQTT-1/readings',
        readings: [{ meter, at: at(time), values: { importWh } }],
      })
    await store(old, '2026-03-11T10:00:00', 700_000)
    // On the bench, still connected, though no longer on the point.
    await store(old, '2026-03-11T10:30:00', 700_000)
    await packDay(office('2026-04-20T10:00:00'), { day: '2026-03-11' })
    await exchangeMeter(office('2026-04-20T11:00:00'), {
      caseRef: 'exchange:x',
      reason: '轮换',
      pointId,
      at: at('2026-03-11T10:05:00'),
      person: 'liu',
      old: { assetNo: old, endRegisters: { importTotal: 700_010 } },
      new: { assetNo: 'N-1', ct: 1, pt: 1, registers: [{ role: 'importTotal', digits: 6, startValue: 5_000 }] },
    })
    await store('N-1', '2026-03-11T10:30:00', 5_200)
    const usage = await findUsage(office('2026-04-20T12:00:00'), {
      pointId,
      from: at('2026-03-11T10:00:00'),
      to: at('2026-03-11T10:30:00'),
    })
    expect(usage).toMatchObject({ missing: false, energyWh: { importTotal: 210 } })
  })
})
