import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exact } from '../../billing/rules/money.ts'
import { foreseePowerFactor, type OutlookFacts } from '../../billing/rules/power-factor-outlook.ts'

type Said = {
  standard?: OutlookFacts['standard']
  behind: number
  ahead: number
  kwh: number
  kvarh: number
  energyYuan?: string
  chargeYuan?: string
  daily?: [number, number]
  hours?: number | null
}

/** A month of 30 days, base charge by thirtieths; days ahead like those behind unless said. */
function foresee(said: Said) {
  const { behind, ahead, kwh, kvarh, daily = [kwh / behind, kvarh / behind], hours = null } = said
  return foreseePowerFactor({
    standard: said.standard ?? '0.90',
    daysBehind: behind,
    daysAhead: ahead,
    soFar: {
      activeKwh: exact(kwh),
      reactiveKvarh: exact(kvarh),
      energyYuan: exact(said.energyYuan ?? 0),
      chargeYuan: exact(said.chargeYuan ?? 0),
    },
    charged: { behind: exact(behind).div(30), whole: exact(1) },
    daily: { activeKwh: exact(daily[0]), reactiveKvarh: exact(daily[1]) },
    hoursPerDay: hours,
  })
}

describe('a month’s power factor while it can still be saved', () => {
  // 40,000 kWh and 30,000 kvarh: tan 0.75, cosφ 0.80, ten steps below 0.90: +5 %.
  it('foresees the adjustment of a month that goes on as it began', () => {
    const outlook = foresee({
      behind: 10,
      ahead: 20,
      kwh: 40_000,
      kvarh: 30_000,
      energyYuan: '24000.00',
      chargeYuan: '8000.00',
    })
    expect(outlook.soFar).toEqual({ powerFactor: 0.8, ratePercent: 5, adjustmentYuan: '1600.00' })
    // 72,000 of energy and 24,000 of base charge: 96,000 × 5 %.
    expect(outlook.projected).toMatchObject({
      powerFactor: 0.8,
      ratePercent: 5,
      baseYuan: '96000.00',
      adjustmentYuan: '4800.00',
    })
    // Allowed at 0.90: 120,000 × 0.484322 = 58,118.65 kvarh; 30,000 are gone, 28,118.65 of the 60,000 ahead may come:
    // 31,881.35 kvarh less in 480 h is 66.42 kvar.
    expect(outlook).toMatchObject({ state: 'at-risk', kvarThisMonth: 67, reachableYuan: '0.00' })
    // A day takes 3,000 kvarh, 1,937.29 may come with 4,000 kWh: 1,062.71 ÷ 24 = 44.28 kvar.
    expect(outlook.kvarLasting).toBe(45)
  })

  it('needs as much more as a shift is shorter than a day', () => {
    const outlook = foresee({ behind: 10, ahead: 20, kwh: 40_000, kvarh: 30_000, hours: 8 })
    // 31,881.35 ÷ 160 h, and 1,062.71 ÷ 8 h.
    expect(outlook).toMatchObject({ kvarThisMonth: 200, kvarLasting: 133 })
  })

  it('says that a month is lost, and what is left to save', () => {
    // Five days are left: 120,000 kWh in all, 80,000 kvarh gone before; even with none ahead cosφ is 0.83: +3.5 %.
    const outlook = foresee({
      behind: 25,
      ahead: 5,
      kwh: 100_000,
      kvarh: 80_000,
      daily: [4000, 3200],
      energyYuan: '50000.00',
    })
    expect(outlook.projected).toMatchObject({
      powerFactor: 0.78,
      ratePercent: 6,
      baseYuan: '60000.00',
      adjustmentYuan: '3600.00',
    })
    expect(outlook).toMatchObject({ state: 'lost', kvarThisMonth: null, reachableYuan: '2100.00' })
  })

  it('tells a reward, and asks for nothing then', () => {
    // tan 0.3: cosφ 0.96, five steps above the standard are rewarded: −0.75 %.
    const outlook = foresee({ behind: 15, ahead: 15, kwh: 30_000, kvarh: 9000, energyYuan: '20000.00' })
    expect(outlook).toMatchObject({ state: 'met', kvarThisMonth: 0, kvarLasting: 0, reachableYuan: '-300.00' })
    expect(outlook.projected.adjustmentYuan).toBe('-300.00')
  })

  it('foresees by how days are lately: a capacitor that failed in mid-month', () => {
    const good = { behind: 15, ahead: 15, kwh: 30_000, kvarh: 12_000, energyYuan: '20000.00' }
    expect(foresee(good).state).toBe('met')
    const failed = foresee({ ...good, daily: [2000, 2500] })
    // 60,000 kWh with 12,000 + 37,500 kvarh: cosφ 0.77.
    expect(failed.projected).toMatchObject({ powerFactor: 0.77, ratePercent: 6.5 })
    expect(failed.state).toBe('at-risk')
  })

  it('says nothing of an account that uses nothing', () => {
    const outlook = foresee({ behind: 10, ahead: 20, kwh: 0, kvarh: 500, chargeYuan: '1000.00' })
    expect(outlook).toMatchObject({ state: 'idle', kvarThisMonth: 0, soFar: { powerFactor: null } })
    expect(outlook.projected).toMatchObject({ powerFactor: null, adjustmentYuan: '0.00' })
  })

  const month = fc.record({
    standard: fc.constantFrom('0.90', '0.85', '0.80') as fc.Arbitrary<OutlookFacts['standard']>,
    behind: fc.integer({ min: 1, max: 29 }),
    kwh: fc.integer({ min: 1, max: 5_000_000 }),
    kvarh: fc.integer({ min: 0, max: 8_000_000 }),
    dailyKwh: fc.integer({ min: 0, max: 200_000 }),
    dailyKvarh: fc.integer({ min: 0, max: 300_000 }),
    energy: fc.integer({ min: 0, max: 3_000_000 }),
  })

  it('with the kvar that it names, a month that can be saved ends at its standard; with one fewer it need not', () => {
    fc.assert(
      fc.property(month, ({ standard, behind, kwh, kvarh, dailyKwh, dailyKvarh, energy }) => {
        const ahead = 30 - behind
        const said = { standard, behind, ahead, kwh, kvarh, energyYuan: `${energy}.00` }
        const outlook = foresee({ ...said, daily: [dailyKwh, dailyKvarh] })
        if (outlook.state !== 'at-risk') return
        const kvar = outlook.kvarThisMonth ?? Number.NaN
        const after = Math.max(0, dailyKvarh - kvar * 24)
        expect(foresee({ ...said, daily: [dailyKwh, after] }).state).toBe('met')
      }),
    )
  })

  it('never promises more than there is to save', () => {
    fc.assert(
      fc.property(month, ({ standard, behind, kwh, kvarh, dailyKwh, dailyKvarh, energy }) => {
        const said = { standard, behind, ahead: 30 - behind, kwh, kvarh, energyYuan: `${energy}.00` }
        const { projected, reachableYuan, state } = foresee({ ...said, daily: [dailyKwh, dailyKvarh] })
        expect(Number(reachableYuan)).toBeLessThanOrEqual(Number(projected.adjustmentYuan))
        if (state === 'lost') expect(Number(reachableYuan)).toBeGreaterThanOrEqual(0)
      }),
    )
  })
})
