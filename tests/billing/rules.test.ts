import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coveredYuan, decideStatus } from '../../billing/rules/balance.ts'
import { continueFromBill } from '../../billing/rules/continuity.ts'
import { titleOfItem } from '../../billing/rules/line-title.ts'
import { exact, roundToFen, sumYuan, yuanToText } from '../../billing/rules/money.ts'
import {
  decidePeriod,
  latestDayBefore,
  monthAfter,
  monthsCovered,
  serviceMonthsIn,
} from '../../billing/rules/periods.ts'
import { inShownOrder } from '../../billing/rules/register-order.ts'
import { splitByPeriod } from '../../billing/rules/time-of-use.ts'

describe('money', () => {
  it.each([
    ['0.005', '0.01'],
    ['-0.005', '-0.01'],
    ['1.004999999999', '1.00'],
    ['-0.001', '0.00'],
    ['999999999999.995', '1000000000000.00'],
  ])('%s is charged as %s', (unrounded, charged) => {
    expect(yuanToText(roundToFen(exact(unrounded)))).toBe(charged)
  })

  it('takes three thirds and thirty-one thirty-firsts that make a tie for a tie', () => {
    const thirds = [1, 1, 1].map((third) => exact(third).div(3).times('0.005'))
    const days = [7, 11, 13].map((count) => exact(count).div(31).times('0.005'))
    for (const parts of [thirds, days]) {
      const sum = parts.reduce((yuan, part) => yuan.plus(part))
      expect(yuanToText(roundToFen(sum))).toBe('0.01')
      expect(yuanToText(roundToFen(sum.neg()))).toBe('-0.01')
      expect(yuanToText(roundToFen(sum.plus('1000000000000')))).toBe('1000000000000.01')
    }
    expect(yuanToText(roundToFen(exact('0.00499999999999999999999999')))).toBe('0.00')
  })

  it('adds what floating point cannot', () => {
    expect(sumYuan(['0.10', '0.20', '-0.30'])).toBe('0.00')
  })
})

describe('the period of a bill', () => {
  it.each([
    ['begins on the day of energising', { billedUntil: null, energisedOn: '2024-02-10' }, '2024-02-10', '2024-03-01'],
    [
      'begins where the bill before ended',
      { billedUntil: '2024-02-01', energisedOn: '2023-05-05' },
      '2024-02-01',
      '2024-03-01',
    ],
    ['makes up a month left out', { billedUntil: '2024-01-01', energisedOn: '2023-05-05' }, '2024-01-01', '2024-03-01'],
    [
      'ends early with a final day',
      { billedUntil: '2024-02-01', energisedOn: '2023-05-05', finalDay: '2024-02-21' },
      '2024-02-01',
      '2024-02-21',
    ],
  ])('%s', (_title, facts, from, to) => {
    expect(decidePeriod({ billMonth: '2024-02', today: '2024-03-05', ...facts })).toEqual({ ok: true, from, to })
  })

  it.each([
    ['before energising', { billedUntil: null, energisedOn: '2024-03-01' }, 'NOT_YET_ENERGISED'],
    ['once billed', { billedUntil: '2024-03-01', energisedOn: '2023-05-05' }, 'ALREADY_BILLED'],
    [
      'before the reading day',
      { billedUntil: '2024-01-25', energisedOn: '2023-05-05', closesOn: '2024-03-06' },
      'NOT_DUE',
    ],
    [
      'in a month without a reading',
      { billedUntil: '2024-02-01', energisedOn: '2023-05-05', closesOn: null },
      'NOT_DUE',
    ],
  ])('is refused %s', (_title, facts, because) => {
    expect(decidePeriod({ billMonth: '2024-02', today: '2024-03-05', ...facts })).toEqual({ ok: false, because })
  })

  it.each([
    ['2025-02-28T16:00:00Z', '2025-02-28'],
    ['2025-02-28T16:00:01Z', '2025-03-01'],
  ])('closed at %s has %s as its latest day', (at, day) => {
    expect(latestDayBefore(new Date(at))).toBe(day)
  })

  it('counts months over the turn of a year', () => {
    expect(monthAfter('2024-12')).toBe('2025-01')
    expect(monthsCovered('2024-11-11', '2025-01')).toBe(3)
    // Read on the 25th: 25 January belongs to February's bill, 24 January to January's.
    expect(monthsCovered('2025-01-25', '2025-02', 25)).toBe(1)
    expect(monthsCovered('2025-01-24', '2025-02', 25)).toBe(2)
    expect(monthsCovered('2024-11-25', '2025-01', 25)).toBe(2)
    expect([
      serviceMonthsIn(2024, '2024-11-30'),
      serviceMonthsIn(2025, '2024-11-30'),
      serviceMonthsIn(2024, '2024-01-01'),
    ]).toEqual([2, 12, 12])
  })
})

describe('energy by time-of-use period', () => {
  it.each([
    ['is read from its registers', { importTotal: 100, importPeak: 70, importValley: 30 }, { peak: 70, valley: 30 }, 0],
    [
      'is charged as read where the total differs',
      { importTotal: 103, importPeak: 70, importValley: 30 },
      { peak: 70, valley: 30 },
      3,
    ],
    [
      'of the one period without a register is the rest',
      { importTotal: 100, importValley: 30 },
      { peak: 70, valley: 30 },
      0,
    ],
    [
      'ignores a period that has no price and no energy',
      { importTotal: 9, importFlat: 0, importPeak: 9, importValley: 0 },
      { peak: 9, valley: 0 },
      0,
    ],
  ])('%s', (_title, registers, energyWhByPeriod, mismatchWh) => {
    expect(splitByPeriod(registers, ['peak', 'valley'])).toEqual({ ok: true, energyWhByPeriod, mismatchWh })
  })

  it.each([
    [
      'with energy in a period without a price',
      { importTotal: 9, importFlat: 1, importPeak: 4, importValley: 4 },
      'PERIOD_WITHOUT_PRICE',
    ],
    ['with two periods unread', { importTotal: 100 }, 'PERIOD_REGISTERS_MISSING'],
    ['with one period and the total unread', { importPeak: 1 }, 'PERIOD_REGISTERS_MISSING'],
    ['with periods above the total', { importTotal: 10, importValley: 11 }, 'PERIODS_EXCEED_TOTAL'],
  ])('is refused %s', (_title, registers, because) => {
    expect(splitByPeriod(registers, ['peak', 'valley'])).toEqual({ ok: false, because })
  })
})

describe('a bill begins where the one before it ended', () => {
  const segment = (startWh: number, endWh: number, deviceId = 1, multiplier = 1) => ({
    deviceId,
    multiplier,
    byRole: { importTotal: { startWh, endWh, energyWh: endWh - startWh } },
  })

  it('whatever metering takes for that register now', () => {
    expect(continueFromBill([segment(1_010, 2_000)], { 1: { importTotal: 1_000 } })).toMatchObject({
      ok: true,
      energyWhByRole: { importTotal: 1_000 },
      segments: [{ byRole: { importTotal: { startWh: 1_000, endWh: 2_000, energyWh: 1_000 } } }],
    })
  })

  it('with a new meter at its own start register, each with its own multiplier', () => {
    const verdict = continueFromBill([segment(1_000, 1_500, 1, 30), segment(7, 107, 2, 40)], {
      1: { importTotal: 1_000 },
    })
    expect(verdict).toMatchObject({ energyWhByRole: { importTotal: 500 * 30 + 100 * 40 } })
  })

  it('leaves out a register that one of the meters does not have', () => {
    const both = {
      ...segment(0, 10),
      byRole: { ...segment(0, 10).byRole, importPeak: { startWh: 0, endWh: 4, energyWh: 4 } },
    }
    expect(continueFromBill([both, segment(0, 5, 2)], {})).toMatchObject({ energyWhByRole: { importTotal: 15 } })
  })

  it('and is refused where the register stands behind it', () => {
    expect(continueFromBill([segment(900, 950)], { 1: { importTotal: 1_000 } })).toEqual({
      ok: false,
      because: 'REGISTER_FELL_BEHIND_BILL',
      role: 'importTotal',
    })
  })

  it('so that bills together charge what the register counted, however readings shift', () => {
    const steps = fc.array(
      fc.record({ usedWh: fc.integer({ min: 50, max: 9_999 }), lateWh: fc.integer({ min: -20, max: 20 }) }),
      {
        minLength: 1,
        maxLength: 12,
      },
    )
    fc.assert(
      fc.property(steps, (months) => {
        let register = 0
        let billed = 0
        let end: Record<number, { importTotal: number }> = {}
        for (const { usedWh, lateWh } of months) {
          const verdict = continueFromBill([segment(register + (register ? lateWh : 0), register + usedWh)], end)
          if (!verdict.ok) throw new Error(verdict.because)
          billed += verdict.energyWhByRole.importTotal ?? 0
          register += usedWh
          end = { 1: { importTotal: register } }
        }
        expect(billed).toBe(register)
      }),
    )
  })
})

describe('what is paid', () => {
  const bill = { totalYuan: '50.00', chargedThroughYuan: '150.00' }
  it.each([
    ['99.99', '0.00', 'overdue'],
    ['120.00', '20.00', 'overdue'],
    ['150.00', '50.00', 'paid'],
    ['500.00', '50.00', 'paid'],
  ])('with %s received in all is %s of the bill', (received, covered, status) => {
    const paidYuan = coveredYuan(bill, received)
    expect(paidYuan).toBe(covered)
    expect(decideStatus({ ...bill, paidYuan, dueOn: '2025-02-26', today: '2025-02-27' })).toBe(status)
  })

  it('is not overdue on the due day', () => {
    const facts = { totalYuan: '1.00', paidYuan: '0.00', dueOn: '2025-02-26', today: '2025-02-26' }
    expect(decideStatus(facts)).toBe('issued')
  })
})

describe('a line’s title', () => {
  it.each([
    ['tier-2-peak', '第二档电量(峰)', 'Tier 2 (peak)'],
    ['tier-1', '第一档电量', 'Tier 1'],
    ['energy-deepValley', '电量电费(深谷)', 'Energy (deep valley)'],
    ['energy-total', '电量电费', 'Energy'],
    ['demand-overrun', '基本电费(超过 105% 部分)', 'Base charge for demand above 105 %'],
    ['power-factor-adjustment', '功率因数调整电费', 'Power-factor adjustment'],
    ['surcharge-flat', '代征基金及附加', 'Funds and surcharges'],
    ['surcharge-rural-grid-peak', '农网还贷资金(峰)', 'Rural grid loan fund (peak)'],
    ['system-operation-total', '系统运行费', 'System operation'],
    ['transmission-peak', '输配电费(峰)', 'Transmission and distribution (peak)'],
    ['allowance-tier-1-valley', '免费电量:第一档电量(谷)', 'Free energy: Tier 1 (valley)'],
    ['minimum-charge', '保底电费', 'Minimum charge'],
    ['green-total', '电量电费(green)', 'Energy (green)'],
  ])('%s', (item, zh, en) => {
    expect(titleOfItem(item)).toEqual({ zh, en })
  })
})

describe('the registers of a bill', () => {
  it('stand part by part, the total first and then its periods as on a meter', () => {
    const stored = [
      [2, 'importTotal'],
      [1, 'importValley'],
      [1, 'reactiveTotal'],
      [1, 'importPeak'],
      [1, 'importTotal'],
    ] as const
    const shown = inShownOrder(stored.map(([segment, role]) => ({ segment, role })))
    expect(shown.map(({ segment, role }) => [segment, role])).toEqual([
      [1, 'importTotal'],
      [1, 'importPeak'],
      [1, 'importValley'],
      [1, 'reactiveTotal'],
      [2, 'importTotal'],
    ])
  })
})
