import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkReadingsFile, UnreadableReadings } from '../../metering/index.ts'
import { dayTypes } from '../../metering/rules/vee/day-type.ts'
import { estimateGap } from '../../metering/rules/vee/estimate.ts'

const options = { zoneMinutes: 480, columns: {} }
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dianhu-vee-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function check(text: string | Buffer, change: Partial<Parameters<typeof checkReadingsFile>[1]> = {}) {
  const file = join(folder, 'readings.csv')
  await writeFile(file, text)
  return checkReadingsFile(file, { ...options, ...change })
}

describe('a file of readings', () => {
  const stamp = (slot: number) =>
    new Date(Date.parse('2026-03-01T00:00:00Z') + slot * 900_000).toISOString().slice(0, 16)
  const tall = (slots: number, skip: number[] = []) =>
    [
      'at,meter,interval_kwh',
      ...[...Array(slots).keys()]
        .filter((slot) => !skip.includes(slot))
        .map((slot) => `${stamp(slot)},A,0.${10 + (slot % 7)}`),
    ].join('\n')

  test('is read tall, gzipped or not, and a gap gets an estimate', async () => {
    for (const text of [tall(96, [40, 41]), gzipSync(tall(96, [40, 41]))]) {
      const { meters, errors } = await check(text)
      expect(errors).toBe(0)
      expect(meters[0]).toMatchObject({
        meter: 'A',
        stepMinutes: 15,
        intervals: 96,
        counts: { measured: 94, estimated: 2 },
      })
      expect(meters[0]?.estimates[0]).toMatchObject({ method: 'interpolation', intervals: 2, scaled: false })
    }
  })

  test('with registers fills a gap with exactly what they counted, and takes a false zero for a glitch', async () => {
    const rows = [...Array(97).keys()]
      .filter((slot) => slot < 30 || slot > 60)
      .flatMap((slot) => [`${stamp(slot)},${100 + slot / 4}`, ...(slot === 70 ? [`${stamp(slot)},0`] : [])])
    const { meters } = await check(['at,import_kwh', ...rows].join('\n'))
    expect(meters[0]).toMatchObject({ energyKwh: 24, registersKwh: { import: 24 }, counts: { missing: 0 } })
    expect(meters[0]?.estimates.map(({ totalKwh, scaled }) => [totalKwh, scaled])).toEqual([[8, true]])
    expect(meters[0]?.findings.map(({ rule }) => rule).sort()).toEqual(['missing', 'register-glitch'])
  })

  test('is read a day wide, meters wide, and by channel', async () => {
    const day = await check(
      `meter,day,${[...Array(48).keys()].join(',')}\nA,2026-03-01,${Array(48).fill('0.5').join(',')}\n`,
    )
    expect(day.meters[0]).toMatchObject({
      meter: 'A',
      stepMinutes: 30,
      energyKwh: 24,
      from: '2026-02-28T16:00:00.000Z',
    })
    const wide = await check('x,y\n0.1,0.2\n0.3,0.4\n', { start: '2026-03-01 00:00', stepMinutes: 60 })
    expect(wide.meters.map(({ meter, energyKwh }) => [meter, energyKwh])).toEqual([
      ['x', 0.4],
      ['y', 0.6],
    ])
    const channels = await check(`at,channel,value\n${stamp(0)},iapi,400\n${stamp(1)},iapi,800\n`)
    expect(channels.meters[0]?.energyKwh).toBe(0.3)
    const named = await check(`t,use\n${stamp(0)},1\n${stamp(1)},1\n`, { columns: { t: 'at', use: 'interval_kwh' } })
    expect(named.meters[0]?.energyKwh).toBe(2)
  })

  test.each([
    ['a line that is no reading', 'at,interval_kwh\n2026-03-01 00:00,abc\n', 'line 2'],
    ['an instant that is none', 'at,interval_kwh\nyesterday,1\n', 'line 2'],
    ['no columns that it knows', '1,2,3\n4,5,6\n', 'no known columns'],
    ['nothing', '', 'no readings'],
  ])('is refused with %s', async (_name, text, message) => {
    await expect(check(text)).rejects.toThrow(message)
  })

  test('is refused where there is none, or what is there is not gzip', async () => {
    await expect(checkReadingsFile(join(folder, 'nothing.csv'), options)).rejects.toThrow('ENOENT')
    const broken = gzipSync(tall(96)).subarray(0, 60)
    await expect(check(broken)).rejects.toBeInstanceOf(UnreadableReadings)
  })

  test('the command ends with 0, 1 or 2', async () => {
    const run = (text: string) => {
      const child = promisify(execFile)(process.execPath, ['app/cli.ts', 'vee', 'check', '-', '--json'], {
        cwd: new URL('../..', import.meta.url).pathname,
      })
      child.child.stdin?.end(text)
      return child.then(
        ({ stdout }) => ({ code: 0, stdout }),
        (fault: { code: number; stdout: string }) => fault,
      )
    }
    const [clean, faulty, unreadable] = await Promise.all([
      run(tall(96)),
      run(`${tall(96)}\n${stamp(96)},A,-1`),
      run('nothing,here\n'),
    ])
    expect([clean?.code, faulty?.code, unreadable?.code]).toEqual([0, 1, 2])
    expect(JSON.parse(faulty?.stdout ?? '')).toMatchObject({ errors: 1, findings: { negative: { errors: 1 } } })
  })
})

const homes = (name: string) => new URL(`../../../shared/data/homes/${name}.csv.gz`, import.meta.url).pathname
const there = existsSync(homes('ten_homes_half_hourly'))

/** Findings on real meters, so that a threshold that begins to shout is seen (data sets beside the project). */
describe.skipIf(!there)('real homes (skipped where ../shared is absent)', () => {
  const warnings = (found: Awaited<ReturnType<typeof checkReadingsFile>>) =>
    Object.fromEntries(
      Object.entries(found.findings)
        .map(([rule, counts]) => [rule, counts.errors + counts.warnings])
        .filter(([, count]) => count !== 0),
    )

  test('ten homes: few warnings in 206 meter months, and every missing half hour is found and filled', async () => {
    const found = await checkReadingsFile(homes('ten_homes_half_hourly'), options)
    expect(found.errors).toBe(0)
    expect(found.meters.reduce((sum, { counts }) => sum + counts.estimated, 0)).toBe(4168)
    expect(warnings(found)).toEqual({ missing: 31, 'low-use': 3, 'high-use': 7, 'zero-run': 5 })
  })

  test.each([
    ['smart_meter_stream_2020-06', { import: 241.86, export: 10.13, peak: 54.57, flat: 107.48, valley: 79.76 }, {}],
    [
      'smart_meter_stream_2020-07',
      { import: 345.54, export: 5.39, peak: 62.07, flat: 150.64, valley: 132.77 },
      { missing: 1 },
    ],
  ])('%s: false twins make no reversal, and registers count what they counted', async (name, registers, expected) => {
    const found = await checkReadingsFile(homes(name), options)
    expect(found.meters[0]?.registersKwh).toEqual(registers)
    expect(warnings(found)).toEqual(expected)
  })

  test.each([
    ['household_minute', 1358.081, 5, {}],
    ['home_with_pv_half_hourly', 11_876.738, 0, {}],
  ])('%s is quiet', async (name, kwh, estimated, expected) => {
    const found = await checkReadingsFile(homes(name), options)
    expect(found.meters[0]).toMatchObject({ energyKwh: kwh, counts: { estimated } })
    expect(warnings(found)).toEqual(expected)
  })

  test('a day taken out of ten homes is filled with the register’s energy, at most 0.138 kWh off a half hour', () => {
    const homesWh = readHomes()
    const days = { dayTypeOf: dayTypes([]), zoneMs: 0 }
    let [off, count] = [0, 0]
    for (const { startMs, energyWh } of homesWh) {
      for (let from = 48 * 30; from < energyWh.length - 48 * 40; from += 48 * 3) {
        const truth = energyWh.slice(from, from + 48)
        if (truth.some(Number.isNaN)) continue
        energyWh.fill(Number.NaN, from, from + 48)
        const series = { startMs, stepMs: 1_800_000, count: energyWh.length, energyWh }
        const totalWh = truth.reduce((sum, wh) => sum + wh, 0)
        const estimate = estimateGap(series, { from, to: from + 48, totalWh }, { days, interpolateHours: 2 })
        expect(estimate?.wh.reduce((sum, wh) => sum + wh, 0)).toBe(totalWh)
        for (const [order, wh] of truth.entries()) off += Math.abs(wh - (estimate?.wh[order] ?? 0))
        count += 48
        energyWh.set(truth, from)
      }
    }
    expect(count).toBeGreaterThan(80_000)
    expect(off / count / 1000).toBeLessThan(0.138)
  })
})

function readHomes(): { startMs: number; energyWh: Float64Array }[] {
  const lines = gunzipSync(readFileSync(homes('ten_homes_half_hourly')))
    .toString()
    .trim()
    .split('\n')
    .slice(1)
  const rows = lines.map((line) => line.split(','))
  return [...Map.groupBy(rows, ([id]) => id).values()].map((list) => {
    const at = ([, stamp = '']: string[]) => Date.parse(`${stamp.replace(' ', 'T')}:00Z`)
    const startMs = at(list[0] ?? [])
    const energyWh = new Float64Array((at(list.at(-1) ?? []) - startMs) / 1_800_000 + 1).fill(Number.NaN)
    for (const row of list) if (row[2]) energyWh[(at(row) - startMs) / 1_800_000] = Math.round(Number(row[2]) * 1000)
    return { startMs, energyWh }
  })
}
