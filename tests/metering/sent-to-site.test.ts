import { beforeAll, describe, expect, test } from 'vitest'
import { closeRepair, findRepair, listRepairs, openDueRepairs } from '../../metering/collection/repairs.ts'
import { storeReadings } from '../../metering/readings.ts'
import { decideExceptions, findException, listExceptions } from '../../metering/vee/exceptions.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

describe('an exception that is sent to site', () => {
  const database = useDatabase()
  const at = (time: string) => database.ctx(`2026-03-${time}+08:00`, { username: 'lin', roles: ['acquisition'] })
  const points: number[] = []
  let terminalId = 0

  const insert = async (pointId: number, rule: string, hour: number) => {
    const from = new Date(`2026-03-08T${String(hour).padStart(2, '0')}:00:00+08:00`)
    const row = await at('09T08:00:00').db.first<{ id: number }>(
      `insert into vee_finding (point_id, rule, channel, severity, from_at, to_at, day, count, unit, status, found_at)
       values ($1, $2, 'import', 'warning', $3, $4, '2026-03-08', 4, 'Wh', 'open', $4) returning id`,
      [pointId, rule, from, new Date(from.getTime() + 3_600_000)],
    )
    return row?.id ?? 0
  }
  const send = (findingIds: number[], reason = '数据存疑', time = '09T09:00:00') =>
    decideExceptions(at(time), { findingIds, action: 'site', reason })
  const ordersOf = async () => (await listRepairs(at('09T10:00:00'), { status: 'under-way', limit: 50 })).orders

  beforeAll(async () => {
    const network = await layNetwork(at('01T08:00:00'))
    for (const number of [1, 2, 3, 4]) {
      const opened = await openChenGuilan(at('01T08:00:00'), network, {
        contract: { contractNo: `HT-${number}`, signedOn: '2026-02-27' },
        energisedAt: new Date('2026-03-01T00:00:00+08:00'),
        meter: {
          assetNo: `M-${number}`,
          profile: 'eastron-sdm630',
          phase: 'single',
          ratedCurrentA: 5,
          maximumCurrentA: 60,
          registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
          link: { terminalAssetNo: 'T-MQTT-1' },
        },
      })
      points.push(opened.pointId)
    }
    const { rows } = await database.pool.query(`select id from terminal where asset_no = 'T-MQTT-1'`)
    terminalId = rows[0].id
  })

  test('opens a repair order for its point, and another exception of the point joins it', async () => {
    const [one = 0] = points
    const first = await insert(one, 'spike', 8)
    expect(await send([first], '电量突增,核查接线')).toMatchObject({ decided: 1, orders: 1 })
    const [order] = await ordersOf()
    expect(order).toMatchObject({
      pointId: one,
      cause: 'validation',
      place: 'meter',
      status: 'open',
      because: { rule: 'spike', reason: '电量突增,核查接线' },
    })
    const second = await insert(one, 'multiplier', 10)
    expect(await send([second])).toMatchObject({ orders: 1 })
    expect(await ordersOf()).toHaveLength(1)
    const { steps, findings } = await findRepair(at('09T10:00:00'), order?.orderId ?? 0)
    expect(steps.map(({ kind }) => kind)).toEqual(['opened', 'finding-added'])
    expect(findings.map(({ rule }) => rule)).toEqual(['multiplier', 'spike'])
  })

  test('is seen with its order, apart from what is open', async () => {
    const open = await listExceptions(at('09T10:00:00'), {})
    expect(open).toMatchObject({ groups: [], open: 0, atSite: 2 })
    const { groups } = await listExceptions(at('09T10:00:00'), { state: 'site' })
    expect(groups.map(({ rule }) => rule).sort()).toEqual(['multiplier', 'spike'])
    const { findings } = await findException(at('09T10:00:00'), `2026-03-08~spike~${terminalId}`)
    expect(findings).toMatchObject([
      { repair: { orderNo: expect.stringMatching(/^XQ/), status: 'open', readAt: null } },
    ])
  })

  test('shows the re-read that closed its order', async () => {
    const [order] = await ordersOf()
    await expect(closeRepair(at('09T11:00:00'), { orderId: order?.orderId ?? 0 })).rejects.toMatchObject({
      code: 'REPAIR_NOT_VERIFIED',
    })
    await storeReadings(at('09T11:15:05'), {
      source: 'mqtt',
      topic: 'test',
      readings: [{ meter: 'M-1', at: new Date('2026-03-09T11:15:00+08:00'), values: { importWh: 44_000 } }],
    })
    await closeRepair(at('09T11:16:00'), { orderId: order?.orderId ?? 0 })
    const { findings } = await findException(at('09T12:00:00'), `2026-03-08~spike~${terminalId}`)
    expect(findings).toMatchObject([{ repair: { status: 'closed', readWh: 44_000 } }])
    expect(Date.parse(findings[0]?.repair?.readAt ?? '')).toBe(Date.parse('2026-03-09T11:15:00+08:00'))
    expect((await listExceptions(at('09T12:00:00'), {})).atSite).toBe(0)
  })

  test('opens the order again that was closed a short while ago', async () => {
    const third = await insert(points[0] ?? 0, 'flat-line', 12)
    await send([third], '又停走', '10T09:00:00')
    expect(await ordersOf()).toMatchObject([{ reopened: 1, status: 'open', because: { rule: 'flat-line' } }])
  })

  test('leads to the terminal once, where most of what it reads is missing', async () => {
    const ids: number[] = []
    for (const pointId of points.slice(1)) ids.push(await insert(pointId, 'missing', 14))
    expect(await send(ids, '整台终端无数')).toMatchObject({ decided: 3, orders: 1 })
    const order = (await ordersOf()).find(({ place }) => place === 'terminal')
    expect(order).toMatchObject({ pointId: null, terminalId, because: { points: 3 } })
    const late = await insert(points[1] ?? 0, 'missing', 16)
    await send([late])
    expect(await ordersOf()).toHaveLength(2)
    expect(await openDueRepairs(at('09T13:00:00'))).toBe(0)
  })
})
