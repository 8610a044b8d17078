import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isSurelyReadings } from '../../metering/collect/mqtt/quick-check.ts'
import { MqttReadings } from '../../metering/mqtt-contract.ts'

const cell = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, 1e12, 1e12 + 1, -1e12, 2 ** 53, -1, 1.01, '', 'x', null, true, [], {}),
)
const instant = fc.oneof(
  fc.constantFrom(
    '2026-03-01T00:15:00+08:00',
    '2026-02-29T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-04-31T10:00:00Z',
    '2026-05-31T10:00:00Z',
    '2026-11-30T10:00:00Z',
    '2026-06-31T10:00:00Z',
    '1999-01-01T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:00Z',
    '2026-01-01T00:00:60Z',
    '2026-01-01T00:00:00',
    '2026-01-01T00:00:00.123456Z',
    '2026-01-01T00:00:00+1:00',
  ),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.string(),
)
const names = [
  'importWh',
  'exportWh',
  'q1Varh',
  'uV',
  'iA',
  'inA',
  'pW',
  'qVar',
  'pf',
  'fHz',
  'freeze',
  'clock',
  'importByPeriodWh',
  'thdIPercent',
  'maxDemandW',
  'maxDemandAt',
  'wrong',
]
const reading = fc
  .tuple(
    fc.record(
      { meter: fc.oneof(fc.string({ maxLength: 70 }), cell), at: fc.oneof(instant, cell) },
      { requiredKeys: [] },
    ),
    fc.dictionary(fc.constantFrom(...names), fc.oneof(cell, fc.array(cell, { maxLength: 4 })), { maxKeys: 5 }),
  )
  .map(([head, values]) => ({ ...head, ...values }))
const message = fc.record(
  {
    v: fc.constantFrom(1, 1, 1, 2, '1'),
    sentAt: instant,
    readings: fc.oneof(fc.array(reading, { maxLength: 3 }), cell),
  },
  { requiredKeys: ['v'] },
)

describe('the quick look at a message', () => {
  test('never takes what the contract refuses', () => {
    fc.assert(
      fc.property(message, (json) => {
        const wire = JSON.parse(JSON.stringify(json))
        if (isSurelyReadings(wire)) expect(MqttReadings.safeParse(wire).success).toBe(true)
      }),
      { numRuns: 20_000, seed: 645 },
    )
  })

  test('takes an ordinary message', () => {
    const at = '2026-03-01T00:15:00+08:00'
    const ordinary = { meter: 'M1', at, importWh: 1, uV: [220.1, null, 219.8], pW: 660.5, pf: 0.98, fHz: 50 }
    expect(isSurelyReadings({ v: 1, sentAt: at, readings: [ordinary] })).toBe(true)
  })

  test('takes all that the contract has room for, on every day of the month', () => {
    const full = {
      meter: 'M1',
      at: '2026-05-31T00:15:00+08:00',
      importByPeriodWh: { sharp: 0, peak: 1, flat: 2, valley: 3, deepValley: 0 },
      exportWh: 4,
      maxDemandW: 0,
      maxDemandAt: '2026-05-30T18:00:00+08:00',
      thdUPercent: [1, 1, 1],
      freeze: 'day',
      clock: '2026-05-31T00:15:02+08:00',
    }
    expect(isSurelyReadings({ v: 1, readings: [full] })).toBe(true)
    expect(MqttReadings.safeParse({ v: 1, readings: [full] }).success).toBe(true)
  })

  test('leaves to the contract what is out of the ordinary, though it be right', () => {
    const message = { v: 1, readings: [{ meter: 'M1', at: '2028-02-29T00:00:00Z', importWh: 1 }] }
    expect(isSurelyReadings(message)).toBe(false)
    expect(MqttReadings.safeParse(message).success).toBe(true)
  })
})
