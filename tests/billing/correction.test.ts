import { describe, expect, test } from 'vitest'
import { calculate } from '../../billing/calculations/calculate.ts'
import { expectResult, refusedPaths } from './refusals.ts'

const total = (energyKwh: number, priceYuanPerKwh?: string) => [{ period: 'total', energyKwh, priceYuanPerKwh }]
const fourWire = (phases: object[], more = {}) => ({ mode: 'wiring-3p4w', phases, ...more })
const threeWire = (more: object) => ({ mode: 'wiring-3p3w', powerFactor: 0.8, ...more })
const multiplier = { mode: 'wrong-multiplier', actualMultiplier: 2, billedMultiplier: 1 }
const normalMonth = { mode: 'normal-month', normalKwh: 900, normalDays: 30, faultDays: 10 }
const creep = { mode: 'creep', secondsPerRevolution: 50, constantPerKwh: 3600, idleHoursPerDay: 19, days: 36 }

describe('a correction after a metering fault', () => {
  test.each([
    [
      'is 3 for one reversed phase',
      fourWire([{ phase: 'B', polarity: 'reversed' }]),
      { correctionFactor: 3, correctionRate: 2 },
    ],
    ['is 3/2 for one lost phase', fourWire([{ phase: 'C', voltage: 'lost' }]), { correctionFactor: 1.5 }],
    [
      'is negative where two phases are reversed, and so is what was recorded',
      fourWire(
        [
          { phase: 'A', polarity: 'reversed' },
          { phase: 'B', polarity: 'reversed' },
        ],
        { recorded: total(-100, '0.5') },
      ),
      { correctionFactor: -3, trueKwh: 300, differenceKwh: 400, backKwh: 400, totalYuan: '200.00' },
    ],
    [
      'counts a ratio above 1 for sound phases too',
      fourWire([{ phase: 'A', voltage: 'lost' }], { billingCtRatio: 40 }),
      { correctionFactor: 1.5 },
    ],
    ['halves a phase by its error', fourWire([{ phase: 'A', ctErrorPercent: -50 }]), { correctionFactor: 1.2 }],
    ['is 2 without phase B in three wires', threeWire({ lostVoltagePhase: 'B' }), { correctionFactor: 2 }],
    ['is 2√3/(√3+tanφ) without A', threeWire({ lostVoltagePhase: 'A' }), { correctionFactor: 1.395661 }],
    ['is 2√3/(√3−tanφ) without C', threeWire({ lostVoltagePhase: 'C' }), { correctionFactor: 3.527416 }],
    [
      'changes places where the load is leading',
      threeWire({ lostVoltagePhase: 'C', leading: true }),
      { correctionFactor: 1.395661 },
    ],
    [
      'runs backwards with C reversed and a lagging load',
      threeWire({ reversedCurrentPhase: 'C', recorded: total(-100) }),
      { correctionFactor: -2.309401, trueKwh: 230.940108, backKwh: 330.940108 },
    ],
    [
      'runs forwards with C reversed and a leading load',
      threeWire({ reversedCurrentPhase: 'C', leading: true }),
      { correctionFactor: 2.309401 },
    ],
    [
      'corrects each period with one factor',
      {
        ...multiplier,
        recorded: [
          { period: 'peak', energyKwh: 100, priceYuanPerKwh: '0.6' },
          { period: 'valley', energyKwh: 50 },
        ],
      },
      {
        'byPeriod.0': { period: 'peak', backKwh: 100, amountYuan: '60.00' },
        'byPeriod.1': { period: 'valley', backKwh: 50, amountYuan: null },
        'lines.length': 1,
        'lines.0.item': 'correction-peak',
        totalYuan: '60.00',
        backKwh: 150,
      },
    ],
    [
      'keeps thirds exact at half a fen',
      { mode: 'wrong-multiplier', actualMultiplier: 4, billedMultiplier: 3, recorded: total(0.03, '0.5') },
      { totalYuan: '0.01', correctionRate: 0.333333 },
    ],
    [
      'takes half of the time for a fast meter, and returns',
      { mode: 'meter-error', errorPercent: 25, recorded: total(1000, '0.5') },
      { correctionFactor: 0.8, periodFactor: 0.5, differenceKwh: -200, backKwh: -100, totalYuan: '-50.00' },
    ],
    [
      'takes the whole time where told',
      { mode: 'meter-error', errorPercent: 25, periodFactor: 1, recorded: total(1000, '0.5') },
      { backKwh: -200 },
    ],
    [
      'is none at the edge of tolerance',
      { mode: 'meter-error', errorPercent: 2, tolerancePercent: 2, recorded: total(1000, '0.5') },
      {
        correctionFactor: 1,
        backKwh: 0,
        totalYuan: '0.00',
        'notices.0.code': 'WITHIN_TOLERANCE',
        'notices.0.path': 'errorPercent',
      },
    ],
    [
      'is one just beyond it',
      { mode: 'meter-error', errorPercent: -2.01, tolerancePercent: 2 },
      { correctionFactor: 1.020512, notices: [], backKwh: null, recordedKwh: null, trueKwh: null, differenceKwh: null },
    ],
    [
      'compares with a normal month',
      { ...normalMonth, recorded: total(100, '0.5') },
      { correctionFactor: 3, backKwh: 200, periodFactor: 1, totalYuan: '100.00' },
    ],
    [
      'has no factor where nothing was recorded, but energy',
      { ...normalMonth, recorded: total(0, '0.5') },
      { correctionFactor: null, correctionRate: null, trueKwh: 300, backKwh: 300, totalYuan: '150.00' },
    ],
    [
      'returns what a meter counted without load',
      { ...creep, multiplier: 10, priceYuanPerKwh: '0.5' },
      {
        correctionFactor: null,
        correctionRate: null,
        recordedKwh: null,
        trueKwh: null,
        differenceKwh: -136.8,
        backKwh: -136.8,
        'lines.0.item': 'correction-total',
        totalYuan: '-68.40',
      },
    ],
    [
      'gives only the factor where nothing is given',
      multiplier,
      { correctionFactor: 2, byPeriod: [], lines: [], backKwh: null },
    ],
  ])('%s', (_title, input, expected) => {
    expectResult(calculate('metering-correction', JSON.parse(JSON.stringify(input))), expected)
  })

  test.each([
    ['a phase given twice', fourWire([{ phase: 'A' }, { phase: 'A' }]), ['phases.1.phase']],
    ['no phase', fourWire([]), ['phases']],
    [
      'a transformer that counts nothing',
      fourWire([{ phase: 'A', ctErrorPercent: -100 }]),
      ['phases.0.ctErrorPercent'],
    ],
    ['neither fault', threeWire({}), ['lostVoltagePhase']],
    ['both faults', threeWire({ lostVoltagePhase: 'A', reversedCurrentPhase: 'A' }), ['reversedCurrentPhase']],
    ['phase B reversed, which has no element', threeWire({ reversedCurrentPhase: 'B' }), ['reversedCurrentPhase']],
    ['a power factor of 0', { ...threeWire({ lostVoltagePhase: 'A' }), powerFactor: 0 }, ['powerFactor']],
    [
      'energy against the sign of K',
      fourWire([{ phase: 'A', polarity: 'reversed' }], { recorded: [...total(5), { period: 'peak', energyKwh: -1 }] }),
      ['recorded.1.period'],
    ],
    [
      'a sign of K that recorded energy lacks',
      threeWire({
        reversedCurrentPhase: 'C',
        recorded: [
          { period: 'peak', energyKwh: -1 },
          { period: 'flat', energyKwh: 2 },
        ],
      }),
      ['recorded.1.energyKwh'],
    ],
    ['negative energy of a meter wired rightly', { ...multiplier, recorded: total(-1) }, ['recorded.0.energyKwh']],
    ['a period given twice', { ...multiplier, recorded: [...total(1), ...total(1)] }, ['recorded.1.period']],
    [
      'a period beside the total',
      { ...multiplier, recorded: [...total(1), { period: 'peak', energyKwh: 1 }] },
      ['recorded.1.period'],
    ],
    ['an empty list', { ...multiplier, recorded: [] }, ['recorded']],
    ['a factor of time with another mode', { ...multiplier, periodFactor: 0.5 }, ['periodFactor']],
    ['an error of −100 %', { mode: 'meter-error', errorPercent: -100 }, ['errorPercent']],
    ['a normal month with nothing to compare', normalMonth, ['recorded']],
    [
      'a normal month of one period',
      { ...normalMonth, recorded: [{ period: 'peak', energyKwh: 1 }] },
      ['recorded.0.period'],
    ],
    ['creep with recorded energy', { ...creep, recorded: total(1) }, ['recorded']],
    ['no mode', {}, ['mode']],
  ])('is refused for %s', (_title, input, paths) => expect(refusedPaths('metering-correction', input)).toEqual(paths))

  test.each([
    [
      'a phase reversed and one lost',
      fourWire([
        { phase: 'A', polarity: 'reversed' },
        { phase: 'B', voltage: 'lost' },
      ]),
      'phases',
    ],
    ['three lost phases', fourWire(['A', 'B', 'C'].map((phase) => ({ phase, voltage: 'lost' }))), 'phases'],
    ['C lost at cosφ 0.5', { ...threeWire({ lostVoltagePhase: 'C' }), powerFactor: 0.5 }, 'powerFactor'],
    [
      'A lost at a leading 0.5',
      { ...threeWire({ lostVoltagePhase: 'A', leading: true }), powerFactor: 0.5 },
      'powerFactor',
    ],
    ['a reversed phase at cosφ 1', { ...threeWire({ reversedCurrentPhase: 'A' }), powerFactor: 1 }, 'powerFactor'],
  ])('is not computable with %s', (_title, input, path) =>
    expect(refusedPaths('metering-correction', input, 'NOT_COMPUTABLE')).toEqual([path]),
  )
})
