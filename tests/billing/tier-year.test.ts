import { describe, expect, it } from 'vitest'
import type { BillFacts } from '../../billing/rules/bill/facts.ts'
import { rateBill } from '../../billing/rules/bill/rate-bill.ts'
import { exact, zero } from '../../billing/rules/money.ts'
import { tierYearOf } from '../../billing/rules/periods.ts'
import { addDays, addMonths, daysBetween } from '../../db/time.ts'

const tiers = [
  { upToKwh: 3120, priceYuanPerKwh: '0.617' },
  { upToKwh: 4800, priceYuanPerKwh: '0.667' },
  { upToKwh: null, priceYuanPerKwh: '0.917' },
]
const KWH_PER_DAY = 15

function billOf(from: string, to: string, accumulatedBeforeKwh: number) {
  const facts: BillFacts = {
    ruleEdition: '2024',
    cycleStartDay: 1,
    period: { from, to },
    segments: [
      {
        from,
        to,
        tariffSystem: 'residential-tier',
        multiplier: exact(1),
        metered: { activeKwh: { total: exact(daysBetween(from, to) * KWH_PER_DAY) } },
        transformerLoss: null,
        lossAllocation: 'proportional',
        prices: [],
        allocations: [],
        powerFactorStandard: null,
      },
    ],
    energyRounding: 'none',
    baseCharge: null,
    residentialTier: {
      accumulation: 'annual',
      tiers,
      months: 1,
      accumulatedBeforeKwh: exact(accumulatedBeforeKwh),
      serviceMonths: 12,
      household: null,
    },
    surcharges: [],
  }
  const rating = rateBill(facts)
  if (!rating.ok) throw new Error(JSON.stringify(rating.issues))
  return rating
}

/** Bills one after the other, the year's energy carried forward and begun anew with the tier year. */
function billThrough(from: string, to: string, next: (day: string) => string) {
  const bills: (ReturnType<typeof billOf> & { from: string })[] = []
  let accumulatedKwh = 0
  for (let day = from; day < to; day = next(day)) {
    const latest = bills.at(-1)
    if (latest && tierYearOf(latest.from) !== tierYearOf(day)) accumulatedKwh = 0
    const bill = billOf(day, next(day), accumulatedKwh)
    accumulatedKwh = bill.accumulatedAfterKwh ?? 0
    bills.push({ ...bill, from: day })
  }
  return bills
}

describe('annual tiers', () => {
  it('begin anew between December and January', () => {
    const bills = billThrough('2022-11-01', '2024-02-01', (day) => addMonths(day, 1))
    const [december, january] = [bills.at(-2), bills.at(-1)]
    // 2023: 334 days before December are 5,010 kWh, all tiers full; 31 × 15 = 465 kWh
    expect(december?.lines.map(({ item, amountYuan }) => [item, amountYuan])).toEqual([['tier-3', '426.41']])
    expect(january?.lines.map(({ item, amountYuan }) => [item, amountYuan])).toEqual([['tier-1', '286.91']])
    expect(january?.accumulatedAfterKwh).toBe(465)
    const crossing = bills.find(({ from }) => from === '2023-07-01')
    // 181 days: 2,715 kWh before; 405 up to 3,120, then 60
    expect(crossing?.lines.map(({ item, quantity }) => [item, quantity])).toEqual([
      ['tier-1', 405],
      ['tier-2', 60],
    ])
  })

  it.each([
    ['2023-01-01', '2024-01-01', 365, '3664.575'],
    ['2024-01-01', '2025-01-01', 366, '3678.33'],
  ])(
    'of the year from %s to %s (%d days) cost the same by the day, by the month and at once',
    (from, to, days, totalYuan) => {
      const ways = [(day: string) => addDays(day, 1), (day: string) => addMonths(day, 1), () => to]
      const sums = ways.map((next) => {
        const bills = billThrough(from, to, next)
        const lines = bills.flatMap((bill) => bill.lines)
        return {
          accumulatedKwh: bills.at(-1)?.accumulatedAfterKwh,
          yuan: lines.reduce((sum, line) => sum.plus(line.unroundedYuan), zero).toFixed(),
        }
      })
      expect(new Set(sums.map((sum) => JSON.stringify(sum))).size).toBe(1)
      expect(sums[0]?.accumulatedKwh).toBe(days * KWH_PER_DAY)
      // 3120 × 0.617 + 1680 × 0.667 + the rest × 0.917
      expect(sums[0]?.yuan).toBe(totalYuan)
    },
  )
})
