import { describe, expect, it } from 'vitest'
import { type Load, proposeScheme, type SchemeFacts } from '../../intake/rules/scheme.ts'

const limits = {
  singlePhaseUpToKw: 10,
  lowVoltageUpToKw: 160,
  lowSideUpToKva: 500,
  tenKvUpToKva: 8000,
  directMeterUpToA: 60,
  powerFactorFromKva: 100,
  industryPowerFactorOverKva: 160,
  twoPartFromKva: 315,
  designPowerFactor: 0.9,
}
const load = (ratedKw: number, change: Partial<Load> = {}): Load => {
  return { name: '设备', ratedKw, count: 1, demandFactor: 1, isThreePhase: false, ...change }
}
const propose = (loads: Load[], change: Partial<SchemeFacts> = {}) =>
  proposeScheme({ loads, accountClass: 'commercial', isIndustry: false, requestedKva: null, limits, ...change })

describe('a supply is proposed from its loads', () => {
  it('by demand factors, not by what is installed', () => {
    expect(propose([load(10, { count: 6, demandFactor: 0.6 }), load(4)])).toMatchObject({
      installedKw: 64,
      demandKw: 40,
      // 40 / 0.9 = 44.44
      capacityKva: 45,
    })
  })

  it.each([
    ['a flat', [load(8)], { accountClass: 'residential' as const }, 0.22, 'single', 'low-low', null],
    ['a shop with an oven', [load(12, { isThreePhase: true })], {}, 0.38, 'three', 'low-low', null],
    // 63 kVA / (√3 × 0.38) = 95.7 A
    ['a workshop', [load(56, { isThreePhase: true })], {}, 0.38, 'three', 'low-low', 100],
    ['a small plant', [load(300, { isThreePhase: true })], { isIndustry: true }, 10, 'three', 'high-low', 600],
    // 889 kVA / (√3 × 10) = 51.3 A
    ['a large plant', [load(800, { isThreePhase: true })], { isIndustry: true }, 10, 'three', 'high-high', 75],
    ['a steel works', [load(9000, { isThreePhase: true })], { isIndustry: true }, 35, 'three', 'high-high', 200],
  ] as const)('for %s', (_name, loads, change, voltageKv, phase, mode, ctPrimaryA) => {
    const scheme = propose([...loads], change)
    expect(scheme).toMatchObject({ voltageKv, phase, mode, ctPrimaryA })
    expect(scheme.ptPrimaryV).toBe(mode === 'high-high' ? voltageKv * 1000 : null)
    expect(scheme.ctPrimaryA ?? limits.directMeterUpToA).toBeGreaterThanOrEqual(scheme.currentA)
    expect(scheme.reasons.every(({ text }) => text.zh !== '' && text.en !== '')).toBe(true)
  })

  it.each([
    ['under 100 kVA none', 80, { isIndustry: true }, null, 'single'],
    ['other use 0.85', 120, {}, '0.85', 'single'],
    ['farms 0.80', 120, { accountClass: 'agricultural' as const }, '0.80', 'single'],
    ['high-voltage industry 0.90, in two parts from 315 kVA on', 400, { isIndustry: true }, '0.90', 'two'],
    ['a hotel of any size in one part', 400, {}, '0.85', 'single'],
  ] as const)('with the power factor and parts of %s', (_name, requestedKva, change, powerFactorStandard, parts) => {
    const loads = [load(requestedKva * 0.9, { isThreePhase: true })]
    expect(propose(loads, { requestedKva, ...change })).toMatchObject({ powerFactorStandard, parts })
  })
})
