import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { calculate } from '../../billing/calculations/calculate.ts'
import { splitIntoCycles } from '../../billing/rules/cycles.ts'

type Answer = ReturnType<typeof calculate> & {
  cycles: { from: string; to: string; days: number; billableKva: number; amountYuan: string }[]
  units: { id: string; chargedDays: number }[]
  feeders: { id: string; overrunKw: number; billingDemandKw: number; amountYuan: string }[]
}
const capacity = (input: object) => calculate('capacity-charge', input) as Answer
const demand = (input: object) => calculate('demand-charge', input) as Answer

const april = { from: '2024-04-01', to: '2024-05-01' }
const always = (id: string, capacityKva: number, state = 'in-use') => ({
  id,
  capacityKva,
  states: [{ from: '2020-01-01', to: null, state }],
})
const paused = (id: string, capacityKva: number, pauses: [string, string | null][], inServiceSince?: string) => ({
  id,
  capacityKva,
  ...(inServiceSince && { inServiceSince }),
  states: pauses.map(([from, to]) => ({ from, to, state: 'paused' })),
})

describe('the cycles of a period', () => {
  it.each([
    ['a calendar month', april, 1, [['2024-04-01', '2024-05-01', 30, 30]]],
    ['a leap February', { from: '2024-02-01', to: '2024-03-01' }, 1, [['2024-02-01', '2024-03-01', 29, 29]]],
    [
      'a reading day inside the month',
      { from: '2024-03-26', to: '2024-05-01' },
      26,
      [
        ['2024-03-26', '2024-04-26', 31, 31],
        ['2024-04-26', '2024-05-01', 5, 30],
      ],
    ],
    [
      'the turn of the year',
      { from: '2023-12-20', to: '2024-01-10' },
      28,
      [
        ['2023-12-20', '2023-12-28', 8, 30],
        ['2023-12-28', '2024-01-10', 13, 31],
      ],
    ],
  ] as const)('%s', (_title, period, startDay, expected) => {
    const parts = splitIntoCycles(period, startDay, '2024')
    expect(parts.map(({ from, to, days, daysOfCycle }) => [from, to, days, daysOfCycle])).toEqual(expected)
  })

  it('share a month by days of the cycle since 2024 and by thirtieths before, a whole cycle being one', () => {
    const part = (from: string, to: string, edition: '1996' | '2024') =>
      splitIntoCycles({ from, to }, 1, edition)[0]?.share
    expect(part('2024-02-01', '2024-03-01', '1996')).toEqual({ numerator: 1, divisor: 1 })
    expect(part('2024-02-01', '2024-02-29', '1996')).toEqual({ numerator: 28, divisor: 30 })
    expect(part('2024-05-01', '2024-05-31', '1996')).toEqual({ numerator: 30, divisor: 30 })
    expect(part('2024-05-02', '2024-06-01', '2024')).toEqual({ numerator: 30, divisor: 31 })
  })
})

describe('a charge by capacity', () => {
  const rate = (more: object) => capacity({ ruleEdition: '2024', period: april, priceYuanPerKvaMonth: '30', ...more })

  it('has an entry for every cycle touched and a line only where something is charged', () => {
    const result = rate({
      period: { from: '2024-03-20', to: '2024-05-11' },
      units: [{ id: 'T1', capacityKva: 300, states: [{ from: '2024-05-02', to: null, state: 'in-use' }] }],
    })
    expect(result.cycles).toEqual([
      { from: '2024-03-20', to: '2024-04-01', days: 12, billableKva: 0, amountYuan: '0.00' },
      { from: '2024-04-01', to: '2024-05-01', days: 30, billableKva: 0, amountYuan: '0.00' },
      { from: '2024-05-01', to: '2024-05-11', days: 10, billableKva: 87.096774, amountYuan: '2612.90' },
    ])
    expect(result.lines).toHaveLength(1)
    expect(result.lines[0]).toMatchObject({ item: 'capacity-charge', unit: 'kVA·month', quantity: 87.096774 })
  })

  it.each([
    ['cold standby is free', [always('T1', 100, 'cold-standby')], '0.00'],
    ['hot standby is charged', [always('T1', 100, 'hot-standby')], '3000.00'],
    ['a unit taken out in an exchange is free', [always('T1', 100, 'exchanged')], '0.00'],
    ['days without a state are free', [paused('T1', 100, [['2024-05-01', null]])], '0.00'],
    ['a pause of 15 days is remitted', [paused('T1', 100, [['2024-04-05', '2024-04-20']])], '0.00'],
    ['a pause of 14 days is charged', [paused('T1', 100, [['2024-04-05', '2024-04-19']])], '1400.00'],
    ['a pause counts its days outside the period', [paused('T1', 100, [['2024-03-25', '2024-04-09']])], '0.00'],
    ['a pause without end is long enough', [paused('T1', 100, [['2024-04-28', null]])], '0.00'],
    [
      'adjoining pauses are one',
      [
        paused('T1', 100, [
          ['2024-04-01', '2024-04-08'],
          ['2024-04-08', '2024-04-16'],
        ]),
      ],
      '0.00',
    ],
    [
      'pauses with use between them are two',
      [
        paused('T1', 100, [
          ['2024-04-01', '2024-04-08'],
          ['2024-04-09', '2024-04-17'],
        ]),
      ],
      '1500.00',
    ],
  ])('%s', (_title, units, totalYuan) => {
    expect(rate({ units }).totalYuan).toBe(totalYuan)
  })

  it('charges a pause again from the day on which it is over as agreed, restored or not, and says so', () => {
    const over = (to: string | null, agreedUntil: string | null) => {
      const unit = paused('T1', 100, [['2024-03-10', to]])
      return rate({ units: [{ ...unit, states: unit.states.map((state) => ({ ...state, agreedUntil })) }] })
    }
    expect(over(null, '2024-04-21')).toMatchObject({
      totalYuan: '1000.00',
      notices: [{ code: 'PAUSE_OVER', path: 'units.0.states.0' }],
    })
    expect(over('2024-04-26', '2024-04-21')).toMatchObject({ totalYuan: '500.00' })
    expect(over('2024-04-21', '2024-04-21')).toMatchObject({ totalYuan: '0.00', notices: [] })
    expect(over('2024-04-11', '2024-04-21')).toMatchObject({ totalYuan: '0.00', notices: [] })
    expect(over(null, '2024-04-01')).toMatchObject({ totalYuan: '3000.00' })
  })

  it('tells of a short pause once, at its state, and only if it touches the period', () => {
    const units = [
      always('T0', 50),
      paused('T1', 100, [
        ['2024-02-01', '2024-02-05'],
        ['2024-03-28', '2024-04-01'],
        ['2024-04-01', '2024-04-03'],
        ['2024-05-01', '2024-05-04'],
      ]),
    ]
    expect(rate({ units }).notices).toEqual([
      { code: 'PAUSE_UNDER_15_DAYS', path: 'units.1.states.2', message: expect.any(String) },
    ])
  })

  it.each([
    ['1996', '2022-04-06', '50.00', 15, 'is half charged when the unit is younger than two years'],
    ['1996', '2022-04-05', '0.00', 0, 'is remitted when the unit is two years old'],
    ['2016', '2022-04-06', '0.00', 0, 'is remitted whatever the age since 2016'],
    ['2024', '2022-04-06', '0.00', 0, 'is remitted whatever the age in 2024'],
  ])('in %s a pause of a unit since %s costs %s (%d days): it %s', (ruleEdition, since, totalYuan, chargedDays) => {
    const units = [paused('T1', 100, [['2024-04-05', '2024-05-05']], since)]
    const period = { from: '2024-04-05', to: '2024-05-05' }
    const input = { ruleEdition, period, cycleStartDay: 5, priceYuanPerKvaMonth: '1', units }
    expect(capacity(input)).toMatchObject({ totalYuan, units: [{ id: 'T1', chargedDays }] })
  })

  it('charges each day only the largest running units of an interlock, of equal ones the first', () => {
    const units = [
      { id: 'A', capacityKva: 500, states: [{ from: '2024-04-01', to: '2024-04-16', state: 'in-use' }] },
      always('B', 400, 'hot-standby'),
      always('C', 400),
      always('D', 100),
    ]
    const result = rate({ units, interlockGroups: [{ unitIds: ['C', 'B', 'A'] }] })
    expect(result.units).toEqual([
      { id: 'A', chargedDays: 15 },
      { id: 'B', chargedDays: 15 },
      { id: 'C', chargedDays: 0 },
      { id: 'D', chargedDays: 30 },
    ])
    expect(result.cycles[0]?.billableKva).toBe(550)
    const two = rate({ units, interlockGroups: [{ unitIds: ['A', 'B', 'C'], maxRunning: 2 }] })
    expect(two.units.map(({ chargedDays }) => chargedDays)).toEqual([15, 30, 15, 30])
  })

  it('rounds the kVA of each cycle, half up, not those of each unit', () => {
    const half = (id: string) => ({
      ...always(id, 100.25),
      states: [{ from: '2024-04-16', to: null, state: 'in-use' }],
    })
    const result = rate({ units: [half('A'), half('B'), always('C', 0.25)], capacityRounding: 'whole-kva' })
    expect(result.cycles[0]).toMatchObject({ billableKva: 101, amountYuan: '3030.00' })
  })

  it('keeps a half-fen tie that thirty-firsts make', () => {
    const may = { from: '2024-05-01', to: '2024-06-01' }
    const days = [7, 11, 13]
    let from = 1
    const units = days.map((count, position) => {
      const day = (date: number) => (date > 31 ? '2024-06-01' : `2024-05-${String(date).padStart(2, '0')}`)
      const states = [{ from: day(from), to: day(from + count), state: 'in-use' }]
      from += count
      return { id: `T${position}`, capacityKva: 1, states }
    })
    const input = { ruleEdition: '2024', period: may, priceYuanPerKvaMonth: '0.005', units }
    expect(capacity(input)).toMatchObject({ totalYuan: '0.01', cycles: [{ billableKva: 1 }] })
  })
})

describe('a charge by demand', () => {
  const arbitraryFeeder = fc.record({
    contractDemandKw: fc.integer({ min: 0, max: 5000 }),
    actualDemandKw: fc.integer({ min: 0, max: 9000 }),
    installedCapacityKva: fc.integer({ min: 1, max: 8000 }),
  })

  it('is P × (C + 2 × max(0, D − 1.05 C)) with C at least 40 % of the capacity', () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryFeeder, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 100 }),
        (list, price) => {
          const feeders = list.map((feeder, position) => ({ id: `L${position}`, ...feeder }))
          const result = demand({ priceYuanPerKwMonth: String(price), feeders })
          // in hundredths of a kW, so that whole numbers suffice
          const hundredths = feeders.map(({ contractDemandKw, actualDemandKw, installedCapacityKva }) => {
            const contract = Math.max(contractDemandKw * 100, installedCapacityKva * 40)
            return contract + 2 * Math.max(0, actualDemandKw * 100 - (contract * 105) / 100)
          })
          expect(result.feeders.map(({ billingDemandKw }) => Math.round(billingDemandKw * 100))).toEqual(
            hundredths.map(Math.round),
          )
          expect(Number(result.totalYuan)).toBeCloseTo(
            hundredths.reduce((sum, kw) => sum + (kw * price) / 100, 0),
            1,
          )
        },
      ),
    )
  })

  it('tells of a contract raised to 40 % and of an overrun above 105 % of the raised one, at the feeder', () => {
    const feeders = [
      { id: 'L1', contractDemandKw: 500, actualDemandKw: 500, installedCapacityKva: 1000 },
      { id: 'L2', contractDemandKw: 300, actualDemandKw: 421, installedCapacityKva: 1000 },
    ]
    const result = demand({ priceYuanPerKwMonth: '30', feeders })
    expect(result.feeders[1]).toEqual({
      id: 'L2',
      contractDemandKw: 400,
      overrunKw: 1,
      billingDemandKw: 402,
      amountYuan: '12060.00',
    })
    expect(result.notices.map(({ code, path }) => [code, path])).toEqual([
      ['DEMAND_BELOW_40_PERCENT', 'feeders.1'],
      ['DEMAND_OVER_105_PERCENT', 'feeders.1'],
    ])
    expect(result.lines.map(({ item, quantity, price }) => [item, quantity, price])).toEqual([
      ['demand-contract', 500, '30'],
      ['demand-contract', 400, '30'],
      ['demand-overrun', 1, '60'],
    ])
  })

  it('charges the actual demand as it is in mode actual', () => {
    const feeders = [{ id: 'L1', actualDemandKw: 123.4 }]
    const period = { from: '2024-05-01', to: '2024-05-31' }
    const result = demand({ ruleEdition: '2016', mode: 'actual', priceYuanPerKwMonth: '32', feeders, period })
    expect(result).toMatchObject({
      feeders: [{ contractDemandKw: null, overrunKw: 0, billingDemandKw: 123.4 }],
      monthShare: 1,
      lines: [{ item: 'demand-actual', quantity: 123.4 }],
      totalYuan: '3948.80',
    })
  })
})
