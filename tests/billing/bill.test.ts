import { describe, expect, it } from 'vitest'
import { calculate } from '../../billing/calculations/calculate.ts'

type Part = Record<string, unknown>
type Answer = ReturnType<typeof calculate> & {
  segments: [Part, ...Part[]]
  powerFactorGroups: [Part, ...Part[]]
  charges: Part
  energyKwh: number
}
const rate = (input: object) => calculate('bill', input) as unknown as Answer

const april = { from: '2024-04-01', to: '2024-05-01' }
const segment = (more: object = {}) => ({
  ...april,
  tariffSystem: 'single',
  metered: { totalKwh: 1000 },
  pricesYuanPerKwh: { total: '0.5' },
  ...more,
})
const bill = (segments: object[], more: object = {}) => rate({ period: april, segments, ...more })
const one = (more: object, rest: object = {}) => bill([segment(more)], rest)
const tou = { peak: '0.9', flat: '0.6', valley: '0.3' }
const loss = { capacityKva: 100, ironLossKwhPerMonth: 60 }
const halves = [
  { from: '2024-04-01', to: '2024-04-16' },
  { from: '2024-04-16', to: '2024-05-01' },
]

describe('the energy of a segment', () => {
  it.each([
    [
      'flat is the total less the others',
      { totalKwh: 1000, peakKwh: 300, valleyKwh: 200 },
      tou,
      { peak: 300, flat: 500, valley: 200 },
      0,
    ],
    ['flat is all where only the total is read', { totalKwh: 1000 }, tou, { peak: 0, flat: 1000, valley: 0 }, 0],
    [
      'periods are charged as read beside a total',
      { totalKwh: 1000, peakKwh: 300, flatKwh: 400, valleyKwh: 200 },
      tou,
      { peak: 300, flat: 400, valley: 200 },
      100,
    ],
    ['flat is nothing without a total', { peakKwh: 300, valleyKwh: 200 }, tou, { peak: 300, flat: 0, valley: 200 }, 0],
    [
      'a total price charges the total',
      { totalKwh: 1000, peakKwh: 300, valleyKwh: 200 },
      { total: '0.5' },
      { total: 1000 },
      0,
    ],
    [
      'a total price charges the sum of the periods without one',
      { peakKwh: 300, valleyKwh: 200 },
      { total: '0.5' },
      { total: 500 },
      0,
    ],
  ])('%s', (_title, metered, pricesYuanPerKwh, energyByPeriodKwh, registerMismatchKwh) => {
    const result = one({ metered, pricesYuanPerKwh })
    expect(result.segments[0]).toMatchObject({ energyByPeriodKwh, registerMismatchKwh })
    expect(result.notices).toEqual(
      registerMismatchKwh === 0 ? [] : [{ code: 'REGISTER_MISMATCH', path: 'segments.0', message: expect.any(String) }],
    )
  })

  it.each([
    ['with a flat register', { activeTotal: 23.145, activePeak: 2.205, activeFlat: 6.34, activeValley: 14.6 }, 3],
    ['where nothing is left for flat', { activeTotal: 806.405, activePeak: 105.605, activeValley: 700.8 }, 2],
    ['where the periods are all', { activeTotal: 8.405, activePeak: 1.105, activeValley: 7.3 }, 2],
  ])('agrees with its total at a ratio without end in decimals, %s', (_title, ends, length) => {
    const registers = Object.entries(ends).map(([register, end]) => ({ register, start: 0, end }))
    const result = one({ metered: undefined, registers, pt: { primaryV: 100, secondaryV: 7 }, pricesYuanPerKwh: tou })
    expect(result).toMatchObject({ notices: [], lines: { length } })
  })

  it.each([
    [
      'goes over the periods in proportion',
      {},
      { peak: 300, valley: 200, total: 1000 },
      { peak: 322.5, flat: 537.5, valley: 215 },
    ],
    [
      'goes to flat',
      { lossAllocation: 'flat' },
      { peak: 300, valley: 200, total: 1000 },
      { peak: 300, flat: 575, valley: 200 },
    ],
    ['goes to flat without energy', {}, { total: 0, peak: 0, valley: 0 }, { peak: 0, flat: 60, valley: 0 }],
  ])('loss %s', (_title, more, { total, peak, valley }, energyByPeriodKwh) => {
    const metered = { totalKwh: total, peakKwh: peak, valleyKwh: valley }
    const result = one({ metered, pricesYuanPerKwh: tou, transformerLoss: loss, ...more })
    expect(result.segments[0].energyByPeriodKwh).toEqual(energyByPeriodKwh)
    expect(result.segments[0].activeKwh).toBe(total)
  })

  it('bears iron loss for its days only, copper loss of what is metered, and 1 % above 315 kVA', () => {
    const lossOf = (position: number, more: object = {}) => ({
      ...halves[position],
      transformerLoss: { ...loss, ...more },
    })
    const segments = [
      segment(lossOf(0)),
      segment(lossOf(1, { capacityKva: 315.1, ironLossKvarhPerMonth: 30, reactiveCopperFactor: 2 })),
    ]
    const result = bill(segments)
    expect(result.segments.map(({ lossKwh, lossKvarh }) => [lossKwh, lossKvarh])).toEqual([
      [45, 0],
      [40, 35],
    ])
    expect(result.energyKwh).toBe(2085)
    expect(bill([segment(lossOf(0, { capacityKva: 315 })), segment(halves[1])]).segments[0].lossKwh).toBe(45)
  })

  it('rounds register energy, loss parts and ratio allocations to whole units, half up', () => {
    const result = one(
      {
        metered: undefined,
        multiplier: 1.5,
        registers: [
          { register: 'activeTotal', start: 0, end: 67 },
          { register: 'reactiveForward', start: 0, end: 1 },
        ],
        transformerLoss: { capacityKva: 50, ironLossKwhPerMonth: 10.5, reactiveCopperFactor: 1.25 },
        allocations: [{ name: '照明', method: 'ratio', ratioPercent: 10, priceYuanPerKwh: '1' }],
      },
      { energyRounding: 'whole' },
    )
    // 100.5 → 101; 10.5 → 11 iron; 1.515 → 2 copper; 2.5 → 3 kvarh of copper; 1.5 → 2 kvarh; 11.4 → 11
    expect(result.segments[0]).toMatchObject({ activeKwh: 101, lossKwh: 13, lossKvarh: 3, reactiveKvarh: 5 })
    expect(result.segments[0].energyByPeriodKwh).toEqual({ total: 103 })
    expect(result.charges).toMatchObject({ allocationsYuan: '11.00', energyYuan: '51.50' })
  })

  it('is multiplied by CT and PT exactly', () => {
    const registers = [{ register: 'activeTotal', start: 10, end: 13 }]
    const result = one({ metered: undefined, ct: { primaryA: 100, secondaryA: 3 }, registers })
    expect(result.segments[0]).toMatchObject({ multiplier: 33.333333, activeKwh: 100 })
    expect(result.totalYuan).toBe('50.00')
  })
})

describe('allocations', () => {
  const allocation = (more: object) => ({
    name: '照明',
    method: 'fixed',
    energyKwh: 100,
    priceYuanPerKwh: '1',
    ...more,
  })
  const read = { totalKwh: 1000, peakKwh: 300, valleyKwh: 200 }

  it.each([
    ['from flat unless said otherwise', {}, { peak: 300, flat: 400, valley: 200 }],
    ['from the period named', { fromPeriod: 'peak' }, { peak: 200, flat: 500, valley: 200 }],
    ['in proportion', { fromPeriod: 'proportional' }, { peak: 270, flat: 450, valley: 180 }],
  ])('are taken %s', (_title, more, energyByPeriodKwh) => {
    const result = one({ metered: read, pricesYuanPerKwh: tou, allocations: [allocation(more)] })
    expect(result.segments[0].energyByPeriodKwh).toEqual(energyByPeriodKwh)
    expect(result.energyKwh).toBe(1000)
    expect(result.charges.allocationsYuan).toBe('100.00')
  })

  it('of a ratio are of the energy with loss; each takes from what is left', () => {
    const ratio = { name: '定比', method: 'ratio', ratioPercent: 50, priceYuanPerKwh: '1' }
    const result = one({ transformerLoss: { ...loss, copperLossPercent: 0 }, allocations: [ratio, ratio] })
    expect(result.charges).toMatchObject({ allocationsYuan: '1060.00', energyYuan: '0.00' })
    expect(result.lines.map(({ item }) => item)).toEqual(['allocation', 'allocation'])
  })

  it('belong to the power-factor base only where they say so', () => {
    const metered = { totalKwh: 1000, reactiveForwardKvarh: 750 }
    const allocations = [allocation({}), allocation({ inPowerFactorBase: true, priceYuanPerKwh: '2' })]
    const result = one({ metered, allocations, powerFactorStandard: '0.90' })
    expect(result.powerFactorGroups[0]).toMatchObject({ baseYuan: '600.00', adjustmentYuan: '30.00' })
  })
})

describe('a base charge', () => {
  const unit = { id: 'T1', capacityKva: 300, states: [{ from: '2020-01-01', to: null, state: 'in-use' }] }
  const capacity = { method: 'capacity', priceYuanPerKvaMonth: '10', units: [unit] }
  const demand = {
    method: 'demand',
    priceYuanPerKwMonth: '10',
    feeders: [{ id: 'L1', contractDemandKw: 100, actualDemandKw: 200, installedCapacityKva: 300 }],
  }
  const twoPart = (position: number, more: object = {}) =>
    segment({ ...halves[position], tariffSystem: 'two-part', ...more })
  const single = (position: number, more: object = {}) => segment({ ...halves[position], ...more })

  it('is due for the days of two-part segments only', () => {
    const byCapacity = bill([single(0), twoPart(1)], { baseCharge: capacity })
    expect(byCapacity).toMatchObject({
      charges: { baseYuan: '1500.00' },
      cycles: [{ days: 30, billableKva: 150 }],
      units: [{ chargedDays: 15 }],
    })
    expect(bill([single(0), twoPart(1)], { baseCharge: demand })).toMatchObject({
      charges: { baseYuan: '1340.00' },
      feeders: [{ id: 'L1', contractDemandKw: 120, overrunKw: 74, billingDemandKw: 268, amountYuan: '1340.00' }],
    })
  })

  it('tells its notices at their place in the input, after those of the segments', () => {
    const metered = { totalKwh: 1000, peakKwh: 300, flatKwh: 400 }
    const shortPause = {
      id: 'T2',
      capacityKva: 10,
      states: [{ from: '2024-04-02', to: '2024-04-04', state: 'paused' }],
    }
    const result = bill([twoPart(0), twoPart(1, { metered })], {
      baseCharge: { ...capacity, units: [unit, shortPause] },
    })
    expect(result.notices.map(({ path }) => path)).toEqual(['segments.1', 'baseCharge.units.1.states.0'])
  })

  it('goes to the power-factor groups with two-part segments, by their days, the rest to the last', () => {
    const metered = { totalKwh: 100, reactiveForwardKvarh: 75 }
    const parts = [
      twoPart(0, { to: '2024-04-11', metered, powerFactorStandard: '0.90' }),
      twoPart(0, { from: '2024-04-11', to: '2024-04-21', metered, powerFactorStandard: '0.85' }),
      twoPart(0, { from: '2024-04-21', to: '2024-05-01', metered, powerFactorStandard: '0.80' }),
    ]
    const baseCharge = { ...capacity, priceYuanPerKvaMonth: '0.33333333' }
    const result = bill(parts, { baseCharge })
    expect(result.charges.baseYuan).toBe('100.00')
    expect(result.powerFactorGroups.map((group) => [group.standard, group.baseYuan])).toEqual([
      ['0.90', '83.33'],
      ['0.85', '83.33'],
      ['0.80', '83.34'],
    ])
  })

  it('stays out of a group without two-part segments', () => {
    const metered = { totalKwh: 100, reactiveForwardKvarh: 75 }
    const parts = [
      single(0, { metered, powerFactorStandard: '0.85' }),
      twoPart(1, { metered, powerFactorStandard: '0.90' }),
    ]
    const result = bill(parts, { baseCharge: capacity })
    expect(result.powerFactorGroups.map((group) => group.baseYuan)).toEqual(['50.00', '1550.00'])
  })
})

describe('residential segments of a bill', () => {
  const residentialTier = {
    accumulation: 'monthly',
    tiers: [
      { upToKwh: 200, priceYuanPerKwh: '0.5', touPricesYuanPerKwh: { peak: '0.6', valley: '0.3' } },
      { upToKwh: null, priceYuanPerKwh: '0.8', touPricesYuanPerKwh: { peak: '0.9', valley: '0.6' } },
    ],
  }
  const home = (position: number, metered: object, more: object = {}) => ({
    ...halves[position],
    tariffSystem: 'residential-tier',
    metered,
    ...more,
  })

  it('are added and tiered once', () => {
    const result = bill([home(0, { totalKwh: 150 }), home(1, { totalKwh: 100 })], { residentialTier })
    expect(result).toMatchObject({
      tiers: [
        { index: 1, limitKwh: 200, energyKwh: 200, amountYuan: '100.00' },
        { index: 2, limitKwh: null, energyKwh: 50, amountYuan: '40.00' },
      ],
      segments: [{ energyYuan: null }, { energyYuan: null }],
      charges: { energyYuan: '140.00', energyByPeriodYuan: { total: '140.00' } },
      averagePriceYuanPerKwh: '0.5600',
    })
  })

  it('are tiered by period where registers and tiers know periods', () => {
    const segments = [home(0, { totalKwh: 150, peakKwh: 100, valleyKwh: 50 }), home(1, { peakKwh: 80, valleyKwh: 20 })]
    const result = bill(segments, { residentialTier })
    expect(result.lines.map(({ item, quantity }) => [item, quantity])).toEqual([
      ['tier-1-peak', 144],
      ['tier-1-valley', 56],
      ['tier-2-peak', 36],
      ['tier-2-valley', 14],
    ])
    expect(result.charges.energyByPeriodYuan).toMatchObject({ peak: '118.80', valley: '25.20' })
  })

  it('lend their lines to a power-factor group only if all of them are in it', () => {
    const metered = { totalKwh: 100, reactiveForwardKvarh: 75 }
    const together = bill(
      [home(0, metered, { powerFactorStandard: '0.85' }), home(1, metered, { powerFactorStandard: '0.85' })],
      { residentialTier },
    )
    expect(together.powerFactorGroups).toMatchObject([{ baseYuan: '100.00', adjustmentYuan: '2.50' }])
    const apart = bill([home(0, metered, { powerFactorStandard: '0.85' }), home(1, metered)], { residentialTier })
    expect(apart.powerFactorGroups).toMatchObject([{ baseYuan: '0.00', adjustmentYuan: '0.00' }])
  })
})

describe('totals of a bill', () => {
  it('charge surcharges on all energy, loss and allocations included', () => {
    const allocations = [{ name: '照明', method: 'fixed', energyKwh: 100, priceYuanPerKwh: '1' }]
    const transformerLoss = { ...loss, copperLossPercent: 0 }
    const surcharges = [
      { code: 'fund', name: '基金', priceYuanPerKwh: '0.02' },
      { code: 'rebate', priceYuanPerKwh: '-0.01' },
    ]
    const result = one({ allocations, transformerLoss }, { surcharges })
    expect(result).toMatchObject({
      energyKwh: 1060,
      energyByPeriodKwh: { total: 960 },
      charges: { surchargesYuan: '10.60', surchargeYuan: { fund: '21.20', rebate: '-10.60' } },
    })
  })

  it('have no energy lines and no average price without consumption', () => {
    const result = one({ metered: { totalKwh: 0 } }, { surcharges: [{ code: 'fund', priceYuanPerKwh: '0.02' }] })
    expect(result).toMatchObject({ lines: [], totalYuan: '0.00', averagePriceYuanPerKwh: null, energyKwh: 0 })
    expect(result.charges.surchargeYuan).toEqual({ fund: '0.00' })
  })

  it('keep power-factor groups in the order in which they appear, null outside, exchange of a meter inside', () => {
    const metered = { totalKwh: 100, reactiveForwardKvarh: 30, reactiveReverseKvarh: 45 }
    const third = (from: string, to: string, powerFactorStandard: string | null) =>
      segment({ from, to, metered, powerFactorStandard })
    const result = bill([
      third('2024-04-01', '2024-04-08', '0.80'),
      third('2024-04-08', '2024-04-15', null),
      third('2024-04-15', '2024-04-22', '0.90'),
      third('2024-04-22', '2024-05-01', '0.80'),
    ])
    expect(result.powerFactorGroups).toMatchObject([
      { standard: '0.80', activeKwh: 200, reactiveKvarh: 150, baseYuan: '100.00', ratePercent: 0 },
      {
        standard: '0.90',
        activeKwh: 100,
        reactiveKvarh: 75,
        baseYuan: '50.00',
        ratePercent: 5,
        adjustmentYuan: '2.50',
      },
    ])
    expect(result.lines.filter(({ item }) => item === 'power-factor-adjustment')).toHaveLength(2)
  })
})
