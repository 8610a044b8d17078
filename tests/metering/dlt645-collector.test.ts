import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runMeter } from '../../app/commands/meter.ts'
import { bringNetwork } from '../../db/customers/network.ts'
import { LineCollector, readNow } from '../../metering/index.ts'
import { Dlt645Gateway } from '../../simulators/dlt645/gateway.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { useDatabase } from '../support/database.ts'

describe('a DL/T 645 meter behind a transparent gateway', () => {
  const database = useDatabase()
  let now = new Date('2026-03-10T12:00:00+08:00')
  const gateway = new Dlt645Gateway(() => now)
  let pointId = 0
  let port = 0
  let collector: LineCollector
  const ctx = () => ({ ...database.ctx(now.toISOString()), now })

  beforeAll(async () => {
    const since = new Date('2026-01-01T00:00:00+08:00')
    const state = (at: Date) => ({
      importWh: 100_000 + Math.floor((at.getTime() - since.getTime()) / 6000) * 10,
      uV: [221.5, 0, 0],
      pW: 600,
    })
    gateway.meters.set('000000000161', { phases: 1, since, state })
    const at = await gateway.start()
    port = at.port
    const network = await layNetwork(ctx())
    const district = '幸福小区1号公变'
    await bringNetwork(ctx(), { terminals: [{ assetNo: 'T-645', protocol: 'dlt645-tcp', ...at, district }] }, since)
    const meter = {
      assetNo: 'M-645',
      profile: 'dlt645-2007-single-phase',
      phase: 'single' as const,
      ratedCurrentA: 5,
      maximumCurrentA: 60,
      registers: [{ role: 'importTotal' as const, digits: 6, startValue: 100_000 }],
      link: { terminalAssetNo: 'T-645', meterAddress: '000000000161' },
    }
    pointId = (await openChenGuilan(ctx(), network, { meter })).pointId
    collector = new LineCollector({ db: ctx().db, clock: () => now, log: { error: () => {}, warn: () => {} } })
  })
  afterAll(async () => {
    await collector.stop()
    await gateway.stop()
  })

  test('is polled like any other', async () => {
    await collector.poll()
    now = new Date('2026-03-10T12:15:00+08:00')
    await collector.poll()
    const rows = await ctx().db.rows<{ wh: number }>('select import_wh as wh from interval_reading order by at')
    expect((rows[1]?.wh ?? 0) - (rows[0]?.wh ?? 0)).toBe(1500)
  })

  test('is read on demand', async () => {
    const result = await readNow(ctx(), pointId)
    expect(result).toMatchObject({
      verdict: 'accepted',
      answer: { unit: '000000000161', reading: { uV: [221.5], pW: 600 } },
    })
    expect(result.answer.raw[0]).toEqual({ di: '0001FF00', data: expect.any(String) })
  })

  test('is read by the command line', async () => {
    await collector.stop()
    const printed: string[] = []
    const log = console.log
    console.log = (line: string) => printed.push(line)
    const args = ['read', '--profile', 'dlt645-2007-single-phase', '--port', String(port), '--json']
    const code = await runMeter([...args, '--address', '000000000161']).finally(() => {
      console.log = log
    })
    expect(code).toBe(0)
    expect(JSON.parse(printed[0] ?? '')).toMatchObject({ profile: 'dlt645-2007-single-phase', unit: '000000000161' })
    await expect(runMeter([...args, '--address', '161'])).rejects.toThrow('12 digits')
  })
})
