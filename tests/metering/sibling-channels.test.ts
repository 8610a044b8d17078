import { beforeAll, describe, expect, test } from 'vitest'
import { addDays } from '../../db/time.ts'
import { findDayCurve } from '../../metering/index.ts'
import type { MeterValues } from '../../metering/mqtt-contract.ts'
import { storeReadings } from '../../metering/readings.ts'
import { settingsOn } from '../../metering/rules/vee/parameters.ts'
import { checkSiblings } from '../../metering/rules/vee/sibling.ts'
import { editCurve, proposeCurveEdit } from '../../metering/vee/edits.ts'
import { decideExceptions } from '../../metering/vee/exceptions.ts'
import { exportCurve } from '../../metering/vee/export-curve.ts'
import { listMonthDays } from '../../metering/vee/months.ts'
import { validateDirtyDays } from '../../metering/vee/validate.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const QUARTER_MS = 900_000
const firstDay = '2026-03-01'
const dayMs = (day: string) => Date.parse(`${day}T00:00:00+08:00`)
const _slotOf = (atMs: number) => Math.round((atMs - dayMs(firstDay)) / QUARTER_MS)

describe('a home with panels on its roof', () => {
  const database = useDatabase()
  const now = '2026-03-20T12:00:00+08:00'
  const ctx = () => database.ctx(now, { username: 'lin', roles: ['acquisition'] })
  let pointId = 0

  /** What the registers show at a mark: export by day, reactive energy always, import by night. */
  const shown = (slot: number) => {
    const [days, rest] = [Math.floor(slot / 96), slot % 96]
    const sunny = Math.min(Math.max(rest - 32, 0), 32)
    const [day, night] = [days * 32 + sunny, slot - days * 32 - sunny]
    return {
      importWh: 500_000 + night * 90 + ((night * 37) % 13),
      exportWh: 200_000 + day * 310 + ((day * 29) % 7),
      q1Varh: 80_000 + slot * 21 + ((slot * 31) % 5),
    }
  }
  const store = (slots: number[], change: (slot: number) => MeterValues = shown) =>
    storeReadings(ctx(), {
      source: 'mqtt',
      topic: 'test',
      readings: slots.map((slot) => ({
        meter: 'M-PV',
        at: new Date(dayMs(firstDay) + slot * QUARTER_MS),
        values: change(slot),
      })),
    })
  const validate = async () => {
    while ((await validateDirtyDays(ctx())) > 0);
  }
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, order) => from + order)
  const estimates = (channel: string, day: string) =>
    ctx().db.rows<{ wh: number; method: string }>(
      `select v.wh, c.method from curve_value v join curve_change c on c.id = v.change_id
       where v.point_id = $1 and v.channel = $2 and v.superseded_at is null and v.at >= $3 and v.at < $4 order by v.at`,
      [pointId, channel, new Date(dayMs(day)), new Date(dayMs(addDays(day, 1)))],
    )
  const sum = (rows: { wh: number }[]) => rows.reduce((total, { wh }) => total + wh, 0)

  beforeAll(async () => {
    const opened = database.ctx('2026-01-01T08:00:00+08:00')
    const network = await layNetwork(opened)
    ;({ pointId } = await openChenGuilan(opened, network, {
      meter: {
        assetNo: 'M-PV',
        profile: 'eastron-sdm630',
        phase: 'single',
        ratedCurrentA: 5,
        maximumCurrentA: 60,
        registers: (['importTotal', 'exportTotal', 'q1'] as const).map((role) => ({ role, digits: 6, startValue: 0 })),
        link: { terminalAssetNo: 'T-MQTT-1' },
      },
    }))
    // Ten days; an hour is missing on the sixth, and everything from morning to evening on the ninth.
    const missing = (slot: number) =>
      (slot > 5 * 96 + 40 && slot < 5 * 96 + 45) || (slot > 8 * 96 + 30 && slot < 8 * 96 + 80)
    await store(range(0, 10 * 96 + 1).filter((slot) => !missing(slot)))
    await validate()
  })

  test('has its gaps filled on every channel to what its own register counted, by the same ladder', async () => {
    const gaps: [string, number, number, string][] = [
      ['2026-03-06', 5 * 96 + 40, 5 * 96 + 45, 'interpolation'],
      ['2026-03-09', 8 * 96 + 30, 8 * 96 + 80, 'own-profile'],
    ]
    for (const [day, from, to, method] of gaps) {
      const names = { import: 'importWh', export: 'exportWh', q1: 'q1Varh' } as const
      for (const [channel, name] of Object.entries(names)) {
        const filled = await estimates(channel, day)
        expect([channel, new Set(filled.map((each) => each.method))]).toEqual([channel, new Set([method])])
        expect(filled).toHaveLength(to - from)
        expect(sum(filled)).toBe(shown(to)[name] - shown(from)[name])
      }
    }
    const night = await estimates('export', '2026-03-09')
    // By the shape of its own days, not evenly: before the sun is up there is next to nothing.
    expect(night[0]?.wh).toBeLessThan(60)
    expect(night[20]?.wh).toBeGreaterThan(250)
  })

  test('shows each channel with its quality and the version of the day', async () => {
    const curve = await findDayCurve(ctx(), { pointId, day: '2026-03-09' })
    expect(curve.siblings.map(({ channel }) => channel)).toEqual(['export', 'q1'])
    const [exported] = curve.siblings
    expect(exported?.counts).toMatchObject({ measured: 46, estimated: 50 })
    expect(exported?.energyWh).toBe(shown(9 * 96).exportWh - shown(8 * 96).exportWh)
    expect(exported?.slots.reduce((total, { energyWh }) => total + (energyWh ?? 0), 0)).toBe(exported?.energyWh)
    expect(curve.slots[40]?.exportWh).toBe(exported?.slots[40]?.energyWh)
    expect(curve.version).toBeGreaterThan(0)
    const { days } = await listMonthDays(ctx(), { pointId, month: '2026-03' })
    expect(days.find(({ day }) => day === '2026-03-09')?.exportWh).toBe(exported?.energyWh)
  })

  test('takes an edit of its export, keeps the original, and leaves import as it was', async () => {
    const day = '2026-03-04'
    const before = await findDayCurve(ctx(), { pointId, day })
    const edit = {
      pointId,
      day,
      channel: 'export' as const,
      slots: [{ at: '2026-03-04T10:00:00+08:00', energyWh: 500 }],
    }
    const measured = before.siblings[0]?.slots[40]?.energyWh ?? 0
    const proposal = await proposeCurveEdit(ctx(), edit)
    expect(proposal.afterWh).toBe((proposal.beforeWh ?? 0) + 500 - measured)
    const after = await editCurve(ctx(), { ...edit, version: before.version, reason: '逆变器记录核对' })
    expect(after.siblings[0]?.slots[40]).toMatchObject({ energyWh: 500, quality: 'edited', originalWh: measured })
    expect(after.energyWh).toBe(before.energyWh)
    expect(after.slots[40]).toMatchObject({ quality: 'measured', exportWh: 500 })
    await validate()
    const { days } = await listMonthDays(ctx(), { pointId, month: '2026-03' })
    expect(days.find((each) => each.day === day)?.exportWh).toBe(proposal.afterWh)
    const [head = ''] = (await exportCurve(ctx(), { pointId, day })).split('\n')
    expect(head).toMatch(/反向电量kWh,质量,实测/)
    expect(head.match(/反向/g)).toHaveLength(1)
    await expect(proposeCurveEdit(ctx(), { ...edit, channel: 'q3' })).rejects.toMatchObject({ code: 'NO_SUCH_CHANNEL' })
  })

  test('gives its estimates up on every channel once the readings have come, and not before', async () => {
    await ctx().db.run(`insert into dirty_day (day, point_ids, marked_at) values ('2026-03-06', $1, $2)`, [
      [pointId],
      now,
    ])
    await validate()
    expect(await estimates('export', '2026-03-06')).toHaveLength(5)
    await store(range(5 * 96 + 41, 5 * 96 + 45))
    await validate()
    for (const channel of ['import', 'export', 'q1']) expect(await estimates(channel, '2026-03-06')).toEqual([])
  })

  test('what is missing is estimated on all channels where a person decides so', async () => {
    const finding = await ctx().db.first<{ id: number }>(
      `select id from vee_finding where point_id = $1 and rule = 'missing' and status = 'open' and day = '2026-03-09'`,
      [pointId],
    )
    const result = await decideExceptions(ctx(), {
      findingIds: [finding?.id ?? 0],
      action: 'estimate',
      reason: '停电恢复',
    })
    expect(result.slots).toBe(3 * 50)
    const curve = await findDayCurve(ctx(), { pointId, day: '2026-03-09' })
    expect(curve.siblings[0]?.energyWh).toBe(shown(9 * 96).exportWh - shown(8 * 96).exportWh)
  })
})

describe('registers and powers of one meter', () => {
  const settings = settingsOn('2026-03-01').get('sibling-channels')
  const flat = (value: number) => new Float64Array(96).fill(value)
  const series = { startMs: 0, stepMs: QUARTER_MS, count: 96, energyWh: flat(0) }
  const facts = {} as Parameters<typeof checkSiblings>[1]
  const check = (change: object) => checkSiblings({ ...series, ...change }, facts, settings?.limits ?? {})

  test('agree over a day, of reactive energy and of what is taken less what is given', () => {
    expect(check({ reactiveVar: flat(-400), reactiveVarh: flat(100) })).toEqual([])
    expect(check({ powerW: flat(-2_000), exportWh: flat(500) })).toEqual([])
  })
  test('or are told where they do not', () => {
    expect(check({ reactiveVar: flat(4_000), reactiveVarh: flat(100) })).toMatchObject([{ channel: 'reactive' }])
    expect(check({ powerW: flat(-2_000), exportWh: flat(5_000) })).toMatchObject([{ channel: 'net' }])
    expect(check({ powerW: flat(2_000), exportWh: flat(5_000) })).toEqual([])
  })
})
