import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { beforeAll, describe, expect, test } from 'vitest'
import { findUsage } from '../../metering/index.ts'
import type { MeterValues } from '../../metering/mqtt-contract.ts'
import { storeReadings } from '../../metering/readings.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

type Row = { at: string; channel: string; value: string }

const fileOf = (month: string) =>
  new URL(`../../../shared/data/homes/smart_meter_stream_2020-${month}.csv.gz`, import.meta.url)
const there = existsSync(fileOf('06')) && existsSync(fileOf('07'))

const channels: Record<string, (wh: number) => MeterValues> = {
  tiae: (importWh) => ({ importWh }),
  teae: (exportWh) => ({ exportWh }),
  r1iae: (valley) => ({ importByPeriodWh: { valley } }),
  r2iae: (peak) => ({ importByPeriodWh: { peak } }),
  r3iae: (flat) => ({ importByPeriodWh: { flat } }),
}
const roles = {
  tiae: 'importTotal',
  teae: 'exportTotal',
  r1iae: 'importValley',
  r2iae: 'importPeak',
  r3iae: 'importFlat',
} as const

/** The stream of one real meter, with a false zero beside each total and gaps of hours (data set beside the project). */
describe.skipIf(!there)('a real meter with false zeros (skipped where ../shared is absent)', () => {
  const database = useDatabase()
  let network: Awaited<ReturnType<typeof layNetwork>>
  const ctx = () => database.ctx('2026-03-10T12:00:00+08:00')
  beforeAll(async () => {
    network = await layNetwork(ctx())
  })

  test.each([
    ['06', { importTotal: 241.86, importValley: 79.76, importPeak: 54.57, importFlat: 107.48 }, []],
    ['07', { importTotal: 345.54, importValley: 132.77, importPeak: 62.07, importFlat: 150.64 }, [8_446_810]],
  ])('month %s comes out as its registers say', async (month, truth, glitches) => {
    const rows = (parse(gunzipSync(readFileSync(fileOf(month))), { columns: true }) as Row[]).filter(
      ({ channel }) => channel in channels,
    )
    const first = (channel: string) =>
      rows.filter((row) => row.channel === channel && Number(row.value) > 0).sort((a, b) => a.at.localeCompare(b.at))[0]
    const sorted = [...rows].sort((a, b) => a.at.localeCompare(b.at))
    const wh = (row: Row | undefined) => Math.round(Number(row?.value ?? 0) * 1000)
    const energisedAt = new Date(first('tiae')?.at ?? '')
    const { pointId } = await openChenGuilan(ctx(), network, {
      energisedAt,
      meter: {
        assetNo: `M-${month}`,
        profile: 'eastron-sdm630',
        phase: 'single',
        ratedCurrentA: 5,
        maximumCurrentA: 60,
        registers: Object.entries(roles).map(([channel, role]) => ({
          role,
          digits: 6,
          startValue: wh(first(channel)),
        })),
        link: { terminalAssetNo: 'T-MQTT-1' },
      },
      contract: { contractNo: `HT-${month}`, signedOn: '2020-05-01' },
    })
    let rejected = 0
    for (let start = 0; start < rows.length; start += 500) {
      const readings = rows
        .slice(start, start + 500)
        .map((row) => ({ meter: `M-${month}`, at: new Date(row.at), values: channels[row.channel]?.(wh(row)) ?? {} }))
      const outcomes = await storeReadings(ctx(), { source: 'mqtt', topic: 'stream', readings })
      rejected += outcomes.filter(({ is }) => is !== 'accepted').length
    }
    expect(rejected).toBeGreaterThan(2000)
    const last = sorted.findLast(({ channel, value }) => channel === 'tiae' && Number(value) > 0)
    const usage = await findUsage(ctx(), { pointId, from: energisedAt, to: new Date(last?.at ?? '') })
    expect(usage.energyWh.importTotal).toBe(Math.round(truth.importTotal * 1000))
    expect(usage.missing).toBe(false)
    const breaks = await ctx().db.rows('select * from register_break')
    expect(breaks).toEqual([])
    const suspects = await ctx().db.rows<{ wh: number }>(
      `select wh from reading_suspect where point_id = $1 and wh > 0`,
      [pointId],
    )
    expect(suspects.map((suspect) => suspect.wh)).toEqual(glitches)
    for (const [role, kwh] of Object.entries(truth)) {
      const latest = await ctx().db.first<{ wh: number }>(
        `select (trail -> $2 ->> 1)::bigint as wh from latest_reading where point_id = $1`,
        [pointId, role],
      )
      const channel = Object.entries(roles).find(([, each]) => each === role)?.[0] ?? ''
      expect((latest?.wh ?? 0) - wh(first(channel))).toBe(Math.round(kwh * 1000))
    }
  })
})
