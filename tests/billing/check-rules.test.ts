import { describe, expect, it } from 'vitest'
import { type BilledBefore, type CheckCode, type CheckFacts, checkBill } from '../../billing/rules/run/checks.ts'

/** Thirty days of 600 kWh and 185.10 yuan: twenty kWh a day. */
function billed(billMonth: string, from: string, to: string, more: Partial<BilledBefore> = {}): BilledBefore {
  return { billMonth, from, to, energyKwh: 600, totalYuan: 185.1, priceVersionIds: [1], ...more }
}
const usual = [billed('2025-04', '2025-04-01', '2025-05-01'), billed('2025-03', '2025-03-01', '2025-03-31')]
const ordinary: CheckFacts = {
  ...{ billMonth: '2025-05', from: '2025-05-01', to: '2025-05-31', energyKwh: 600, totalYuan: 185.1 },
  ...{ priceVersionIds: [1], priceCodes: ['A'], quality: 'measured', meters: 1, points: 1 },
  ...{ contractCapacityKva: 8, demandKw: null, powerFactor: null, mismatchKwh: 0, market: null },
  ...{ hasAddress: true, creditYuan: 0, before: usual, overlapping: [] },
}
const check = (code: CheckCode, facts: Partial<CheckFacts>, parameters: Record<string, number> = {}) =>
  checkBill({ ...ordinary, ...facts }, [{ code, stage: 'rated', parameters, holds: true }])

type Case = [CheckCode, Partial<CheckFacts>, Record<string, number | string>, Partial<CheckFacts>]
const sheet = { period: 'total', sheetKwh: 550, meteredKwh: 600, differenceKwh: -50, toleranceKwh: 10 }

describe('a check of a rated bill', () => {
  it.each<Case>([
    ['energy-jump', { energyKwh: 1800.3 }, { usual: 20, now: 60.01 }, { energyKwh: 1800 }],
    ['energy-drop', { energyKwh: 119.7 }, { usual: 20, now: 3.99 }, { energyKwh: 120 }],
    ['amount-jump', { totalYuan: 555.6 }, { usual: 6.17, now: 18.52 }, { totalYuan: 555.3 }],
    ['zero-use', { energyKwh: 0 }, { usual: 20 }, { energyKwh: 1 }],
    ['estimated', { quality: 'estimated' }, { quality: 'estimated' }, { quality: 'site' }],
    ['negative', { energyKwh: -1 }, { energyKwh: -1, totalYuan: 185.1 }, { energyKwh: 0 }],
    ['negative', { totalYuan: -0.01 }, { energyKwh: 600, totalYuan: -0.01 }, { totalYuan: 0 }],
    ['load-factor', { energyKwh: 5761 }, { loadFactor: 1, capacityKva: 8 }, { energyKwh: 5760 }],
    ['demand-over-capacity', { demandKw: 8.01 }, { demandKw: 8.01, capacityKva: 8 }, { demandKw: 8 }],
    ['power-factor-low', { powerFactor: 0.59 }, { powerFactor: 0.59 }, { powerFactor: 0.6 }],
    ['register-mismatch', { mismatchKwh: -6.01 }, { mismatchKwh: -6.01 }, { mismatchKwh: 6 }],
    [
      'register-mismatch',
      { mismatchKwh: 5.01, energyKwh: 300 },
      { mismatchKwh: 5.01 },
      { mismatchKwh: 5, energyKwh: 300 },
    ],
    ['market-energy', { market: { ...sheet, agrees: false } }, { ...sheet }, { market: { ...sheet, agrees: true } }],
    ['first-bill', { before: [] }, {}, {}],
    ['price-changed', { priceCodes: ['A', 'B'] }, { priceCodes: 'A,B' }, { priceCodes: ['B'] }],
    ['large-amount', { totalYuan: 500_000 }, { totalYuan: 500_000 }, { totalYuan: 499_999.99 }],
    ['credit', { creditYuan: 20_000.01 }, { creditYuan: 20_000.01 }, { creditYuan: 20_000 }],
    ['duplicate', { overlapping: ['2025-03', '2025-04'] }, { months: '2025-03,2025-04' }, {}],
    ['no-address', { hasAddress: false }, {}, {}],
    ['no-address', { address: ' 不详' }, { address: ' 不详' }, { address: '幸福路1号' }],
    ['no-address', { address: '村' }, { address: '村' }, { address: '王家村' }],
    ['no-contact', { hasContact: false, totalYuan: 5000 }, { totalYuan: 5000 }, { hasContact: true, totalYuan: 5000 }],
    ['no-contact', { hasContact: false, totalYuan: 5000 }, {}, { hasContact: false, totalYuan: 4999.99 }],
    [
      'arrears',
      { overdueBills: 3, overdueYuan: 555.3, totalYuan: 277.66 },
      { overdueBills: 3, overdueYuan: 555.3, usual: 185.1 },
      { overdueBills: 2, totalYuan: 277.66 },
    ],
    ['arrears', { overdueBills: 3, totalYuan: 277.66 }, {}, { overdueBills: 3, totalYuan: 277.65 }],
    ['arrears', { overdueBills: 3, totalYuan: 277.66 }, {}, { overdueBills: 3, totalYuan: 277.66, before: [] }],
    ['repeated', { before: usual }, { month: '2025-04', energyKwh: 600 }, { energyKwh: 600.01 }],
    ['repeated', { before: usual }, {}, { totalYuan: 185.11 }],
    ['repeated', { before: usual }, {}, { quality: 'estimated' }],
    // A bill that is small for once: twelve usual ones are 60,000.
    [
      'credit',
      { creditYuan: 60_000.01, before: [billed('2025-04', '2025-04-01', '2025-05-01', { totalYuan: 5000 })] },
      { creditYuan: 60_000.01, billYuan: 5000 },
      { creditYuan: 60_000, before: [billed('2025-04', '2025-04-01', '2025-05-01', { totalYuan: 5000 })] },
    ],
    ['estimated', { quality: 'estimated', estimatedShare: 0.25 }, { sharePercent: 25 }, { estimatedShare: 0 }],
  ])('%s sees what is over its figure and lets be what is not (%j)', (code, over, figures, within) => {
    expect(check(code, over)).toMatchObject([{ rule: code, figures, holds: true }])
    expect(check(code, within)).toEqual([])
  })

  it.each<[CheckCode, Partial<CheckFacts>, Record<string, number>]>([
    ['energy-jump', { energyKwh: 1800.3 }, { factor: 4 }],
    ['energy-drop', { energyKwh: 119.7 }, { floorKwhPerDay: 20 }],
    ['amount-jump', { totalYuan: 555.6 }, { floorYuan: 600 }],
    ['zero-use', { energyKwh: 0 }, { floorKwhPerDay: 21 }],
    ['load-factor', { energyKwh: 5761 }, { maximum: 1.1 }],
    ['demand-over-capacity', { demandKw: 8.01 }, { factor: 1.05 }],
    ['power-factor-low', { powerFactor: 0.59 }, { minimum: 0.5 }],
    ['register-mismatch', { mismatchKwh: -6.01 }, { floorKwh: 7 }],
    ['large-amount', { totalYuan: 500_000 }, { yuan: 1_000_000 }],
    ['credit', { creditYuan: 20_000.01 }, { yuan: 30_000 }],
    ['arrears', { overdueBills: 3, totalYuan: 277.66 }, { bills: 3 }],
    ['arrears', { overdueBills: 3, totalYuan: 277.66 }, { factor: 2 }],
    ['repeated', {}, { floorKwh: 601 }],
    ['no-address', { address: '村' }, { leastLength: 1 }],
    ['no-contact', { hasContact: false, totalYuan: 5000 }, { yuan: 5001 }],
    ['estimated', { quality: 'estimated', estimatedShare: 0.25 }, { percent: 25 }],
  ])('%s goes by the figures of its rule', (code, facts, parameters) => {
    expect(check(code, facts)).toHaveLength(1)
    expect(check(code, facts, parameters)).toEqual([])
  })

  it.each<CheckCode>(['energy-jump', 'energy-drop', 'amount-jump', 'zero-use'])(
    '%s is silent where nothing was billed before',
    (code) => {
      for (const energyKwh of [0, 1, 90_000])
        expect(check(code, { energyKwh, totalYuan: 9_000, before: [] })).toEqual([])
    },
  )

  it('does not tell of an amount what the energy has told already', () => {
    const rules = (['energy-jump', 'amount-jump'] as const).map((code) => ({
      ...{ code, stage: 'rated' as const, parameters: {}, holds: true },
    }))
    const hits = checkBill({ ...ordinary, energyKwh: 6000, totalYuan: 2000 }, rules)
    expect(hits.map(({ rule }) => rule)).toEqual(['energy-jump'])
  })
})

describe('the suspected cause of a hit', () => {
  const jump = { energyKwh: 3000 }
  const short = billed('2025-04', '2025-04-01', '2025-05-01', { energyKwh: 6 })
  const before = billed('2025-02', '2025-01-30', '2025-03-01')
  it.each<[string, Partial<CheckFacts>]>([
    ['estimated-reading', { ...jump, quality: 'site' }],
    ['meter-exchange', { ...jump, meters: 2 }],
    ['price-change', { ...jump, priceVersionIds: [2] }],
    ['long-period', { energyKwh: 9000, from: '2025-04-01' }],
    ['previous-bill', { energyKwh: 1350, before: [short, ...usual.slice(1), before] }],
    ['season', { ...jump, before: [...usual, billed('2024-05', '2024-05-01', '2024-05-31', { energyKwh: 2500 })] }],
    ['use', jump],
  ])('is %s', (cause, facts) => {
    expect(check('energy-jump', facts)).toMatchObject([{ cause }])
  })

  it('is in the file where the bill is not to blame', () => {
    expect(check('demand-over-capacity', { demandKw: 9, meters: 2 })).toMatchObject([{ cause: 'file' }])
  })
})
