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

  test.each([
    ['a day that no month has', 'at,interval_kwh\n2026-02-30 00:00,1\n', 'line 2: "2026-02-30 00:00" is no instant'],
    ['an hour that no day has', 'at,interval_kwh\n2026-03-01 25:00,1\n', 'line 2'],
    ['a year that is mistyped', 'at,interval_kwh\n2026-03-01 00:00,1\n9026-03-01 00:15,1\n', 'line 3'],
    [
      'a span that no file has',
      'at,interval_kwh\n1990-01-01 00:00,1\n1990-01-01 00:01,1\n2099-01-01 00:00,1\n',
      'an instant is wrong',
    ],
    ['instants under a name that it does not know', 'moment,use\n2026-03-01 00:00,1\n', '--columns moment=at'],
  ])('is refused with %s', async (_name, text, message) => {
    await expect(check(text)).rejects.toThrow(message)
  })

  test('is read as Chinese systems write it: names, units, delimiters, code page', async () => {
    const rows = [0, 1, 2].map((slot) => [`2026年3月1日 0${slot}:00`, '3300001', (1000 + slot * 0.5).toFixed(2)])
    const semicolons = [
      '数据时间;表号;正向有功总(kWh)',
      ...rows.map(([at, meter, kwh = '']) => [at, meter, kwh.replace('.', ',')].join(';')),
    ]
    const tabs = [
      '数据时间\t电能表资产号\t正向有功总示值（Wh）',
      ...rows.map(([at, meter, kwh = '']) => [at, meter, Number(kwh) * 1000].join('\t')),
    ]
    // 时间,表号,正向有功总 in GB 18030.
    const heading = Buffer.from('cab1bce42cb1edbac52cd5fdcff2d3d0b9a6d7dc0a', 'hex')
    const gbk = Buffer.concat([
      heading,
      Buffer.from(rows.map(([, ...cells], slot) => [`202603010${slot}0000`, ...cells].join(',')).join('\n')),
    ])
    for (const text of [semicolons.join('\r\n'), tabs.join('\n'), gbk]) {
      const { meters } = await check(text)
      expect(meters[0]).toMatchObject({
        meter: '3300001',
        registersKwh: { import: 1 },
        energyKwh: 1,
        from: '2026-02-28T16:00:00.000Z',
      })
    }
  })

  describe('of registers', () => {
    const start = Date.parse('2026-03-01T00:00:00+08:00')
    const file = (values: [slot: number, kwh: number][]) =>
      [
        'at,import_kwh',
        ...values.map(([slot, kwh]) => `${new Date(start + slot * 900_000).toISOString()},${kwh}`),
      ].join('\n')
    const rules = ({ meters }: Awaited<ReturnType<typeof check>>) => meters[0]?.findings.map(({ rule }) => rule).sort()
    const counting = (from: number, slots: number, kwh = 0): [number, number][] =>
      Array.from({ length: slots }, (_, slot) => [from + slot, Math.round((kwh + slot * 0.25) * 100) / 100])

    test.each([
      ['over six digits', 999_990, 1_000_000],
      ['over five digits', 99_990, 100_000],
      ['over four digits', 9_990, 10_000],
    ])('a register that runs %s loses nothing', async (_name, begins, top) => {
      const found = await check(file(counting(0, 97, begins).map(([slot, kwh]) => [slot, kwh % top])))
      expect(found.meters[0]).toMatchObject({ energyKwh: 24, registersKwh: { import: 24 }, counts: { missing: 0 } })
      expect(rules(found)).toEqual(['register-rollover'])
    })

    test('reset, exchange and jump are told apart, and none of them counts as use', async () => {
      const from = async (kwh: number) => check(file([...counting(0, 40, 5_000), ...counting(40, 57, kwh)]))
      const [reset, exchange, jump] = [await from(0), await from(523.4), await from(9_000)]
      expect(
        [rules(reset), rules(exchange), rules(jump)].map((list) => list?.filter((rule) => rule !== 'missing')),
      ).toEqual([['register-reset'], ['silent-exchange'], ['register-jump']])
      for (const { meters } of [reset, exchange, jump]) expect(meters[0]?.registersKwh.import).toBe(23.75)
    })

    test('twins are told: the same value as information, another as a warning, and the first stays', async () => {
      const rows = counting(0, 97, 100)
      const [same] = rows.slice(10, 11)
      const twin: [number, number][] = [[20, 105.05]]
      const found = await check(file([...rows, ...(same ? [same] : []), ...twin]))
      expect(found.meters[0]).toMatchObject({ energyKwh: 24, registersKwh: { import: 24 } })
      expect(found.findings.duplicate).toEqual({ errors: 0, warnings: 1, infos: 1 })
    })

    test('one that stands at 0 is known, and one that begins to count from there too', async () => {
      const standing = await check(file(Array.from({ length: 97 }, (_, slot) => [slot, 0])))
      expect(standing.meters[0]).toMatchObject({ energyKwh: 0, counts: { measured: 96, missing: 0 } })
      const [zeros, rising] = [
        Array.from({ length: 48 }, (_, slot): [number, number] => [slot, 0]),
        counting(48, 49, 0.25),
      ]
      expect((await check(file([...zeros, ...rising]))).meters[0]).toMatchObject({
        energyKwh: 12.25,
        counts: { missing: 0 },
      })
    })

    test('read daily at midnight are days of their own zone', async () => {
      const found = await check('at,import_kwh\n2026-03-01 00:00,1\n2026-03-02 00:00,9\n2026-03-03 00:00,12\n')
      expect(found.meters[0]).toMatchObject({
        from: '2026-02-28T16:00:00.000Z',
        stepMinutes: 1440,
        energyKwh: 11,
        counts: { missing: 0 },
      })
    })

    test('read at midnight only, beside a curve, hold its estimates to what they counted', async () => {
      const use = (slot: number) => 0.1 + (slot % 4) * 0.05
      const gone = (slot: number) => (slot >= 40 && slot < 48) || (slot >= 90 && slot < 100)
      const rows = Array.from({ length: 193 }, (_, slot) => {
        const before = Array.from({ length: slot }, (_, past) => use(past)).reduce((sum, kwh) => sum + kwh, 0)
        const at = new Date(start + slot * 900_000).toISOString()
        return `${at},${slot % 96 === 0 ? before.toFixed(3) : ''},${gone(slot) ? '' : use(slot).toFixed(2)}`
      })
      const found = await check(['at,import_kwh,interval_kwh', ...rows].join('\n'))
      expect(found.meters[0]).toMatchObject({ energyKwh: 33.7, registersKwh: { import: 33.6 }, counts: { missing: 0 } })
      expect(found.meters[0]?.estimates.map(({ scaled }) => scaled)).toEqual([true, true])
    })

    test('that a terminal repeated before it caught up keep the energy', async () => {
      const truth = counting(0, 400, 100)
      const frozen = truth.map(([slot, kwh]): [number, number] => [slot, slot > 100 && slot < 300 ? 125.25 : kwh])
      const found = await check(file(frozen), { maximumKw: 13.2 })
      expect(found.meters[0]).toMatchObject({ energyKwh: 99.75, registersKwh: { import: 99.75 } })
    })
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
