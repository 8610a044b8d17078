import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { previewBill } from '../../billing/index.ts'
import { checkReadingsFile, findDayCurve, listUsages, wireBillPreview } from '../../metering/index.ts'
import { storeReadings } from '../../metering/readings.ts'
import { suspectCause } from '../../metering/rules/vee/cause.ts'
import { editCurve, proposeCurveEdit } from '../../metering/vee/edits.ts'
import { decideExceptions, findException, listExceptions, listRules } from '../../metering/vee/exceptions.ts'
import { exportCurve } from '../../metering/vee/export-curve.ts'
import { listMonthDays } from '../../metering/vee/months.ts'
import { validateDirtyDays } from '../../metering/vee/validate.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const QUARTER_MS = 900_000
const dayMs = (day: string) => Date.parse(`${day}T00:00:00+08:00`)

test.each([
  ['all points of a terminal are silent', { rule: 'missing', points: 9, pointsOfTerminal: 10 }, 'terminal'],
  ['some of a terminal are silent', { rule: 'missing', points: 4, pointsOfTerminal: 40 }, 'channel'],
  ['one meter is silent', { rule: 'missing', points: 1, pointsOfTerminal: 40 }, 'meter'],
  ['power and register differ by a transformer', { rule: 'multiplier', points: 1, pointsOfTerminal: 40 }, 'file'],
  ['a customer uses far more', { rule: 'high-use', points: 1, pointsOfTerminal: 40 }, 'customer'],
])('where %s the cause is suspected there', (_name, group, cause) => {
  expect(suspectCause(group)).toBe(cause)
})

describe('exceptions', () => {
  const database = useDatabase()
  const now = '2026-03-20T12:00:00+08:00'
  const ctx = () => database.ctx(now, { username: 'lin', roles: ['acquisition'] })
  const points: number[] = []

  const shown = (atMs: number, point: number) => {
    const slot = Math.round((atMs - dayMs('2026-03-01')) / QUARTER_MS)
    return 100_000 + slot * (100 + point) + ((slot * 37) % 13)
  }
  /** Ten days of three homes of one terminal; all are silent through the afternoon of the 8th. */
  beforeAll(async () => {
    wireBillPreview((inner, about) => previewBill(inner, about, listUsages))
    const network = await layNetwork(database.ctx('2026-01-01T08:00:00+08:00'))
    for (const number of [1, 2, 3]) {
      const opened = await openChenGuilan(database.ctx('2026-01-01T08:00:00+08:00'), network, {
        contract: { contractNo: `HT-${number}`, signedOn: '2025-12-30' },
        point: { districtId: network.districtId, mode: 'low-low', phase: 'single', priceCode: 'SH-RES-TIER' },
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
      const marks = Array.from({ length: 10 * 96 + 1 }, (_, slot) => dayMs('2026-03-01') + slot * QUARTER_MS).filter(
        (atMs) => atMs <= dayMs('2026-03-08') + 50 * QUARTER_MS || atMs >= dayMs('2026-03-08') + 80 * QUARTER_MS,
      )
      const readings = marks.map((atMs) => ({
        meter: `M-${number}`,
        at: new Date(atMs),
        values: { importWh: shown(atMs, number) },
      }))
      await storeReadings(ctx(), { source: 'mqtt', topic: 'test', readings })
    }
    while ((await validateDirtyDays(ctx())) > 0);
  })

  test('of many points of one terminal are one group with its cause and evidence', async () => {
    const { groups, open, nextCursor } = await listExceptions(ctx(), {})
    const afternoon = groups.filter(({ day }) => day === '2026-03-08')
    expect(afternoon).toMatchObject([
      {
        rule: 'missing',
        severity: 'warning',
        cause: 'terminal',
        points: 3,
        findings: 3,
        pointsOfTerminal: 3,
        terminalName: 'T-MQTT-1',
      },
    ])
    expect([open, nextCursor]).toEqual([groups.reduce((sum, group) => sum + group.findings, 0), null])
    const paged = await listExceptions(ctx(), { limit: 1 })
    expect(paged.groups).toEqual(groups.slice(0, 1))
    const { findings } = await findException(ctx(), afternoon[0]?.key ?? '')
    expect(
      findings.map(({ count, evidence }) => [count, evidence.length, evidence.filter((wh) => wh === null).length]),
    ).toEqual([
      [30, 192, 30],
      [30, 192, 30],
      [30, 192, 30],
    ])
  })

  test('are decided at once, and what people decide is the precision of the rule', async () => {
    const { findings } = await findException(
      ctx(),
      (await listExceptions(ctx(), {})).groups.find(({ day }) => day === '2026-03-08')?.key ?? '',
    )
    const ids = findings.map(({ findingId }) => findingId)
    const accepted = await decideExceptions(ctx(), {
      findingIds: ids.slice(0, 1),
      action: 'accept',
      reason: '停电检修',
    })
    expect(accepted).toMatchObject({ decided: 1, slots: 0 })
    await decideExceptions(ctx(), { findingIds: ids.slice(1), action: 'site', reason: '终端离线,派人核查' })
    await expect(
      decideExceptions(ctx(), { findingIds: ids, action: 'accept', reason: '再处理' }),
    ).rejects.toMatchObject({ code: 'EXCEPTION_CHANGED' })
    const rule = (await listRules(ctx())).rules.find((each) => each.rule === 'missing')
    expect(rule).toMatchObject({ accepted: 1, upheld: 2, precision: 2 / 3 })
    await ctx().db.run(`insert into dirty_day (day, point_ids, marked_at) values ('2026-03-08', $1, $2)`, [points, now])
    await validateDirtyDays(ctx())
    expect((await listExceptions(ctx(), {})).groups.some(({ day }) => day === '2026-03-08')).toBe(false)
  })

  test('of measured values: an estimate keeps the energy of the register, a rejection keeps the original', async () => {
    const pointId = points[0] ?? 0
    const from = dayMs('2026-03-05') + 40 * QUARTER_MS
    const insert = (rule: string, atMs: number) =>
      ctx().db.first<{ id: number }>(
        `insert into vee_finding (point_id, rule, channel, severity, from_at, to_at, day, count, unit, status, found_at)
         values ($1, $2, 'import', 'warning', $3, $4, '2026-03-05', 8, 'Wh', 'open', $4) returning id`,
        [pointId, rule, new Date(atMs), new Date(atMs + 8 * QUARTER_MS)],
      )
    const before = await findDayCurve(ctx(), { pointId, day: '2026-03-05' })
    const flat = await insert('flat-line', from)
    await decideExceptions(ctx(), { findingIds: [flat?.id ?? 0], action: 'estimate', reason: '计量卡滞' })
    const after = await findDayCurve(ctx(), { pointId, day: '2026-03-05' })
    expect(after.energyWh).toBe(before.energyWh)
    expect(after.counts).toMatchObject({ estimated: 8, measured: 88 })
    const sum = (curve: typeof after) =>
      curve.slots.slice(40, 48).reduce((total, { energyWh }) => total + (energyWh ?? 0), 0)
    expect(sum(after)).toBe(sum(before))
    const spike = await insert('spike', from + 20 * QUARTER_MS)
    await decideExceptions(ctx(), { findingIds: [spike?.id ?? 0], action: 'reject', reason: '干扰' })
    const rejected = await findDayCurve(ctx(), { pointId, day: '2026-03-05' })
    expect(rejected.counts).toMatchObject({ missing: 8 })
    expect(rejected.slots[60]).toMatchObject({ energyWh: null, originalWh: before.slots[60]?.energyWh })
    while ((await validateDirtyDays(ctx())) > 0);
    expect(
      (await listMonthDays(ctx(), { pointId, month: '2026-03' })).days.find(({ day }) => day === '2026-03-05'),
    ).toMatchObject({
      counts: { estimated: 8, missing: 8, measured: 80 },
    })
  })

  test('of another company are not to be seen', async () => {
    const stranger = { ...ctx(), scope: 'Y.' }
    expect(await listExceptions(stranger, {})).toMatchObject({ groups: [], open: 0 })
    await expect(findException(stranger, '2026-03-08~missing~1')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('a threshold of the site holds from its day on, with its basis', async () => {
    await ctx().db.run(
      `insert into vee_parameter (rule, name, valid_from, value, unit, severity, basis, changed_by, changed_at)
       values ('missing', 'longHours', '2026-03-21', 1, 'h', 'error', '示例公司规定', 'jiang', $1)`,
      [ctx().now],
    )
    const today = (await listRules(ctx())).rules.find(({ rule }) => rule === 'missing')
    const tomorrow = (await listRules(database.ctx('2026-03-21T00:00:00+08:00'))).rules.find(
      ({ rule }) => rule === 'missing',
    )
    expect([today?.limits[0]?.value, tomorrow?.limits[0]?.value]).toEqual([6, 1])
  })

  describe('an edit of a curve', () => {
    const pointId = () => points[1] ?? 0
    const day = '2026-03-06'
    const slots = [{ at: '2026-03-06T10:00:00+08:00', energyWh: 500 }]

    test('is shown with its effect first, and changes nothing by that', async () => {
      const before = await findDayCurve(ctx(), { pointId: pointId(), day })
      const measured = before.slots[40]?.energyWh ?? 0
      const proposal = await proposeCurveEdit(ctx(), { pointId: pointId(), day, slots })
      expect(proposal).toMatchObject({
        version: 0,
        beforeWh: before.energyWh,
        afterWh: (before.energyWh ?? 0) + 500 - measured,
      })
      expect(proposal.bill.before).toMatchObject({ billMonth: '2026-03', issued: null, because: 'MONTH_NOT_ENDED' })
      expect(await findDayCurve(ctx(), { pointId: pointId(), day })).toEqual(before)
    })

    test('keeps the original and its reason, is refused on a stale version, and can be taken back', async () => {
      const before = await findDayCurve(ctx(), { pointId: pointId(), day })
      const after = await editCurve(ctx(), { pointId: pointId(), day, slots, version: 0, reason: '现场核对' })
      expect(after.slots[40]).toMatchObject({
        energyWh: 500,
        quality: 'edited',
        originalWh: before.slots[40]?.energyWh,
      })
      expect(after.version).toBeGreaterThan(0)
      await expect(
        editCurve(ctx(), { pointId: pointId(), day, slots, version: 0, reason: '再改' }),
      ).rejects.toMatchObject({ code: 'STALE_VERSION' })
      const csv = await exportCurve(ctx(), { pointId: pointId(), day })
      expect(csv.split('\n')[41]).toMatch(/^2026-03-06 10:00,0\.500,.*,人工修正,0\.\d{3},,\d+/)
      const folder = await mkdtemp(join(tmpdir(), 'dianhu-curve-'))
      await writeFile(join(folder, 'curve.csv'), csv)
      const { meters } = await checkReadingsFile(join(folder, 'curve.csv'), { zoneMinutes: 480, columns: {} })
      await rm(folder, { recursive: true })
      expect(meters).toMatchObject([{ stepMinutes: 15, intervals: 96, from: '2026-03-05T16:00:00.000Z' }])
      const change = await ctx().db.first(`select reason, made_by as by from curve_change where id = $1`, [
        after.version,
      ])
      expect(change).toEqual({ reason: '现场核对', by: 'lin' })
      const back = await editCurve(ctx(), {
        ...{ pointId: pointId(), day, version: after.version, reason: '撤回' },
        slots: [{ at: '2026-03-06T10:00:00+08:00', energyWh: null }],
      })
      expect(back.slots).toEqual(before.slots)
      expect(back.version).toBeGreaterThan(after.version)
    })

    test('is refused for another day', async () => {
      const elsewhere = [{ at: '2026-03-07T10:00:00+08:00', energyWh: 1 }]
      await expect(proposeCurveEdit(ctx(), { pointId: pointId(), day, slots: elsewhere })).rejects.toMatchObject({
        code: 'BAD_SLOTS',
      })
    })
  })
})
