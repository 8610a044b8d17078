import { beforeAll, describe, expect, it } from 'vitest'
import { EventPump } from '../../app/pump.ts'
import { createBilling, findLatestBill, previewBill, runBills } from '../../billing/index.ts'
import { listParked } from '../../billing/parked.ts'
import { billReviewed } from '../../billing/reviewed.ts'
import { changeSection, placeInSection } from '../../db/customers/sections.ts'
import { listUsages } from '../../metering/index.ts'
import { storeReadings } from '../../metering/readings.ts'
import { listPlanPoints, listPlans, makeReadingPlans, refreshDuePlans } from '../../metering/sections/plans.ts'
import { acceptPoints } from '../../metering/sections/review.ts'
import { layNetwork } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'
import { untilReadable } from '../support/events.ts'
import { openHousehold } from './households.ts'

describe('a bill that rests on a reading plan', () => {
  const database = useDatabase()
  const at = (now: string) => database.ctx(`${now}+08:00`, { username: 'billing', roles: ['billing'] })
  const luo = (now: string) => database.ctx(`${now}+08:00`, { username: 'luo', roles: ['district-manager'] })
  const homes: Record<string, { accountId: number; pointId: number }> = {}
  const run = (now: string, billMonth: string) => runBills(at(now), { billMonth }, listUsages)
  const parkedOf = async (now: string) => (await listParked(at(now), { limit: 50 })).items

  async function readOn(day: string, importWh: number) {
    const now = `${day}T00:10:00`
    const { rows } = await database.pool.query(`select asset_no from device order by id`)
    const readings = rows.map(({ asset_no: meter }) => ({
      meter,
      at: new Date(`${day}T00:00:00+08:00`),
      values: { importWh },
    }))
    await storeReadings(at(now), { source: 'mqtt', topic: 't', readings, keep: 'every' })
    await makeReadingPlans(luo(now))
    await refreshDuePlans(luo(now))
  }
  const planOf = async (month: string) => (await listPlans(luo('2025-05-01T00:00:00'), { month })).plans[0]?.planId ?? 0
  async function accept(now: string, month: string, names: string[]) {
    const planId = await planOf(month)
    const { points } = await listPlanPoints(luo(now), { planId, which: 'review' })
    const chosen = points.filter(({ pointId }) => names.some((name) => homes[name]?.pointId === pointId))
    return acceptPoints(luo(now), { planId, points: chosen.map(({ pointId, version }) => ({ pointId, version })) })
  }
  const deliver = async (now: string) => {
    await untilReadable(database.pool)
    const { subscribers } = createBilling(listUsages)
    const { db, now: instant } = at(now)
    await new EventPump({ db, clock: () => instant, subscribers, log: { error: () => {} } }).drain()
  }

  beforeAll(async () => {
    const ctx = at('2025-01-10T12:00:00')
    const network = await layNetwork(ctx)
    for (const name of ['王秀英', '李建国', '赵散户']) {
      const home = { name, priceCode: 'SH-RES-TIER', energisedAt: '2025-01-10T00:00:00+08:00' }
      homes[name] = await openHousehold(ctx, network, home)
    }
    const district = '幸福小区1号公变'
    const section = { sectionNo: 'CB001', organisation: 'X.X1.', manager: '罗平', readingDay: 1, districts: [district] }
    await changeSection(ctx, section, '2025-01-10')
    await placeInSection(ctx, { pointId: homes.赵散户?.pointId ?? 0, sectionId: null, from: '2025-01-11' })
    await readOn('2025-02-01', 200_000)
  })

  it('waits for the review, and is not waited for without a section', async () => {
    expect(await run('2025-02-01T02:00:00', '2025-01')).toMatchObject({ issued: 1, parked: 2 })
    expect(await findLatestBill(at('2025-02-01T02:00:00'), homes.赵散户?.accountId ?? 0)).not.toBeNull()
    expect(await parkedOf('2025-02-01T03:00:00')).toMatchObject([
      {
        reason: 'READING_NOT_REVIEWED',
        owner: 'district-manager',
        message: { zh: '抄表示数尚未复核,复核通过后自动核算' },
        review: { sectionNo: 'CB001', readingDay: '2025-02-01' },
      },
      { reason: 'READING_NOT_REVIEWED' },
    ])
  })

  it('is shown to who edits its registers before anybody has reviewed them', async () => {
    const about = { pointId: homes.王秀英?.pointId ?? 0, at: new Date('2025-02-01T00:00:00+08:00') }
    expect(await previewBill(at('2025-02-01T03:00:00'), about, listUsages)).toMatchObject({
      energyKwh: 200,
      because: null,
    })
  })

  it('is made by itself for the point that is accepted, and once however often that is told', async () => {
    expect(await accept('2025-02-01T09:00:00', '2025-02', ['王秀英'])).toMatchObject({ accepted: 1 })
    await deliver('2025-02-01T09:00:01')
    expect(await parkedOf('2025-02-01T09:01:00')).toMatchObject([{ accountNo: expect.any(String), attempts: 1 }])
    expect(await findLatestBill(at('2025-02-01T09:01:00'), homes.王秀英?.accountId ?? 0)).not.toBeNull()
    expect(await findLatestBill(at('2025-02-01T09:01:00'), homes.李建国?.accountId ?? 0)).toBeNull()
    await database.pool.query(`delete from event_cursor where subscriber = 'billing.reviewed-readings'`)
    await deliver('2025-02-01T09:02:00')
    expect(await parkedOf('2025-02-01T09:03:00')).toMatchObject([{ attempts: 1 }])
    expect(await billReviewed(at('2025-02-01T09:03:00'), null, listUsages)).toBe(0)
    await accept('2025-02-01T10:00:00', '2025-02', ['李建国'])
    expect(await billReviewed(at('2025-02-01T10:15:00'), null, listUsages)).toBe(1)
    expect(await parkedOf('2025-02-01T10:16:00')).toEqual([])
  })

  it('that is reviewed before the run is made by the run', async () => {
    await readOn('2025-03-01', 350_000)
    await accept('2025-03-01T00:30:00', '2025-03', ['王秀英', '李建国'])
    expect(await run('2025-03-01T02:00:00', '2025-02')).toMatchObject({ issued: 3, parked: 0 })
  })

  it('makes up a month whose plan was reviewed late, with the next', async () => {
    await readOn('2025-04-01', 500_000)
    expect(await run('2025-04-01T02:00:00', '2025-03')).toMatchObject({ issued: 1, parked: 2 })
    await readOn('2025-05-01', 650_000)
    await accept('2025-05-01T00:30:00', '2025-05', ['王秀英', '李建国'])
    expect(await run('2025-05-01T02:00:00', '2025-04')).toMatchObject({ issued: 1, parked: 2 })
    await accept('2025-05-02T09:00:00', '2025-04', ['王秀英', '李建国'])
    await deliver('2025-05-02T09:00:01')
    expect(await parkedOf('2025-05-02T09:01:00')).toEqual([])
    expect(await findLatestBill(at('2025-05-02T09:01:00'), homes.王秀英?.accountId ?? 0)).toMatchObject({
      energyKwh: 150,
    })
  })
})
