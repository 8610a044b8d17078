import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { findUsage } from '../../metering/index.ts'
import { storeReadings } from '../../metering/readings.ts'
import { layNetwork, type Network, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

const START_MS = Date.parse('2026-02-01T00:00:00+08:00')
const QUARTER_MS = 900_000
const START_WH = 4_000_000

type Told = { atMs: number; importWh: number }

/** True readings at uneven times, false zeros among them, told in batches, some twice, in an order of their own. */
const stream = fc
  .record({
    gains: fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 3, maxLength: 40 }),
    offsets: fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 40, maxLength: 40 }),
    zeros: fc.array(fc.integer({ min: 1, max: 38 }), { maxLength: 12 }),
    cuts: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 12, maxLength: 12 }),
    order: fc.array(fc.nat(), { minLength: 60, maxLength: 60 }),
    twice: fc.array(fc.nat({ max: 20 }), { maxLength: 5 }),
  })
  .map(({ gains, offsets, zeros, cuts, order, twice }) => {
    let wh = START_WH
    const truth = gains.map((gain, index): Told => {
      wh += gain
      return { atMs: START_MS + (index + 1) * QUARTER_MS + (offsets[index] ?? 0) * 1000, importWh: wh }
    })
    const told = truth.flatMap((reading, index) =>
      zeros.includes(index) ? [reading, { atMs: reading.atMs + 43_000, importWh: 0 }] : [reading],
    )
    const batches: Told[][] = []
    for (let at = 0, cut = 0; at < told.length; cut++) {
      const size = cuts[cut % cuts.length] ?? 1
      batches.push(told.slice(at, at + size))
      at += size
    }
    const shuffled = batches
      .map((batch, index) => ({ batch, key: index + ((order[index] ?? 0) % 3) }))
      .sort((a, b) => a.key - b.key)
    const sent = shuffled.flatMap(({ batch }, index) => (twice.includes(index) ? [batch, batch] : [batch]))
    return { truth, sent }
  })

describe('whatever comes, however often and in whatever order', () => {
  const database = useDatabase()
  const ctx = () => database.ctx('2026-02-03T00:00:00+08:00')
  let network: Network
  let run = 0
  beforeAll(async () => {
    network = await layNetwork(ctx())
  })

  test('the energy is the register difference, and no false value is kept', async () => {
    await fc.assert(
      fc.asyncProperty(stream, async ({ truth, sent }) => {
        const assetNo = `M-DIRT-${++run}`
        const { pointId } = await openChenGuilan(ctx(), network, {
          energisedAt: new Date(START_MS),
          meter: {
            assetNo,
            profile: 'eastron-sdm630',
            phase: 'single',
            ratedCurrentA: 5,
            maximumCurrentA: 60,
            registers: [{ role: 'importTotal', digits: 6, startValue: START_WH }],
            link: { terminalAssetNo: 'T-MQTT-1' },
          },
          contract: { contractNo: `HT-DIRT-${run}`, signedOn: '2026-01-20' },
        })
        for (const batch of sent) {
          const readings = batch.map(({ atMs, importWh }) => ({
            meter: assetNo,
            at: new Date(atMs),
            values: { importWh },
          }))
          await storeReadings(ctx(), { source: 'mqtt', topic: 'test', readings })
        }
        const end = truth.at(-1)?.atMs ?? 0
        const usage = await findUsage(ctx(), { pointId, from: new Date(START_MS), to: new Date(end) })
        expect(usage.energyWh.importTotal).toBe((truth.at(-1)?.importWh ?? 0) - START_WH)
        const kept = await ctx().db.rows<{ at: Date; wh: number }>(
          `select measured_at as at, import_wh as wh from interval_reading where point_id = $1
           union select measured_at, import_wh from register_reading where point_id = $1 order by 1`,
          [pointId],
        )
        expect(kept.map(({ at, wh }) => ({ atMs: at.getTime(), importWh: wh }))).toEqual(truth)
        expect(await ctx().db.rows('select 1 from register_break')).toEqual([])
      }),
      { numRuns: Number(process.env.FAULT_RUNS ?? 40) },
    )
  })
})
