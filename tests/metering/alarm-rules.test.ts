import fc from 'fast-check'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readAlarmRules } from '../../metering/alarm-rules.ts'
import { listAlarms } from '../../metering/index.ts'
import type { MeterValues } from '../../metering/mqtt-contract.ts'
import { storeReadings } from '../../metering/readings.ts'
import type { AlarmReading, MeterFacts } from '../../metering/rules/alarm-facts.ts'
import { toFacts } from '../../metering/rules/alarm-facts.ts'
import { type MeasuredKind, measuredKinds, measureOf } from '../../metering/rules/alarm-measures.ts'
import { type AlarmState, calmState, type Seen, seeValue, stepAlarm } from '../../metering/rules/alarm-state.ts'
import { type AlarmRules, walkReadings } from '../../metering/rules/alarms.ts'
import { layNetwork, openChenGuilan } from '../support/cast.ts'
import { emptyTables, useDatabase } from '../support/database.ts'

const MINUTE = 60_000
const start = Date.parse('2026-03-10T08:00:00+08:00')
const single: MeterFacts = { phases: 1, maximumCurrentA: 60, ct: 1, pt: 1, feedsIn: false, capacityKva: 8 }
const three: MeterFacts = { ...single, phases: 3 }
/** 3×57.7/100 V, 1.5(6) A behind 100/5 A and 10/0.1 kV: times 2000. */
const high: MeterFacts = { phases: 3, maximumCurrentA: 6, ct: 20, pt: 100, feedsIn: false, capacityKva: 400 }

const reading = (values: MeterValues, more: Partial<AlarmReading> = {}): AlarmReading => ({
  ...{ atMs: start, day: '2026-03-10', clockMs: null, importWh: null, values },
  ...more,
})
const measure = (kind: MeasuredKind, meter: MeterFacts, values: MeterValues, leastLoad = 0) =>
  measureOf[kind].of(toFacts(meter, reading(values), null), leastLoad)

describe('what is measured, worked out by hand', () => {
  test.each<[MeasuredKind, string, MeterFacts, MeterValues, number, number | 'calm' | null]>([
    // 235.4 V is the upper limit of 220 V + 7 %, 198 V the lower of − 10 % (GB/T 12325-2008).
    ['voltage-high', 'at the upper limit', single, { uV: [235.4] }, 0, 100],
    ['voltage-high', 'the highest of three', three, { uV: [220, 247.17, 230] }, 0, 105],
    ['voltage-low', 'at the lower limit', single, { uV: [198] }, 0, 100],
    ['voltage-low', 'with a dead phase, which is no bad voltage', three, { uV: [198, 0, null] }, 0, 100],
    ['voltage-low', 'behind voltage transformers, where 220 V is not what is seen', high, { uV: [57.7] }, 0, null],
    ['voltage-high', 'of a reading without voltage', single, {}, 0, null],
    ['voltage-unbalance', '(220 − 176) / 220', three, { uV: [220, 176, 210] }, 0, 20],
    ['voltage-unbalance', 'a lost phase is left to its own kind', three, { uV: [220, 0, 220] }, 0, 0],
    ['voltage-unbalance', 'of a single phase there is none', single, { uV: [220] }, 0, null],
    // 154 V of 220 V is 70 %; 6 A of 60 A is 10 %.
    ['voltage-loss', 'a phase with current', three, { uV: [220, 154, 220], iA: [5, 6, 5] }, 1, 70],
    ['voltage-loss', 'a phase without current is not judged', three, { uV: [220, 0, 220], iA: [6, 0, 6] }, 1, 100],
    ['voltage-loss', 'of 57.7 V behind transformers', high, { uV: [57.7, 57.7, 28.85], iA: [1, 1, 1] }, 1, 50],
    ['voltage-loss', 'of 100 V of a three-wire meter', high, { uV: [100, 0, 60], iA: [1, 0, 1] }, 1, 60],
    ['phase-loss', 'neither voltage nor current', three, { uV: [220, 22, 220], iA: [6, 0, 6] }, 0.5, 10],
    ['phase-loss', 'all are off: an outage', three, { uV: [0, 0, 0], iA: [0, 0, 0] }, 0.5, 'calm'],
    ['all-voltage-loss', 'current and no voltage', three, { uV: [22, 11, 0], iA: [6, 0, 0] }, 5, 10],
    ['all-voltage-loss', 'no current either', three, { uV: [0, 0, 0], iA: [0, 0, 0] }, 5, 'calm'],
    ['current-loss', 'one phase stands, the others do not', three, { uV: [220, 220, 220], iA: [12, 0.06, 12] }, 5, 0.1],
    ['current-loss', 'too little load to tell', three, { uV: [220, 220, 220], iA: [1, 0, 1] }, 5, 'calm'],
    [
      'current-loss',
      'a phase without voltage is no current lost',
      three,
      { uV: [220, 0, 220], iA: [12, 0, 12] },
      5,
      20,
    ],
    ['current-unbalance', '(30 − 12) / 30', three, { uV: [220, 220, 220], iA: [30, 12, 24] }, 20, 60],
    ['current-unbalance', 'below a fifth of 60 A', three, { uV: [220, 220, 220], iA: [11, 0, 0] }, 20, 'calm'],
    // Rated 60 A × 220 V = 13.2 kW.
    ['reverse-flow', 'a hundredth back', single, { pW: -132 }, 0, 1],
    ['reverse-flow', 'one phase of three back', three, { pW: 9_000, pPhaseW: [5_000, -264, 4_264] }, 0, 2],
    ['reverse-flow', 'where generation is let in', { ...single, feedsIn: true }, { pW: -5_000 }, 0, 'calm'],
    ['overcurrent', '72 A of 60 A', single, { iA: [72] }, 0, 120],
    // √(6² + 8²) = 10 kVA of 8.
    ['overload', 'apparent power of a household', single, { pW: 6_000, qVar: 8_000 }, 5, 125],
    ['overload', 'times 2000: 200 W is 400 kVA', high, { pW: 200 }, 10, 100],
    ['overload', 'below the least that is judged', single, { pW: 9_000 }, 10, 'calm'],
    ['overload', 'nobody knows the capacity', { ...single, capacityKva: null }, { pW: 11_000 }, 10, null],
    ['power-factor-low', 'with load', three, { pW: 20_000, pf: -0.7 }, 20, 0.7],
    ['power-factor-low', 'without', three, { pW: 500, pf: 0.2 }, 20, 'calm'],
    // GB/T 14549-1993: 5 % at 0.38 kV, 4 % at 10 kV.
    ['harmonics-high', 'at 0.38 kV', three, { thdUPercent: [4, 5, null] }, 0, 100],
    ['harmonics-high', 'at 10 kV', high, { thdUPercent: [5] }, 0, 125],
  ])('%s: %s', (kind, _, meter, values, leastLoad, expected) => {
    expect(measure(kind, meter, values, leastLoad)).toBe(expected)
  })

  const counted = (kind: 'runaway' | 'meter-stopped', fromW: number, toW: number, wh: number, leastLoad: number) => {
    const previous = reading({ pW: fromW }, { importWh: 1_000 })
    const next = reading({ pW: toW }, { atMs: start + 15 * MINUTE, importWh: 1_000 + wh })
    return measureOf[kind].of(toFacts(single, next, previous), leastLoad)
  }
  test('energy beside the power of both ends of a quarter hour', () => {
    // 4 kW for a quarter hour is 1 kWh.
    expect(counted('runaway', 4_000, 1_000, 3_000, 20)).toBe(300)
    // No more than a fifth of 13.2 kW is 660 Wh a quarter hour, whatever the moment said.
    expect(counted('runaway', 0, 0, 660, 20)).toBe(100)
    expect(counted('meter-stopped', 4_000, 2_000, 25, 2)).toBe(5)
    expect(counted('meter-stopped', 4_000, 200, 0, 2)).toBe('calm')
    // Over its last digit.
    expect(counted('meter-stopped', 4_000, 4_000, -999, 2)).toBe(null)
  })
})

describe('two thresholds and a time', () => {
  const rule = { raiseAt: 100, clearAt: 95, raiseMs: 15 * MINUTE, clearMs: 30 * MINUTE }
  const run = (values: (number | null)[], minutes = 15) => {
    let state: AlarmState = calmState
    let previousMs: number | null = null
    return values.map((value, n) => {
      const atMs = start + n * minutes * MINUTE
      const step = stepAlarm(state, seeValue(value, rule, 'more'), { atMs, previousMs }, rule)
      state = step.state
      previousMs = atMs
      return step.act ? `${step.act.is} ${(step.act.sinceMs - start) / MINUTE}` : '-'
    })
  }

  test('raises after its time, holds in the band, clears after its time', () => {
    expect(run([101, 99, 101, 101, 97, 95, 95, 96, 95, 94, 90])).toEqual([
      '-',
      '-',
      '-',
      'raise 30',
      '-',
      '-',
      '-',
      '-',
      '-',
      '-',
      'clear 120',
    ])
  })
  test('what a reading does not say changes nothing', () => {
    expect(run([101, null, 101])).toEqual(['-', '-', 'raise 0'])
  })
  test('nothing is known to have held across a silence of more than two hours', () => {
    expect(run([101, 101], 121)).toEqual(['-', '-'])
    expect(run([101, 101], 120)).toEqual(['-', 'raise 0'])
  })

  const values = fc.array(fc.oneof(fc.integer({ min: 85, max: 110 }), fc.constant(null)), { maxLength: 60 })
  test('never before its time, and never again inside the band', () => {
    fc.assert(
      fc.property(values, (run1) => {
        const acts = run(run1)
        for (const [n, act] of acts.entries()) {
          if (act === '-') continue
          const [is = '', since = ''] = act.split(' ')
          const from = Number(since) / 15
          const held = run1.slice(from, n + 1).filter((value) => value !== null)
          expect((n - from) * 15).toBeGreaterThanOrEqual(is === 'raise' ? 15 : 30)
          expect(held.every((value) => (is === 'raise' ? value > 100 : value <= 95))).toBe(true)
        }
        const told = acts.filter((act) => act !== '-').map((act) => act.split(' ')[0])
        expect(told).toEqual(told.map((_, n) => (n % 2 === 0 ? 'raise' : 'clear')))
      }),
    )
  })

  test('the same alarms however the readings are cut into batches', () => {
    const rules = Object.fromEntries(
      measuredKinds.map((kind) => [kind, { ...rule, isOn: kind === 'overcurrent', leastLoad: 0 }]),
    ) as AlarmRules
    const walk = (batches: AlarmReading[][]) => {
      let states = new Map<string, AlarmState>()
      let previous: AlarmReading | null = null
      return batches.flatMap((readings) => {
        const done = walkReadings({ meter: single, readings, previous, states }, rules)
        const after = [...new Map([...states, ...done.states])]
        states = new Map(after.filter(([, { isRaised, pending }]) => isRaised || pending))
        previous = readings.at(-1) ?? previous
        return done.acts
      })
    }
    const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(values, cuts, (told, sizes) => {
        const readings = told.map((value, n) =>
          reading(value === null ? {} : { iA: [(60 * value) / 100] }, { atMs: start + n * 15 * MINUTE }),
        )
        const batches: AlarmReading[][] = []
        for (let from = 0, cut = 0; from < readings.length; from += sizes[cut++ % sizes.length] ?? 1) {
          batches.push(readings.slice(from, from + (sizes[cut % sizes.length] ?? 1)))
        }
        expect(walk(batches)).toEqual(walk([readings]))
      }),
    )
  })

  test.each<[Seen, number, 'more' | 'less']>([
    ['beyond', 101, 'more'],
    ['between', 100, 'more'],
    ['inside', 95, 'more'],
    ['beyond', 99, 'less'],
    ['between', 100, 'less'],
    ['inside', 105, 'less'],
  ])('%s is %d where %s is worse', (seen, value, worse) => {
    expect(seeValue(value, { raiseAt: 100, clearAt: worse === 'more' ? 95 : 105 }, worse)).toBe(seen)
  })
})

describe('readings of a point', () => {
  const database = useDatabase()
  const at = (time: string) => database.ctx(`2026-03-10T${time}:00+08:00`)
  let wh = 0
  const read = (now: string, ...told: [time: string, values: MeterValues][]) =>
    storeReadings(at(now), {
      ...{ source: 'mqtt', topic: 'test', keep: 'every' },
      readings: told.map(([time, values]) => {
        wh += 100
        return { meter: 'M-CHEN-1', at: at(time).now, values: { importWh: wh, ...values } }
      }),
    })
  const all = async () => {
    const { alarms } = await listAlarms(at('12:00'), { status: 'all' })
    return alarms.map(({ kind, occurredAt, clearedAt }) => [kind, occurredAt, clearedAt !== null])
  }
  const told = (kind: string, from: string, isOver: boolean) => [kind, at(from).now.toISOString(), isOver]
  const pending = () => database.pool.query('select kind, toward from alarm_pending order by kind')
  const change = (kind: string, set: string) =>
    database.pool.query(`update alarm_kind_rule set ${set} where kind = $1`, [kind])

  beforeAll(async () => {
    await openChenGuilan(at('07:00'), await layNetwork(at('07:00')), { energisedAt: at('07:00').now })
  })
  beforeEach(() => emptyTables(database, 'alarm', 'alarm_pending', 'event', 'latest_reading', 'interval_reading'))
  afterEach(() => change('voltage-low', "enabled = true, severity = 'warning', raise_minutes = 0, clear_minutes = 0"))

  test('an overcurrent waits for its quarter hour between batches, and the alarm began when it did', async () => {
    await read('09:00', ['09:00', { iA: [75] }])
    expect(await all()).toEqual([])
    expect((await pending()).rows).toEqual([{ kind: 'overcurrent', toward: 'raise' }])
    await read('09:15', ['09:15', { iA: [75] }])
    expect(await all()).toEqual([told('overcurrent', '09:00', false)])
    expect((await pending()).rows).toEqual([])
    // 66 A is 110 %: inside the band.
    await read('09:30', ['09:30', { iA: [66] }])
    await read('09:45', ['09:45', { iA: [20] }])
    expect((await pending()).rows).toEqual([{ kind: 'overcurrent', toward: 'clear' }])
    await read('10:00', ['10:00', { iA: [20] }])
    expect(await all()).toEqual([told('overcurrent', '09:00', true)])
    expect((await pending()).rows).toEqual([])
  })

  test('one batch of all of them says the same', async () => {
    const amperes = [75, 75, 66, 20, 20, 75, 75] as const
    await read(
      '10:30',
      ...amperes.map((a, n): [string, MeterValues] => [
        `${n < 4 ? '09' : '10'}:${['00', '15', '30', '45'][n % 4]}`,
        { iA: [a] },
      ]),
    )
    expect(await all()).toEqual([told('overcurrent', '10:15', false), told('overcurrent', '09:00', true)])
  })

  test('a duration, a severity and a switch of the day count', async () => {
    await change('voltage-low', `raise_minutes = 30, severity = 'critical'`)
    await read('09:00', ['09:00', { uV: [190] }])
    await read('09:15', ['09:15', { uV: [190] }])
    expect(await all()).toEqual([])
    await read('09:30', ['09:30', { uV: [190] }])
    const { alarms } = await listAlarms(at('12:00'), {})
    expect(alarms).toMatchObject([{ kind: 'voltage-low', severity: 'critical', detail: { volts: 190, limitV: 198 } }])
    await change('voltage-low', 'enabled = false')
    await read('09:45', ['09:45', { uV: [190] }])
    expect(await all()).toEqual([told('voltage-low', '09:00', true)])
  })

  test('what is measured has a rule that can be judged, from the first day on', async () => {
    const { measured, staleAfterMs, severityOf } = await readAlarmRules(at('09:00'))
    for (const kind of measuredKinds) {
      const { isOn, raiseAt, clearAt } = measured[kind]
      expect([kind, isOn]).toEqual([kind, true])
      expect(measureOf[kind].worse === 'more' ? clearAt <= raiseAt : clearAt >= raiseAt, kind).toBe(true)
    }
    expect(staleAfterMs).toBe(45 * MINUTE)
    expect([severityOf('voltage-loss'), severityOf('cover-open'), severityOf('nobody-knows')]).toEqual([
      'critical',
      'critical',
      'info',
    ])
  })

  test('a household over its contract capacity of 8 kVA from 10 kVA on', async () => {
    await read('09:00', ['09:00', { pW: 12_000 }])
    await read('09:15', ['09:15', { pW: 12_000 }])
    const { alarms } = await listAlarms(at('12:00'), {})
    expect(alarms).toMatchObject([{ kind: 'overload', detail: { measured: 12, limit: 8, unit: 'kVA' } }])
  })
})
