import { describe, expect, it } from 'vitest'
import { calculate } from '../../billing/calculations/calculate.ts'

/** (83)水电财字第215号 附表: cosφ, Q/P from and to, then the rate in percent for the standards 0.90, 0.85 and 0.80. */
const table = `
1.00 0.0000 0.1004 -0.75 -1.1 -1.3
0.99 0.1004 0.1752 -0.75 -1.1 -1.3
0.98 0.1752 0.2279 -0.75 -1.1 -1.3
0.97 0.2279 0.2718 -0.75 -1.1 -1.3
0.96 0.2718 0.3106 -0.75 -1.1 -1.3
0.95 0.3106 0.3461 -0.75 -1.1 -1.3
0.94 0.3461 0.3793 -0.6 -1.1 -1.3
0.93 0.3793 0.4108 -0.45 -0.95 -1.3
0.92 0.4108 0.4409 -0.3 -0.8 -1.3
0.91 0.4409 0.4701 -0.15 -0.65 -1.15
0.90 0.4701 0.4984 0 -0.5 -1
0.89 0.4984 0.5261 0.5 -0.4 -0.9
0.88 0.5261 0.5533 1 -0.3 -0.8
0.87 0.5533 0.5801 1.5 -0.2 -0.7
0.86 0.5801 0.6066 2 -0.1 -0.6
0.85 0.6066 0.6329 2.5 0 -0.5
0.84 0.6329 0.6590 3 0.5 -0.4
0.83 0.6590 0.6850 3.5 1 -0.3
0.82 0.6850 0.7110 4 1.5 -0.2
0.81 0.7110 0.7370 4.5 2 -0.1
0.80 0.7370 0.7630 5 2.5 0
0.79 0.7630 0.7892 5.5 3 0.5
0.78 0.7892 0.8154 6 3.5 1
0.77 0.8154 0.8419 6.5 4 1.5
0.76 0.8419 0.8685 7 4.5 2
0.75 0.8685 0.8954 7.5 5 2.5
0.74 0.8954 0.9225 8 5.5 3
0.73 0.9225 0.9500 8.5 6 3.5
0.72 0.9500 0.9778 9 6.5 4
0.71 0.9778 1.0060 9.5 7 4.5
0.70 1.0060 1.0345 10 7.5 5
0.69 1.0345 1.0636 11 8 5.5
0.68 1.0636 1.0931 12 8.5 6
0.67 1.0931 1.1231 13 9 6.5
0.66 1.1231 1.1536 14 9.5 7
0.65 1.1536 1.1848 15 10 7.5
0.64 1.1848 1.2166 17 11 8
0.63 1.2166 1.2490 19 12 8.5
0.62 1.2490 1.2822 21 13 9
0.61 1.2822 1.3161 23 14 9.5
0.60 1.3161 1.3508 25 15 10
0.59 1.3508 1.3864 27 17 11
0.58 1.3864 1.4229 29 19 12
0.57 1.4229 1.4603 31 21 13
0.56 1.4603 1.4988 33 23 14
0.55 1.4988 1.5384 35 25 15
0.54 1.5384 1.5792 37 27 17
0.53 1.5792 1.6211 39 29 19
0.52 1.6211 1.6644 41 31 21
0.51 1.6644 1.7091 43 33 23
0.50 1.7091 1.7553 45 35 25
0.49 1.7553 1.8031 47 37 27
0.48 1.8031 1.8526 49 39 29
0.47 1.8526 1.9039 51 41 31
0.46 1.9039 1.9571 53 43 33
0.45 1.9571 2.0124 55 45 35
0.44 2.0124 2.0700 57 47 37
0.43 2.0700 2.1299 59 49 39
0.42 2.1299 2.1923 61 51 41
0.41 2.1923 2.2576 63 53 43
0.40 2.2576 2.3258 65 55 45
0.39 2.3258 2.3972 67 57 47
0.38 2.3972 2.4721 69 59 49
0.37 2.4721 2.5507 71 61 51
0.36 2.5507 2.6334 73 63 53
0.35 2.6334 2.7206 75 65 55
0.34 2.7206 2.8126 77 67 57
0.33 2.8126 2.9099 79 69 59
0.32 2.9099 3.0130 81 71 61
0.31 3.0130 3.1225 83 73 63
0.30 3.1225 3.2390 85 75 65
0.29 3.2390 3.3633 87 77 67
0.28 3.3633 3.4962 89 79 69
0.27 3.4962 3.6387 91 81 71
0.26 3.6387 3.7919 93 83 73
0.25 3.7919 3.9572 95 85 75
0.24 3.9572 4.1362 97 87 77
0.23 4.1362 4.3305 99 89 79
0.22 4.3305 4.5424 101 91 81
0.21 4.5424 4.7744 103 93 83
0.20 4.7744 5.0298 105 95 85
`
const rows = table
  .trim()
  .split('\n')
  .map((row) => row.split(' ').map(Number))
const standards = ['0.90', '0.85', '0.80'] as const
const ACTIVE_KWH = 1_000_000

type Judged = { powerFactor: number | null; ratePercent: number; adjustmentYuan: string; totalYuan: string }
const judge = (input: object) => calculate('power-factor-adjustment', input) as unknown as Judged

describe('the table of power-factor adjustment', () => {
  it('has every hundredth from 1.00 down to 0.20', () => {
    expect(rows.map(([powerFactor]) => powerFactor)).toEqual(Array.from({ length: 81 }, (_, n) => (100 - n) / 100))
  })

  it.each(rows)('gives cosφ %d for Q/P from %d to %d, and its rates', (powerFactor = 0, from = 0, to = 0, ...rates) => {
    for (const [column, standard] of standards.entries()) {
      for (const ratio of [from + 0.0001, (from + to) / 2, to - 0.0001]) {
        const reactiveKvarh = Math.round(ratio * ACTIVE_KWH)
        expect(judge({ standard, activeKwh: ACTIVE_KWH, reactiveKvarh })).toMatchObject({
          powerFactor,
          ratePercent: rates[column],
        })
      }
    }
  })

  it.each([
    ['0.90', 0, 145],
    ['0.85', 0, 135],
    ['0.80', 0, 125],
  ])('has no upper end: standard %s at cosφ %d is %d %%', (standard, powerFactor, ratePercent) => {
    const input = { standard, activeKwh: 1, reactiveKvarh: 1000 }
    expect(judge(input)).toMatchObject({ powerFactor, ratePercent })
  })

  it('has neither power factor nor rate without active energy', () => {
    const input = { standard: '0.90', activeKwh: 0, reactiveKvarh: 500, baseAmountYuan: '100.00' }
    expect(judge(input)).toMatchObject({ powerFactor: null, ratePercent: 0, adjustmentYuan: '0.00', totalYuan: '0.00' })
  })
})

describe('a bill adjusted once already', () => {
  it('gives its base back and is adjusted anew', () => {
    const earlier = { activeKwh: 40000, reactiveKvarh: 30000, amountIncludingAdjustmentYuan: '12600.00' }
    expect(judge({ standard: '0.90', activeKwh: 40000, reactiveKvarh: 39670, earlier })).toMatchObject({
      baseAmountYuan: '12000.00',
      powerFactor: 0.71,
      ratePercent: 9.5,
      adjustmentYuan: '1140.00',
      earlierPowerFactor: 0.8,
      earlierRatePercent: 5,
      amountIncludingAdjustmentYuan: '13140.00',
      lines: [
        { item: 'power-factor-adjustment', quantity: 12000, unit: 'yuan', price: '0.095', amountYuan: '1140.00' },
        { item: 'power-factor-reversal', amountYuan: '-600.00' },
      ],
      totalYuan: '540.00',
    })
  })

  it('gives back a base that division rounds', () => {
    const earlier = { activeKwh: 100, reactiveKvarh: 0, amountIncludingAdjustmentYuan: '100.00' }
    expect(judge({ standard: '0.90', activeKwh: 100, reactiveKvarh: 0, earlier })).toMatchObject({
      baseAmountYuan: '100.76',
      adjustmentYuan: '-0.76',
      totalYuan: '0.00',
    })
  })
})
