import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bringNetwork } from '../../db/customers/network.ts'
import { findCompleteness, listGaps } from '../../metering/collection/completeness.ts'
import { countDueDays } from '../../metering/collection/count.ts'
import { closeRepair, findRepair, listRepairs, noteRepair, openDueRepairs } from '../../metering/collection/repairs.ts'
import { rereadGaps } from '../../metering/collection/reread.ts'
import { closeLines, freezeRegisters, LineCollector } from '../../metering/index.ts'
import { addProfile } from '../../metering/profiles/all.ts'
import { dlt645SinglePhase } from '../../metering/profiles/dlt645-2007.ts'
import { Dlt645Gateway } from '../../simulators/dlt645/gateway.ts'
import type { Dlt645Meter } from '../../simulators/dlt645/meter.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const at = (text: string) => new Date(`2026-03-${text}+08:00`)
const since = new Date('2026-01-01T00:00:00+08:00')
const district = '幸福小区1号公变'
const energisedAt = at('08T00:00:00')
const quarterMs = 900_000
const state = (when: Date) => ({
  importWh: Math.floor((when.getTime() - since.getTime()) / 6000) * 10,
  uV: [221.5],
  pW: 600,
})

const address = (number: number) => String(number).padStart(12, '0')
const meterOf = (assetNo: string, link: object) => ({
  assetNo,
  profile: 'dlt645-2007-single-phase',
  phase: 'single' as const,
  ratedCurrentA: 5,
  maximumCurrentA: 60,
  registers: [{ role: 'importTotal' as const, digits: 6, startValue: state(energisedAt).importWh }],
  link: { terminalAssetNo: 'T-645', ...link },
})

// The same meter, whose line is a loop-back and need not be waited for.
addProfile({ ...dlt645SinglePhase, minGapMs: 0, timeoutMs: 300 })

describe('a day that is over', () => {
  const database = useDatabase()
  let now = at('10T00:00:00')
  const gateway = new Dlt645Gateway(() => now)
  const points = new Map<string, number>()
  let collector: LineCollector
  const ctx = () => ({ ...database.ctx(now.toISOString()), now })
  const simulated = (change: Partial<Dlt645Meter> = {}): Dlt645Meter => ({ phases: 1, since, state, ...change })
  const completeness = (item: 'day-freeze' | 'curve', by: 'district' | 'cause' | 'model' = 'cause') =>
    findCompleteness(ctx(), { item, by, days: 7 })

  beforeAll(async () => {
    const network = await layNetwork(ctx())
    const socket = await gateway.start()
    await bringNetwork(ctx(), { terminals: [{ assetNo: 'T-645', protocol: 'dlt645-tcp', ...socket, district }] }, since)
    const names = ['GOOD', 'SILENT', 'REFUSING', 'BROKEN', 'REMOVED', 'TELLING']
    for (const [index, name] of names.entries()) {
      const link = name === 'TELLING' ? { terminalAssetNo: 'T-MQTT-1' } : { meterAddress: address(index + 1) }
      const opened = await openChenGuilan(ctx(), network, {
        customer: { kind: 'person', name: `用户${name}` },
        energisedAt,
        meter: meterOf(`M-${name}`, link),
        contract: { contractNo: `HT-${name}`, signedOn: '2025-12-30' },
      })
      points.set(name, opened.pointId)
    }
    await ctx().db.run(`update installation set removed_at = $1 where point_id = $2`, [
      at('08T10:00:00'),
      points.get('REMOVED'),
    ])
    gateway.meters.set(address(1), simulated())
    gateway.meters.set(address(2), simulated({ fault: 'silent' }))
    gateway.meters.set(address(3), simulated({ fault: 'refuses' }))
    gateway.meters.set(address(4), simulated({ fault: 'wrong-sum' }))
    collector = new LineCollector({ db: ctx().db, clock: () => now, log: { error: () => {}, warn: () => {} } })
    // Of the day before only some quarter hours are read, and midnight is missed.
    for (const mark of [at('09T08:00:00'), at('09T08:15:00'), at('09T08:30:00')]) {
      now = mark
      await collector.poll()
    }
  })
  afterAll(async () => {
    await collector.stop()
    await gateway.stop()
  })

  test('is not counted before its deadline', async () => {
    now = at('10T07:59:00')
    await freezeRegisters(ctx(), { day: '2026-03-10' })
    expect((await countDueDays(ctx())).filter(({ day }) => day === '2026-03-09')).toEqual([])
    expect((await completeness('day-freeze')).day).toBe('2026-03-08')
  })

  test('is counted once, with a cause for each point that missed any', async () => {
    now = at('10T12:30:00')
    const counted = await countDueDays(ctx())
    expect(counted).toEqual([
      { day: '2026-03-09', item: 'day-freeze', gaps: 6 },
      { day: '2026-03-09', item: 'curve', gaps: 6 },
    ])
    expect(await countDueDays(ctx())).toEqual([])
    const freezes = await completeness('day-freeze')
    expect(freezes.total).toMatchObject({ points: 6, due: 6, had: 0 })
    const curves = await completeness('curve', 'district')
    expect(curves.groups).toMatchObject([{ name: district, due: 576, had: 3 }])
    const causes = Object.fromEntries(freezes.groups.map(({ key, points: count }) => [key, count]))
    expect(causes).toEqual({
      'never-installed': 1,
      'meter-silent': 1,
      'meter-refuses': 1,
      'bad-answers': 1,
      'terminal-not-telling': 1,
      unexplained: 1,
    })
  })

  test('is listed point by point, page by page', async () => {
    const first = await listGaps(ctx(), { item: 'curve', day: '2026-03-09', limit: 4 })
    expect(first.gaps).toHaveLength(4)
    const second = await listGaps(ctx(), { item: 'curve', day: '2026-03-09', limit: 4, cursor: first.nextCursor ?? '' })
    expect(second.gaps).toHaveLength(2)
    const seen = [...first.gaps, ...second.gaps].map(({ gapId }) => gapId)
    expect(new Set(seen).size).toBe(6)
    const silent = await listGaps(ctx(), {
      item: 'curve',
      day: '2026-03-09',
      by: 'cause',
      key: 'meter-silent',
      limit: 50,
    })
    expect(silent.gaps.map(({ assetNo }) => assetNo)).toEqual(['M-SILENT'])
  })

  test('is read again from the meter’s own memory, at the meter’s own times', async () => {
    await rereadGaps(ctx(), 100)
    const good = points.get('GOOD')
    const freeze = await ctx().db.first<{ at: Date; wh: number; readAt: Date }>(
      `select measured_at as at, import_wh as wh, read_at as "readAt" from register_reading where point_id = $1 and frozen_as = 'day'
       and measured_at = $2`,
      [good, at('10T00:00:00')],
    )
    expect(freeze).toEqual({ at: at('10T00:00:00'), wh: state(at('10T00:00:00')).importWh, readAt: now })
    const rows = await ctx().db.rows<{ at: Date; wh: number }>(
      'select at, import_wh as wh from interval_reading where point_id = $1 and at >= $2 and at < $3 order by at',
      [good, at('09T00:00:00'), at('10T00:00:00')],
    )
    expect(rows).toHaveLength(96)
    for (const row of rows.filter(({ at: start }) => start > at('09T12:00:00'))) {
      expect(row.wh).toBe(state(new Date(row.at.getTime() + quarterMs)).importWh)
    }
    const { total } = await completeness('day-freeze')
    expect(total).toMatchObject({ had: 0, filled: 1 })
    const { gaps } = await listGaps(ctx(), { item: 'day-freeze', day: '2026-03-09', limit: 50 })
    const ends = Object.fromEntries(gaps.map((gap) => [gap.assetNo ?? 'none', [gap.status, gap.because]]))
    expect(ends).toMatchObject({
      'M-GOOD': ['filled', null],
      'M-SILENT': ['open', 'LINE_TIMEOUT'],
      'M-BROKEN': ['open', 'LINE_MISMATCH'],
      none: ['given-up', 'NO_METER'],
    })
  })

  test('is tried again later and later, and given up in the end with its cause', async () => {
    expect(await rereadGaps(ctx(), 100)).toBe(0)
    await ctx().db.run(
      `update collection_gap set attempts = 16, next_at = $1 where status = 'open' and device_id = (select id from device where asset_no = 'M-SILENT')`,
      [now],
    )
    await rereadGaps(ctx(), 100)
    const { gaps } = await listGaps(ctx(), {
      item: 'day-freeze',
      day: '2026-03-09',
      by: 'cause',
      key: 'meter-silent',
      limit: 5,
    })
    expect(gaps).toMatchObject([{ status: 'given-up', because: 'LINE_TIMEOUT', remaining: 1 }])
  })

  test('and then the next opens repair orders, one for each place', async () => {
    now = at('10T12:40:00')
    expect(await openDueRepairs(ctx())).toBeGreaterThan(0)
    const { orders } = await listRepairs(ctx(), { status: 'under-way', limit: 50 })
    const silent = orders.find(({ assetNo }) => assetNo === 'M-SILENT')
    expect(silent).toMatchObject({
      cause: 'meter-silent',
      place: 'meter',
      status: 'open',
      because: { days: ['2026-03-08', '2026-03-09'] },
    })
    expect(orders.find(({ assetNo }) => assetNo === 'M-GOOD')).toBeUndefined()
    expect(await openDueRepairs(ctx())).toBe(0)
  })

  test('an order is closed only by a re-read that proves it', async () => {
    const { orders } = await listRepairs(ctx(), { status: 'under-way', limit: 50 })
    const orderId = orders.find(({ assetNo }) => assetNo === 'M-SILENT')?.orderId ?? 0
    await noteRepair(ctx(), { orderId, note: '已到现场,更换接线' })
    now = at('10T14:00:00')
    await expect(closeRepair(ctx(), { orderId })).rejects.toMatchObject({
      code: 'REPAIR_NOT_VERIFIED',
      issues: [{ message: 'NO_READING_SINCE' }],
    })
    gateway.meters.set(address(2), simulated())
    // A process begun anew has not learned to wait for this meter.
    await closeLines()
    await closeRepair(ctx(), { orderId, note: '复抄正常' })
    const { order, steps, gaps } = await findRepair(ctx(), orderId)
    expect(order).toMatchObject({ status: 'closed', proof: { assetNo: 'M-SILENT' } })
    expect(steps.map(({ kind }) => kind)).toEqual(['opened', 'noted', 'close-refused', 'closed'])
    expect(gaps.find(({ day, item }) => day === '2026-03-09' && item === 'day-freeze')?.status).toBe('open')
    await expect(closeRepair(ctx(), { orderId })).rejects.toMatchObject({ code: 'REPAIR_CLOSED' })
    await rereadGaps(ctx(), 100)
    expect((await findRepair(ctx(), orderId)).gaps.every(({ status }) => status === 'filled')).toBe(true)
  })

  test('and is opened again when the place misses its freezes anew', async () => {
    gateway.meters.set(address(2), simulated({ fault: 'silent' }))
    now = at('12T13:00:00')
    await countDueDays(ctx())
    await openDueRepairs(ctx())
    const { orders } = await listRepairs(ctx(), { status: 'under-way', limit: 50 })
    expect(orders.find(({ assetNo }) => assetNo === 'M-SILENT')).toMatchObject({ reopened: 1, status: 'open' })
  })
})
