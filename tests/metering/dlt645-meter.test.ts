import { afterEach, describe, expect, test } from 'vitest'
import { readMeterEvents } from '../../metering/collect/dlt645/events.ts'
import { findMeterAddress, readDlt645Unit, sessionOf } from '../../metering/collect/dlt645/meter.ts'
import { readDayFreeze, readLoadProfile, readSettlement } from '../../metering/collect/dlt645/records.ts'
import { broadcast } from '../../metering/collect/dlt645/session.ts'
import { BusFault } from '../../metering/collect/lines/fault.ts'
import type { Line } from '../../metering/collect/lines/line.ts'
import { closeLines, findLine } from '../../metering/collect/lines/registry.ts'
import { dlt645SinglePhase, dlt645ThreePhase } from '../../metering/profiles/dlt645-2007.ts'
import { setTimeBroadcast } from '../../metering/wire/dlt645-messages.ts'
import { Dlt645Gateway } from '../../simulators/dlt645/gateway.ts'
import type { Dlt645Fault, Dlt645Meter } from '../../simulators/dlt645/meter.ts'

const NOW = new Date('2026-03-10T12:07:30+08:00')
const ADDRESS = '000000000161'
const profile = { ...dlt645ThreePhase, timeoutMs: 300, minGapMs: 0 }

const shown = (at: Date) => {
  const importWh = 12_345_670 + Math.floor((at.getTime() - NOW.getTime()) / 3600)
  return {
    importWh,
    importByPeriodWh: { sharp: 1_000_000, peak: 4_000_000, flat: 5_000_000, valley: importWh - 10_000_000 },
    exportWh: 1_230,
    q1Varh: 500_000,
    q4Varh: 20,
    uV: [221.5, 220.1, 219.9],
    iA: [4.251, 3.5, 0.004],
    pW: -1_650.2,
    pPhaseW: [900.1, 750.1, -0.1],
    qVar: 120,
    qPhaseVar: [60, 60, 0],
    pf: -0.997,
    fHz: 50.01,
  }
}
const meter = (change: Partial<Dlt645Meter> = {}): Dlt645Meter => ({
  phases: 3,
  state: shown,
  since: new Date('2025-12-20T10:00:00+08:00'),
  ...change,
})

let gateway: Dlt645Gateway

async function serve(meters: Record<string, Dlt645Meter>): Promise<Line> {
  gateway = new Dlt645Gateway(() => NOW)
  for (const [address, each] of Object.entries(meters)) gateway.meters.set(address, each)
  return findLine({ kind: 'tcp', ...(await gateway.start()) }, 'dlt645')
}
afterEach(async () => {
  await closeLines()
  await gateway.stop()
})

const read = (line: Line, address = ADDRESS, tries = 1) => readDlt645Unit(line, address, profile, tries, NOW)

test('a three-phase meter is read as it shows, in the contract’s names', async () => {
  const line = await serve({ [ADDRESS]: meter(), '000000000162': meter() })
  const { values, unread, answers } = await read(line)
  expect(values).toEqual({
    ...shown(NOW),
    q2Varh: 0,
    q3Varh: 0,
    pPhaseW: [900.1, 750.1, -0.1],
    clock: NOW.toISOString(),
  })
  expect(unread).toEqual([])
  expect(answers[0]).toEqual({ di: '0001FF00', data: expect.stringMatching(/^67452301/) })
})

test('a single-phase meter has the values of its one phase', async () => {
  const line = await serve({ [ADDRESS]: meter({ phases: 1 }) })
  const { values } = await readDlt645Unit(line, ADDRESS, { ...dlt645SinglePhase, timeoutMs: 300 }, 1, NOW)
  expect(values).toMatchObject({ importWh: 12_345_670, uV: [221.5], iA: [4.251], pf: -0.997 })
})

test('a rate’s name is that which the site gives it on the day', async () => {
  const line = await serve({ [ADDRESS]: meter() })
  const dated = {
    ...profile,
    rates: [
      ...profile.rates,
      { validFrom: '2026-03-10', periods: ['peak', 'flat', 'valley', 'sharp'] as const, basis: 'the site' },
    ].map((each) => ({ ...each, periods: [...each.periods] })),
  }
  const { values } = await readDlt645Unit(line, ADDRESS, dated, 1, NOW)
  expect(values.importByPeriodWh).toMatchObject({ peak: 1_000_000, flat: 4_000_000, valley: 5_000_000 })
})

test('a block that a meter does not know is asked value by value, and what it has not, only once', async () => {
  const angles = [1, 2, 3].map((phase) => ({
    reading: `angleDeg[${phase - 1}]`,
    di: `02070${phase}00`,
    format: 'XXX.X',
    scale: 1,
  }))
  const withAngles = {
    ...profile,
    name: 'with-angles',
    blocks: [...profile.blocks, { di: '0207FF00', fields: angles }],
  }
  const line = await serve({ '000000000777': meter() })
  const first = await readDlt645Unit(line, '000000000777', withAngles, 1, NOW)
  expect(first.unread).toEqual(['angleDeg[0]', 'angleDeg[1]', 'angleDeg[2]'])
  const asked = gateway.requests.get('000000000777') ?? 0
  const second = await readDlt645Unit(line, '000000000777', withAngles, 1, NOW)
  expect((gateway.requests.get('000000000777') ?? 0) - asked).toBe(asked - 4)
  expect(second.values).toEqual(first.values)
})

describe('faults', () => {
  test.each<[Dlt645Fault, RegExp, string]>([
    ['silent', /time/, 'timeout'],
    ['wrong-sum', /check sum/, 'mismatch'],
    ['other-address', /time|no answer/, 'timeout|mismatch'],
    ['refuses', /none of the values/, 'refused'],
  ])('a meter that is %s is told as such', async (fault, message, kind) => {
    const line = await serve({ [ADDRESS]: meter({ fault }) })
    const caught = await read(line).then(
      () => undefined,
      (each: unknown) => each,
    )
    expect(caught).toBeInstanceOf(BusFault)
    expect((caught as BusFault).message).toMatch(message)
    expect((caught as BusFault).kind).toMatch(new RegExp(`^(${kind})$`))
  })

  test('a digit that is none is left out, and nothing put in its place', async () => {
    const line = await serve({ '000000000888': meter({ fault: 'not-bcd' }) })
    const { values, unread } = await read(line, '000000000888')
    expect(values.importWh).toBeUndefined()
    expect(values.importByPeriodWh?.peak).toBe(4_000_000)
    expect(unread).toContain('importWh')
  })

  test('a block that ends early has its first value only', async () => {
    const line = await serve({ '000000000889': meter({ fault: 'truncated' }) })
    const { values, unread } = await read(line, '000000000889')
    expect(values.importWh).toBe(12_345_670)
    expect(values.importByPeriodWh).toBeUndefined()
    expect(unread).toEqual(expect.arrayContaining(['rate.1', 'rate.4']))
  })

  test.each<Dlt645Fault>(['late', 'junk'])('a %s answer is read all the same', async (fault) => {
    const line = await serve({ [ADDRESS]: meter({ fault }) })
    expect((await read(line)).values.importWh).toBe(12_345_670)
  })
})

test('the only meter on a line says its address', async () => {
  const line = await serve({ [ADDRESS]: meter() })
  expect(await findMeterAddress(line, profile)).toBe(ADDRESS)
})

describe('what a meter kept', () => {
  const session = (line: Line) => sessionOf(line, ADDRESS, profile, 1)

  test('its load record comes at its own times, over several frames', async () => {
    const line = await serve({ [ADDRESS]: meter() })
    const span = { from: new Date('2026-03-09T00:00:00+08:00'), to: new Date('2026-03-10T00:00:00+08:00') }
    const kept = await readLoadProfile(session(line), profile, span)
    expect(kept).toHaveLength(97)
    expect(kept[0]).toMatchObject({ at: span.from, values: { freeze: 'curve', uV: [221.5, 220.1, 219.9] } })
    const at = new Date('2026-03-09T12:00:00+08:00')
    const wh = Math.floor(shown(at).importWh / 10) * 10
    expect(kept.find((each) => each.at.getTime() === at.getTime())?.values).toMatchObject({ importWh: wh, pW: -1650.2 })
  })

  test('its day freeze is that of the day asked for', async () => {
    const line = await serve({ [ADDRESS]: meter() })
    const kept = await readDayFreeze(session(line), profile, '2026-03-07', '2026-03-10')
    const at = new Date('2026-03-07T00:00:00+08:00')
    expect(kept).toMatchObject({ at, values: { freeze: 'day', importByPeriodWh: { peak: 4_000_000 } } })
    expect(kept?.values.importWh).toBe(Math.floor(shown(at).importWh / 10) * 10)
    expect(await readDayFreeze(session(line), profile, '2025-12-01', '2026-03-10')).toBeUndefined()
  })

  test('its settlement day is the month’s freeze', async () => {
    const line = await serve({ [ADDRESS]: meter() })
    const kept = await readSettlement(session(line), profile, '2026-02', '2026-03-10')
    const at = new Date('2026-02-01T00:00:00+08:00')
    expect(kept).toMatchObject({ at, values: { freeze: 'month' } })
    expect(kept?.values.importWh).toBe(Math.floor(shown(at).importWh / 10) * 10)
  })

  test('its events are those since a time, with their ends', async () => {
    const at = (text: string) => new Date(`2026-03-${text}+08:00`)
    const events = [
      { group: '0301', di1: '02', from: at('08T01:00:00'), to: at('08T01:30:00') },
      { group: '0301', di1: '02', from: at('09T01:00:00'), to: at('09T01:30:00') },
      { group: '0330', di1: '0D', from: at('09T03:00:00'), to: at('09T03:01:00') },
      { group: '0311', di1: '00', from: at('09T05:00:00'), to: at('09T05:10:00') },
      { group: '1D00', di1: '00', from: at('09T06:00:00'), to: null },
    ]
    const line = await serve({ [ADDRESS]: meter({ events }) })
    const found = await readMeterEvents(session(line), profile, at('08T12:00:00'))
    expect(found.map(({ code }) => code)).toEqual([
      'voltage-loss',
      'voltage-loss-end',
      'cover-open',
      'cover-open-end',
      'power-off',
      'power-on',
      'relay-opened',
    ])
    expect(found[0]).toMatchObject({ at: at('09T01:00:00'), detail: { phase: 'b', times: 2 } })
  })
})

test('a broadcast sets a clock by at most five minutes and once a day', async () => {
  const slow = meter({ driftMs: -200_000 })
  const wrong = meter({ driftMs: -900_000 })
  const line = await serve({ [ADDRESS]: slow, '000000000162': wrong })
  await broadcast(line, setTimeBroadcast(NOW), 0)
  await expect.poll(() => Math.abs(slow.driftMs ?? 1e9)).toBeLessThan(1000)
  expect((await read(line)).values.clock).toBe(NOW.toISOString())
  slow.driftMs = 100_000
  await broadcast(line, setTimeBroadcast(NOW), 0)
  expect((await read(line)).values.clock).not.toBe(NOW.toISOString())
  expect(wrong.driftMs).toBe(-900_000)
})
