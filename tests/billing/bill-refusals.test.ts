import { describe, expect, it } from 'vitest'
import { calculate } from '../../billing/calculations/calculate.ts'
import { Refusal } from '../../db/refusal.ts'

const april = { from: '2024-04-01', to: '2024-05-01' }
const unit = { id: 'T1', capacityKva: 100, states: [{ from: '2020-01-01', to: null, state: 'in-use' }] }
const feeder = { id: 'L1', contractDemandKw: 100, actualDemandKw: 90, installedCapacityKva: 200 }
const tou = { peak: '0.9', flat: '0.6', valley: '0.3' }

/** Paths of what is refused, sorted; none when the input is taken. */
function pathsOf(kind: string, input: unknown): string[] {
  try {
    calculate(kind, JSON.parse(JSON.stringify(input)))
    return []
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal
    expect(refusal).toMatchObject({ code: 'INVALID_INPUT', status: 400 })
    return (refusal.issues ?? []).map(({ path }) => path).sort()
  }
}

const segment = (more: object = {}) => ({
  ...april,
  tariffSystem: 'single',
  metered: { totalKwh: 1000 },
  pricesYuanPerKwh: { total: '0.5' },
  ...more,
})
const bill = (more: object = {}) => ({ period: april, segments: [segment()], ...more })
const one = (more: object) => bill({ segments: [segment(more)] })
const reading = (more: object) =>
  one({ metered: undefined, registers: [{ register: 'activeTotal', start: 0, end: 1, ...more }] })
const allocate = (more: object, rest: object = {}) =>
  one({ allocations: [{ name: '照明', method: 'fixed', energyKwh: 10, priceYuanPerKwh: '1', ...more }], ...rest })
const capacity = { method: 'capacity', priceYuanPerKvaMonth: '10', units: [unit] }
const demand = { method: 'demand', priceYuanPerKwMonth: '10', feeders: [feeder] }
const twoPart = (baseCharge: object | undefined, more: object = {}) =>
  bill({ segments: [segment({ tariffSystem: 'two-part' })], baseCharge, ...more })
const tiers = [
  { upToKwh: 200, priceYuanPerKwh: '0.5' },
  { upToKwh: null, priceYuanPerKwh: '0.8' },
]
const home = (more: object = {}, rest: object = {}) =>
  bill({
    segments: [segment({ tariffSystem: 'residential-tier', pricesYuanPerKwh: undefined, ...more })],
    residentialTier: { accumulation: 'monthly', tiers },
    ...rest,
  })

describe('a bill is refused', () => {
  it.each<[string, object, string[]]>([
    ['nothing when it is right', bill(), []],
    ['without anything', {}, ['period', 'segments']],
    [
      'for unknown properties at any depth',
      one({ metered: { totalKwh: 1, extra: 1 }, odd: 1 }),
      ['segments.0.metered.extra', 'segments.0.odd'],
    ],
    [
      'over 366 days',
      bill({
        period: { from: '2024-01-01', to: '2025-01-02' },
        segments: [segment({ from: '2024-01-01', to: '2025-01-02' })],
      }),
      ['period.to'],
    ],
    [
      'with a period that ends before it begins',
      bill({ period: { from: '2024-05-01', to: '2024-05-01' } }),
      ['period.to', 'segments.0.from'],
    ],
    ['where the first segment begins late', one({ from: '2024-04-02' }), ['segments.0.from']],
    ['where the last segment ends early', one({ to: '2024-04-30' }), ['segments.0.to']],
    [
      'where segments overlap',
      bill({ segments: [segment({ to: '2024-04-20' }), segment({ from: '2024-04-19' })] }),
      ['segments.1.from'],
    ],
    ['where a segment is empty', bill({ segments: [segment({ to: '2024-04-01' }), segment()] }), ['segments.0.to']],
    ['with a cycle day of 29', bill({ cycleStartDay: 29 }), ['cycleStartDay']],
    ['with an unknown edition', bill({ ruleEdition: '2000' }), ['ruleEdition']],
    ['without registers and metered', one({ metered: undefined }), ['segments.0.registers']],
    [
      'with registers and metered',
      one({ registers: [{ register: 'activeTotal', start: 0, end: 1 }] }),
      ['segments.0.metered'],
    ],
    ['without registers in the list', one({ metered: undefined, registers: [] }), ['segments.0.registers']],
    ['without an active register', reading({ register: 'reactiveForward' }), ['segments.0.registers']],
    ['without an active quantity', one({ metered: { reactiveForwardKvarh: 1 } }), ['segments.0.metered']],
    ['with a negative quantity', one({ metered: { totalKwh: -1 } }), ['segments.0.metered.totalKwh']],
    ['with a multiplier on metered', one({ multiplier: 2 }), ['segments.0.multiplier']],
    [
      'with CT and PT on metered',
      one({ ct: { primaryA: 5, secondaryA: 5 }, pt: { primaryV: 1, secondaryV: 1 } }),
      ['segments.0.ct', 'segments.0.pt'],
    ],
    ['with a reading that fell', reading({ start: 5 }), ['segments.0.registers.0.end']],
    ['with a rollover that rose', reading({ rollover: true }), ['segments.0.registers.0.rollover']],
    ['with a rollover that stood', reading({ rollover: true, end: 0 }), ['segments.0.registers.0.rollover']],
    [
      'with readings beyond their digits',
      reading({ digits: 2, start: 100, end: 200 }),
      ['segments.0.registers.0.end', 'segments.0.registers.0.start'],
    ],
    ['with a reading beyond six digits', reading({ end: 1_000_000 }), ['segments.0.registers.0.end']],
    ['with a reading as text', reading({ end: 'NaN' }), ['segments.0.registers.0.end']],
    ['without prices', one({ pricesYuanPerKwh: undefined }), ['segments.0.pricesYuanPerKwh']],
    ['with an empty list of prices', one({ pricesYuanPerKwh: {} }), ['segments.0.pricesYuanPerKwh']],
    [
      'with a total beside periods',
      one({ pricesYuanPerKwh: { total: '1', peak: '1' } }),
      ['segments.0.pricesYuanPerKwh.total'],
    ],
    ['with a negative price', one({ pricesYuanPerKwh: { total: '-1' } }), ['segments.0.pricesYuanPerKwh.total']],
    [
      'with energy that has no price',
      one({ metered: { totalKwh: 9, sharpKwh: 1 }, pricesYuanPerKwh: tou }),
      ['segments.0.pricesYuanPerKwh.sharp'],
    ],
    [
      'with loss that falls on no price',
      one({
        metered: { peakKwh: 9 },
        pricesYuanPerKwh: { peak: '1' },
        lossAllocation: 'flat',
        transformerLoss: { capacityKva: 1, ironLossKwhPerMonth: 1 },
      }),
      ['segments.0.pricesYuanPerKwh.flat'],
    ],
    [
      'where periods are more than the total',
      one({ metered: { totalKwh: 9, peakKwh: 10 }, pricesYuanPerKwh: tou }),
      ['segments.0.metered'],
    ],
    [
      'with a fixed allocation without energy',
      allocate({ energyKwh: undefined }),
      ['segments.0.allocations.0.energyKwh'],
    ],
    [
      'with a ratio without percent',
      allocate({ method: 'ratio', energyKwh: undefined }),
      ['segments.0.allocations.0.ratioPercent'],
    ],
    [
      'with a ratio above 100',
      allocate({ method: 'ratio', energyKwh: undefined, ratioPercent: 101 }),
      ['segments.0.allocations.0.ratioPercent'],
    ],
    ['with an allocation above what there is', allocate({ energyKwh: 1001 }), ['segments.0.allocations.0.energyKwh']],
    [
      'with an allocation from a period without price',
      allocate({ fromPeriod: 'peak' }),
      ['segments.0.allocations.0.fromPeriod'],
    ],
    [
      'with an allocation from the total of periods',
      allocate({ fromPeriod: 'total' }, { pricesYuanPerKwh: tou }),
      ['segments.0.allocations.0.fromPeriod'],
    ],
    [
      'with an allocation from flat that has no price',
      allocate({}, { metered: { peakKwh: 90 }, pricesYuanPerKwh: { peak: '1' } }),
      ['segments.0.allocations.0.fromPeriod'],
    ],
    ['with an unknown standard', one({ powerFactorStandard: '0.95' }), ['segments.0.powerFactorStandard']],
    ['without a base charge', twoPart(undefined), ['baseCharge']],
    ['with a base charge for nothing', bill({ baseCharge: capacity }), ['baseCharge']],
    ['with an unknown base charge', twoPart({ method: 'other' }), ['baseCharge.method']],
    ['with units twice', twoPart({ ...capacity, units: [unit, unit] }), ['baseCharge.units.1.id']],
    ['with demand over two cycles', twoPart(demand, { cycleStartDay: 26 }), ['period.to']],
    ['with demand in 1996', twoPart(demand, { ruleEdition: '1996' }), ['ruleEdition']],
    [
      'with a feeder without contract',
      twoPart({ ...demand, feeders: [{ id: 'L1', actualDemandKw: 1 }] }),
      ['baseCharge.feeders.0.contractDemandKw', 'baseCharge.feeders.0.installedCapacityKva'],
    ],
    ['without tiers', home({}, { residentialTier: undefined }), ['residentialTier']],
    ['with tiers for nothing', bill({ residentialTier: { accumulation: 'monthly', tiers } }), ['residentialTier']],
    ['with prices beside tiers', home({ pricesYuanPerKwh: { total: '1' } }), ['segments.0.pricesYuanPerKwh']],
    [
      'with allocations beside tiers',
      home({ allocations: [{ name: 'x', method: 'fixed', energyKwh: 1, priceYuanPerKwh: '1' }] }),
      ['segments.0.allocations'],
    ],
    [
      'with energy among the tiers',
      home({}, { residentialTier: { accumulation: 'monthly', tiers, energyKwh: 5, ruleEdition: '2024' } }),
      ['residentialTier.energyKwh', 'residentialTier.ruleEdition'],
    ],
    [
      'with annual tiers that do not know the year',
      home({}, { residentialTier: { accumulation: 'annual', tiers } }),
      ['residentialTier.accumulatedBeforeKwh'],
    ],
    [
      'with tiers that have no price for the energy',
      home(
        {},
        {
          residentialTier: { accumulation: 'monthly', tiers: [{ upToKwh: null, touPricesYuanPerKwh: { peak: '1' } }] },
        },
      ),
      ['residentialTier.tiers.0.priceYuanPerKwh'],
    ],
    [
      'with tiers that have no price for a period',
      home(
        { metered: { peakKwh: 1, valleyKwh: 1 } },
        {
          residentialTier: { accumulation: 'monthly', tiers: [{ upToKwh: null, touPricesYuanPerKwh: { peak: '1' } }] },
        },
      ),
      ['residentialTier.tiers.0.touPricesYuanPerKwh.valley'],
    ],
    [
      'with surcharges twice',
      bill({
        surcharges: [
          { code: 'a', priceYuanPerKwh: '1' },
          { code: 'a', priceYuanPerKwh: '-1' },
        ],
      }),
      ['surcharges.1.code'],
    ],
    [
      'for everything that can be told on its own',
      {
        period: april,
        cycleStartDay: 0,
        segments: [
          segment({
            to: '2024-04-10',
            metered: undefined,
            registers: [
              { register: 'activeTotal', start: 3, end: 2 },
              { register: 'activeTotal', start: 1, end: 'x' },
            ],
          }),
          segment({ from: '2024-04-11', metered: { totalKwh: 1, peakKwh: 2 }, pricesYuanPerKwh: tou }),
        ],
        surcharges: [{ code: '', priceYuanPerKwh: 1 }],
      },
      [
        'cycleStartDay',
        'segments.0.registers.0.end',
        'segments.0.registers.1.end',
        'segments.0.registers.1.register',
        'segments.1.from',
        'segments.1.metered',
        'surcharges.0.code',
        'surcharges.0.priceYuanPerKwh',
      ],
    ],
  ])('%s', (_title, input, paths) => {
    expect(pathsOf('bill', input)).toEqual(paths)
  })

  it('with paths of registers where registers were given', () => {
    const registers = [
      { register: 'activeTotal', start: 0, end: 1 },
      { register: 'activePeak', start: 0, end: 2 },
    ]
    expect(pathsOf('bill', one({ metered: undefined, registers, pricesYuanPerKwh: tou }))).toEqual([
      'segments.0.registers',
    ])
    expect(
      pathsOf('bill', one({ metered: undefined, registers, multiplier: 2, ct: { primaryA: 1, secondaryA: 1 } })),
    ).toEqual(['segments.0.multiplier'])
  })
})

describe('a charge is refused', () => {
  const states = (...list: [string, string | null][]) => ({
    period: april,
    priceYuanPerKvaMonth: '1',
    units: [{ ...unit, states: list.map(([from, to]) => ({ from, to, state: 'in-use' })) }],
  })
  const grouped = (...unitIds: string[][]) => ({
    period: april,
    priceYuanPerKvaMonth: '1',
    units: [unit, { ...unit, id: 'T2' }, { ...unit, id: 'T3' }],
    interlockGroups: unitIds.map((ids) => ({ unitIds: ids })),
  })

  it.each<[string, string, object, string[]]>([
    ['capacity-charge', 'without anything', {}, ['period', 'priceYuanPerKvaMonth', 'units']],
    [
      'capacity-charge',
      'with states that overlap',
      states(['2024-01-01', '2024-02-01'], ['2024-01-31', null]),
      ['units.0.states.1.from'],
    ],
    [
      'capacity-charge',
      'with a state after one without end',
      states(['2024-01-01', null], ['2024-02-01', null]),
      ['units.0.states.1.from'],
    ],
    [
      'capacity-charge',
      'with states out of order',
      states(['2024-02-01', '2024-03-01'], ['2024-01-01', '2024-02-01']),
      ['units.0.states.1.from'],
    ],
    ['capacity-charge', 'with an empty state', states(['2024-01-01', '2024-01-01']), ['units.0.states.0.to']],
    ['capacity-charge', 'without states', states(), ['units.0.states']],
    ['capacity-charge', 'with a group of one', grouped(['T1']), ['interlockGroups.0.unitIds']],
    ['capacity-charge', 'with an unknown unit in a group', grouped(['T1', 'T9']), ['interlockGroups.0.unitIds.1']],
    [
      'capacity-charge',
      'with a unit in two groups',
      grouped(['T1', 'T2'], ['T3', 'T2']),
      ['interlockGroups.1.unitIds.1'],
    ],
    [
      'capacity-charge',
      'nothing with gaps between states',
      states(['2024-01-01', '2024-02-01'], ['2024-04-05', null]),
      [],
    ],
    ['demand-charge', 'in 1996', { ruleEdition: '1996', priceYuanPerKwMonth: '1', feeders: [feeder] }, ['ruleEdition']],
    ['demand-charge', 'with feeders twice', { priceYuanPerKwMonth: '1', feeders: [feeder, feeder] }, ['feeders.1.id']],
    [
      'demand-charge',
      'over two cycles',
      { priceYuanPerKwMonth: '1', feeders: [feeder], period: april, cycleStartDay: 5 },
      ['period.to'],
    ],
    [
      'demand-charge',
      'nothing in mode actual',
      { mode: 'actual', priceYuanPerKwMonth: '1', feeders: [{ id: 'L', actualDemandKw: 0 }] },
      [],
    ],
    [
      'demand-charge',
      'without a contract',
      { priceYuanPerKwMonth: '1', feeders: [{ id: 'L', actualDemandKw: 0, installedCapacityKva: 1 }] },
      ['feeders.0.contractDemandKw'],
    ],
    ['transformer-loss', 'without anything', {}, ['capacityKva', 'ironLossKwhPerMonth', 'meteredKwh']],
    [
      'transformer-loss',
      'with a field of the other method',
      { capacityKva: 1, meteredKwh: 1, ironLossKwhPerMonth: 1, loadLossKw: 1 },
      ['loadLossKw'],
    ],
    [
      'transformer-loss',
      'by nameplate with a period and without its figures',
      { method: 'nameplate', capacityKva: 1, meteredKwh: 1, period: april },
      ['energizedHours', 'impedancePercent', 'loadLossKw', 'noLoadCurrentPercent', 'noLoadLossKw', 'period'],
    ],
    ['power-factor-adjustment', 'without anything', {}, ['activeKwh', 'reactiveKvarh', 'standard']],
    [
      'power-factor-adjustment',
      'with a standard as number',
      { standard: 0.9, activeKwh: 1, reactiveKvarh: 1 },
      ['standard'],
    ],
    [
      'power-factor-adjustment',
      'with an earlier bill that lacks its figures',
      { standard: '0.90', activeKwh: 1, reactiveKvarh: 1, earlier: { extra: 1 } },
      ['earlier.activeKwh', 'earlier.amountIncludingAdjustmentYuan', 'earlier.extra', 'earlier.reactiveKvarh'],
    ],
  ])('%s %s', (kind, _title, input, paths) => {
    expect(pathsOf(kind, input)).toEqual(paths)
  })
})
