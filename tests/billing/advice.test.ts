import { describe, expect, it } from 'vitest'
import { type AdviceMonth, adviseOnBasis, adviseOnCapacitors } from '../../billing/rules/advice.ts'

const month = (change: Partial<AdviceMonth> = {}): AdviceMonth => ({
  ...{ billMonth: '2026-06', days: 30, activeKwh: 72_000, reactiveKvarh: 72_000, demandKw: 300, chargedKva: 1000 },
  ...{ baseYuan: '26000.00', adjustmentBaseYuan: '80000.00', adjustmentYuan: '8000.00' },
  ...{ capacityYuanPerKva: '26', demandYuanPerKw: '36' },
  ...change,
})

describe('advice on the basis of the base charge', () => {
  it('finds what would have cost least over the same months', () => {
    // By capacity 2 × 26,000; by actual demand (300 + 500) × 36; one contract: 40 % of 1,000 is 400, 500 / 1.05 → 477.
    expect(adviseOnBasis([month(), month({ demandKw: 500 })], 1000)).toEqual({
      months: 2,
      currentYuan: '52000.00',
      byCapacityYuan: '52000.00',
      byActualDemandYuan: '28800.00',
      // 400: 400 + (400 + 2 × 80) = 960 kW; 477: 954 kW.
      byContractDemand: { contractKw: 477, yuan: '34344.00' },
      best: 'actual-demand',
      savingYuan: '23200.00',
    })
  })

  it('leaves out months without a demand, and says nothing where there is none', () => {
    expect(adviseOnBasis([month(), month({ demandKw: null })], 1000)).toMatchObject({ months: 1 })
    expect(adviseOnBasis([month({ demandKw: null })], 1000)).toBeNull()
  })

  it('stays where no other basis is cheaper, and tells no price that the book does not have', () => {
    const flat = month({ demandKw: 950, demandYuanPerKw: null })
    expect(adviseOnBasis([flat], 1000)).toMatchObject({
      best: 'current',
      savingYuan: '0.00',
      byActualDemandYuan: null,
      byContractDemand: null,
    })
  })
})

describe('advice on capacitors', () => {
  it('sizes them by the worst month and says when they have paid for themselves', () => {
    // tan of 0.95 is 0.3287: (72,000 − 23,665) kvarh in 720 h are 67.1 kvar; the adjustment becomes −0.75 % of 80,000.
    expect(adviseOnCapacitors([month()], '0.90', '120')).toEqual({
      months: 1,
      adjustmentYuan: '8000.00',
      kvar: 68,
      targetPowerFactor: 0.95,
      adjustmentAfterYuan: '-600.00',
      savingYuan: '103200.00',
      costYuan: '8160.00',
      paybackMonths: 1,
    })
  })

  it('says so where nothing is to be gained', () => {
    const good = month({ reactiveKvarh: 10_000, adjustmentYuan: '-600.00' })
    expect(adviseOnCapacitors([good], '0.90', '120')).toMatchObject({ kvar: 0, paybackMonths: null })
    expect(adviseOnCapacitors([month({ activeKwh: 0 })], '0.90', '120')).toBeNull()
  })
})
