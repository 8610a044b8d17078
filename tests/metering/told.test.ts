import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MeterValues } from '../../metering/mqtt-contract.ts'
import { cellOf, joinTold, saysValues, tell, tellAll, valuesOf, wholeValuesOf } from '../../metering/rules/told.ts'
import { valueColumns } from '../../metering/rules/values.ts'

const value = fc.double({ min: -1e12, max: 1e12, noNaN: true })
const wh = fc.nat()
const phases = fc.array(fc.oneof(value, fc.constant(null)), { minLength: 1, maxLength: 3 })
const instant = fc.constant('2026-03-01T00:15:00+08:00')
const values = fc.record(
  {
    importWh: wh,
    exportWh: wh,
    q1Varh: wh,
    q2Varh: wh,
    q3Varh: wh,
    q4Varh: wh,
    importByPeriodWh: fc.record({ sharp: wh, peak: wh, flat: wh, valley: wh, deepValley: wh }),
    uV: phases,
    iA: phases,
    inA: value,
    pW: value,
    qVar: value,
    pPhaseW: phases,
    qPhaseVar: phases,
    pf: fc.double({ min: -1, max: 1, noNaN: true }),
    fHz: value,
    angleDeg: phases,
    thdUPercent: phases,
    thdIPercent: phases,
    maxDemandW: fc.nat(),
    maxDemandAt: instant,
    freeze: fc.constantFrom('day', 'month', 'curve'),
    clock: instant,
  },
  { requiredKeys: [] },
) as fc.Arbitrary<MeterValues>
const column = (name: string) => valueColumns.findIndex((each) => each.column === name)

describe('a reading as a row of numbers', () => {
  test('says what the message said, each by itself and all in one block', () => {
    fc.assert(
      fc.property(fc.array(values, { maxLength: 5 }), (readings) => {
        expect(readings.map((each) => wholeValuesOf(tell(each)))).toEqual(readings)
        expect(tellAll(readings).map(wholeValuesOf)).toEqual(readings)
      }),
      { seed: 1376 },
    )
  })

  test('keeps a phase that is not known apart from one that is not told', () => {
    const told = tell({ uV: [null, 220.1], iA: [null] })
    expect(valuesOf(told)).toEqual({ uV: [null, 220.1], iA: [null] })
    expect([column('u_a'), column('u_b'), column('u_c')].map((at) => cellOf(told, at))).toEqual([null, 220.1, null])
    expect(saysValues(told)).toBe(true)
    expect(saysValues(tell({ iA: [null], importWh: 1, clock: '2026-03-01T00:15:00+08:00' }))).toBe(false)
  })

  test('joined with another, lets the first speak and the second add', () => {
    const joined = joinTold(
      tell({ pW: 1, uV: [220], importWh: 5 }),
      tell({ pW: 2, qVar: 3, exportWh: 6, freeze: 'day' }),
    )
    expect(wholeValuesOf(joined)).toEqual({ importWh: 5, exportWh: 6, pW: 1, uV: [220], qVar: 3, freeze: 'day' })
  })
})
