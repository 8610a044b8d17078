import { describe, expect, it } from 'vitest'
import { checkMeterFits, currentOf, type PlannedSupply } from '../../intake/rules/meter-fits.ts'
import { findModelPhase } from '../../metering/index.ts'

const home: PlannedSupply = { phase: 'single', mode: 'low-low', capacityKva: 8, ct: undefined }
const shop: PlannedSupply = { phase: 'three', mode: 'low-low', capacityKva: 100, ct: undefined }
const meter = { profile: 'P', maximumCurrentA: 60 }
const unknown = { modelPhase: undefined, device: undefined }
const device = (phase: 'single' | 'three', maximumCurrentA = 60) => ({ phase, maximumCurrentA })

describe('a meter suits the supply that was planned', () => {
  it.each([
    ['nothing is known of it but its current', meter, home, unknown, []],
    ['its model is for one phase', meter, home, { ...unknown, modelPhase: 'single' as const }, []],
    [
      'a three-phase model for a single-phase plan',
      meter,
      home,
      { ...unknown, modelPhase: 'three' as const },
      ['profile'],
    ],
    [
      'a single-phase model for a three-phase plan',
      meter,
      { ...shop, capacityKva: 30 },
      { ...unknown, modelPhase: 'single' as const },
      ['profile'],
    ],
    ['the store has it as three-phase', meter, home, { ...unknown, device: device('three') }, ['assetNo']],
    [
      'the store has it with less current',
      meter,
      home,
      { ...unknown, device: device('single', 40) },
      ['maximumCurrentA'],
    ],
    ['its current is below the plan’s', meter, shop, unknown, ['maximumCurrentA']],
    ['current transformers carry it', { ...meter, maximumCurrentA: 6, ct: 40 }, shop, unknown, []],
    ['the plan’s transformers carry it', { ...meter, maximumCurrentA: 6 }, { ...shop, ct: 40 }, unknown, []],
    ['the transformers are too small', { ...meter, maximumCurrentA: 6, ct: 10 }, shop, unknown, ['maximumCurrentA']],
    [
      'it is behind a customer’s transformer',
      meter,
      { ...shop, mode: 'high-low' as const, capacityKva: 800 },
      unknown,
      [],
    ],
  ])('%s', (_name, given, planned, known, paths) => {
    expect(checkMeterFits(given, planned, known).map(({ path }) => path)).toEqual(paths)
  })

  it('by the current of its capacity', () => {
    expect(currentOf(8.8, 'single')).toBeCloseTo(40)
    expect(currentOf(100, 'three')).toBeCloseTo(151.9, 1)
  })

  it('by the phases that its model says it has', () => {
    expect(['eastron-sdm120', 'dlt645-2007-single-phase', 'chint-ddsu666'].map(findModelPhase)).toEqual(
      Array(3).fill('single'),
    )
    expect(['eastron-sdm630', 'dlt645-2007-three-phase', 'eastron-sdm72d-m'].map(findModelPhase)).toEqual(
      Array(3).fill('three'),
    )
    // It measures direct current.
    expect(findModelPhase('peacefair-pzem-017')).toBeUndefined()
  })
})
