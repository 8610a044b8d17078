import { beforeAll, describe, expect, test } from 'vitest'
import { addUser } from '../../app/auth/users.ts'
import { applyChanges } from '../../db/customers/changes/apply.ts'
import { changeSection, placeInSection } from '../../db/customers/sections.ts'
import { findPlanState } from '../../metering/index.ts'
import { storeReadings } from '../../metering/readings.ts'
import {
  findPlan,
  listPlanPoints,
  listPlans,
  makeReadingPlans,
  refreshDuePlans,
} from '../../metering/sections/plans.ts'
import { listReaders } from '../../metering/sections/readers.ts'
import { acceptPoints, listFieldReadings, returnPoint, sendPlan } from '../../metering/sections/review.ts'
import { listSectionPoints, listSections, listUnplaced } from '../../metering/sections/sections.ts'
import { listSpecials, openSpecial, recallSpecial, reviewSpecial } from '../../metering/sections/special-readings.ts'
import { recordSiteReading } from '../../metering/vee/site-readings.ts'
import { listStandIns } from '../../metering/vee/stand-ins.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const jpeg = {
  mediaType: 'image/jpeg' as const,
  base64: Buffer.from([0xff, 0xd8, 0xff, ...Array(120).fill(1)]).toString('base64'),
}

describe('a section and its plans', () => {
  const database = useDatabase()
  const on = (day: string, username = 'luo') =>
    database.ctx(`${day}T08:00:00+08:00`, { username, roles: ['district-manager'] })
  const points: Record<string, number> = {}
  let sectionId = 0

  const open = async (
    name: string,
    asset: string,
    districtId: number | null,
    energisedAt = '2026-01-01T00:00:00+08:00',
  ) => {
    const ctx = on(energisedAt.slice(0, 10))
    const network = await layNetwork(ctx)
    const opened = await openChenGuilan(ctx, network, {
      customer: { kind: 'person', name, phone: '13800138000' },
      address: `幸福小区${asset}`,
      energisedAt: new Date(energisedAt),
      point: {
        districtId: districtId ?? network.districtId,
        mode: 'low-low',
        phase: 'single',
        priceCode: 'residential-tier',
      },
      meter: {
        assetNo: asset,
        profile: 'eastron-sdm630',
        phase: 'single',
        ratedCurrentA: 5,
        maximumCurrentA: 60,
        registers: [{ role: 'importTotal', digits: 6, startValue: 0 }],
        link: { terminalAssetNo: 'T-MQTT-1' },
      },
      contract: { contractNo: `HT-${asset}`, signedOn: '2025-12-30' },
    })
    points[name] = opened.pointId
    return opened.pointId
  }
  const store = (now: string, readings: [string, string, number][]) =>
    storeReadings(database.ctx(now), {
      source: 'mqtt',
      topic: 'test',
      readings: readings.map(([meter, at, importWh]) => ({
        meter,
        at: new Date(`${at}T00:00:00+08:00`),
        values: { importWh, freeze: 'day' as const },
      })),
    })

  beforeAll(async () => {
    await open('陈桂兰', 'M-1', null)
    const staff = { password: 'a long enough password', organisationPath: 'X.' }
    await addUser(on('2026-01-02'), { ...staff, username: 'tang', name: '唐军', roles: ['reader'] })
    await addUser(on('2026-01-02'), { ...staff, username: 'shou', name: '收费员', roles: ['cashier'] })
  })

  test('a point without a section is a fault until its district is given one; new accounts then join by themselves', async () => {
    expect(await listSections(on('2026-01-02'), {})).toMatchObject({ sections: [], unplaced: 1 })
    expect((await listUnplaced(on('2026-01-02'), {})).points).toMatchObject([{ accountName: '陈桂兰' }])
    const section = {
      sectionNo: 'CB001',
      organisation: 'X.X1.',
      manager: '罗平',
      readingDay: 1,
      months: 1 as const,
      districts: ['幸福小区1号公变'],
    }
    const made = await changeSection(on('2026-01-02'), section, '2025-12-01')
    sectionId = made.sectionId
    expect(made.joined).toBe(1)
    expect(await changeSection(on('2026-01-02'), section, '2026-01-02')).toEqual({ sectionId, joined: 0 })
    await open('王建国', 'M-2', null)
    await open('李秀英', 'M-3', null)
    const list = await listSections(on('2026-01-02'), {})
    expect(list).toMatchObject({
      unplaced: 0,
      sections: [{ sectionNo: 'CB001', points: 3, districts: ['幸福小区1号公变'] }],
    })
    const first = await listSectionPoints(on('2026-01-02'), { sectionId, limit: 2 })
    const rest = await listSectionPoints(on('2026-01-02'), { sectionId, limit: 2, cursor: first.nextCursor ?? '' })
    expect([...first.points, ...rest.points].map(({ validFrom }) => validFrom)).toEqual(Array(3).fill('2026-01-01'))
  })

  test('a section of a stranger is not there, and districts and organisations must be', async () => {
    const stranger = { ...on('2026-01-03'), scope: 'Y.' }
    const section = { sectionNo: 'CB001', organisation: 'X.X1.', manager: '罗平', readingDay: 1 }
    await expect(changeSection(stranger, section, '2026-01-03')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(
      changeSection(on('2026-01-03'), { ...section, organisation: 'Z.' }, '2026-01-03'),
    ).rejects.toMatchObject({
      code: 'ORGANISATION_UNKNOWN',
    })
    await expect(
      changeSection(on('2026-01-03'), { ...section, districts: ['无此台区'] }, '2026-01-03'),
    ).rejects.toMatchObject({ code: 'DISTRICT_UNKNOWN' })
    expect((await listSections(stranger, {})).sections).toEqual([])
  })

  test('plans are made a week ahead, once', async () => {
    expect(await makeReadingPlans(on('2026-01-02'))).toBe(0)
    expect(await makeReadingPlans(on('2026-01-25'))).toBe(1)
    expect(await makeReadingPlans(on('2026-01-26'))).toBe(0)
    expect((await listPlans(on('2026-01-26'), {})).plans).toMatchObject([
      { month: '2026-02', readingDay: '2026-02-01', readsFrom: '2026-01-01', points: 3, progress: { waiting: 3 } },
    ])
  })

  const planOf = async (month: string) => (await listPlans(on('2026-02-01'), { month })).plans[0]?.planId ?? 0

  test('registers of the reading day are read; what is not there is to be called, then read on site', async () => {
    await store('2026-02-01T01:00:00+08:00', [
      ['M-1', '2026-02-01', 200_000],
      ['M-2', '2026-02-01', 180_000],
    ])
    await refreshDuePlans(on('2026-02-01'))
    const planId = await planOf('2026-02')
    expect((await findPlan(on('2026-02-01'), planId)).progress).toEqual({ read: 2, recall: 1 })
    await refreshDuePlans(on('2026-02-04'))
    expect((await findPlan(on('2026-02-04'), planId)).progress).toEqual({ read: 2, site: 1 })
    const [first] = (await listPlanPoints(on('2026-02-04'), { planId, limit: 1 })).points
    expect(first).toMatchObject({
      accountName: '陈桂兰',
      routeNo: 1,
      flags: [],
      facts: { startWh: 0, endWh: 200_000, useWh: 200_000, days: 31, how: 'measured', changePercent: null },
    })
  })

  test('who is sent finds his list, reads with a photo, and may not review it himself', async () => {
    const planId = await planOf('2026-02')
    const pointId = points.李秀英 ?? 0
    for (const reader of ['tagn', 'shou']) {
      await expect(sendPlan(on('2026-02-04'), { planId, reader })).rejects.toMatchObject({ code: 'READER_UNKNOWN' })
    }
    expect((await listReaders(on('2026-02-04'))).readers).toMatchObject([{ username: 'tang', name: '唐军' }])
    expect(await sendPlan(on('2026-02-04'), { planId, reader: 'tang' })).toMatchObject({ readerName: '唐军' })
    const tang = on('2026-02-04', 'tang')
    const moved = { change: 'place-set' as const, pointId, from: '2026-02-03', place: '院门外表箱' }
    await applyChanges(on('2026-02-03'), [moved], { caseRef: 'application:YK-1', reason: '移表' })
    expect(await listFieldReadings(tang, {})).toMatchObject({
      total: 1,
      readings: [{ pointId, day: '2026-02-01', routeNo: 3, place: '院门外表箱' }],
    })
    expect((await listFieldReadings(on('2026-02-04'), {})).total).toBe(0)
    await recordSiteReading(tang, {
      pointId,
      day: '2026-02-01',
      measuredAt: '2026-02-04T07:30:00+08:00',
      registersWh: { importTotal: 150_000 },
      photo: jpeg,
      reason: '采集失败补抄',
    })
    await refreshDuePlans({ ...on('2026-02-04'), now: new Date('2026-02-04T08:01:00+08:00') })
    expect((await listFieldReadings(tang, {})).total).toBe(0)
    const point = (await listPlanPoints(on('2026-02-04'), { planId })).points[0]
    expect(point).toMatchObject({ pointId, flags: ['site'], readBy: 'tang', facts: { endWh: 150_000, how: 'site' } })
    const seen = { planId, points: [{ pointId, version: point?.version ?? 0 }] }
    expect((await acceptPoints(tang, seen)).refused).toEqual([{ pointId, because: 'SAME_PERSON' }])
    const stale = { planId, points: [{ pointId, version: -1 }] }
    expect((await acceptPoints(on('2026-02-04'), stale)).refused).toEqual([{ pointId, because: 'CHANGED_SINCE' }])
  })

  test('all that is not conspicuous is accepted at once, one is sent back, and the latest closes the plan', async () => {
    const planId = await planOf('2026-02')
    const ctx = on('2026-02-05')
    const pointId = points.李秀英 ?? 0
    expect(await acceptPoints(ctx, { planId, unflagged: true })).toMatchObject({
      accepted: 2,
      plan: { status: 'open' },
    })
    expect(await findPlanState(ctx, { pointId: points.陈桂兰 ?? 0, day: '2026-02-01' })).toMatchObject({
      state: 'accepted',
    })
    const back = { planId, pointId, way: 'site' as const, reason: '照片模糊' }
    expect((await returnPoint(ctx, back)).progress).toEqual({ accepted: 2, site: 1 })
    await expect(returnPoint(ctx, back)).rejects.toMatchObject({ code: 'ALREADY_SENT_BACK' })
    expect((await listFieldReadings(on('2026-02-05', 'tang'), {})).readings).toMatchObject([{ reason: '照片模糊' }])
    await recordSiteReading(on('2026-02-05', 'tang'), {
      pointId,
      day: '2026-02-01',
      measuredAt: '2026-02-05T07:40:00+08:00',
      registersWh: { importTotal: 152_000 },
      photo: jpeg,
      reason: '重抄',
    })
    await refreshDuePlans({ ...ctx, now: new Date('2026-02-05T08:02:00+08:00') })
    const point = (await listPlanPoints(ctx, { planId })).points[0]
    expect(point).toMatchObject({ facts: { endWh: 152_000, reread: { wh: 152_000, reason: '照片模糊' } } })
    const done = await acceptPoints(ctx, { planId, points: [{ pointId, version: point?.version ?? 0 }] })
    expect(done).toMatchObject({ accepted: 1, plan: { status: 'closed', progress: { accepted: 3 }, closedBy: 'luo' } })
    expect(await ctx.db.rows(`select payload from event where kind = 'readings.settled'`)).toEqual([
      { payload: { planId, sectionNo: 'CB001', month: '2026-02', day: '2026-02-01', points: 3 } },
    ])
    expect((await listSpecials(ctx, { status: 'accepted' })).specials).toMatchObject([
      { cause: 're-reading', readBy: 'tang' },
    ])
    await expect(acceptPoints(ctx, { planId, unflagged: true })).rejects.toMatchObject({ code: 'PLAN_CLOSED' })
    await expect(returnPoint(ctx, back)).rejects.toMatchObject({ code: 'PLAN_CLOSED' })
  })

  test('points join and leave by day: the plan of a day reads who is there on that day', async () => {
    const ctx = on('2026-02-10')
    const pointId = points.王建国 ?? 0
    await placeInSection(ctx, { pointId, sectionId: null, from: '2026-02-15' })
    await expect(placeInSection(ctx, { pointId, sectionId: null, from: '2026-02-20' })).rejects.toMatchObject({
      code: 'ALREADY_IN_SECTION',
    })
    await expect(placeInSection(ctx, { pointId, sectionId, from: '2025-12-31' })).rejects.toMatchObject({
      code: 'NOT_YET_ENERGISED',
    })
    expect((await listUnplaced(ctx, {})).points).toEqual([])
    expect((await listUnplaced(on('2026-02-15'), {})).points).toMatchObject([{ pointId }])
    await makeReadingPlans(on('2026-02-25'))
    expect((await findPlan(ctx, await planOf('2026-03'))).points).toBe(2)
    await placeInSection(on('2026-02-26'), { pointId, sectionId, from: '2026-02-26' })
    await refreshDuePlans(on('2026-02-26'))
    expect((await findPlan(ctx, await planOf('2026-03'))).points).toBe(3)
  })

  test('conspicuous points come first, page by page, by the limits of the day', async () => {
    await store('2026-03-01T01:00:00+08:00', [
      ['M-1', '2026-03-01', 380_000],
      ['M-2', '2026-03-01', 800_000],
      ['M-3', '2026-03-01', 152_000],
    ])
    await refreshDuePlans(on('2026-03-01'))
    const planId = await planOf('2026-03')
    const pages = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await listPlanPoints(on('2026-03-01'), { planId, limit: 1, ...(cursor ? { cursor } : {}) })
      pages.push(...page.points)
      cursor = page.nextCursor
    }
    expect(pages.map(({ accountName, flags }) => [accountName, flags])).toEqual([
      ['王建国', ['high']],
      ['李秀英', ['zero', 'site']],
      ['陈桂兰', []],
    ])
    await on('2026-03-01').db.run(
      `insert into review_limit (name, valid_from, value, basis, changed_by, changed_at)
       values ('highRatio', '2026-03-01', 10, '试点', 'jiang', $1)`,
      [on('2026-03-01').now],
    )
    await refreshDuePlans({ ...on('2026-03-01'), now: new Date('2026-03-01T09:00:00+08:00') })
    expect((await findPlan(on('2026-03-01'), planId)).flagged).toBe(1)
  })

  test('a special reading is ordered, called or read on site, and accepted by another', async () => {
    const pointId = points.陈桂兰 ?? 0
    const ctx = on('2026-03-10')
    const order = { pointId, cause: 'move-out' as const, day: '2026-03-10', dueOn: '2026-03-11', reason: '搬家结清' }
    await expect(openSpecial(ctx, { ...order, way: 'site', dueOn: '2026-03-09' })).rejects.toMatchObject({
      code: 'NOT_THEN',
    })
    const special = await openSpecial(ctx, { ...order, way: 'site', reader: 'tang' })
    await expect(openSpecial(ctx, { ...order, way: 'site' })).rejects.toMatchObject({ code: 'READER_NEEDED' })
    await expect(openSpecial(ctx, { ...order, way: 'site', reader: 'tagn' })).rejects.toMatchObject({
      code: 'READER_UNKNOWN',
    })
    await expect(openSpecial(ctx, { ...order, way: 'site', reader: 'tang' })).rejects.toMatchObject({
      code: 'SPECIAL_EXISTS',
    })
    const review = { specialId: special.specialId, verdict: 'accept' as const }
    await expect(reviewSpecial(ctx, review)).rejects.toMatchObject({ code: 'NOT_READ' })
    expect((await listFieldReadings(on('2026-03-10', 'tang'), {})).readings).toMatchObject([
      { pointId, reason: '搬家结清' },
    ])
    await recordSiteReading(on('2026-03-10', 'tang'), {
      pointId,
      day: '2026-03-10',
      measuredAt: '2026-03-10T07:40:00+08:00',
      registersWh: { importTotal: 400_000 },
      photo: jpeg,
      reason: '搬家',
    })
    await expect(reviewSpecial(on('2026-03-10', 'tang'), review)).rejects.toMatchObject({ code: 'SAME_PERSON' })
    expect(await reviewSpecial(ctx, review)).toMatchObject({
      status: 'accepted',
      readBy: 'tang',
      readByName: '唐军',
      registers: { importTotal: 400_000 },
    })
    expect((await listStandIns(ctx, { pointId })).standIns[0]).toMatchObject({
      proposedBy: 'tang',
      proposedByName: '唐军',
    })
    await expect(reviewSpecial(ctx, { ...review, verdict: 'cancel' })).rejects.toMatchObject({
      code: 'ALREADY_DECIDED',
    })
  })

  test('a meter that is called answers later, and only a reading since then counts', async () => {
    const pointId = points.王建国 ?? 0
    const ctx = on('2026-03-12')
    const special = await openSpecial(ctx, {
      pointId,
      cause: 'dispute',
      day: '2026-03-12',
      dueOn: '2026-03-12',
      way: 'recall',
      reason: '客户质疑',
    })
    expect(await recallSpecial(ctx, special.specialId)).toMatchObject({
      status: 'open',
      recallAnswer: expect.any(String),
    })
    await storeReadings(database.ctx('2026-03-12T08:15:00+08:00'), {
      source: 'mqtt',
      topic: 'test',
      readings: [{ meter: 'M-2', at: new Date('2026-03-12T08:15:00+08:00'), values: { importWh: 805_000 } }],
    })
    await refreshDuePlans({ ...ctx, now: new Date('2026-03-12T08:16:00+08:00') })
    expect((await listSpecials(ctx, { status: 'read' })).specials).toMatchObject([
      { specialId: special.specialId, registers: { importTotal: 805_000 }, readBy: null },
    ])
    expect(await reviewSpecial(ctx, { specialId: special.specialId, verdict: 'accept' })).toMatchObject({
      status: 'accepted',
    })
  })
})
