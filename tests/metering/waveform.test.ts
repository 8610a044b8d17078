import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readWaveform, UnreadableWaveform } from '../../metering/power-quality/read-waveform.ts'
import { harmonicLimitsOn } from '../../metering/rules/power-quality/harmonic-limits.ts'
import { findFundamentalHz } from '../../metering/rules/power-quality/spectrum.ts'
import {
  analyseWaveform,
  type Waveform,
  type WaveformQuestion,
  type WaveformReport,
} from '../../metering/rules/power-quality/waveform.ts'

const question: WaveformQuestion = {
  nominalV: 220,
  limits: harmonicLimitsOn('2026-06-01', 220),
  supply: { shortCircuitMva: null },
  bounds: { sagPercent: 90, swellPercent: 110, interruptionPercent: 10 },
}
type Made = { hz?: number; rateHz?: number; seconds?: number; u?: (cycles: number, n: number) => number }

/** Cycles of the fundamental since the beginning; a sine of 1 V root mean square of an order is `rms(order, cycles)`. */
const rms = (order: number, cycles: number, deg = 0) =>
  Math.SQRT2 * Math.sin(2 * Math.PI * order * cycles + (deg * Math.PI) / 180)

function make({ hz = 50, rateHz = 6_400, seconds = 2, u = (c) => 220 * rms(1, c) }: Made, i?: Made['u']): Waveform {
  const count = Math.round(rateHz * seconds)
  const sample = (of: (cycles: number, n: number) => number) =>
    Float64Array.from({ length: count }, (_, n) => of((n * hz) / rateHz, n))
  return {
    ...{ rateHz, missing: 0 },
    phases: [{ u: { name: 'u', samples: sample(u) }, i: i ? { name: 'i', samples: sample(i) } : null }],
  }
}

function analyse(wave: Waveform, more: Partial<WaveformQuestion> = {}): WaveformReport {
  const report = analyseWaveform(wave, { ...question, ...more })
  if ('because' in report) throw new Error(report.because)
  return report
}
const phaseOf = (report: WaveformReport) => report.phases[0] as WaveformReport['phases'][0]

describe('a waveform of a known spectrum', () => {
  const spectrum = (c: number) =>
    220 * (rms(1, c) + 0.05 * rms(5, c, 30) + 0.03 * rms(7, c, 70) + 0.012 * rms(40, c, 11))

  test.each([50, 49.7, 50.31, 60])('at %f Hz is found order by order', (hz) => {
    const report = analyse(make({ hz, u: spectrum }))
    expect(report.frequencyHz).toBeCloseTo(hz, 3)
    const { voltage } = phaseOf(report)
    const percent = (order: number) => voltage.orders[order - 2]?.percent ?? 0
    expect(percent(5)).toBeCloseTo(5, 1)
    expect(percent(7)).toBeCloseTo(3, 1)
    expect(percent(40)).toBeCloseTo(1.2, 1)
    expect(percent(3)).toBeLessThan(0.05)
    expect(voltage.thdPercent).toBeCloseTo(Math.hypot(5, 3, 1.2), 1)
    expect(voltage.rms).toBeCloseTo(220 * Math.hypot(1, 0.05, 0.03, 0.012), 1)
    expect(voltage).toMatchObject({ thdLimitPercent: 5, isThdOver: true })
    expect(voltage.orders[3]).toMatchObject({ order: 5, limit: 4, isOver: true })
    expect(voltage.orders[5]).toMatchObject({ order: 7, limit: 4, isOver: false })
    expect(report.isOver).toBe(true)
  })

  test('under noise, with a direct part and samples missing, says the same', () => {
    let seed = 1
    const noise = () => {
      seed = (seed * 48_271) % 2_147_483_647
      return (seed / 2_147_483_647 - 0.5) * 4
    }
    const wave = make({ hz: 49.7, u: (c) => spectrum(c) + 6 + noise() })
    const samples = wave.phases[0]?.u.samples ?? new Float64Array()
    for (const n of [100, 101, 777, 5_000]) samples[n] = Number.NaN
    for (let n = 9_000; n < 9_060; n++) samples[n] = Number.NaN
    const report = analyse(wave)
    expect(report.frequencyHz).toBeCloseTo(49.7, 2)
    // Nine windows are whole; one has a gap that is too long.
    expect(report.windows).toBe(8)
    const { voltage } = phaseOf(report)
    expect(voltage.direct).toBeCloseTo(6, 1)
    expect(voltage.orders[3]?.percent).toBeCloseTo(5, 1)
    expect(voltage.orders[5]?.percent).toBeCloseTo(3, 1)
  })

  test('a sine keeps every limit and has a crest of √2', () => {
    const report = analyse(make({}))
    expect(phaseOf(report).voltage.crest).toBeCloseTo(Math.SQRT2, 3)
    expect(phaseOf(report).voltage.thdPercent).toBeLessThan(0.01)
    expect(report.isOver).toBe(false)
  })

  test('power: a lagging rectifier has a displacement of cos 30° and a factor below it', () => {
    const report = analyse(make({}, (c) => 10 * (rms(1, c, -30) + 0.4 * rms(5, c))))
    const { power, current } = phaseOf(report)
    expect(power?.activeW).toBeCloseTo(2_200 * Math.cos(Math.PI / 6), 0)
    expect(power?.displacement).toBeCloseTo(0.866, 3)
    expect(power?.factor).toBeCloseTo(0.866 / Math.hypot(1, 0.4), 3)
    expect(current?.orders[3]).toMatchObject({ order: 5, limit: 62, isOver: false })
  })

  test('a current over its limit is told, and not judged without a supply', () => {
    const wave = make({}, (c) => 200 * rms(1, c) + 70 * rms(5, c))
    expect(phaseOf(analyse(wave)).current?.orders[3]).toMatchObject({ limit: 62, isOver: true })
    expect(phaseOf(analyse(wave, { supply: null })).current?.orders[3]).toMatchObject({ limit: null, isOver: false })
  })

  test('sags, swells and interruptions by half cycles', () => {
    const level = (c: number) =>
      c < 20 ? 1 : c < 30 ? 0.6 : c < 60 ? 1 : c < 65 ? 1.2 : c < 80 ? 1 : c < 90 ? 0.02 : 1
    const events = phaseOf(analyse(make({ u: (c) => 220 * level(c) * rms(1, c) }))).events
    expect(events.map(({ kind }) => kind)).toEqual(['sag', 'swell', 'interruption'])
    expect(events[0]).toMatchObject({ class: 'instantaneous' })
    expect(events[0]?.percent).toBeCloseTo(60, 0)
    expect(events[0]?.atSeconds).toBeCloseTo(0.4, 1)
    expect(events[0]?.seconds).toBeCloseTo(0.2, 1)
    expect(events[1]?.percent).toBeCloseTo(120, 0)
    expect(events[2]?.percent).toBeCloseTo(2, 0)
  })

  test('without a fundamental, or too short for ten cycles, is refused', () => {
    expect(analyseWaveform(make({ u: () => 220 }), question)).toEqual({ because: 'NO_FUNDAMENTAL' })
    expect(analyseWaveform(make({ seconds: 0.1 }), question)).toEqual({ because: 'NO_FUNDAMENTAL' })
    expect(
      findFundamentalHz(
        Float64Array.from({ length: 6_400 }, (_, n) => Math.sin(n * 0.3)),
        6_400,
      ),
    ).toBeNull()
  })
})

describe('a file of samples', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pq-'))
  })
  afterAll(() => rm(folder, { recursive: true }))
  const file = async (text: string | Buffer, name = 'a.csv') => {
    await writeFile(join(folder, name), text)
    return join(folder, name)
  }

  test('with times, a head line and phases, compressed; what is left out is missing', async () => {
    const rows = Array.from({ length: 40 }, (_, n) => n)
      .filter((n) => n !== 7)
      .map((n) => `${(n / 6_400).toFixed(7)},${n},${n === 9 ? '' : -n},1`)
    const wave = await readWaveform(await file(gzipSync(`t,ua,ub,ia\r\n${rows.join('\r\n')}\n`), 'a.csv.gz'))
    expect(wave.rateHz).toBeCloseTo(6_400, 0)
    expect(wave.phases.map(({ u, i }) => [u.name, i?.name])).toEqual([
      ['ua', 'ia'],
      ['ub', undefined],
    ])
    expect(wave.phases[0]?.u.samples).toHaveLength(40)
    expect(wave.phases[0]?.u.samples[7]).toBeNaN()
    expect(wave.missing).toBe(4)
  })

  test('without a head line, with a rate', async () => {
    const wave = await readWaveform(await file('1,2\n3,4\n'), 100)
    expect(wave).toMatchObject({ rateHz: 100, missing: 0 })
    expect([...(wave.phases[0]?.i?.samples ?? [])]).toEqual([2, 4])
  })

  test.each([
    ['', undefined, /empty/],
    ['1,2,3,4\n', undefined, /line 1: 4 columns/],
    ['t,u\n0,1\n0.1,x\n', undefined, /line 3, column 2 \(u\)/],
    ['t,u\n0,1\n,2\n', undefined, /line 3, column 1 \(t\)/],
    ['t,u\n0,1\n0.1\n', undefined, /line 3: 1 columns instead of 2/],
    ['t,u\n0,1\n0.1,2\n0.1,3\n', undefined, /line 4 \(t\): time does not go on/],
    ['t,u\n0,1\n1,1\n2,1\n3.5,1\n4.5,1\n', undefined, /line 5 \(t\): samples are not evenly spaced/],
    ['t,volts\n0,1\n', undefined, /column 2: unknown/],
    ['u,u\n0,1\n', 100, /column 2: named twice/],
    ['t,i\n0,1\n1,1\n', undefined, /no column u/],
    ['u\n1\n', undefined, /no --rate/],
  ])('%j is refused with its place', async (text, rateHz, because) => {
    const path = await file(text)
    await expect(readWaveform(path, rateHz)).rejects.toThrow(because)
    await expect(readWaveform(path, rateHz)).rejects.toThrow(UnreadableWaveform)
  })
})

const measured = new URL('../../../../shared/data/waveforms/', import.meta.url).pathname
const places = [measured, new URL('../../../shared/data/waveforms/', import.meta.url).pathname].filter(existsSync)

describe.skipIf(places.length === 0)('measured waveforms of appliances (skipped: the data are not at hand)', () => {
  const folder = places[0] ?? ''
  const names = places.length === 0 ? ['none'] : readdirSync(folder).filter((name) => name.endsWith('.txt'))
  const reference = () => JSON.parse(readFileSync(join(folder, 'reference.json'), 'utf8'))

  test.each(names)('%s is as an independent transform has it', (name) => {
    const bytes = Buffer.from(readFileSync(join(folder, name), 'latin1').split(/\s+/).join('').slice(8), 'hex')
    const count = Math.floor(bytes.length / 4)
    const channel = (at: number) => Float64Array.from({ length: count }, (_, n) => bytes.readInt16LE(n * 4 + at))
    const wave = {
      ...{ rateHz: 6_400, missing: 0 },
      phases: [{ u: { name: 'u', samples: channel(2) }, i: { name: 'i', samples: channel(0) } }],
    }
    const expected = reference()[name]
    const report = analyse(wave, { nominalV: null })
    const { voltage, current, power } = phaseOf(report)
    expect(6_400 / report.frequencyHz).toBeCloseTo(expected.samples_per_cycle, 1)
    expect(Math.abs(voltage.thdPercent - expected.thd_v_pct)).toBeLessThan(0.1)
    // Of a current of four steps of the converter the noise of each window decides.
    const isFaint = expected.i_rms_counts < 10
    expect(Math.abs((current?.thdPercent ?? 0) - expected.thd_i_pct)).toBeLessThan(isFaint ? 1 : 0.5)
    expect(Math.abs((power?.factor ?? 0) - expected.pf_total)).toBeLessThan(isFaint ? 0.015 : 0.005)
  })
})
